// One attempt at casting everything that is waiting, inside one transaction.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/appraisal/store/ballot_box.h"
#include "services/appraisal/store/credential_cache.h"
#include "services/appraisal/store/lone_cast.h"
#include "services/appraisal/store/round_look.h"
#include "services/base/clock/id_source.h"
#include "services/base/sql/transaction.h"

namespace pingyi::appraisal {

// Used once, for one run of the transaction's body. The number of statements does not depend on the
// number of casts, but for the chunks they come in.
class CastBatchRun {
 public:
  CastBatchRun(sql::Transaction& transaction, CredentialCache& cache, IdSource& ids, Look look,
               std::span<const PreparedCast> casts)
      : tx_(transaction), cache_(cache), ids_(ids), look_(look), casts_(casts) {}

  // Fills `outcomes`, one a cast, and writes what was taken; `seen` keeps the windows of the
  // rounds. ALREADY_EXISTS if a whole look must come first: a credential was spent meanwhile, or
  // the look was not whole and a ballot is refused, which may repeat one that was taken.
  absl::Status Run(absl::Time now, CastOutcomes& outcomes, SeenWindows& seen);

 private:
  struct Counts {
    int64_t valid = 0;
    int64_t spoiled = 0;
  };
  struct Slip {
    std::string_view round_id;
    uint32_t group;
    std::string marks;
  };

  SeenRound& RoundOf(const PreparedCast& cast);
  absl::StatusOr<CastReceipt> Judge(const PreparedCast& cast, absl::Time now);
  void Take(const PreparedCast& cast, SeenCredential& credential, bool spoiled);
  absl::Status WriteTaken();
  absl::Status WriteLoneBallot();
  absl::Status WriteManyBallots();
  std::vector<sql::Step> CountSteps() const;
  std::vector<sql::Value> SpentCells() const;
  std::vector<sql::Value> SlipCells();

  sql::Transaction& tx_;
  CredentialCache& cache_;
  IdSource& ids_;
  const Look look_;
  const std::span<const PreparedCast> casts_;
  std::map<std::string_view, SeenRound>
      rounds_;                               // sorted: rows are locked in the same order by all
  const BallotRules* last_rules_ = nullptr;  // of the cast that was asked about last
  SeenRound* last_round_ = nullptr;
  std::vector<const PreparedCast*> spent_;
  std::vector<sql::Value> named_;  // cells of the table
  std::vector<Slip> slips_;
  std::map<std::pair<std::string_view, uint32_t>, Counts> counts_;
};

}  // namespace pingyi::appraisal
