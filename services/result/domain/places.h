// Places among some of a round's subjects, by the policy's tiers, tie breakers and rank method.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "services/base/number/rational.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/rank.h"

namespace pingyi::result {

struct Computation;

// `members` are subjects in the order of their positions, `scores` what they are ranked by, member
// for member; the ranking is by member. `tiers` says whether the policy's tiers count, `ascending`
// whether lower scores are better. `observe`, if given, sees every tie that is broken, with
// subjects by their place in the tally.
Ranking PlaceAmong(const PolicyRules& policy, const Computation& computation,
                   const std::vector<size_t>& members, const std::vector<Rational>& scores,
                   bool tiers, bool ascending, const std::function<void(const TieSplit&)>& observe);

}  // namespace pingyi::result
