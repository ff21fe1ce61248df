// Shares of marks in per cent, rounded as the policy's mark_shares says. Only shown: no score rests
// on them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/base/number/rational.h"
#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// Shares of these counts, in the same order, each a percentage. By all methods but EACH_HALF_UP
// they sum to 100. All are 0 where the counts are.
std::vector<Rational> RoundedShares(const MarkSharesRule& rule, const std::vector<int64_t>& counts);

// How often a mark was given, and its share.
struct MarkShareLine {
  std::optional<int32_t> mark;  // nullopt: abstentions
  int64_t count = 0;
  Rational share;  // rounded

  bool operator==(const MarkShareLine&) const = default;
};

// The lines of one criterion from the best mark down: of a graded scale all marks, of a numeric one
// those given; then, where the rule has them, the abstentions. `cell` may be pooled.
std::vector<MarkShareLine> SharesOf(const PolicyRules& policy, const PointScale& points,
                                    const TallyCell& cell);

}  // namespace pingyi::result
