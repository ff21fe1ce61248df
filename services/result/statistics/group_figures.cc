#include "services/result/statistics/group_figures.h"

#include <cmath>
#include <cstddef>

#include "services/result/statistics/agreement.h"
#include "services/result/statistics/number.h"

namespace pingyi::result::statistics {
namespace {

std::optional<double> Share(int64_t part, int64_t whole) {
  if (whole == 0) {
    return std::nullopt;
  }
  return static_cast<double>(part) / static_cast<double>(whole);
}

// Whether marks of all criteria can be compared as they are.
bool SameScales(const Form& form) {
  const PointScale& first = form.points(0);
  for (size_t i = 1; i < form.criteria().size(); ++i) {
    const PointScale& other = form.points(i);
    if (other.graded() != first.graded() || other.size() != first.size()) {
      return false;
    }
    for (int32_t mark = 0; first.graded() && mark < first.size(); ++mark) {
      if (form.MarkKey(i, mark) != form.MarkKey(0, mark)) {
        return false;
      }
    }
    if (other.min() != first.min() || other.max() != first.max()) {
      return false;
    }
  }
  return true;
}

// Takes in the cells of one group.
class GroupSums {
 public:
  GroupSums(const Form& form, bool lowest_is_top) : form_(form), lowest_is_top_(lowest_is_top) {}

  void Add(const TallyCell& cell, bool shown, GroupFigures& figures) {
    if (!shown) {
      ++figures.suppressed_cells;
      return;
    }
    ++figures.cells;
    abstentions_ += cell.abstentions;
    const PointScale& points = form_.points(static_cast<size_t>(cell.criterion_index));
    const int32_t top = points.graded() != lowest_is_top_ ? 0 : points.size() - 1;
    int64_t marks = 0;
    for (const MarkCount& mark : cell.marks) {
      marks += mark.count;
      top_ += mark.mark == top ? mark.count : 0;
    }
    figures.marks += marks;
    AddDeviations(points, cell, marks);
    units_.push_back(cell.marks);
  }

  void Finish(bool same_scales, GroupFigures& figures) const {
    figures.abstention_share = Share(abstentions_, figures.marks + abstentions_);
    figures.top_share = Share(top_, figures.marks);
    if (freedom_ > 0) {
      figures.spread = std::sqrt(deviations_ / static_cast<double>(freedom_));
    }
    if (same_scales) {
      figures.alpha = OrdinalAlpha(units_);
    }
  }

 private:
  // The squared distances from the cell's mean, on a scale of 0 to 1.
  void AddDeviations(const PointScale& points, const TallyCell& cell, int64_t marks) {
    if (marks < 2) {
      return;
    }
    const double low = ToDouble(points.min());
    const double width = ToDouble(points.max()) - low;
    const double mean = (ToDouble(points.Mean(cell.marks, marks)) - low) / width;
    for (const MarkCount& mark : cell.marks) {
      const double distance = (ToDouble(points.PointsOf(mark.mark)) - low) / width - mean;
      deviations_ += static_cast<double>(mark.count) * distance * distance;
    }
    freedom_ += marks - 1;
  }

  const Form& form_;
  bool lowest_is_top_;
  int64_t abstentions_ = 0;
  int64_t top_ = 0;
  double deviations_ = 0;
  int64_t freedom_ = 0;
  std::vector<std::vector<MarkCount>> units_;
};

void TakeBallots(const Form& form, const Tally& tally, size_t group, GroupFigures& figures) {
  const GroupBallots& ballots = tally.groups[group];
  figures.returned = ballots.valid + ballots.spoiled;
  figures.expected = form.expected_voters(group);
  figures.return_rate = Share(figures.returned, figures.expected);
  if (!ballots.straight_lined.has_value()) {
    return;
  }
  if (figures.suppressed_cells > 0) {
    figures.straight_lined_suppression = Suppression::kSmall;
  } else {
    figures.straight_lined_share = Share(*ballots.straight_lined, ballots.valid);
  }
}

}  // namespace

std::vector<GroupFigures> FiguresOf(const Form& form, const Tally& tally,
                                    const DisclosureRule& rule,
                                    const std::vector<SubjectMask>& masks, bool lowest_is_top) {
  std::vector<GroupFigures> figures(form.groups().size());
  std::vector<GroupSums> sums(figures.size(), GroupSums(form, lowest_is_top));
  for (size_t i = 0; i < tally.subjects.size(); ++i) {
    for (const TallyCell& cell : tally.subjects[i].cells) {
      const auto group = static_cast<size_t>(cell.group_index);
      const auto criterion = static_cast<size_t>(cell.criterion_index);
      // What is suppressed of a pool must not be had by adding up its groups.
      const bool shown = masks[i].groups[group].criteria[criterion] == Suppression::kShown &&
                         (!rule.pooled || masks[i].criteria[criterion] == Suppression::kShown);
      sums[group].Add(cell, shown, figures[group]);
    }
  }
  const bool same_scales = SameScales(form);
  for (size_t group = 0; group < figures.size(); ++group) {
    sums[group].Finish(same_scales, figures[group]);
    TakeBallots(form, tally, group, figures[group]);
  }
  return figures;
}

}  // namespace pingyi::result::statistics
