// Requests about exclusions and leaderboards, checked and taken apart. Each function gives
// INVALID_ARGUMENT with every fault of the request.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <absl/status/statusor.h>

#include "pingyi/result/v1/result_service.pb.h"
#include "services/result/rpc/validate.h"
#include "services/result/store/records.h"

namespace pingyi::result {

inline constexpr size_t kMaxReasonCharacters = 2000;
inline constexpr size_t kMaxDeciderCharacters = 200;

// "rounds/{round}/exclusions/{subject}"; nullopt for a text of another form.
std::optional<ExclusionKey> ParseExclusionName(std::string_view name);

absl::StatusOr<StoredExclusion> Validate(const v1::SetSubjectExclusionRequest& request);
absl::StatusOr<ExclusionKey> Validate(const v1::RemoveSubjectExclusionRequest& request);
absl::StatusOr<ListArgs<std::string, std::string>> Validate(
    const v1::ListSubjectExclusionsRequest& request);
absl::StatusOr<ListArgs<ResultParent, int64_t>> Validate(
    const v1::ListLeaderboardRowsRequest& request);

}  // namespace pingyi::result
