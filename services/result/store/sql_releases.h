// The releases' part of the SQL store; ResultStore tells what each function does.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/status/statusor.h>

#include "services/base/ledger/requests.h"
#include "services/base/sql/transaction.h"
#include "services/result/store/records.h"

namespace pingyi::result {

absl::StatusOr<Release> InsertRelease(sql::Transaction& transaction, const std::string& round,
                                      const std::string& run, const ReleaseDraft& draft,
                                      const Change& change, absl::FunctionRef<void(Release&)> seal);
absl::StatusOr<std::optional<Release>> LoadReleaseOf(sql::Transaction& transaction,
                                                     const std::string& round,
                                                     const ledger::RequestKey& request);
absl::StatusOr<Release> LoadRelease(sql::Transaction& transaction, const ReleaseKey& key);
absl::StatusOr<ReleasePage> LoadReleases(sql::Transaction& transaction, const std::string& round,
                                         const std::optional<ReleaseKey>& after, int limit,
                                         size_t max_bytes);

}  // namespace pingyi::result
