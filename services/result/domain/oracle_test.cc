// The engine against the contract's sentences written down a second time, as simply as possible:
// one mark at a time, in Boost's fractions, without the engine's numbers, scales or combiners.
#include <algorithm>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/random_round.h"

namespace pingyi::result {
namespace {

using Fraction = boost::multiprecision::cpp_rational;
using test::Example;

constexpr uint64_t kRounds = 400;

Fraction Weight(const std::string& text) { return Fraction(text); }  // "7/3"

// The two scales that random rounds have.
Fraction PointsOf(const Criterion& criterion, int32_t mark) {
  if (std::holds_alternative<GradedScale>(criterion.scale)) {
    const int points[] = {100, 80, 60, 0};
    return points[mark];
  }
  return Fraction(-2) + Fraction(mark) / 2;
}

// A weighted mean or sum of the figures that are there.
std::optional<Fraction> Combine(Combination combination,
                                const std::vector<std::optional<Fraction>>& figures,
                                const std::vector<Fraction>& weights) {
  Fraction sum = 0;
  Fraction whole = 0;
  for (size_t i = 0; i < figures.size(); ++i) {
    if (figures[i].has_value()) {
      sum += weights[i] * *figures[i];
      whole += weights[i];
    }
  }
  if (whole == 0) {
    return std::nullopt;
  }
  return combination == Combination::kMean ? Fraction(sum / whole) : sum;
}

class Oracle {
 public:
  explicit Oracle(const Example& example) : example_(example) {
    for (const Criterion& criterion : example.facts.criteria) {
      criterion_weights_.push_back(Weight(criterion.weight));
    }
    for (const VoterGroup& group : example.facts.groups) {
      group_weights_.push_back(Weight(group.weight));
    }
  }

  std::optional<Fraction> Cell(const SubjectTally& subject, size_t group, size_t criterion) const {
    std::vector<std::optional<Fraction>> marks;
    for (const TallyCell& cell : subject.cells) {
      if (static_cast<size_t>(cell.group_index) == group &&
          static_cast<size_t>(cell.criterion_index) == criterion) {
        for (const MarkCount& mark : cell.marks) {
          for (int64_t i = 0; i < mark.count; ++i) {
            marks.push_back(PointsOf(example_.facts.criteria[criterion], mark.mark));
          }
        }
      }
    }
    return Combine(example_.policy.mark_combination, marks,
                   std::vector<Fraction>(marks.size(), Fraction(1)));
  }

  std::optional<Fraction> Group(const SubjectTally& subject, size_t group) const {
    std::vector<std::optional<Fraction>> criteria;
    for (size_t i = 0; i < criterion_weights_.size(); ++i) {
      criteria.push_back(Cell(subject, group, i));
    }
    return Combine(example_.policy.criterion_combination, criteria, criterion_weights_);
  }

  Fraction Total(const SubjectTally& subject) const {
    std::vector<std::optional<Fraction>> groups;
    for (size_t i = 0; i < group_weights_.size(); ++i) {
      groups.push_back(Group(subject, i));
      if (!groups.back().has_value() && example_.policy.missing_group == MissingGroupRule::kZero) {
        groups.back() = Fraction(0);
      }
    }
    return Combine(example_.policy.group_combination, groups, group_weights_).value();
  }

 private:
  const Example& example_;
  std::vector<Fraction> criterion_weights_;
  std::vector<Fraction> group_weights_;
};

std::string Text(const std::optional<Fraction>& value) {
  return value.has_value() ? value->str() : "-";
}
std::string Text(const std::optional<Rational>& value) {
  return value.has_value() ? value->ToString() : "-";
}

const SubjectTally& TallyOf(const Example& example, const std::string& subject) {
  return *std::find_if(example.tally.subjects.begin(), example.tally.subjects.end(),
                       [&](const SubjectTally& tally) { return tally.subject == subject; });
}

TEST(OracleTest, EveryScoreAgrees) {
  for (uint64_t seed = 1000; seed < 1000 + kRounds; ++seed) {
    const Example example(seed);
    const Oracle oracle(example);
    ASSERT_OK_AND_ASSIGN(const RoundResults results,
                         Aggregate(example.policy, example.facts, example.tally));
    ASSERT_EQ(results.size(), example.tally.subjects.size());
    for (const SubjectResult& result : results) {
      const SubjectTally& tally = TallyOf(example, result.subject);
      ASSERT_EQ(result.total.ToString(), oracle.Total(tally).str()) << "round " << seed;
      for (size_t g = 0; g < result.groups.size(); ++g) {
        ASSERT_EQ(Text(result.groups[g].score), Text(oracle.Group(tally, g))) << "round " << seed;
        for (size_t c = 0; c < result.groups[g].criteria.size(); ++c) {
          ASSERT_EQ(Text(result.groups[g].criteria[c].score), Text(oracle.Cell(tally, g, c)))
              << "round " << seed;
        }
      }
    }
  }
}

TEST(OracleTest, EveryPlaceAgreesWithoutTieBreakers) {
  for (uint64_t seed = 2000; seed < 2000 + kRounds; ++seed) {
    Example example(seed);
    example.policy.tie_breakers.clear();
    example.policy.decision_basis = DecisionBasis::kExact;
    const Oracle oracle(example);
    ASSERT_OK_AND_ASSIGN(const RoundResults results,
                         Aggregate(example.policy, example.facts, example.tally));
    for (const SubjectResult& result : results) {
      const Fraction own = oracle.Total(TallyOf(example, result.subject));
      int32_t better = 0;
      int32_t equal = 0;
      for (const SubjectTally& other : example.tally.subjects) {
        const Fraction total = oracle.Total(other);
        better += total > own ? 1 : 0;
        equal += total == own ? 1 : 0;
      }
      ASSERT_EQ(result.rank, better + 1) << "round " << seed;
      ASSERT_EQ(result.shared_rank, equal > 1) << "round " << seed;
      ASSERT_EQ(result.grade, own >= 60 ? "good" : own >= 1 ? "fair" : "poor") << "round " << seed;
    }
  }
}

// With no limits, breaking ties one after the other is ordering by total and all keys at once.
TEST(OracleTest, TieBreakersAreOneLongComparison) {
  for (uint64_t seed = 3000; seed < 3000 + kRounds; ++seed) {
    Example example(seed);
    // Few different totals, so that there are many ties.
    example.policy.rounding = {0, RoundingMode::kDown};
    example.policy.decision_basis = DecisionBasis::kRounded;
    example.policy.tie_breakers = {{GroupScoreComparison{"g0"}, 0}, {PositionComparison{}, 0}};
    const Oracle oracle(example);
    ASSERT_OK_AND_ASSIGN(const RoundResults results,
                         Aggregate(example.policy, example.facts, example.tally));
    for (size_t i = 0; i + 1 < results.size(); ++i) {
      const SubjectResult& a = results[i];
      const SubjectResult& b = results[i + 1];
      ASSERT_EQ(a.rank, static_cast<int32_t>(i) + 1) << "the position leaves nobody equal";
      const Rational total_a = Round(a.total, example.policy.rounding);
      const Rational total_b = Round(b.total, example.policy.rounding);
      ASSERT_GE(total_a, total_b);
      if (total_a == total_b) {
        const auto score_a = oracle.Group(TallyOf(example, a.subject), 0).value();
        const auto score_b = oracle.Group(TallyOf(example, b.subject), 0).value();
        ASSERT_TRUE(score_a > score_b || (score_a == score_b && a.position < b.position))
            << "round " << seed;
      }
    }
  }
}

}  // namespace
}  // namespace pingyi::result
