#include "services/result/domain/grade_rules.h"

#include <algorithm>

#include "services/base/number/decimal.h"
#include "services/result/domain/mark_rules.h"
#include "services/result/domain/rounding.h"

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

// How many of the holders, who are in the order of their places, keep the grade.
size_t Kept(const GradeQuota& quota, const std::vector<SubjectResult>& subjects,
            const std::vector<size_t>& holders, QuotaOutcome& outcome) {
  const auto place = [&](size_t holder) { return subjects[holders[holder]].rank; };
  const auto limit = static_cast<size_t>(outcome.limit);
  if (holders.size() <= limit) {
    return holders.size();
  }
  if (limit == 0 || place(limit - 1) != place(limit)) {
    return limit;
  }
  size_t begin = limit;
  size_t end = limit;
  while (begin > 0 && place(begin - 1) == place(limit)) {
    --begin;
  }
  while (end < holders.size() && place(end) == place(limit)) {
    ++end;
  }
  outcome.edge_place = place(limit);
  outcome.edge_size = static_cast<int64_t>(end - begin);
  return quota.tie == QuotaTie::kAllIn ? end : begin;
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
  share.of = divisor_.value_or(share.of);
  const Rational value = share.of == 0 ? Rational() : Rational::Ratio(share.count, share.of);
  share.holds = Holds(rule_.limit, value, share_);
  return share;
}

std::vector<QuotaOutcome> ApplyQuotas(const PolicyRules& policy,
                                      const std::vector<SubjectResult>& subjects,
                                      const std::vector<size_t>& order,
                                      std::vector<size_t>& grades) {
  std::vector<QuotaOutcome> outcomes;
  for (size_t i = 0; i < policy.grade_quotas.size(); ++i) {
    QuotaOutcome& outcome = outcomes.emplace_back();
    outcome.quota = i;
    outcome.grade = GradeIndex(policy, policy.grade_quotas[i].grade);
  }
  std::sort(outcomes.begin(), outcomes.end(),
            [](const auto& a, const auto& b) { return a.grade < b.grade; });
  for (QuotaOutcome& outcome : outcomes) {
    const GradeQuota& quota = policy.grade_quotas[outcome.quota];
    outcome.pool = static_cast<int64_t>(subjects.size());
    const Rational share = ParseNumber(quota.share).value() * Rational(outcome.pool);
    outcome.limit = std::max<int64_t>(
        quota.minimum, Round(share, {0, quota.rounding}).numerator().convert_to<int64_t>());
    std::vector<size_t> holders;
    std::copy_if(order.begin(), order.end(), std::back_inserter(holders),
                 [&](size_t subject) { return grades[subject] == outcome.grade; });
    const size_t kept = Kept(quota, subjects, holders, outcome);
    outcome.holders = static_cast<int64_t>(holders.size());
    outcome.kept = static_cast<int64_t>(kept);
    for (size_t holder = kept; holder < holders.size(); ++holder) {
      ++grades[holders[holder]];
    }
  }
  return outcomes;
}

}  // namespace pingyi::result
