#include "services/appraisal/domain/credential.h"

#include <initializer_list>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::appraisal {
namespace {

constexpr std::string_view kAlphabet = "0123456789abcdefghjkmnpqrstvwxyz";
constexpr size_t kTokenDigits = 26;
constexpr size_t kReceiptBytes = 16;

// Each part with its length, so that no two lists of parts give the same bytes.
std::string Join(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (const std::string_view part : parts) {
    out += std::to_string(part.size());
    out += ':';
    out += part;
  }
  return out;
}

// The value of a digit as people type it; -1 for none.
int DigitValue(char c) {
  if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  if (c == 'i' || c == 'l') c = '1';
  if (c == 'o') c = '0';
  const size_t value = kAlphabet.find(c);
  return value == std::string_view::npos ? -1 : static_cast<int>(value);
}

}  // namespace

std::string FormatToken(std::string_view token) { return crypto::Base32(token); }

std::optional<std::string> ParseToken(std::string_view text) {
  std::string token;
  size_t digits = 0;
  uint32_t pending = 0;  // bits not yet written
  int pending_count = 0;
  for (const char c : text) {
    if (c == '-') continue;
    const int value = DigitValue(c);
    if (value < 0 || ++digits > kTokenDigits) return std::nullopt;
    pending = (pending << 5) | static_cast<uint32_t>(value);
    pending_count += 5;
    if (pending_count < 8) continue;
    pending_count -= 8;
    token += static_cast<char>(pending >> pending_count);
    pending &= (1U << pending_count) - 1;
  }
  // 26 digits hold 130 bits; the last two are zero in every token that was issued.
  if (digits != kTokenDigits || pending != 0) return std::nullopt;
  return token;
}

std::string CredentialHash(std::string_view round_id, std::string_view token) {
  return crypto::Sha256(Join({"pingyi-credential-v1", round_id, token}));
}

std::string Commitment(std::string_view token, std::string_view round_id,
                       std::string_view request_id, std::string_view content) {
  return crypto::HmacSha256(token, Join({"cast-v1", round_id, request_id, content}));
}

std::string Receipt(std::string_view token, std::string_view commitment) {
  std::string mac = crypto::HmacSha256(token, Join({"receipt-v1", commitment}));
  mac.resize(kReceiptBytes);
  return crypto::Base32(mac);
}

}  // namespace pingyi::appraisal
