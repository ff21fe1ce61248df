// Pages of a list (AIP-158).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>
#include <google/protobuf/message.h>

namespace pingyi::rpc {

inline constexpr int kDefaultPageSize = 50;
inline constexpr int kMaxPageSize = 1000;

// The number of items to return for a requested page_size: 0 means the default, more than the
// maximum the maximum. INVALID_ARGUMENT when negative.
absl::StatusOr<int> PageSize(int32_t requested);

// A token that continues `request` (any List request) after the item with these key parts. Opaque
// to clients, but not secret: a key holds nothing that the page did not show.
std::string EncodePageToken(const std::vector<std::string>& key,
                            const google::protobuf::Message& request);

// The key parts in the request's field page_token; none for the first page. INVALID_ARGUMENT with
// reason INVALID_PAGE_TOKEN when the token was given out for a request that differs in more than
// page_size and page_token, or never. `parts` is how many parts a key has.
absl::StatusOr<std::vector<std::string>> DecodePageToken(const google::protobuf::Message& request,
                                                         size_t parts);

}  // namespace pingyi::rpc
