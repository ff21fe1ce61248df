// Several changes as one statement of MariaDB, so that they take one round trip.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/base/sql/transaction.h"
#include "services/base/sql/value.h"

namespace pingyi::sql {

// How an INSERT begins that leaves out rows whose key is taken. It is judged by its own warnings.
inline constexpr std::string_view kInsertMissing = "INSERT IGNORE INTO";

// Before the steps: amid a transaction that has begun, as one of their own, and as the last of one
// that has begun. The last are, like a COMMIT, not broken off, but for a lock that is waited for
// too long.
inline constexpr std::string_view kCompound = "BEGIN NOT ATOMIC ";
inline constexpr std::string_view kBeginningCompound = "BEGIN NOT ATOMIC START TRANSACTION; ";
inline constexpr std::string_view kUnlimitedCompound =
    "SET STATEMENT max_statement_time = 0 FOR BEGIN NOT ATOMIC ";
// After the steps.
inline constexpr std::string_view kCommit = "COMMIT; ";

// The steps as one statement, between `head` and `tail`. What a step that must match does otherwise
// is told as what a trigger forbids. Constants and question marks only.
std::string CompoundText(std::string_view head, std::span<const Step> steps, std::string_view tail);

// Their parameters one after the other, or none if they cannot be one statement: an INSERT IGNORE
// is among them, or there are very many.
std::optional<std::vector<Value>> Together(std::span<const Step> steps);

}  // namespace pingyi::sql
