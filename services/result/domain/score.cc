#include "services/result/domain/score.h"

#include "services/base/number/decimal.h"
#include "services/result/domain/combine.h"
#include "services/result/domain/missing_group.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

CriterionResult ScoreCell(const MarkRules& rules, const PointScale& points, const TallyCell& cell) {
  CriterionResult result;
  result.abstention_count = cell.abstentions;
  for (const MarkCount& mark : cell.marks) {
    result.mark_count += mark.count;
  }
  result.score = rules.Score(points, cell, result.mark_count);
  return result;
}

std::optional<Rational> GroupScore(Combination combination, const Form& form,
                                   const std::vector<CriterionResult>& criteria) {
  Combiner combiner(combination);
  for (size_t i = 0; i < criteria.size(); ++i) {
    if (criteria[i].score.has_value()) {
      combiner.Add(form.criteria()[i].weight, *criteria[i].score);
    }
  }
  return combiner.empty() ? std::nullopt : std::optional<Rational>(combiner.Result());
}

}  // namespace

std::vector<GroupResult> ScoreGroups(const PolicyRules& policy, const Form& form,
                                     const MarkRules& rules, const SubjectTally& tally) {
  std::vector<GroupResult> groups(form.groups().size());
  for (GroupResult& group : groups) {
    group.criteria.resize(form.criteria().size());
  }
  for (const TallyCell& cell : tally.cells) {
    const auto criterion = static_cast<size_t>(cell.criterion_index);
    groups[static_cast<size_t>(cell.group_index)].criteria[criterion] =
        ScoreCell(rules, form.points(criterion), cell);
  }
  for (GroupResult& group : groups) {
    group.score = GroupScore(policy.criterion_combination, form, group.criteria);
    if (policy.group_rounding.has_value() && group.score.has_value()) {
      group.score = Round(*group.score, *policy.group_rounding);
    }
  }
  return groups;
}

std::optional<Rational> Total(const PolicyRules& policy, const Form& form,
                              const std::vector<GroupResult>& groups) {
  Combiner combiner(policy.group_combination);
  for (size_t i = 0; i < groups.size(); ++i) {
    const Rational& weight = form.groups()[i].weight;
    if (groups[i].score.has_value()) {
      combiner.Add(weight, *groups[i].score);
    } else if (!AddMissingGroup(policy.missing_group, weight, combiner)) {
      return std::nullopt;
    }
  }
  return combiner.empty() ? std::nullopt : std::optional<Rational>(combiner.Result());
}

TotalBounds::TotalBounds(const PolicyRules& policy)
    : floor_(ParseNumber(policy.total_floor)), cap_(ParseNumber(policy.total_cap)) {}

std::optional<Rational> CriterionScore(const PolicyRules& policy, const Form& form,
                                       const std::vector<GroupResult>& groups, size_t criterion) {
  Combiner combiner(policy.group_combination);
  bool marked = false;
  for (size_t i = 0; i < groups.size(); ++i) {
    const Rational& weight = form.groups()[i].weight;
    if (groups[i].criteria[criterion].score.has_value()) {
      combiner.Add(weight, *groups[i].criteria[criterion].score);
      marked = true;
    } else if (!groups[i].score.has_value() &&
               !AddMissingGroup(policy.missing_group, weight, combiner)) {
      return std::nullopt;
    }
  }
  return marked ? std::optional<Rational>(combiner.Result()) : std::nullopt;
}

}  // namespace pingyi::result
