// What a release has beside its row: publicity, decisions, what it amends and settles.
#pragma once

#include <cstddef>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/base/sql/transaction.h"
#include "services/result/store/records.h"

namespace pingyi::result {

// How many of the releases, whose rows alone were read, come with their parts to at most
// `max_bytes`, more or less; one at least. Tells it from the number and the sizes of their parts.
absl::StatusOr<size_t> CountFitting(sql::Transaction& transaction,
                                    const std::vector<Release>& releases, size_t max_bytes);

// Fills in the parts of releases that were read, and where they stand now.
absl::Status LoadReleaseParts(sql::Transaction& transaction, std::vector<Release>& releases);

// Stores the parts of a release whose row is stored.
absl::Status StoreReleaseParts(sql::Transaction& transaction, const Release& release);

// FAILED_PRECONDITION LIMIT_EXCEEDED if decisions, settled objections and changes of the release
// come to more than an answer could hold beside the rest: a release is for ever, so it must be
// readable.
absl::Status CheckSize(const Release& release);

// What is another in a release that has its decisions, against one with those before.
absl::StatusOr<std::vector<ResultDifference>> LoadChanges(sql::Transaction& transaction,
                                                          const Release& release,
                                                          const std::vector<GradeDecision>& before);

}  // namespace pingyi::result
