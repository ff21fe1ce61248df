// Sealing: counting the slips of a closed round and keeping the count for ever.
#pragma once

#include <string_view>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "services/appraisal/domain/round.h"
#include "services/appraisal/store/ballot_box.h"
#include "services/base/sql/database.h"

namespace pingyi::appraisal {

// Whether the round is closed and its tally not yet stored.
bool NeedsSealing(const Round& round);

// Sees to it that the round, if it is closed, has its tally; does nothing if it has one or is in
// any other state. Three steps, each safe to repeat, so that a crash between them or two callers at
// once do no harm: count the slips (nothing can be added to a closed round), remove from the
// database's files what they tell of the order of casting, store the tally if nobody else has. In
// one process callers take turns, and find the work done when theirs comes. DEADLINE_EXCEEDED if it
// does not come in time, DATA_LOSS if the slips are not what the counters say.
//
// `deadline` is for the waiting. Once begun, sealing goes on for as long as it takes (ten minutes
// at most), also when its caller has given up: a large round could else stay unsealed for ever,
// begun anew by each of many callers none of whom waits long enough. Should the process end before,
// the round is closed but unsealed, and whoever looks at it next seals it: GetRound, ListRounds,
// ListTallies, CloseRound again, or CloseDueRounds, which a scheduled job calls.
absl::Status EnsureSealed(sql::Database& database, absl::Time deadline, std::string_view round_id);

// A page of a sealed tally (BallotBox::ListTallies).
absl::StatusOr<TallyPage> SelectTallies(sql::Transaction& transaction, const Round& round,
                                        int32_t after_position, int limit, int64_t max_bytes);

}  // namespace pingyi::appraisal
