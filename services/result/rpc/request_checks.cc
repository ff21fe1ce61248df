#include "services/result/rpc/request_checks.h"

#include <algorithm>

#include <absl/strings/numbers.h>
#include <fmt/format.h>

#include "services/base/rpc/paging.h"
#include "services/base/rpc/request.h"
#include "services/base/status/utf8.h"

namespace pingyi::result {
namespace {

constexpr size_t kDigestLength = 64;

bool IsHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

void RequestChecks::Fault(std::string_view field, std::string_view reason,
                          std::string_view description) {
  violations_.push_back({std::string(field), std::string(description), std::string(reason)});
}

void RequestChecks::Add(std::vector<FieldViolation> violations) {
  std::move(violations.begin(), violations.end(), std::back_inserter(violations_));
}

void RequestChecks::BadName(std::string_view field, std::string_view name, std::string_view form) {
  Fault(field, name.empty() ? reason::kRequiredFieldMissing : reason::kInvalidResourceName,
        fmt::format("must be {}, ids of 1–63 characters of a–z, 0–9 and \"-\"", form));
}

void RequestChecks::Text(std::string_view field, std::string_view text, size_t least, size_t most) {
  const size_t characters = CountCharacters(text);
  if (characters >= least && characters <= most) return;
  const std::string_view reason =
      characters == 0 ? reason::kRequiredFieldMissing : reason::kLimitExceeded;
  Fault(field, reason,
        fmt::format("must have {} to {} characters, not {}", least, most, characters));
}

void RequestChecks::Digest(std::string_view field, std::string_view digest) {
  const bool is_digest =
      digest.size() == kDigestLength && std::all_of(digest.begin(), digest.end(), IsHexDigit);
  if (digest.empty() || is_digest) return;
  Fault(field, reason::kInvalidField, "must be empty or 64 digits of 0–9 and a–f");
}

void RequestChecks::RequestId(std::string_view request_id) {
  Add(DetailsOf(rpc::CheckRequestId(request_id)).violations);
}

int RequestChecks::PageSize(int32_t requested) {
  const absl::StatusOr<int> size = rpc::PageSize(requested);
  Add(DetailsOf(size.status()).violations);
  return size.value_or(rpc::kDefaultPageSize);
}

std::optional<std::vector<std::string>> RequestChecks::PageToken(
    const google::protobuf::Message& request, size_t parts) {
  absl::StatusOr<std::vector<std::string>> key = rpc::DecodePageToken(request, parts);
  Add(DetailsOf(key.status()).violations);
  if (!key.ok() || key->empty()) return std::nullopt;
  return *std::move(key);
}

int64_t RequestChecks::Number(const std::string& part) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(part, &number)) {
    Fault("page_token", reason::kInvalidPageToken, "was not given out for this list");
  }
  return number;
}

}  // namespace pingyi::result
