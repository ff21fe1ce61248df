// What this service takes from the appraisal service: rounds, their subjects and sealed tallies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <grpcpp/grpcpp.h>

#include "services/base/rpc/call_context.h"
#include "services/result/domain/form.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// A round as far as results depend on it.
struct AppraisedRound {
  enum class State { kNotClosed, kClosed, kVoid };

  RoundFacts facts;
  State state = State::kNotClosed;
  std::string policy_name;  // "policies/{policy}/versions/{version}", as frozen
  std::string policy_digest;
  std::string tally_digest;  // empty before closing
  // Whether ballots are secret, and results that rest on few of them not shown.
  bool secret = true;
};

struct AppraisedSubject {
  std::string id;
  std::string display_name;
  std::string unit = {};          // may be empty
  std::string subject_type = {};  // may be empty
};

struct RoundPage {
  std::vector<std::string> rounds;  // ids
  std::string next_page_token;      // empty at the end
};

// Told after each page how many items of a long list were read; an error ends the reading.
using ReadProgress = absl::FunctionRef<absl::Status(size_t read)>;

// Thread-safe. A call's deadline, cancellation, actor and trace are passed on. Errors: UNAVAILABLE
// with reason UPSTREAM_UNAVAILABLE if the service cannot be reached or does not answer as the
// contract has it, DEADLINE_EXCEEDED, CANCELLED; every other error as the service gave it, with its
// reason. Rounds are given by their id.
class AppraisalClient {
 public:
  virtual ~AppraisalClient() = default;

  virtual absl::StatusOr<AppraisedRound> GetRound(const rpc::CallContext& call,
                                                  const std::string& round) = 0;
  // Has every round closed whose time is up.
  virtual absl::Status CloseDueRounds(const rpc::CallContext& call) = 0;
  // One page of the closed rounds; an empty token asks for the first.
  virtual absl::StatusOr<RoundPage> ListClosedRounds(const rpc::CallContext& call,
                                                     const std::string& page_token) = 0;
  // All subjects, by position.
  virtual absl::StatusOr<std::vector<AppraisedSubject>> ListSubjects(const rpc::CallContext& call,
                                                                     const std::string& round,
                                                                     ReadProgress progress) = 0;
  // The whole tally. DATA_LOSS TALLY_DIGEST_MISMATCH if a cell of it is malformed; the digest
  // itself is the caller's to check.
  virtual absl::StatusOr<Tally> ReadTally(const rpc::CallContext& call, const std::string& round,
                                          ReadProgress progress) = 0;
};

std::unique_ptr<AppraisalClient> NewAppraisalClient(std::shared_ptr<grpc::Channel> channel);

// The methods of the appraisal service that are safe to repeat, for rpc::ChannelOptions.
std::vector<std::string> IdempotentAppraisalMethods();

}  // namespace pingyi::result
