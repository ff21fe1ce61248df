#include "services/result/rpc/request_checks.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/base/status/reason.h"
#include "services/base/status/utf8.h"

namespace pingyi::result {
namespace {

constexpr size_t kDigestLength = 64;

bool IsHexDigit(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); }

}  // namespace

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

}  // namespace pingyi::result
