#include "services/result/domain/places.h"

#include <variant>

#include "services/result/domain/component_score.h"
#include "services/result/domain/computation.h"
#include "services/result/domain/standings.h"
#include "services/result/domain/tie_breaker.h"

namespace pingyi::result {

Ranking PlaceAmong(const PolicyRules& policy, const Computation& computation,
                   const std::vector<size_t>& members, const std::vector<Rational>& scores,
                   bool tiers, bool ascending,
                   const std::function<void(const TieSplit&)>& observe) {
  std::vector<TieComparison> breakers;
  for (const TieBreaker& breaker : policy.tie_breakers) {
    breakers.emplace_back(breaker, computation.form);
  }
  std::vector<size_t> tiers_of;
  for (size_t i = 0; tiers && !computation.tiers.empty() && i < members.size(); ++i) {
    tiers_of.push_back(computation.tiers[members[i]]);
  }
  const auto key_of = [&](size_t member, size_t breaker) {
    const size_t subject = members[member];
    const SubjectResult& result = computation.subjects[subject];
    const TieBreaker& rule = policy.tie_breakers[breaker];
    if (const auto* comparison = std::get_if<ComponentScoreComparison>(&rule.comparison)) {
      return ComponentKey(policy, rule, comparison->component, result.components);
    }
    return breakers[breaker].KeyOf(policy, computation.form_of(subject),
                                   computation.tally.subjects[subject], result.groups,
                                   result.pooled);
  };
  std::function<void(const TieSplit&)> named;
  if (observe) {
    named = [&](const TieSplit& split) {
      TieSplit of_subjects = split;
      for (TieSplit::Member& member : of_subjects.members) {
        member.subject = members[member.subject];
      }
      observe(of_subjects);
    };
  }
  return RankSubjects(Standings(scores, tiers_of, ascending), policy.rank_method, breakers, key_of,
                      named);
}

}  // namespace pingyi::result
