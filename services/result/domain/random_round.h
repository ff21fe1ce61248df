// Random rounds for tests: small, but with every shape a round can have: fractions as weights, both
// kinds of scales, negative points, abstentions, criteria and groups that nobody marked.
#pragma once

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "services/result/domain/testing.h"

namespace pingyi::result::test {

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  // 0 to limit - 1.
  int64_t Below(int64_t limit) {
    return static_cast<int64_t>(random_() % static_cast<uint64_t>(limit));
  }

  RoundFacts Facts() {
    RoundFacts facts{"rounds/r1", std::string(64, '0'), {}, {}};
    const int64_t criteria = 1 + Below(4);
    for (int64_t i = 0; i < criteria; ++i) {
      Criterion criterion{fmt::format("c{}", i), "", Weight(), FourGrades()};
      if (Below(2) == 0) {
        criterion.scale = NumericScale{"-2", "2", "0.5"};
      }
      facts.criteria.push_back(std::move(criterion));
    }
    const int64_t groups = 1 + Below(3);
    for (int64_t i = 0; i < groups; ++i) {
      facts.groups.push_back({fmt::format("g{}", i), "", Weight()});
    }
    return facts;
  }

  Tally TallyFor(const RoundFacts& facts) {
    Tally tally;
    for (size_t i = 0; i < facts.groups.size(); ++i) {
      tally.groups.push_back({1 + Below(6), 0});
    }
    const int64_t subjects = 2 + Below(12);
    for (int32_t i = 1; i <= subjects; ++i) {
      SubjectTally subject{fmt::format("s{}", i), i, {}};
      for (size_t group = 0; group < facts.groups.size(); ++group) {
        for (size_t criterion = 0; criterion < facts.criteria.size(); ++criterion) {
          subject.cells.push_back(RandomCell(facts, tally, group, criterion));
        }
      }
      // At least one mark, so that renormalizing always leaves something.
      subject.cells[0].marks = {{static_cast<int32_t>(Below(4)), 1}};
      subject.cells[0].abstentions = 0;
      tally.subjects.push_back(std::move(subject));
    }
    return tally;
  }

  PolicyRules Policy() {
    PolicyRules policy = MeanPolicy();
    policy.mark_combination = Pick();
    policy.criterion_combination = Pick();
    policy.missing_group = Below(2) == 0 ? MissingGroupRule::kZero : MissingGroupRule::kRenormalize;
    policy.group_combination =
        policy.missing_group == MissingGroupRule::kZero ? Pick() : Combination::kMean;
    policy.rounding = {static_cast<int>(Below(4)), static_cast<RoundingMode>(1 + Below(4))};
    policy.decision_basis = static_cast<DecisionBasis>(1 + Below(2));
    policy.grade_thresholds = {{"good", "好", "60"}, {"fair", "较好", "1"}, {"poor", "差", ""}};
    const TieBreaker breakers[] = {{GroupScoreComparison{"g0"}, static_cast<int32_t>(Below(3))},
                                   {CriterionScoreComparison{"c0"}, static_cast<int32_t>(Below(3))},
                                   {CountbackComparison{}, static_cast<int32_t>(Below(3))},
                                   {PositionComparison{}, static_cast<int32_t>(Below(3))}};
    policy.tie_breakers.assign(breakers, breakers + Below(5));
    return policy;
  }

  // The rules that a policy need not have, each of them now and then, so that all combinations come
  // up. The facts get the expected voters they need.
  void AddRules(const Tally& tally, RoundFacts& facts, PolicyRules& policy) {
    for (size_t i = 0; i < facts.groups.size(); ++i) {
      facts.groups[i].expected_voters = tally.groups[i].valid + tally.groups[i].spoiled + Below(3);
    }
    if (Below(4) == 0) {
      policy.mark_combination = Combination::kMedian;
    }
    policy.abstention_points = Below(2) == 0 ? "" : fmt::format("{}/2", Below(5));
    if (policy.mark_combination == Combination::kMean) {
      policy.mean_denominator = static_cast<Denominator>(Below(5));
    }
    if (Below(2) == 0) {
      policy.extremes = Below(2) == 0 ? Extremes{1, 3}
                                      : Extremes{DroppedShare{"0.3", RandomMode()}, 1 + Below(4)};
    }
    if (Below(2) == 0) {
      policy.criterion_rounding = Rounding{static_cast<int>(Below(3)), RandomMode()};
    }
    if (Below(2) == 0) {
      policy.group_rounding = Rounding{static_cast<int>(Below(3)), RandomMode()};
    }
    policy.total_floor = Below(2) == 0 ? "" : "1";
    policy.total_cap = Below(2) == 0 ? "" : "70";
    policy.rank_method = static_cast<RankMethod>(1 + Below(2));
    AddGradeRules(policy);
    if (Below(2) == 0) {
      policy.quorum = Quorum{"1/100", "1/1000"};
    }
  }

  // Where fewer points are the better mark, leaves no sum of which a part can be missing.
  static void AvoidSums(PolicyRules& policy) {
    if (!MarksAscending(policy)) {
      return;
    }
    if (policy.mark_combination == Combination::kSum) {
      policy.mark_combination = Combination::kMean;
    }
    if (policy.tiers.size() < 2) {  // the second names every criterion
      policy.criterion_combination = Combination::kMean;
    }
  }

