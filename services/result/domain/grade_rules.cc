#include "services/result/domain/grade_rules.h"

#include <algorithm>

#include "services/base/number/decimal.h"
#include "services/result/domain/mark_rules.h"

namespace pingyi::result {
namespace {

bool Holds(ShareLimit limit, const Rational& share, const Rational& bound) {
  switch (limit) {
    case ShareLimit::kAbove:
      return share > bound;
    case ShareLimit::kAtLeast:
      return share >= bound;
    case ShareLimit::kBelow:
      return share < bound;
    case ShareLimit::kAtMost:
      return share <= bound;
    case ShareLimit::kUnspecified:
      break;
  }
  return false;
}

}  // namespace

size_t GradeIndex(const PolicyRules& policy, const std::string& key) {
  const auto& grades = policy.grade_thresholds;
  const auto found = std::find_if(grades.begin(), grades.end(),
                                  [&key](const auto& grade) { return grade.grade == key; });
  return static_cast<size_t>(found - grades.begin());
}

ShareRule::ShareRule(const PolicyRules& policy, const GradeShareRule& rule, const Form& form,
                     const std::vector<GroupBallots>& ballots)
    : rule_(rule),
      best_grade_(GradeIndex(policy, rule.best_grade)),
      up_to_grade_(rule.up_to_grade.empty() ? 0 : GradeIndex(policy, rule.up_to_grade)),
      scope_(rule.scope, form),
      points_(ParseNumber(rule.points).value()),
      share_(ParseNumber(rule.share).value()),
      abstention_(ParseNumber(policy.abstention_points)) {
  if (rule.denominator <= Denominator::kMarks) {
    return;
  }
  divisor_ = 0;
  for (size_t group = 0; group < ballots.size(); ++group) {
    if (scope_.HasGroup(group)) {
      *divisor_ += scope_.criterion_count() *
                   DivisorOf(rule.denominator, ballots[group], form.expected_voters(group));
    }
  }
}

MarkShare ShareRule::ShareOf(const Form& form, const SubjectTally& tally) const {
  MarkShare share;
  const auto add = [&](const Rational& points, int64_t count) {
    const bool counts = rule_.marks == ShareMarks::kAtMost ? points <= points_ : points >= points_;
    share.count += counts ? count : 0;
    share.of += count;
  };
  for (const TallyCell& cell : tally.cells) {
    if (!scope_.Has(cell)) {
      continue;
    }
    const PointScale& points = form.points(static_cast<size_t>(cell.criterion_index));
    for (const MarkCount& mark : cell.marks) {
      add(points.PointsOf(mark.mark), mark.count);
    }
    if (abstention_.has_value()) {
      add(*abstention_, cell.abstentions);
    }
  }
  if (divisor_.has_value()) {
    share.of = *divisor_;
    for (size_t group = 0; group < tally.left_out.size(); ++group) {
      share.of -= scope_.HasGroup(group) ? scope_.criterion_count() * tally.left_out[group] : 0;
    }
  }
  const Rational value = share.of == 0 ? Rational() : Rational::Ratio(share.count, share.of);
  share.holds = Holds(rule_.limit, value, share_);
  return share;
}

bool HasGradeRules(const PolicyRules& policy) {
  return !policy.grade_thresholds.empty() &&
         (!policy.grade_share_rules.empty() || !policy.grade_quotas.empty() ||
          policy.grade_bands.has_value() || !policy.exclusion_rules.empty());
}

}  // namespace pingyi::result
