// What holds for every round, tried on many random ones. The generator is seeded: a failure names
// the round and happens again.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"
#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/canonical.h"
#include "services/result/domain/grade_rules.h"
#include "services/result/domain/random_round.h"
#include "services/result/domain/rounding.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

constexpr uint64_t kRounds = 300;

using test::Example;

std::string Lines(const PolicyRules& policy, const RoundFacts& facts, const Tally& tally) {
  const auto results = Aggregate(policy, facts, tally);
  return results.ok() ? CanonicalResults(facts, "", policy, "", *results)
                      : results.status().ToString();
}

TEST(PropertyTest, TheOrderOfTheInputChangesNothing) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    Example example(seed);
    const std::string lines = Lines(example.policy, example.facts, example.tally);
    ASSERT_EQ(lines.rfind("pingyi-result-v1\n", 0), 0u) << lines;
    example.generator.Shuffle(example.tally.subjects);
    for (SubjectTally& subject : example.tally.subjects) {
      example.generator.Shuffle(subject.cells);
      for (TallyCell& cell : subject.cells) {
        example.generator.Shuffle(cell.marks);
      }
    }
    ASSERT_EQ(Lines(example.policy, example.facts, example.tally), lines) << "round " << seed;
  }
}

TEST(PropertyTest, OnlyTheProportionOfWeightsMattersToMeans) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    Example example(seed);
    example.policy.criterion_combination = Combination::kMean;
    example.policy.group_combination = Combination::kMean;
    const std::string lines = Lines(example.policy, example.facts, example.tally);
    const auto scale = [](std::string& weight, const Rational& factor) {
      weight = (*ParseNumber(weight) * factor).ToString();
    };
    for (Criterion& criterion : example.facts.criteria) {
      scale(criterion.weight, Rational::Ratio(7, 3));
    }
    for (VoterGroup& group : example.facts.groups) {
      scale(group.weight, Rational::Ratio(1000001, 13));
    }
    ASSERT_EQ(Lines(example.policy, example.facts, example.tally), lines) << "round " << seed;
  }
}

TEST(PropertyTest, MeansStayWithinThePoints) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    Example example(seed);
    PolicyRules policy = test::MeanPolicy();
    ASSERT_OK_AND_ASSIGN(const RoundResults results,
                         Aggregate(policy, example.facts, example.tally));
    std::vector<FieldViolation> violations;
    const Form form = Form::Read(example.facts, violations).value();
    Rational least = form.points(0).min();
    Rational most = form.points(0).max();
    for (size_t i = 1; i < form.criteria().size(); ++i) {
      least = std::min(least, form.points(i).min());
      most = std::max(most, form.points(i).max());
    }
    for (const SubjectResult& result : results) {
      ASSERT_LE(least, result.total) << "round " << seed;
      ASSERT_GE(most, result.total) << "round " << seed;
    }
  }
}

TEST(PropertyTest, TotalsStayWithinTheirBounds) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    Example example(seed);
    example.policy.total_floor = "0";
    example.policy.total_cap = "3";
    ASSERT_OK_AND_ASSIGN(const RoundResults results,
                         Aggregate(example.policy, example.facts, example.tally));
    for (const SubjectResult& result : results) {
      ASSERT_LE(Rational(0), Round(result.total, example.policy.rounding)) << "round " << seed;
      ASSERT_GE(Rational(3), Round(result.total, example.policy.rounding)) << "round " << seed;
    }
  }
}

// Means of whatever is left of the marks, and medians.
TEST(PropertyTest, WhatIsDroppedLeavesScoresWithinThePoints) {
  for (uint64_t seed = 1; seed < kRounds; seed += 2) {
    Example example(seed);
    if (example.policy.mark_combination == Combination::kSum) {
      example.policy.mark_combination = Combination::kMedian;
    }
    example.policy.mean_denominator = Denominator::kUnspecified;
    example.policy.criterion_rounding.reset();
    ASSERT_OK_AND_ASSIGN(const RoundResults results,
                         Aggregate(example.policy, example.facts, example.tally));
    std::vector<FieldViolation> violations;
    const Form form = Form::Read(example.facts, violations).value();
    for (const SubjectResult& result : results) {
      for (const GroupResult& group : result.groups) {
        for (size_t i = 0; i < group.criteria.size(); ++i) {
          if (group.criteria[i].score.has_value()) {
            ASSERT_LE(form.points(i).min(), *group.criteria[i].score) << "round " << seed;
            ASSERT_GE(form.points(i).max(), *group.criteria[i].score) << "round " << seed;
          }
        }
      }
    }
  }
}

SubjectResult ResultOf(const Example& example, const std::string& subject) {
  const auto results = Aggregate(example.policy, example.facts, example.tally);
  return *std::find_if(results->begin(), results->end(),
                       [&](const auto& result) { return result.subject == subject; });
}

size_t GradePlace(const Example& example, const SubjectResult& result) {
  return GradeIndex(example.policy, result.grade);
}