  // Rules about orders, places and pools, likewise. Whatever does not go with them is changed.
  void AddOrderRules(RoundFacts& facts, PolicyRules& policy) {
    if (Below(4) == 0) {
      policy.mark_combination = Combination::kLowerMedian;
      policy.mean_denominator = Denominator::kUnspecified;
    }
    if (Below(3) == 0) {
      policy.best_criteria =
          static_cast<int32_t>(1 + Below(static_cast<int64_t>(facts.criteria.size())));
      for (Criterion& criterion : facts.criteria) {
        criterion.weight = facts.criteria[0].weight;
      }
    }
    if (Below(2) == 0) {
      policy.tiers = {{{}, {"c0"}}, {{"g0"}, {}}};
      policy.tiers.resize(static_cast<size_t>(1 + Below(2)));
    }
    if (Below(3) == 0) {
      TurnRound(policy);
    }
    const int64_t groups = Below(3);
    if (groups == 0) {
      Pool(facts, policy);
    } else if (groups == 1) {
      AddRankPoints(policy);
    }
    if (MarksAscending(policy)) {
      policy.grade_share_rules.clear();
      policy.mean_denominator = Denominator::kUnspecified;
      AvoidSums(policy);
    } else if (Below(3) == 0) {
      policy.tie_breakers.insert(policy.tie_breakers.begin(), {MajorityGaugeComparison{}, 0});
    } else if (Below(3) == 0) {
      policy.tie_breakers.insert(policy.tie_breakers.begin(), {MajorityValueComparison{}, 0});
    }
    for (GradeShareRule& rule : policy.grade_share_rules) {
      rule.up_to_grade = Below(2) == 0 ? "" : rule.best_grade == "fair" ? "good" : "fair";
    }
    policy.mark_shares = MarkSharesRule{1, static_cast<ShareMethod>(1 + Below(3)), Below(2) == 0};
  }

  template <typename T>
  void Shuffle(std::vector<T>& items) {
    std::shuffle(items.begin(), items.end(), random_);
  }

 private:
  RoundingMode RandomMode() { return static_cast<RoundingMode>(1 + Below(4)); }

  void AddGradeRules(PolicyRules& policy) {
    if (Below(2) == 0) {
      policy.grade_share_rules = {
          {"poor", {{"g0"}, {}}, ShareMarks::kAtMost, "0", ShareLimit::kAbove, "1/3"},
          {"fair", {}, ShareMarks::kAtLeast, "2", ShareLimit::kBelow, "1/2"}};
      policy.grade_share_rules[1].denominator = static_cast<Denominator>(Below(5));
    }
    if (Below(2) == 0) {
      const auto tie = static_cast<QuotaTie>(1 + Below(2));
      policy.grade_quotas = {{"fair", QuotaPool::kAllSubjects, "1/2", RandomMode(), 0, tie},
                             {"good", QuotaPool::kAllSubjects, "0.3", RandomMode(),
                              static_cast<int32_t>(Below(2)), tie}};
    }
  }

  // Makes the lower total the better one.
  void TurnRound(PolicyRules& policy) {
    policy.total_order = TotalOrder::kAscending;
    policy.group_combination = Combination::kMean;
    policy.missing_group = MissingGroupRule::kRenormalize;
    policy.mean_denominator = Denominator::kUnspecified;
    policy.grade_thresholds = {{"good", "好", "1"}, {"fair", "较好", "60"}, {"poor", "差", ""}};
  }
  static void Pool(RoundFacts& facts, PolicyRules& policy) {
    policy.group_combination = Combination::kPooled;
    policy.group_rounding.reset();
    for (VoterGroup& group : facts.groups) {
      group.weight = facts.groups[0].weight;
    }
    std::erase_if(policy.tie_breakers, [](const TieBreaker& breaker) {
      return std::holds_alternative<GroupScoreComparison>(breaker.comparison);
    });
  }
  void AddRankPoints(PolicyRules& policy) {
    GroupRankPoints rule;
    rule.tie = static_cast<RankPointsTie>(1 + Below(2));
    rule.score_order = static_cast<TotalOrder>(Below(3));
    if (!Ascending(policy.total_order)) {
      rule.points = std::vector<std::string>{"12", "10", "17/2", "0"};
    } else if (Below(2) == 0) {
      rule.points = std::vector<std::string>{"1", "2", "2", "7"};
    } else {
      rule.points = GroupRankPoints::Place();
    }
    policy.group_rank_points = rule;
  }

  Combination Pick() { return Below(2) == 0 ? Combination::kMean : Combination::kSum; }
  std::string Weight() { return fmt::format("{}/{}", 1 + Below(9), 1 + Below(5)); }

  TallyCell RandomCell(const RoundFacts& facts, const Tally& tally, size_t group,
                       size_t criterion) {
    TallyCell cell{static_cast<int32_t>(group), static_cast<int32_t>(criterion), {}, 0};
    const bool graded = std::holds_alternative<GradedScale>(facts.criteria[criterion].scale);
    int64_t left = tally.groups[group].valid;
    for (int32_t mark = 0; mark < (graded ? 4 : 9); ++mark) {
      const int64_t count = Below(3) == 0 ? Below(left + 1) : 0;
      if (count > 0) {
        cell.marks.push_back({mark, count});
        left -= count;
      }
    }
    cell.abstentions = Below(left + 1);
    return cell;
  }

  std::mt19937_64 random_;
};

// One random round; every second one has a policy with further rules.
struct Example {
  explicit Example(uint64_t seed) : generator(seed) {
    facts = generator.Facts();
    tally = generator.TallyFor(facts);
    policy = generator.Policy();
    if (seed % 2 == 1) {
      generator.AddRules(tally, facts, policy);
    }
  }

  Generator generator;
  RoundFacts facts;
  Tally tally;
  PolicyRules policy;
};

}  // namespace pingyi::result::test
