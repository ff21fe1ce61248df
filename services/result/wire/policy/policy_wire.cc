#include "services/result/wire/policy/policy_wire.h"

namespace pingyi::result {
namespace {

using Proto = v1::TieBreaker;

MarkScope ToScope(const Proto::MarkScope& scope) {
  return {.groups = {scope.groups().begin(), scope.groups().end()},
          .criteria = {scope.criteria().begin(), scope.criteria().end()}};
}

MarkCountComparison ToMarkCount(const Proto::MarkCount& proto) {
  using Relation = MarkCountComparison::Relation;
  MarkCountComparison result{.scope = ToScope(proto.scope()), .points = ""};
  switch (proto.marks_case()) {
    case Proto::MarkCount::kPointsEqual:
      result.relation = Relation::kEqual;
      result.points = proto.points_equal();
      break;
    case Proto::MarkCount::kPointsAtLeast:
      result.relation = Relation::kAtLeast;
      result.points = proto.points_at_least();
      break;
    case Proto::MarkCount::kPointsAbove:
      result.relation = Relation::kAbove;
      result.points = proto.points_above();
      break;
    case Proto::MarkCount::MARKS_NOT_SET:
      break;
  }
  return result;
}

TieBreaker ToTieBreaker(const Proto& proto) {
  TieBreaker result{.comparison = std::monostate(), .up_to_rank = proto.up_to_rank()};
  switch (proto.comparison_case()) {
    case Proto::kGroupScore:
      result.comparison = GroupScoreComparison{proto.group_score().group()};
      break;
    case Proto::kCriterionScore:
      result.comparison = CriterionScoreComparison{proto.criterion_score().criterion()};
      break;
    case Proto::kMarkCount:
      result.comparison = ToMarkCount(proto.mark_count());
      break;
    case Proto::kCountback:
      result.comparison = CountbackComparison{ToScope(proto.countback().scope())};
      break;
    case Proto::kPosition:
      result.comparison = PositionComparison();
      break;
    case Proto::COMPARISON_NOT_SET:
      break;
  }
  return result;
}

}  // namespace

PolicyRules ToRules(const v1::ScoringPolicy& policy) {
  PolicyRules rules;
  rules.mark_combination = static_cast<Combination>(policy.mark_combination());
  rules.criterion_combination = static_cast<Combination>(policy.criterion_combination());
  rules.group_combination = static_cast<Combination>(policy.group_combination());
  rules.missing_group = static_cast<MissingGroupRule>(policy.missing_group());
  for (const v1::GradeThreshold& threshold : policy.grade_thresholds()) {
    rules.grade_thresholds.push_back({threshold.grade(), threshold.title(), threshold.min_total()});
  }
  rules.rounding = {.digits = policy.rounding().digits(),
                    .mode = static_cast<RoundingMode>(policy.rounding().mode())};
  rules.decision_basis = static_cast<DecisionBasis>(policy.decision_basis());
  for (const Proto& breaker : policy.tie_breakers()) {
    rules.tie_breakers.push_back(ToTieBreaker(breaker));
  }
  rules.rank_method = static_cast<RankMethod>(policy.rank_method());
  return rules;
}

}  // namespace pingyi::result