// Every mark of the first subject one step better, unless it is the best already.
void RaiseMarks(Example& example) {
  for (TallyCell& cell : example.tally.subjects[0].cells) {
    const auto criterion = static_cast<size_t>(cell.criterion_index);
    const bool graded =
        std::holds_alternative<GradedScale>(example.facts.criteria[criterion].scale);
    std::vector<MarkCount> raised;
    for (const MarkCount& mark : cell.marks) {
      // Equal marks are joined again.
      const int32_t better = graded ? std::max(0, mark.mark - 1) : std::min(8, mark.mark + 1);
      const auto same = std::find_if(raised.begin(), raised.end(),
                                     [&](const MarkCount& m) { return m.mark == better; });
      if (same == raised.end()) {
        raised.push_back({better, mark.count});
      } else {
        same->count += mark.count;
      }
    }
    cell.marks = raised;
  }
}

TEST(PropertyTest, ABetterMarkNeverLowersTotalOrPlace) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    Example example(seed);
    const SubjectResult before = ResultOf(example, "s1");
    RaiseMarks(example);
    const SubjectResult after = ResultOf(example, "s1");
    ASSERT_GE(after.total, before.total) << "round " << seed;
    ASSERT_LE(after.rank, before.rank) << "round " << seed;
  }
}

// A quota may lower it: a tie at the edge may grow, or a place among fewer holders be lost.
TEST(PropertyTest, ABetterMarkNeverLowersTheGradeUnlessAQuotaDoes) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    Example example(seed);
    example.policy.grade_quotas.clear();
    const size_t before = GradePlace(example, ResultOf(example, "s1"));
    RaiseMarks(example);
    ASSERT_LE(GradePlace(example, ResultOf(example, "s1")), before) << "round " << seed;
  }
}

// Those who keep a grade are placed no worse than those whom its quota moved.
TEST(PropertyTest, QuotasGoByPlace) {
  for (uint64_t seed = 1; seed < kRounds; seed += 2) {
    Example example(seed);
    example.policy.grade_share_rules.clear();
    ASSERT_OK_AND_ASSIGN(const RoundResults results,
                         Aggregate(example.policy, example.facts, example.tally));
    for (size_t i = 1; i < results.size(); ++i) {
      ASSERT_LE(GradePlace(example, results[i - 1]), GradePlace(example, results[i]))
          << "round " << seed;
    }
    for (const GradeQuota& quota : example.policy.grade_quotas) {
      if (quota.tie == QuotaTie::kAllOut) {
        const Rational share =
            *ParseNumber(quota.share) * Rational(static_cast<int64_t>(results.size()));
        const auto holders = std::count_if(results.begin(), results.end(), [&](const auto& result) {
          return result.grade == quota.grade;
        });
        ASSERT_LE(Rational(holders),
                  std::max(Round(share, {0, quota.rounding}), Rational(int64_t{quota.minimum})))
            << "round " << seed;
      }
    }
  }
}

TEST(PropertyTest, RenormalizingIsAsIfTheGroupDidNotExist) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    Example with(seed);
    with.policy.missing_group = MissingGroupRule::kRenormalize;
    with.policy.group_combination = Combination::kMean;
    with.policy.tie_breakers = {{CountbackComparison{}, 0}, {CriterionScoreComparison{"c0"}, 0}};
    for (GradeShareRule& rule : with.policy.grade_share_rules) {
      rule.denominator = Denominator::kMarks;  // else it is a share of the silent group's ballots
    }
    Example without = with;
    with.facts.groups.push_back({"silent", "", "77", 4});
    with.tally.groups.push_back({3, 1});
    ASSERT_OK_AND_ASSIGN(RoundResults results, Aggregate(with.policy, with.facts, with.tally));
    for (SubjectResult& result : results) {
      ASSERT_EQ(result.groups.back().score, std::nullopt);
      result.groups.pop_back();
    }
    ASSERT_OK_AND_ASSIGN(const RoundResults expected,
                         Aggregate(without.policy, without.facts, without.tally));
    ASSERT_EQ(results, expected) << "round " << seed;
  }
}

TEST(PropertyTest, PlacesFollowTheTotals) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    Example example(seed);
    example.policy.rank_method = RankMethod::kStandardCompetition;
    ASSERT_OK_AND_ASSIGN(const RoundResults results,
                         Aggregate(example.policy, example.facts, example.tally));
    const bool rounded = example.policy.decision_basis == DecisionBasis::kRounded;
    const auto decisive = [&](const SubjectResult& result) {
      return rounded ? Round(result.total, example.policy.rounding) : result.total;
    };
    for (size_t i = 0; i < results.size(); ++i) {
      // Everybody's place is one more than the number of those placed before.
      const auto before = std::count_if(results.begin(), results.end(), [&](const auto& other) {
        return other.rank < results[i].rank;
      });
      ASSERT_EQ(results[i].rank, before + 1) << "round " << seed;
      if (i > 0) {
        ASSERT_GE(decisive(results[i - 1]), decisive(results[i])) << "round " << seed;
      }
    }
  }
}

}  // namespace
}  // namespace pingyi::result
