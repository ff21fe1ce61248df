// The rows of rounds and of their subjects.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/appraisal/domain/round.h"
#include "services/appraisal/store/round_store.h"
#include "services/base/sql/transaction.h"

namespace pingyi::appraisal {

enum class RowLock { kNone, kForUpdate };

// NOT_FOUND RESOURCE_NOT_FOUND if there is none.
absl::StatusOr<Round> LoadRound(sql::Transaction& transaction, std::string_view round_id,
                                RowLock lock = RowLock::kNone);
absl::Status RoundNotFound();

// Writes the round's row and leaves it as it was. In a cluster this undoes, when it gets to another
// node, what there holds a lock on the round and is not committed: whoever only reads rows under
// that lock does not miss what this transaction changes in them.
absl::Status TouchRound(sql::Transaction& transaction, std::string_view round_id);

absl::StatusOr<std::vector<Round>> SelectRounds(sql::Transaction& transaction,
                                                const RoundFilter& filter, int limit);

// Ids of the rounds that are open past their close_time, or closed but not sealed.
absl::StatusOr<std::vector<std::string>> SelectDueRounds(sql::Transaction& transaction,
                                                         absl::Time now);

// ALREADY_EXISTS if the id is taken.
absl::Status InsertRound(sql::Transaction& transaction, const Round& round);

// Writes state, version, digest of what is frozen, counts and times, as they are in `round`.
absl::Status UpdateRoundRow(sql::Transaction& transaction, const Round& round);

// Writes the configuration of a draft. Apart from the above, so that a frozen one is never written
// again.
absl::Status UpdateSpec(sql::Transaction& transaction, const Round& round);

// At most `limit` subjects by position; all of them without a limit.
absl::StatusOr<std::vector<Subject>> SelectSubjects(sql::Transaction& transaction,
                                                    std::string_view round_id,
                                                    const SubjectFilter& filter = {},
                                                    std::optional<int> limit = std::nullopt);

absl::Status InsertSubjects(sql::Transaction& transaction, std::string_view round_id,
                            std::span<const Subject> subjects);

// Whether there was such a subject.
absl::StatusOr<bool> DeleteSubjectRow(sql::Transaction& transaction, std::string_view round_id,
                                      std::string_view subject_id);

}  // namespace pingyi::appraisal
