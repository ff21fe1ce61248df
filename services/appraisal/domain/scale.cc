#include "services/appraisal/domain/scale.h"

#include <cstdlib>
#include <optional>

#include "services/base/number/decimal.h"

namespace pingyi::appraisal {
namespace {

// What a number may have before and behind the point to count as small.
constexpr size_t kSmallDigits = 9;
constexpr int kMaxPlaces = 6;
constexpr int64_t kMostUnits = 1'000'000'000'000'000;

// A decimal in units of 10^-places if it is small and has no more places; nullopt says nothing
// about any other text.
std::optional<int64_t> ParseSmall(std::string_view text, int places) {
  int64_t value = 0;
  size_t digits = 0;
  size_t whole_digits = 0;
  bool point = false;
  for (const char c : text) {
    if (c == '.' && !point) {
      point = true;
      whole_digits = digits;
    } else if (c >= '0' && c <= '9' && digits < kSmallDigits + static_cast<size_t>(places)) {
      value = value * 10 + (c - '0');
      ++digits;
    } else {
      return std::nullopt;
    }
  }
  if (!point) whole_digits = digits;
  const size_t behind = digits - whole_digits;
  if (whole_digits == 0 || whole_digits > kSmallDigits || behind > static_cast<size_t>(places) ||
      (point && behind == 0)) {
    return std::nullopt;
  }
  for (size_t i = behind; i < static_cast<size_t>(places); ++i) value *= 10;
  return value;
}

// `number` in units of 10^-places, if it is a whole number of them below 10^15.
std::optional<int64_t> Scaled(const Rational& number, int places) {
  Rational scaled = number;
  for (int i = 0; i < places; ++i) scaled *= Rational(10);
  const std::optional<Rational::Small> small = scaled.small();
  if (!small || small->denominator != 1 || std::abs(small->numerator) > kMostUnits) {
    return std::nullopt;
  }
  return small->numerator;
}

}  // namespace

Scale Scale::Of(const Criterion& criterion) {
  Scale scale;
  if (const auto* graded = std::get_if<GradedScale>(&criterion.scale)) {
    for (const Grade& grade : graded->grades) {
      scale.grade_levels_.emplace(grade.key, static_cast<uint32_t>(scale.grades_.size()));
      scale.grades_.push_back(grade.key);
    }
    scale.levels_ = static_cast<uint32_t>(scale.grades_.size());
  } else if (const auto* numeric = std::get_if<NumericScale>(&criterion.scale)) {
    const auto min = ParseDecimal(numeric->min);
    const auto max = ParseDecimal(numeric->max);
    const auto step = ParseDecimal(numeric->step);
    if (!min || !max || !step || step->sign() <= 0 || *max <= *min) return scale;
    const Rational steps = (*max - *min) / *step;
    if (!steps.IsInteger() || steps > Rational(kMaxSteps)) return scale;
    scale.min_ = *min;
    scale.step_ = *step;
    scale.levels_ = static_cast<uint32_t>(steps.numerator()) + 1;
    scale.AddSmallNumbers();
  }
  return scale;
}

void Scale::AddSmallNumbers() {
  for (int places = 0; places <= kMaxPlaces; ++places) {
    const std::optional<int64_t> min = Scaled(min_, places);
    const std::optional<int64_t> step = Scaled(step_, places);
    if (!min || !step) continue;
    places_ = places;
    small_min_ = *min;
    small_step_ = *step;
    return;
  }
}

MarkLookup Scale::Find(std::string_view text) const {
  if (step_.sign() == 0) {
    const auto found = grade_levels_.find(text);
    if (found == grade_levels_.end()) return {MarkKind::kNoMark};
    return {MarkKind::kLevel, found->second};
  }
  if (small_step_ == 0) return FindExactly(text);
  const std::optional<int64_t> number = ParseSmall(text, places_);
  if (!number) return FindExactly(text);
  const int64_t above = *number - small_min_;
  if (above < 0 || above % small_step_ != 0 || above / small_step_ >= levels_) {
    return {MarkKind::kOffScale};
  }
  return {MarkKind::kLevel, static_cast<uint32_t>(above / small_step_)};
}

MarkLookup Scale::FindExactly(std::string_view text) const {
  const std::optional<Rational> number = ParseDecimal(text);
  if (!number) return {MarkKind::kNoMark};
  const Rational level = (*number - min_) / step_;
  if (level.sign() < 0 || level >= Rational(levels_) || !level.IsInteger()) {
    return {MarkKind::kOffScale};
  }
  return {MarkKind::kLevel, static_cast<uint32_t>(level.numerator())};
}

std::string Scale::Text(uint32_t level) const {
  if (step_.sign() == 0) return grades_[level];
  return ExactText(min_ + step_ * Rational(level));
}

}  // namespace pingyi::appraisal
