// The decisions' part of the SQL store; WorkflowStore tells what each function does.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "services/base/sql/transaction.h"
#include "services/result/store/records.h"

namespace pingyi::result {

absl::StatusOr<GradeDecision> InsertDecision(sql::Transaction& transaction,
                                             const GradeDecision& decision, bool show_computed,
                                             const Change& change);
absl::StatusOr<std::optional<GradeDecision>> LoadDecisionOf(sql::Transaction& transaction,
                                                            const std::string& round,
                                                            const std::string& run,
                                                            const ledger::RequestKey& request);
absl::StatusOr<GradeDecision> WithdrawDecision(sql::Transaction& transaction,
                                               const DecisionKey& key, const std::string& reason,
                                               const Change& change);
absl::StatusOr<std::vector<GradeDecision>> LoadDecisions(sql::Transaction& transaction,
                                                         const std::string& round,
                                                         const std::string& run, int64_t after,
                                                         int limit);
absl::StatusOr<std::vector<GradeDecision>> LoadDecisionsInForce(sql::Transaction& transaction,
                                                                const std::string& round,
                                                                const std::string& run);

// Those that each release of the rounds was made with, by round and number of the release, as they
// were then: state and withdrawal are not told.
using ReleasedDecisions = std::map<std::pair<std::string, int64_t>, std::vector<GradeDecision>>;
absl::StatusOr<ReleasedDecisions> LoadReleasedDecisions(sql::Transaction& transaction,
                                                        const std::vector<sql::Value>& rounds);

}  // namespace pingyi::result
