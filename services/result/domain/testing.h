// Short ways to write rounds, tallies and policies in tests.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "services/result/domain/form.h"
#include "services/result/domain/mark_rules.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/score.h"
#include "services/result/domain/tally.h"

namespace pingyi::result::test {

// MEAN throughout, RENORMALIZE, two digits half up, exact basis; no grades, no tie breakers.
inline PolicyRules MeanPolicy() {
  PolicyRules policy;
  policy.mark_combination = Combination::kMean;
  policy.criterion_combination = Combination::kMean;
  policy.group_combination = Combination::kMean;
  policy.missing_group = MissingGroupRule::kRenormalize;
  policy.rounding = {2, RoundingMode::kHalfUp};
  policy.decision_basis = DecisionBasis::kExact;
  policy.rank_method = RankMethod::kStandardCompetition;
  return policy;
}

// SUM throughout and ZERO; whole points.
inline PolicyRules SumPolicy() {
  PolicyRules policy = MeanPolicy();
  policy.mark_combination = Combination::kSum;
  policy.criterion_combination = Combination::kSum;
  policy.group_combination = Combination::kSum;
  policy.missing_group = MissingGroupRule::kZero;
  policy.rounding = {0, RoundingMode::kHalfUp};
  return policy;
}

// 优秀 100, 称职 80, 基本称职 60, 不称职 0: marks 0, 1, 2, 3.
inline GradedScale FourGrades() {
  return {{{"excellent", "优秀", "100"},
           {"competent", "称职", "80"},
           {"basic", "基本称职", "60"},
           {"incompetent", "不称职", "0"}}};
}

// Whole numbers 0 to `max`: the mark is the number.
inline NumericScale Numbers(const std::string& max) { return {"0", max, "1"}; }

// Criteria and groups of these keys and weights, all criteria on one scale.
template <typename Scale>
RoundFacts Facts(const std::vector<std::pair<std::string, std::string>>& criteria,
                 const std::vector<std::pair<std::string, std::string>>& groups,
                 const Scale& scale) {
  RoundFacts facts{"rounds/r1", std::string(64, 'f'), {}, {}};
  for (const auto& [key, weight] : criteria) {
    facts.criteria.push_back({key, "要素" + key, weight, scale});
  }
  for (const auto& [key, weight] : groups) {
    facts.groups.push_back({key, key + "票", weight});
  }
  return facts;
}

// A cell from pairs of mark and count.
inline TallyCell Cell(int32_t group, int32_t criterion,
                      const std::vector<std::pair<int32_t, int64_t>>& marks,
                      int64_t abstentions = 0) {
  TallyCell cell{group, criterion, {}, abstentions};
  for (const auto& [mark, count] : marks) {
    cell.marks.push_back({mark, count});
  }
  return cell;
}

// The groups' scores of a subject in a round with 1000 valid ballots in each group.
inline std::vector<GroupResult> Scores(const PolicyRules& policy, const Form& form,
                                       const SubjectTally& tally) {
  const std::vector<GroupBallots> ballots(form.groups().size(), {1000, 0});
  return ScoreGroups(policy, form, MarkRules(policy, form, ballots), tally);
}

// A tally with this many valid ballots in each group.
inline Tally TallyOf(const std::vector<int64_t>& valid, std::vector<SubjectTally> subjects) {
  Tally tally;
  for (const int64_t ballots : valid) {
    tally.groups.push_back({ballots, 0});
  }
  tally.subjects = std::move(subjects);
  return tally;
}

}  // namespace pingyi::result::test
