// Requests of ResultService, checked and taken apart. Each function gives INVALID_ARGUMENT with
// every fault of the request.
#pragma once

#include <optional>
#include <string>

#include <absl/status/statusor.h>

#include "pingyi/result/v1/result_service.pb.h"
#include "services/base/ledger/audit.h"
#include "services/result/rpc/names.h"
#include "services/result/store/records.h"

namespace pingyi::result {

inline constexpr int kMaxDueRounds = 1000;
inline constexpr size_t kMaxNoteCharacters = 2000;
inline constexpr int32_t kMaxPublicityDays = 250;
inline constexpr int kMaxSettled = 1000;

// A List request: its filter, where the page begins and how many items it wants. In a filter "" is
// the parent "-".
template <typename Filter, typename Key>
struct ListArgs {
  Filter filter = {};
  std::optional<Key> after = {};
  int limit = 0;
};

struct RunFilter {
  std::string round = {};
  std::optional<RunState> state = {};
};

// One of the two is given.
struct ResultParent {
  std::optional<RunPath> run = {};
  std::optional<ReleaseKey> release = {};
};

struct RunAggregationArgs {
  std::string round = {};
  std::string policy_digest = {};  // empty: any
};

struct ReleaseArgs {
  RunPath run = {};
  std::string note = {};
  int32_t publicity_days = 0;  // 0: none; then there is no calendar
  CalendarKey calendar = {};
  int64_t amends = 0;  // number of a release of the run's round; 0: none
  std::vector<ObjectionKey> settled = {};
};

// The version to store, its digest computed.
absl::StatusOr<PolicyVersion> Validate(const v1::CreateScoringPolicyRequest& request);
absl::StatusOr<PolicyKey> Validate(const v1::GetScoringPolicyRequest& request);
absl::StatusOr<ListArgs<std::string, PolicyKey>> Validate(
    const v1::ListScoringPoliciesRequest& request);
absl::StatusOr<RunAggregationArgs> Validate(const v1::RunAggregationRequest& request);
// The number of rounds to aggregate.
absl::StatusOr<int> Validate(const v1::AggregateDueRequest& request);
absl::StatusOr<RunPath> Validate(const v1::GetAggregationRunRequest& request);
absl::StatusOr<ListArgs<RunFilter, std::string>> Validate(
    const v1::ListAggregationRunsRequest& request);
absl::StatusOr<ListArgs<ResultParent, ResultKey>> Validate(
    const v1::ListSubjectResultsRequest& request);
absl::StatusOr<ResultPath> Validate(const v1::GetSubjectResultRequest& request);
absl::StatusOr<ResultPath> Validate(const v1::ExplainResultRequest& request);
absl::StatusOr<RunPath> Validate(const v1::GetRaterStatisticsRequest& request);
absl::StatusOr<ReleaseArgs> Validate(const v1::ReleaseResultsRequest& request);
absl::StatusOr<ReleaseKey> Validate(const v1::GetReleaseRequest& request);
absl::StatusOr<ListArgs<std::string, ReleaseKey>> Validate(const v1::ListReleasesRequest& request);
absl::StatusOr<ListArgs<std::string, ledger::AuditKey>> Validate(
    const v1::ListAuditEntriesRequest& request);

}  // namespace pingyi::result
