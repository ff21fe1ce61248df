#include "services/result/wire/policy/policy_wire.h"

#include "services/result/wire/policy/component_rules_wire.h"
#include "services/result/wire/policy/subject_rules_wire.h"

namespace pingyi::result {
namespace {

using Proto = v1::TieBreaker;

// A default that is said is the same as none, as in the digest, so that equal digests are equal
// rules.
template <typename Rule, typename Enum>
Rule Unless(Enum by_default, Enum value) {
  return value == by_default ? Rule() : static_cast<Rule>(value);
}

Denominator ToDenominator(v1::Denominator denominator) {
  return Unless<Denominator>(v1::DENOMINATOR_MARKS, denominator);
}

TotalOrder ToOrder(v1::TotalOrder order) {
  return Unless<TotalOrder>(v1::TOTAL_ORDER_DESCENDING, order);
}

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
    case Proto::kMajorityGauge:
      result.comparison = MajorityGaugeComparison{ToScope(proto.majority_gauge().scope())};
      break;
    case Proto::kMajorityValue:
      result.comparison = MajorityValueComparison{ToScope(proto.majority_value().scope())};
      break;
    case Proto::kComponentScore:
      result.comparison = ComponentScoreComparison{proto.component_score().component()};
      break;
    case Proto::COMPARISON_NOT_SET:
      break;
  }
  return result;
}

Rounding ToRounding(const v1::Rounding& rounding) {
  return {.digits = rounding.digits(), .mode = static_cast<RoundingMode>(rounding.mode())};
}

Extremes ToExtremes(const v1::Extremes& proto) {
  Extremes result{.drop = std::monostate(),
                  .min_marks = proto.min_marks(),
                  .over = static_cast<ExtremesOver>(proto.over())};
  if (proto.has_share()) {
    result.drop = DroppedShare{.share = proto.share().share(),
                               .rounding = static_cast<RoundingMode>(proto.share().rounding())};
  } else if (proto.drop_case() == v1::Extremes::kCount) {
    result.drop = proto.count();
  }
  return result;
}

GradeShareRule ToShareRule(const v1::GradeShareRule& proto) {
  using Rule = v1::GradeShareRule;
  GradeShareRule result{.best_grade = proto.best_grade(),
                        .scope = ToScope(proto.scope()),
                        .marks = ShareMarks::kUnspecified,
                        .points = proto.points_at_most() + proto.points_at_least(),
                        .limit = ShareLimit::kUnspecified,
                        .share = proto.share_above() + proto.share_at_least() +
                                 proto.share_below() + proto.share_at_most(),
                        .denominator = ToDenominator(proto.denominator()),
                        .up_to_grade = proto.up_to_grade()};
  if (proto.marks_case() != Rule::MARKS_NOT_SET) {
    result.marks =
        proto.marks_case() == Rule::kPointsAtMost ? ShareMarks::kAtMost : ShareMarks::kAtLeast;
  }
  switch (proto.limit_case()) {
    case Rule::kShareAbove:
      result.limit = ShareLimit::kAbove;
      break;
    case Rule::kShareAtLeast:
      result.limit = ShareLimit::kAtLeast;
      break;
    case Rule::kShareBelow:
      result.limit = ShareLimit::kBelow;
      break;
    case Rule::kShareAtMost:
      result.limit = ShareLimit::kAtMost;
      break;
    case Rule::LIMIT_NOT_SET:
      break;
  }
  return result;
}

GradeQuota ToQuota(const v1::GradeQuota& proto) {
  return {.grade = proto.grade(),
          .pool = static_cast<QuotaPool>(proto.pool()),
          .share = proto.share(),
          .rounding = static_cast<RoundingMode>(proto.rounding()),
          .minimum = proto.minimum(),
          .tie = static_cast<QuotaTie>(proto.tie()),
          .pool_names = {proto.pool_names().begin(), proto.pool_names().end()},
          .base = Unless<PoolBase>(v1::GradeQuota::BASE_ALL, proto.base())};
}

// The rules that a policy need not have.
void TakeFurtherRules(const v1::ScoringPolicy& policy, PolicyRules& rules) {
  rules.abstention_points = policy.abstention_points();
  rules.mean_denominator = ToDenominator(policy.mean_denominator());
  if (policy.has_extremes()) rules.extremes = ToExtremes(policy.extremes());
  if (policy.has_criterion_rounding()) {
    rules.criterion_rounding = ToRounding(policy.criterion_rounding());
  }
  if (policy.has_group_rounding()) rules.group_rounding = ToRounding(policy.group_rounding());
  rules.total_floor = policy.total_floor();
  rules.total_cap = policy.total_cap();
  for (const v1::GradeShareRule& rule : policy.grade_share_rules()) {
    rules.grade_share_rules.push_back(ToShareRule(rule));
  }
  for (const v1::GradeQuota& quota : policy.grade_quotas()) {
    rules.grade_quotas.push_back(ToQuota(quota));
  }
  rules.min_shown_ballots = policy.min_shown_ballots();
  if (policy.has_quorum()) {
    rules.quorum =
        Quorum{.overall = policy.quorum().overall(), .each_group = policy.quorum().each_group()};
  }
  if (policy.has_criterion_factors()) {
    rules.criterion_factors = ToFactors(policy.criterion_factors());
  }
  for (const v1::Component& component : policy.components()) {
    rules.components.push_back(ToComponent(component));
  }
  rules.component_combination = static_cast<Combination>(policy.component_combination());
}

GroupRankPoints ToRankPoints(const v1::GroupRankPoints& proto) {
  GroupRankPoints result{.points = std::monostate(),
                         .tie = static_cast<RankPointsTie>(proto.tie()),
                         .score_order = ToOrder(proto.score_order())};
  if (proto.has_table()) {
    const auto& points = proto.table().points();
    result.points = std::vector<std::string>(points.begin(), points.end());
  } else if (proto.place()) {
    result.points = GroupRankPoints::Place();
  }
  return result;
}

// The rules about orders and shares that a policy need not have.
void TakeOrderRules(const v1::ScoringPolicy& policy, PolicyRules& rules) {
  rules.total_order = ToOrder(policy.total_order());
  rules.best_criteria = policy.best_criteria();
  if (policy.has_group_rank_points()) {
    rules.group_rank_points = ToRankPoints(policy.group_rank_points());
  }
  for (const Proto::MarkScope& tier : policy.tiers()) {
    rules.tiers.push_back(ToScope(tier));
  }
  if (policy.has_mark_shares()) {
    const v1::MarkShares& shares = policy.mark_shares();
    rules.mark_shares = MarkSharesRule{.digits = shares.digits(),
                                       .method = static_cast<ShareMethod>(shares.method()),
                                       .with_abstentions = shares.with_abstentions()};
  }
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
  rules.rounding = ToRounding(policy.rounding());
  rules.decision_basis = static_cast<DecisionBasis>(policy.decision_basis());
  for (const Proto& breaker : policy.tie_breakers()) {
    rules.tie_breakers.push_back(ToTieBreaker(breaker));
  }
  rules.rank_method = static_cast<RankMethod>(policy.rank_method());
  TakeFurtherRules(policy, rules);
  TakeSubjectRules(policy, rules);
  TakeOrderRules(policy, rules);
  return rules;
}

}  // namespace pingyi::result
