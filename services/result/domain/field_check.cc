#include "services/result/domain/field_check.h"

#include <cstddef>
#include <set>

#include <fmt/format.h>

#include "services/base/number/decimal.h"
#include "services/base/status/key.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/title.h"

namespace pingyi::result {
namespace {

namespace reason = ::pingyi::reason;

constexpr std::string_view kNumberForm =
    "must be a decimal like \"87.5\" or a fraction like \"1/3\" of at most 40 characters.";
constexpr std::string_view kKeyForm = "must be 1 to 63 characters of a-z, 0-9 and \"_\".";

}  // namespace

void FieldCheck::Add(std::string_view field, std::string_view reason,
                     std::string_view description) {
  violations_.push_back(
      {fmt::format("{}.{}", path_, field), std::string(description), std::string(reason)});
}

void FieldCheck::CheckMode(const std::string& field, RoundingMode mode) {
  CheckChoice(field, mode, RoundingMode::kUp, "must be HALF_UP, HALF_EVEN, DOWN or UP.");
}

void FieldCheck::CheckRounding(const std::string& field, const Rounding& rounding) {
  if (rounding.digits < 0 || rounding.digits > kMaxRoundingDigits) {
    Add(field + ".digits", reason::kInvalidField, "must be 0 to 10.");
  }
  CheckMode(field + ".mode", rounding.mode);
}

void FieldCheck::CheckDenominator(const std::string& field, Denominator denominator) {
  if (denominator != Denominator::kUnspecified) {
    CheckChoice(field, denominator, Denominator::kExpectedVoters,
                "must be MARKS, VALID_BALLOTS, RETURNED_BALLOTS or EXPECTED_VOTERS.");
  }
}

void FieldCheck::CheckShare(const std::string& field, const std::string& text, bool zero) {
  const std::optional<Rational> share = CheckNumber(field, text);
  if (share.has_value() &&
      (share->sign() < 0 || (!zero && share->sign() == 0) || *share > Rational(1))) {
    Add(field, reason::kInvalidNumber,
        zero ? "must be a share from 0 to 1, e.g. \"1/3\"."
             : "must be a share greater than 0 and at most 1, e.g. \"0.2\".");
  }
}

void FieldCheck::CheckScope(const std::string& field, const MarkScope& scope) {
  CheckScopeKeys(field + ".groups", scope.groups);
  CheckScopeKeys(field + ".criteria", scope.criteria);
}

void FieldCheck::CheckScopeKeys(const std::string& field, const std::vector<std::string>& keys) {
  if (keys.size() > kMaxScopeKeys) {
    Add(field, reason::kLimitExceeded, "must be at most 50 keys.");
    return;
  }
  std::set<std::string_view> seen;
  for (size_t i = 0; i < keys.size(); ++i) {
    CheckKey(fmt::format("{}[{}]", field, i), keys[i]);
    if (!seen.insert(keys[i]).second) {
      Add(fmt::format("{}[{}]", field, i), reason::kInvalidField, "must not be named twice.");
    }
  }
}

void FieldCheck::CheckKey(const std::string& field, const std::string& key) {
  if (!IsKey(key)) {
    Add(field, key.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField, kKeyForm);
  }
}

void FieldCheck::CheckTitle(const std::string& field, const std::string& title) {
  if (!IsTitle(title)) {
    Add(field, title.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
        "must be 1 to 200 characters without control characters.");
  }
}

std::optional<Rational> FieldCheck::CheckNumber(const std::string& field, const std::string& text) {
  std::optional<Rational> number = ParseNumber(text);
  if (!number.has_value()) {
    Add(field, text.empty() ? reason::kRequiredFieldMissing : reason::kInvalidNumber, kNumberForm);
  }
  return number;
}

std::optional<Rational> FieldCheck::CheckPositive(const std::string& field,
                                                  const std::string& text) {
  std::optional<Rational> number = CheckNumber(field, text);
  if (number.has_value() && number->sign() <= 0) {
    Add(field, reason::kInvalidNumber, "must be greater than 0.");
    return std::nullopt;
  }
  return number;
}

}  // namespace pingyi::result
