#include "services/cli/bulk/bulk_request_id.h"

#include <absl/strings/ascii.h>
#include <fmt/format.h>

#include "services/base/crypto/hash.h"
#include "services/cli/call/request_ids.h"

namespace pingyi::cli {

std::string BulkRequestId(std::string_view token, std::string_view round, std::string_view label) {
  std::string key;
  for (const char c : token) {
    if (c != '-') key += absl::ascii_tolower(static_cast<unsigned char>(c));
  }
  return UuidOf(
      crypto::HmacSha256(key, fmt::format("pingyi-bulk-entry-v2\n{}\n{}\n", round, label)), 8);
}

}  // namespace pingyi::cli
