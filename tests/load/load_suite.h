// What is measured: the services as real processes, the programs of `baseline`, rounds full of
// ballots, and the database behind them without any service.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "services/base/config/transport.h"
#include "services/base/sql/database.h"
#include "tests/integration/small_round.h"
#include "tests/load/load_client.h"

namespace pingyi::load {

inline constexpr int kChannels = 4;
inline constexpr int kBatch = 64;  // ballots of one call of bulk entry

using Casts = std::vector<appraisal::v1::CastBallotRequest>;

// As many requests as there are credentials made for them, in a round "rounds/<id>" of their own.
Casts MakeCasts(test::Suite& suite, const std::string& round_id, int count);

// The same ballots, `kBatch` a request.
std::vector<appraisal::v1::CastBallotsRequest> InBatches(
    std::span<const appraisal::v1::CastBallotRequest> casts);

// Sends every request once, `callers` at a time.
Figures Cast(const Stubs& stubs, int callers,
             std::span<const appraisal::v1::CastBallotRequest> casts);
Figures CastBatches(const Stubs& stubs, int callers,
                    std::span<const appraisal::v1::CastBallotsRequest> batches);

// The database of a service's section "data"; null, with a word about it, if it cannot be opened.
std::unique_ptr<sql::Database> OpenDirectly(const std::string& data);

// A program of `baseline`, and connections to it.
class Baseline {
 public:
  enum class Transport { kPlain, kMutualTls };
  Baseline(test::Suite& suite, const std::string& name, const std::string& data,
           Transport transport = Transport::kPlain);

  // Empty if it did not start.
  const Stubs& stubs() const { return stubs_; }

 private:
  const std::optional<config::TlsFiles> tls_;
  const std::string config_;
  test::Process process_;
  Stubs stubs_;
};

}  // namespace pingyi::load
