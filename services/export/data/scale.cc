#include "services/export/data/scale.h"

#include "services/base/number/decimal.h"

namespace pingyi::exporting {
namespace {

constexpr int64_t kMostNumbers = 7;
constexpr int64_t kClasses = 5;
constexpr int64_t kMostSteps = 100'000;

// The first mark of class `index`, counted from the lowest, of so many classes over so many marks.
int64_t FirstMark(int64_t index, int64_t classes, int64_t marks) { return index * marks / classes; }

}  // namespace

Scale::Scale(const appraisal::v1::Criterion& criterion) {
  if (criterion.has_numeric()) {
    AddNumbers(criterion.numeric());
    return;
  }
  for (const auto& grade : criterion.graded().grades()) labels_.push_back(grade.title());
  marks_ = criterion.graded().grades_size();
}

void Scale::AddNumbers(const appraisal::v1::NumericScale& scale) {
  numeric_ = true;
  const auto min = ParseDecimal(scale.min());
  const auto max = ParseDecimal(scale.max());
  const auto step = ParseDecimal(scale.step());
  if (!min || !max || !step || step->sign() <= 0 || *max < *min) return;
  const Rational steps = (*max - *min) / *step;
  if (!steps.IsInteger() || steps > Rational(kMostSteps)) return;
  marks_ = steps.small()->numerator + 1;
  const int64_t classes = marks_ <= kMostNumbers ? marks_ : kClasses;
  const auto number = [&](int64_t mark) { return ExactText(*min + *step * Rational(mark)); };
  for (int64_t i = classes - 1; i >= 0; --i) {
    const int64_t first = FirstMark(i, classes, marks_);
    const int64_t last = FirstMark(i + 1, classes, marks_) - 1;
    labels_.push_back(first == last ? number(first) : number(first) + "–" + number(last));
  }
}

std::optional<size_t> Scale::ClassOf(int32_t mark) const {
  if (mark < 0 || mark >= marks_) return std::nullopt;
  if (!numeric_) return static_cast<size_t>(mark);
  const auto classes = static_cast<int64_t>(labels_.size());
  int64_t index = int64_t{mark} * classes / marks_;
  // The estimate is at most one below, because the bounds are rounded down.
  while (index + 1 < classes && FirstMark(index + 1, classes, marks_) <= mark) ++index;
  while (FirstMark(index, classes, marks_) > mark) --index;
  return static_cast<size_t>(classes - 1 - index);
}

}  // namespace pingyi::exporting
