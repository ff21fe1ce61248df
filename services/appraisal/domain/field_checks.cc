#include "services/appraisal/domain/field_checks.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/appraisal/domain/reason.h"
#include "services/base/number/decimal.h"
#include "services/base/status/key.h"
#include "services/base/status/utf8.h"

namespace pingyi::appraisal {
namespace {

bool HasControlCharacter(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7F;
  });
}

}  // namespace

void FieldChecks::Text(std::string_view field, std::string_view text, size_t least, size_t most) {
  if (text.empty() && least > 0) {
    Fault(field, reason::kRequiredFieldMissing,
          fmt::format("must have {} to {} characters", least, most));
  } else if (CountCharacters(text) > most) {
    Fault(field, reason::kLimitExceeded, fmt::format("must have at most {} characters", most));
  } else if (HasControlCharacter(text)) {
    Fault(field, reason::kInvalidField, "must not contain control characters");
  }
}

void FieldChecks::Key(std::string_view field, std::string_view key) {
  if (IsKey(key)) return;
  Fault(field, key.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
        "must have 1–63 characters of a–z, 0–9 and \"_\"");
}

void FieldChecks::UniqueKey(std::string_view field, std::string_view key, TextViewSet& keys) {
  if (!IsKey(key)) {
    Key(field, key);
  } else if (!keys.insert(key).second) {
    Fault(field, reason::kInvalidField, "another entry of the list has this key");
  }
}

void FieldChecks::Count(std::string_view field, size_t count, size_t least, size_t most) {
  if (count >= least && count <= most) return;
  Fault(field, count > most ? reason::kLimitExceeded : reason::kRequiredFieldMissing,
        fmt::format("must have {} to {} entries", least, most));
}

void FieldChecks::Range(std::string_view field, int64_t value, int64_t least, int64_t most) {
  if (value >= least && value <= most) return;
  Fault(field, value > most ? reason::kLimitExceeded : reason::kInvalidField,
        fmt::format("must be from {} to {}", least, most));
}

void FieldChecks::PositiveNumber(std::string_view field, std::string_view text) {
  const std::optional<Rational> number = ParseNumber(text);
  if (number && number->sign() > 0) return;
  Fault(field, text.empty() ? reason::kRequiredFieldMissing : reason::kInvalidNumber,
        "must be a positive decimal such as \"0.4\" or fraction such as \"1/3\"");
}

std::optional<Rational> FieldChecks::Decimal(std::string_view field, std::string_view text) {
  std::optional<Rational> number = ParseDecimal(text);
  if (!number) {
    Fault(field, text.empty() ? reason::kRequiredFieldMissing : reason::kInvalidNumber,
          "must be a decimal such as \"87.5\"");
  }
  return number;
}

}  // namespace pingyi::appraisal
