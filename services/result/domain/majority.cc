#include "services/result/domain/majority.h"

#include <algorithm>
#include <cstddef>

namespace pingyi::result {
namespace {

int64_t CountOf(const std::vector<PointCount>& marks) {
  int64_t count = 0;
  for (const PointCount& mark : marks) {
    count += mark.count;
  }
  return count;
}

// Marks met one after the other from a place in the middle outwards.
class Walk {
 public:
  // Begins at the mark at this place, from 0, of the list; `step` is 1 down the list, -1 up.
  Walk(const std::vector<PointCount>& marks, int64_t place, int step) : marks_(marks), step_(step) {
    while (index_ < marks.size() && place >= marks[index_].count) {
      place -= marks[index_++].count;
    }
    if (!at_end()) {
      left_ = step > 0 ? marks[index_].count - place : place + 1;
    }
  }

  bool at_end() const { return index_ >= marks_.size(); }
  const Rational& points() const { return marks_[index_].points; }
  // How many marks of these points are left to meet.
  int64_t left() const { return left_; }
  // Goes past this many, at most those left.
  void Skip(int64_t count) {
    left_ -= count;
    if (left_ == 0) {
      index_ += static_cast<size_t>(step_);  // before the first wraps round to the end
      left_ = at_end() ? 0 : marks_[index_].count;
    }
  }

 private:
  const std::vector<PointCount>& marks_;
  int step_;
  size_t index_ = 0;
  int64_t left_ = 0;
};

}  // namespace

std::vector<PointCount> MarksOf(const ScopeFilter& scope, const Form& form,
                                const SubjectTally& tally,
                                const std::optional<Rational>& abstention) {
  std::vector<PointCount> all;
  for (const TallyCell& cell : tally.cells) {
    if (!scope.Has(cell)) {
      continue;
    }
    const PointScale& points = form.points(static_cast<size_t>(cell.criterion_index));
    for (const MarkCount& mark : cell.marks) {
      all.push_back({points.PointsOf(mark.mark), mark.count});
    }
    if (abstention.has_value() && cell.abstentions > 0) {
      all.push_back({*abstention, cell.abstentions});
    }
  }
  std::sort(all.begin(), all.end(),
            [](const PointCount& a, const PointCount& b) { return a.points > b.points; });
  std::vector<PointCount> marks;
  for (const PointCount& mark : all) {
    if (!marks.empty() && marks.back().points == mark.points) {
      marks.back().count += mark.count;
    } else {
      marks.push_back(mark);
    }
  }
  return marks;
}

std::optional<MajorityGauge> GaugeOf(const std::vector<PointCount>& marks) {
  const int64_t count = CountOf(marks);
  if (count == 0) {
    return std::nullopt;
  }
  MajorityGauge gauge{{}, 0, 0, count};
  // The lower median is the mark at this place from the best.
  const int64_t place = count / 2;
  for (const PointCount& mark : marks) {
    if (gauge.above + mark.count > place) {
      gauge.grade = mark.points;
      gauge.below = count - gauge.above - mark.count;
      break;
    }
    gauge.above += mark.count;
  }
  return gauge;
}

std::vector<Rational> MajorityGaugeKey(const std::vector<PointCount>& marks) {
  const std::optional<MajorityGauge> gauge = GaugeOf(marks);
  return gauge.has_value() ? std::vector<Rational>{gauge->grade, gauge->value()}
                           : std::vector<Rational>{};
}

std::vector<Rational> MajorityValueKey(const std::vector<PointCount>& marks) {
  const int64_t count = CountOf(marks);
  if (count == 0) {
    return {};
  }
  // Of an odd number the middle mark comes alone; then one lower, one upper, and so on.
  const int64_t middle = count / 2;
  Walk lower(marks, middle + (count % 2), 1);
  Walk upper(marks, middle - 1, -1);
  std::vector<Rational> key = {GaugeOf(marks)->grade};
  while (!lower.at_end() && !upper.at_end()) {
    const Rational low = lower.points();
    const Rational high = upper.points();
    int64_t run = 0;
    while (!lower.at_end() && !upper.at_end() && lower.points() == low && upper.points() == high) {
      const int64_t step = std::min(lower.left(), upper.left());
      lower.Skip(step);
      upper.Skip(step);
      run += step;
    }
    key.push_back(low);
    key.push_back(high);
    if (lower.at_end()) {
      key.emplace_back(0);
    } else {
      key.push_back(Rational::Ratio(lower.points() == low ? 1 : -1, run));
    }
  }
  return key;
}

}  // namespace pingyi::result
