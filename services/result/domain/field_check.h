// What the checks of a policy's parts have in common: faults with paths, and the forms of fields
// that many rules have.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/base/number/rational.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// Base of a check; what it finds is appended to the violations, which must outlive it.
class FieldCheck {
 public:
  FieldCheck(std::string_view path, std::vector<FieldViolation>& violations)
      : path_(path), violations_(violations) {}

 protected:
  const std::string& path() const { return path_; }
  std::vector<FieldViolation>& violations() { return violations_; }

  // `field` is the path below that of the whole.
  void Add(std::string_view field, std::string_view reason, std::string_view description);
  void CheckMode(const std::string& field, RoundingMode mode);
  void CheckRounding(const std::string& field, const Rounding& rounding);
  // A denominator that may be left open.
  void CheckDenominator(const std::string& field, Denominator denominator);
  // A share from 0 to 1; `zero` says whether 0 is one.
  void CheckShare(const std::string& field, const std::string& text, bool zero);
  // Groups and criteria, each named once.
  void CheckScope(const std::string& field, const MarkScope& scope);
  void CheckKey(const std::string& field, const std::string& key);
  void CheckTitle(const std::string& field, const std::string& title);
  // Nullopt, with a fault, for what is no number.
  std::optional<Rational> CheckNumber(const std::string& field, const std::string& text);
  // Likewise for what is not greater than 0.
  std::optional<Rational> CheckPositive(const std::string& field, const std::string& text);

  // An enumeration that must be chosen; its values are 1 to `last`.
  template <typename Enum>
  void CheckChoice(std::string_view field, Enum value, Enum last, std::string_view description) {
    if (value == Enum{}) {
      Add(field, ::pingyi::reason::kRequiredFieldMissing, description);
    } else if (static_cast<int>(value) < 0 || static_cast<int>(value) > static_cast<int>(last)) {
      Add(field, ::pingyi::reason::kInvalidField, description);
    }
  }

 private:
  void CheckScopeKeys(const std::string& field, const std::vector<std::string>& keys);

  std::string path_;
  std::vector<FieldViolation>& violations_;
};

}  // namespace pingyi::result
