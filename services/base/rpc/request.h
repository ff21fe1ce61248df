// What every changing request has: request_id (AIP-155) and etag (AIP-154).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <google/protobuf/message.h>

namespace pingyi::rpc {

// Empty (then the call is not idempotent) or a UUID as RFC 9562 writes it, in either case;
// otherwise INVALID_ARGUMENT with reason INVALID_REQUEST_ID.
absl::Status CheckRequestId(std::string_view request_id);

// 32 bytes that are equal exactly for requests that ask for the same: the type's name and all
// fields but those named. Maps and unknown fields are no obstacle. It is what a request_id is
// remembered with.
std::string RequestDigest(const google::protobuf::Message& request,
                          const std::vector<std::string>& without = {"request_id"});

// The etag of a version and back. An etag that is empty expects nothing (nullopt); one that was
// never given out expects a version that no resource has, so that CheckVersion() of base/status
// answers ETAG_MISMATCH.
std::string Etag(int64_t version);
std::optional<int64_t> ExpectedVersion(std::string_view etag);

}  // namespace pingyi::rpc
