#include "services/result/domain/mark_rules.h"

#include <algorithm>
#include <numeric>
#include <utility>
#include <variant>

#include "services/base/number/decimal.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

// The marks of a cell from the most points down, those of equal points together.
std::vector<PointCount> Listed(const PointScale& points, const TallyCell& cell,
                               const std::optional<Rational>& abstention) {
  std::vector<PointCount> marks;
  for (const MarkCount& mark : cell.marks) {
    marks.push_back({points.PointsOf(mark.mark), mark.count});
  }
  if (!points.graded()) {
    std::reverse(marks.begin(), marks.end());  // mark 0 is the least number
  }
  if (abstention.has_value() && cell.abstentions > 0) {
    const auto place = std::find_if(marks.begin(), marks.end(), [&](const PointCount& mark) {
      return mark.points <= *abstention;
    });
    if (place != marks.end() && place->points == *abstention) {
      place->count += cell.abstentions;
    } else {
      marks.insert(place, PointCount{*abstention, cell.abstentions});
    }
  }
  return marks;
}

// Takes `count` marks off the end of a list.
std::vector<PointCount> TakeLast(std::vector<PointCount>& marks, int64_t count) {
  std::vector<PointCount> taken;
  while (count > 0) {
    PointCount& last = marks.back();
    const int64_t part = std::min(count, last.count);
    taken.push_back({last.points, part});
    last.count -= part;
    count -= part;
    if (last.count == 0) {
      marks.pop_back();
    }
  }
  return taken;
}

// The points of the mark at this place, from 0, of a list.
const Rational& At(const std::vector<PointCount>& marks, int64_t place) {
  auto mark = marks.begin();
  for (; place >= mark->count; ++mark) {
    place -= mark->count;
  }
  return mark->points;
}

}  // namespace

int64_t DivisorOf(Denominator denominator, const GroupBallots& ballots, int64_t expected) {
  switch (denominator) {
    case Denominator::kValidBallots:
      return ballots.valid;
    case Denominator::kReturnedBallots:
      return ballots.valid + ballots.spoiled;
    case Denominator::kExpectedVoters:
      return expected;
    case Denominator::kMarks:
    case Denominator::kUnspecified:
      break;
  }
  return 0;
}

MarkRules::MarkRules(const PolicyRules& policy, const Form& form,
                     const std::vector<GroupBallots>& ballots)
    : combination_(policy.mark_combination),
      abstention_(ParseNumber(policy.abstention_points)),
      per_mark_(policy.mean_denominator <= Denominator::kMarks),
      rounding_(policy.criterion_rounding) {
  if (policy.extremes.has_value() && !OverBallotTotal(policy)) {
    min_marks_ = policy.extremes->min_marks;
    if (const auto* count = std::get_if<int32_t>(&policy.extremes->drop)) {
      drop_count_ = *count;
    } else {
      const auto& dropped = std::get<DroppedShare>(policy.extremes->drop);
      drop_share_ = ParseNumber(dropped.share).value();
      drop_rounding_ = {0, dropped.rounding};
    }
  }
  for (size_t group = 0; group < ballots.size(); ++group) {
    divisors_.push_back(
        DivisorOf(policy.mean_denominator, ballots[group], form.expected_voters(group)));
  }
  if (Pooled(policy)) {
    divisors_ = {std::accumulate(divisors_.begin(), divisors_.end(), int64_t{0})};
  }
  plain_ = combination_ != Combination::kMedian && combination_ != Combination::kLowerMedian &&
           !abstention_.has_value() && !min_marks_.has_value() && per_mark_;
}

std::optional<Rational> MarkRules::RuledScore(const PointScale& points, const TallyCell& cell,
                                              const Rational* factor, int64_t left_out) const {
  const std::optional<MarkSteps> steps = Steps(points, cell, left_out);
  if (!steps.has_value()) {
    return std::nullopt;
  }
  const Rational score = factor == nullptr ? steps->figure : steps->figure * *factor;
  return rounding_.has_value() ? Round(score, *rounding_) : score;
}

std::optional<MarkSteps> MarkRules::Steps(const PointScale& points, const TallyCell& cell,
                                          int64_t left_out) const {
  MarkSteps steps;
  steps.left_out = left_out;
  steps.kept = Listed(points, cell, abstention_);
  for (const PointCount& mark : steps.kept) {
    steps.marks += mark.count;
  }
  if (steps.marks == 0) {
    return std::nullopt;
  }
  steps.dropped = Dropped(steps.marks);
  steps.lowest = TakeLast(steps.kept, steps.dropped);
  std::reverse(steps.lowest.begin(), steps.lowest.end());
  std::reverse(steps.kept.begin(), steps.kept.end());
  steps.highest = TakeLast(steps.kept, steps.dropped);
  std::reverse(steps.kept.begin(), steps.kept.end());
  for (const PointCount& mark : steps.kept) {
    steps.sum += mark.points * Rational(mark.count);
  }
  steps.figure = Figure(steps, static_cast<size_t>(cell.group_index));
  return steps;
}

int64_t MarkRules::Dropped(int64_t marks) const {
  if (!min_marks_.has_value() || marks < *min_marks_) {
    return 0;
  }
  if (drop_count_ > 0) {
    return drop_count_;
  }
  const Rational share = Round(drop_share_ * Rational(marks), drop_rounding_);
  return std::min(share.numerator().convert_to<int64_t>(), (marks - 1) / 2);
}

Rational MarkRules::Figure(MarkSteps& steps, size_t group) const {
  const int64_t left = steps.marks - 2 * steps.dropped;
  switch (combination_) {
    case Combination::kMean:
      steps.divisor = per_mark_ ? left : divisors_[group] - 2 * steps.dropped - steps.left_out;
      return steps.sum / Rational(steps.divisor);
    case Combination::kMedian:
      return (At(steps.kept, (left - 1) / 2) + At(steps.kept, left / 2)) / Rational(2);
    case Combination::kLowerMedian:
      return At(steps.kept, left / 2);
    case Combination::kPooled:
    case Combination::kSum:
    case Combination::kUnspecified:
      break;
  }
  return steps.sum;
}

}  // namespace pingyi::result
