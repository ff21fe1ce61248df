// The results' part of the SQL store; ResultStore tells what each function does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/base/sql/transaction.h"
#include "services/result/store/records.h"

namespace pingyi::result {

// The cells of all rows, made once before the transaction, which may run more than once.
std::vector<sql::Value> ResultCells(const std::string& run,
                                    const std::vector<StoredResult>& results);
absl::Status InsertResults(sql::Transaction& transaction, const std::vector<sql::Value>& cells);

absl::StatusOr<ResultPage> LoadResults(sql::Transaction& transaction, const std::string& round,
                                       const std::string& run,
                                       const std::optional<ResultKey>& after, int limit,
                                       size_t max_bytes);
absl::StatusOr<ResultPage> LoadResultsByPosition(sql::Transaction& transaction,
                                                 const std::string& round, const std::string& run,
                                                 int64_t after, int limit, size_t max_bytes);
absl::StatusOr<ShapedResult> LoadResult(sql::Transaction& transaction, const std::string& round,
                                        const std::string& run, const std::string& subject);

}  // namespace pingyi::result
