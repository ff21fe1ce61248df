// What holds for every round, tried on many random ones. The generator is seeded: a failure names
// the round and happens again.
#include <algorithm>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/canonical.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

constexpr uint64_t kRounds = 300;

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
      Criterion criterion{fmt::format("c{}", i), "", Weight(), test::FourGrades()};
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
    PolicyRules policy = test::MeanPolicy();
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

  template <typename T>
  void Shuffle(std::vector<T>& items) {
    std::shuffle(items.begin(), items.end(), random_);
  }

 private:
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

// One random round.
struct Example {
  explicit Example(uint64_t seed) : generator(seed) {
    facts = generator.Facts();
    tally = generator.TallyFor(facts);
    policy = generator.Policy();
  }

  Generator generator;
  RoundFacts facts;
  Tally tally;
  PolicyRules policy;
};

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
