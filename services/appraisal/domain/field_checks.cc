#include "services/appraisal/domain/field_checks.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/domain/validation.h"
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

void FieldChecks::Fault(std::string field, std::string_view reason, std::string_view description) {
  faults_.push_back({std::move(field), std::string(description), std::string(reason)});
}

void FieldChecks::Append(FieldChecks other) {
  std::move(other.faults_.begin(), other.faults_.end(), std::back_inserter(faults_));
}

void FieldChecks::Text(std::string field, std::string_view text, size_t least, size_t most) {
  if (text.empty() && least > 0) {
    Fault(std::move(field), reason::kRequiredFieldMissing,
          fmt::format("must have {} to {} characters", least, most));
  } else if (CountCharacters(text) > most) {
    Fault(std::move(field), reason::kLimitExceeded,
          fmt::format("must have at most {} characters", most));
  } else if (HasControlCharacter(text)) {
    Fault(std::move(field), reason::kInvalidField, "must not contain control characters");
  }
}

void FieldChecks::Key(std::string field, std::string_view key) {
  if (IsKey(key)) return;
  Fault(std::move(field), key.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
        "must have 1–63 characters of a–z, 0–9 and \"_\"");
}

void FieldChecks::UniqueKey(std::string field, std::string_view key, TextViewSet& keys) {
  if (!IsKey(key)) {
    Key(std::move(field), key);
  } else if (!keys.insert(key).second) {
    Fault(std::move(field), reason::kInvalidField, "another entry of the list has this key");
  }
}

void FieldChecks::Count(std::string field, size_t count, size_t least, size_t most) {
  if (count >= least && count <= most) return;
  Fault(std::move(field), count > most ? reason::kLimitExceeded : reason::kRequiredFieldMissing,
        fmt::format("must have {} to {} entries", least, most));
}

void FieldChecks::Range(std::string field, int64_t value, int64_t least, int64_t most) {
  if (value >= least && value <= most) return;
  Fault(std::move(field), value > most ? reason::kLimitExceeded : reason::kInvalidField,
        fmt::format("must be from {} to {}", least, most));
}

void FieldChecks::PositiveNumber(std::string field, std::string_view text) {
  const std::optional<Rational> number = ParseNumber(text);
  if (number && *number > 0) return;
  Fault(std::move(field), text.empty() ? reason::kRequiredFieldMissing : reason::kInvalidNumber,
        "must be a positive decimal such as \"0.4\" or fraction such as \"1/3\"");
}

std::optional<Rational> FieldChecks::Decimal(std::string field, std::string_view text) {
  std::optional<Rational> number = ParseDecimal(text);
  if (!number) {
    Fault(std::move(field), text.empty() ? reason::kRequiredFieldMissing : reason::kInvalidNumber,
          "must be a decimal such as \"87.5\"");
  }
  return number;
}

}  // namespace pingyi::appraisal
