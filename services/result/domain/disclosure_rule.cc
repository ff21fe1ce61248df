// What policies say about disclosure before a ballot is counted.
#include <algorithm>
#include <cstddef>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "services/result/domain/disclosure.h"
#include "services/result/domain/score.h"

namespace pingyi::result {
namespace {

bool GradesByPlace(const PolicyRules& policy) {
  return !policy.grade_quotas.empty() || policy.grade_bands.has_value();
}

// Whether it depends on the numbering of places which ties are broken.
bool BreaksTiesByPlace(const PolicyRules& policy) {
  return std::any_of(policy.tie_breakers.begin(), policy.tie_breakers.end(),
                     [](const TieBreaker& breaker) { return breaker.up_to_rank > 0; });
}

template <typename Items>
std::vector<size_t> Named(const std::vector<std::string>& keys, const Items& items) {
  std::vector<size_t> named;
  for (size_t i = 0; i < items.size(); ++i) {
    if (keys.empty() || std::find(keys.begin(), keys.end(), items[i].key) != keys.end()) {
      named.push_back(i);
    }
  }
  return named;
}

CellScope ScopeOf(const RoundFacts& facts, const MarkScope& scope) {
  CellScope cells{.groups = Named(scope.groups, facts.groups),
                  .criteria = Named(scope.criteria, facts.criteria)};
  cells.all_groups = cells.groups.size() == facts.groups.size();
  return cells;
}

// What each kind of tie breaker looks at.
struct TieScope {
  const RoundFacts& facts;

  CellScope operator()(const GroupScoreComparison& by) const {
    return ScopeOf(facts, {{by.group}, {}});
  }
  CellScope operator()(const CriterionScoreComparison& by) const {
    return ScopeOf(facts, {{}, {by.criterion}});
  }
  CellScope operator()(const MarkCountComparison& by) const { return ScopeOf(facts, by.scope); }
  CellScope operator()(const CountbackComparison& by) const { return ScopeOf(facts, by.scope); }
  CellScope operator()(const MajorityGaugeComparison& by) const { return ScopeOf(facts, by.scope); }
  CellScope operator()(const MajorityValueComparison& by) const { return ScopeOf(facts, by.scope); }
  CellScope operator()(const PositionComparison&) const { return {}; }
  CellScope operator()(const ComponentScoreComparison&) const { return {}; }
  CellScope operator()(const std::monostate&) const { return {}; }
};

}  // namespace

DisclosureRule DisclosureOf(const PolicyRules& policy, const RoundFacts& facts, bool secret) {
  const int32_t by_default = secret ? kDefaultMinShown : 0;
  DisclosureRule rule{
      .min_ballots = policy.min_shown_ballots > 0 ? policy.min_shown_ballots : by_default,
      .pooled = Pooled(policy),
      .whole_groups = policy.best_criteria > 0,
      .abstentions_count = !policy.abstention_points.empty(),
      .rank_points = policy.group_rank_points.has_value(),
      .hidden_groups = Pooled(policy) && OverBallotTotal(policy) && facts.groups.size() > 1,
      .limited_grades = !policy.grade_quotas.empty() || policy.grade_bands.has_value()};
  if (SumsAscending(policy)) {
    rule.whole_sums = true;
    rule.least_scores = static_cast<size_t>(policy.best_criteria);
    for (size_t i = 0; i < facts.criteria.size(); ++i) {
      if (!NamedByTiers(policy, facts.criteria[i].key)) {
        rule.needed_scores.push_back(i);
      }
    }
  }
  for (const GradeShareRule& share : policy.grade_share_rules) {
    rule.grade_scopes.push_back(ScopeOf(facts, share.scope));
  }
  for (const TieBreaker& breaker : policy.tie_breakers) {
    rule.tie_scopes.push_back(std::visit(TieScope{facts}, breaker.comparison));
  }
  for (const MarkScope& tier : policy.tiers) {
    rule.tier_scopes.push_back(ScopeOf(facts, tier));
  }
  return rule;
}

PreviewReach ReachOf(const PolicyRules& of_record, const PolicyRules& other, bool places) {
  // Everything that is not known to leave the marks alone is taken to look at them.
  PolicyRules same = other;
  same.quorum = of_record.quorum;
  same.leaderboards = of_record.leaderboards;
  same.min_shown_ballots = of_record.min_shown_ballots;
  if (!BreaksTiesByPlace(other)) {
    same.rank_method = of_record.rank_method;
  }
  const bool by_places = GradesByPlace(of_record) || GradesByPlace(other);
  if (places) {
    same.grade_quotas = of_record.grade_quotas;
    same.grade_bands = of_record.grade_bands;
  }
  if (same == of_record) {
    return PreviewReach::kEverybody;
  }
  same.grade_thresholds = of_record.grade_thresholds;
  if (same != of_record) {
    return PreviewReach::kNobody;
  }
  if (other.decision_basis == DecisionBasis::kRounded && (places || !by_places)) {
    return PreviewReach::kEverybody;
  }
  return by_places ? PreviewReach::kNobody : PreviewReach::kWholeSubjects;
}

}  // namespace pingyi::result
