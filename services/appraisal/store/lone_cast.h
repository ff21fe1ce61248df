// A ballot that comes alone, cast in a single round trip where each takes its time: what a look
// into the database would show is taken to be as it was last seen, or as it is for nearly every
// cast, and the changes themselves find nothing to change where it is otherwise. Then nothing has
// been done, and the ballot takes the long way, which looks first (cast_batch.h).
#pragma once

#include <mutex>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <absl/time/time.h>

#include "services/appraisal/domain/lifecycle.h"
#include "services/appraisal/domain/text_map.h"
#include "services/appraisal/store/ballot_box.h"
#include "services/base/clock/id_source.h"
#include "services/base/sql/transaction.h"

namespace pingyi::appraisal {

// When rounds took ballots, as last seen. A guess that is proved each time, so nothing is amiss
// when another process changes a round. Thread-safe.
class SeenWindows {
 public:
  void Keep(std::string_view round_id, const VotingWindow& window);
  std::optional<VotingWindow> Find(std::string_view round_id) const;

 private:
  mutable std::mutex mutex_;
  TextMap<VotingWindow> windows_;
};

struct LoneCast {
  std::vector<sql::Step> steps;  // FAILED_PRECONDITION or ALREADY_EXISTS where the guess was wrong
  CastReceipt receipt;           // once they are made
};

// None if the ballot must take the long way: because of what the rules ask about its voter, or
// because it would be refused. `seen` is its round's window.
std::optional<LoneCast> PlanLoneCast(const PreparedCast& cast, const VotingWindow& seen,
                                     absl::Time now, const sql::Dialect& dialect, IdSource& ids);

}  // namespace pingyi::appraisal
