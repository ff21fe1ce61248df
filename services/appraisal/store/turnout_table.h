// Counts of credentials and ballots, one row a group. They exist from opening on and are the only
// place that tells how many ballots were cast.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/appraisal/domain/round.h"
#include "services/appraisal/store/ballot_box.h"
#include "services/base/sql/transaction.h"

namespace pingyi::appraisal {

// One row for each group of a round that is being opened.
absl::Status InsertTurnout(sql::Transaction& transaction, const Round& round);

// By group, in the round's order; empty before opening.
absl::StatusOr<std::vector<GroupTurnout>> SelectTurnout(sql::Transaction& transaction,
                                                        std::string_view round_id);

// Counts credentials that are issued, or with a negative number revoked; not zero. False, and
// nothing is done, if there would be more than the group expects. In a cluster, whose nodes compare
// what transactions have written: what is read of the group's credentials and ballots before this
// can be out of date, and what is read after it cannot.
absl::StatusOr<bool> AddIssued(sql::Transaction& transaction, std::string_view round_id,
                               uint32_t group, int64_t issued);

// The change that counts ballots of a group which are cast, at least one. It must match: once the
// turnout is closed it finds nothing, and nothing is to be cast.
sql::Step AddReturned(std::string_view round_id, uint32_t group, int64_t valid, int64_t spoiled);

// Goes with every change after which the round takes no ballots. A cast and the closing of its
// round thereby write the same row, whatever each reads: in a cluster whose nodes compare what
// transactions have written, and nothing else, only one of the two can be committed without seeing
// the other.
absl::Status CloseTurnout(sql::Transaction& transaction, std::string_view round_id);

}  // namespace pingyi::appraisal
