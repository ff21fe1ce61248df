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

Rational TotalOf(const Example& example, const std::string& subject) {
  const auto results = Aggregate(example.policy, example.facts, example.tally);
  const auto found = std::find_if(results->begin(), results->end(),
                                  [&](const auto& result) { return result.subject == subject; });
  return found->total;
}

TEST(PropertyTest, ABetterMarkNeverLowersTheTotal) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    Example example(seed);
    const Rational before = TotalOf(example, "s1");
    for (TallyCell& cell : example.tally.subjects[0].cells) {
      const auto criterion = static_cast<size_t>(cell.criterion_index);
      const bool graded =
          std::holds_alternative<GradedScale>(example.facts.criteria[criterion].scale);
      std::vector<MarkCount> raised;
      for (const MarkCount& mark : cell.marks) {
        // One step better, unless it is the best already; equal marks are joined again.
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
    ASSERT_GE(TotalOf(example, "s1"), before) << "round " << seed;
  }
}

TEST(PropertyTest, RenormalizingIsAsIfTheGroupDidNotExist) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    Example with(seed);
    with.policy.missing_group = MissingGroupRule::kRenormalize;
    with.policy.group_combination = Combination::kMean;
    with.policy.tie_breakers = {{CountbackComparison{}, 0}, {CriterionScoreComparison{"c0"}, 0}};
    Example without = with;
    with.facts.groups.push_back({"silent", "", "77"});
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
