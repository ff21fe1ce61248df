#include "services/result/domain/score.h"

#include <algorithm>

#include "services/base/number/decimal.h"
#include "services/result/domain/combine.h"
#include "services/result/domain/missing_group.h"
#include "services/result/domain/pool.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

CriterionResult CountCell(const TallyCell& cell) {
  CriterionResult result;
  result.abstention_count = cell.abstentions;
  for (const MarkCount& mark : cell.marks) {
    result.mark_count += mark.count;
  }
  return result;
}

CriterionResult ScoreCell(const MarkRules& rules, const Form& form, const SubjectTally& tally,
                          const TallyCell& cell, const Factors* factors) {
  const auto criterion = static_cast<size_t>(cell.criterion_index);
  CriterionResult result = CountCell(cell);
  result.score = rules.Score(form.points(criterion), cell, result.mark_count,
                             factors == nullptr ? nullptr : &(*factors)[criterion],
                             LeftOut(tally, static_cast<size_t>(cell.group_index)));
  return result;
}

// The criteria combined, of one group or the pool.
std::optional<Rational> CombineCriteria(const PolicyRules& policy, const Form& form,
                                        const std::vector<CriterionResult>& criteria) {
  if (LacksCriteria(policy, form, criteria)) {
    return std::nullopt;
  }
  Combiner combiner(policy.criterion_combination);
  const bool all = policy.best_criteria == 0;
  const auto counted = all ? std::vector<bool>() : CountedCriteria(policy, criteria);
  for (size_t i = 0; i < criteria.size(); ++i) {
    if (all ? criteria[i].score.has_value() : counted[i]) {
      combiner.Add(form.criteria()[i].weight, *criteria[i].score);
    }
  }
  return combiner.empty() ? std::nullopt : std::optional<Rational>(combiner.Result());
}

}  // namespace

std::vector<GroupResult> ScoreGroups(const PolicyRules& policy, const Form& form,
                                     const MarkRules& rules, const SubjectTally& tally,
                                     const Factors* factors) {
  const bool pooled = Pooled(policy);
  std::vector<GroupResult> groups(form.groups().size());
  for (GroupResult& group : groups) {
    group.criteria.resize(form.criteria().size());
  }
  for (const TallyCell& cell : tally.cells) {
    const auto criterion = static_cast<size_t>(cell.criterion_index);
    groups[static_cast<size_t>(cell.group_index)].criteria[criterion] =
        pooled ? CountCell(cell) : ScoreCell(rules, form, tally, cell, factors);
  }
  for (GroupResult& group : groups) {
    group.score = CombineCriteria(policy, form, group.criteria);
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

std::vector<CriterionResult> ScorePool(const Form& form, const MarkRules& rules,
                                       const SubjectTally& tally, const Factors* factors) {
  std::vector<CriterionResult> criteria(form.criteria().size());
  const SubjectTally pool = PooledTally(tally);
  for (const TallyCell& cell : pool.cells) {
    const auto criterion = static_cast<size_t>(cell.criterion_index);
    criteria[criterion] = ScoreCell(rules, form, pool, cell, factors);
  }
  return criteria;
}

std::optional<Rational> PoolTotal(const PolicyRules& policy, const Form& form,
                                  const std::vector<GroupResult>& groups,
                                  const std::vector<CriterionResult>& pooled) {
  const bool missing =
      std::any_of(groups.begin(), groups.end(),
                  [&policy](const GroupResult& group) { return GaveNothing(policy, group); });
  if (missing && policy.missing_group == MissingGroupRule::kFail) {
    return std::nullopt;
  }
  const std::optional<Rational> total = CombineCriteria(policy, form, pooled);
  const bool zero = policy.missing_group == MissingGroupRule::kZero;
  return total.has_value() || !zero ? total : Rational();
}

bool SumsAscending(const PolicyRules& policy) {
  return policy.criterion_combination == Combination::kSum && MarksAscending(policy);
}

bool NamedByTiers(const PolicyRules& policy, const std::string& criterion) {
  return std::any_of(policy.tiers.begin(), policy.tiers.end(), [&](const MarkScope& tier) {
    const auto& named = tier.criteria;
    return named.empty() || std::find(named.begin(), named.end(), criterion) != named.end();
  });
}

bool LacksCriteria(const PolicyRules& policy, const Form& form,
                   const std::vector<CriterionResult>& criteria) {
  if (!SumsAscending(policy)) {
    return false;
  }
  int32_t scored = 0;
  bool lacking = false;
  for (size_t i = 0; i < criteria.size(); ++i) {
    const bool has = criteria[i].score.has_value();
    scored += has ? 1 : 0;
    lacking = lacking || (!has && !NamedByTiers(policy, form.criteria()[i].key));
  }
  return lacking && scored > 0 && (policy.best_criteria == 0 || scored < policy.best_criteria);
}

bool GaveNothing(const PolicyRules& policy, const GroupResult& group) {
  if (!Pooled(policy)) {
    return !group.score.has_value();
  }
  return std::all_of(group.criteria.begin(), group.criteria.end(),
                     [&policy](const CriterionResult& criterion) {
                       return criterion.mark_count == 0 &&
                              (policy.abstention_points.empty() || criterion.abstention_count == 0);
                     });
}

std::vector<bool> CountedCriteria(const PolicyRules& policy,
                                  const std::vector<CriterionResult>& criteria) {
  std::vector<bool> counted(criteria.size());
  std::vector<size_t> scored;
  for (size_t i = 0; i < criteria.size(); ++i) {
    counted[i] = criteria[i].score.has_value();
    if (counted[i]) {
      scored.push_back(i);
    }
  }
  const auto best = static_cast<size_t>(policy.best_criteria);
  if (best == 0 || scored.size() <= best) {
    return counted;
  }
  const bool ascending = MarksAscending(policy);
  std::stable_sort(scored.begin(), scored.end(), [&](size_t a, size_t b) {
    return ascending ? *criteria[a].score < *criteria[b].score
                     : *criteria[a].score > *criteria[b].score;
  });
  for (size_t i = best; i < scored.size(); ++i) {
    counted[scored[i]] = false;
  }
  return counted;
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
