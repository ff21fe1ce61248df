// The engine against the contract's sentences written down a second time, as simply as possible:
// one mark at a time, in Boost's fractions, without the engine's numbers, scales or combiners.
#include <algorithm>
#include <numeric>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/random_round.h"
#include "services/result/domain/rounding.h"

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

// Rounding has its own tests with examples: rounding_test.cc.
Fraction Rounded(const Fraction& value, const std::optional<Rounding>& rounding) {
  if (!rounding.has_value()) {
    return value;
  }
  const Rational exact(numerator(value), denominator(value));
  const Rational rounded = Round(exact, *rounding);
  return Fraction(rounded.numerator(), rounded.denominator());
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
    return example_.policy.group_combination == Combination::kPooled
               ? std::nullopt
               : Marked(subject, {group}, criterion);
  }

  // Over the marks of all groups.
  std::optional<Fraction> Pooled(const SubjectTally& subject, size_t criterion) const {
    std::vector<size_t> all(group_weights_.size());
    std::iota(all.begin(), all.end(), size_t{0});
    return Marked(subject, all, criterion);
  }

  std::optional<Fraction> Marked(const SubjectTally& subject, const std::vector<size_t>& groups,
                                 size_t criterion) const {
    const PolicyRules& policy = example_.policy;
    std::vector<Fraction> marks;
    for (const TallyCell& cell : subject.cells) {
      if (std::count(groups.begin(), groups.end(), static_cast<size_t>(cell.group_index)) > 0 &&
          static_cast<size_t>(cell.criterion_index) == criterion) {
        for (const MarkCount& mark : cell.marks) {
          marks.insert(marks.end(), static_cast<size_t>(mark.count),
                       PointsOf(example_.facts.criteria[criterion], mark.mark));
        }
        if (!policy.abstention_points.empty()) {
          marks.insert(marks.end(), static_cast<size_t>(cell.abstentions),
                       Fraction(policy.abstention_points));
        }
      }
    }
    if (marks.empty()) {
      return std::nullopt;
    }
    std::sort(marks.begin(), marks.end());
    const size_t given = marks.size();
    const size_t dropped = Dropped(given);
    marks = {marks.begin() + static_cast<std::ptrdiff_t>(dropped),
             marks.end() - static_cast<std::ptrdiff_t>(dropped)};
    return Rounded(Combined(marks, groups, 2 * dropped), policy.criterion_rounding);
  }

  // How many marks go at either end.
  size_t Dropped(size_t given) const {
    const auto& extremes = example_.policy.extremes;
    if (!extremes.has_value() || static_cast<int64_t>(given) < extremes->min_marks) {
      return 0;
    }
    if (const auto* count = std::get_if<int32_t>(&extremes->drop)) {
      return static_cast<size_t>(*count);
    }
    const Rounding whole{0, std::get<DroppedShare>(extremes->drop).rounding};
    const Fraction share = Rounded(Fraction(3, 10) * Fraction(given), whole);
    return std::min(numerator(share).convert_to<size_t>(), (given - 1) / 2);
  }

  Fraction Combined(const std::vector<Fraction>& marks, const std::vector<size_t>& groups,
                    size_t dropped) const {
    const PolicyRules& policy = example_.policy;
    if (policy.mark_combination == Combination::kMedian) {
      return (marks[(marks.size() - 1) / 2] + marks[marks.size() / 2]) / 2;
    }
    if (policy.mark_combination == Combination::kLowerMedian) {
      return marks[(marks.size() - 1) / 2];
    }
    Fraction sum = 0;
    for (const Fraction& mark : marks) {
      sum += mark;
    }
    if (policy.mark_combination == Combination::kSum) {
      return sum;
    }
    int64_t divisor = -static_cast<int64_t>(dropped);
    for (const size_t group : groups) {
      const GroupBallots& ballots = example_.tally.groups[group];
      switch (policy.mean_denominator) {
        case Denominator::kValidBallots:
          divisor += ballots.valid;
          break;
        case Denominator::kReturnedBallots:
          divisor += ballots.valid + ballots.spoiled;
          break;
        case Denominator::kExpectedVoters:
          divisor += example_.facts.groups[group].expected_voters;
          break;
        default:
          return sum / Fraction(marks.size());
      }
    }
    return sum / Fraction(divisor);
  }

  std::optional<Fraction> Group(const SubjectTally& subject, size_t group) const {
    std::vector<std::optional<Fraction>> criteria;
    for (size_t i = 0; i < criterion_weights_.size(); ++i) {
      criteria.push_back(Cell(subject, group, i));
    }
    const auto score = Criteria(criteria);
    return score.has_value() ? Rounded(*score, example_.policy.group_rounding) : score;
  }

  // Leaves the worst out, one by one, of equals the last, until no more than the best are left.
  std::optional<Fraction> Criteria(std::vector<std::optional<Fraction>> criteria) const {
    const PolicyRules& policy = example_.policy;
    const auto left = [&] {
      return std::count_if(criteria.begin(), criteria.end(),
                           [](const auto& score) { return score.has_value(); });
    };
    while (policy.best_criteria > 0 && left() > policy.best_criteria) {
      size_t worst = criteria.size();
      for (size_t i = 0; i < criteria.size(); ++i) {
        const bool as_bad = criteria[i].has_value() &&
                            (worst == criteria.size() ||
                             (MarksAscending(policy) ? *criteria[i] >= *criteria[worst]
                                                     : *criteria[i] <= *criteria[worst]));
        worst = as_bad ? i : worst;
      }
      criteria[worst].reset();
    }
    return Combine(policy.criterion_combination, criteria, criterion_weights_);
  }

  Fraction Total(const SubjectTally& subject) const {
    if (example_.policy.group_combination == Combination::kPooled) {
      std::vector<std::optional<Fraction>> criteria;
      for (size_t i = 0; i < criterion_weights_.size(); ++i) {
        criteria.push_back(Pooled(subject, i));
      }
      return Bounded(Criteria(criteria).value());
    }
    std::vector<std::optional<Fraction>> groups;
    for (size_t i = 0; i < group_weights_.size(); ++i) {
      groups.push_back(Group(subject, i));
      if (!groups.back().has_value() && example_.policy.missing_group == MissingGroupRule::kZero) {
        groups.back() = Fraction(0);
      }
    }
    return Bounded(Combine(example_.policy.group_combination, groups, group_weights_).value());
  }

  Fraction Bounded(const Fraction& total) const {
    const std::string& floor = example_.policy.total_floor;
    const std::string& cap = example_.policy.total_cap;
    if (!floor.empty() && total < Fraction(floor)) {
      return Fraction(floor);
    }
    return !cap.empty() && total > Fraction(cap) ? Fraction(cap) : total;
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

// Pools, lower medians, the best criteria and the lower total before the higher, with tiers.
TEST(OracleTest, EveryScoreAndPlaceAgreesWithRulesAboutOrders) {
  for (uint64_t seed = 4000; seed < 4000 + 2 * kRounds; ++seed) {
    Example example(seed);
    example.generator.AddOrderRules(example.facts, example.policy);
    example.policy.tie_breakers.clear();
    example.policy.group_rank_points.reset();  // these have an example computed by hand
    test::Generator::AvoidSums(example.policy);
    example.policy.grade_share_rules.clear();
    example.policy.decision_basis = DecisionBasis::kExact;
    example.policy.rank_method = RankMethod::kStandardCompetition;
    const Oracle oracle(example);
    ASSERT_OK_AND_ASSIGN(const RoundResults results,
                         Aggregate(example.policy, example.facts, example.tally));
    // The first tier that asks for a mark the subject has: criterion c0, then any by group g0.
    const auto tier = [&](const SubjectTally& tally) {
      for (size_t i = 0; i < example.policy.tiers.size(); ++i) {
        for (const TallyCell& cell : tally.cells) {
          if (!cell.marks.empty() && (i == 0 ? cell.criterion_index : cell.group_index) == 0) {
            return i;
          }
        }
      }
      return example.policy.tiers.size();
    };
    const bool ascending = example.policy.total_order == TotalOrder::kAscending;
    for (const SubjectResult& result : results) {
      const SubjectTally& tally = TallyOf(example, result.subject);
      const Fraction own = oracle.Total(tally);
      ASSERT_EQ(result.total.ToString(), own.str()) << "round " << seed;
      for (size_t c = 0; c < result.pooled.size(); ++c) {
        ASSERT_EQ(Text(result.pooled[c].score), Text(oracle.Pooled(tally, c))) << "round " << seed;
      }
      const auto before = std::count_if(
          example.tally.subjects.begin(), example.tally.subjects.end(), [&](const auto& other) {
            const Fraction total = oracle.Total(other);
            return tier(other) < tier(tally) ||
                   (tier(other) == tier(tally) && (ascending ? total < own : total > own));
          });
      ASSERT_EQ(result.rank, before + 1) << "round " << seed;
    }
  }
}

TEST(OracleTest, EveryPlaceAgreesWithoutTieBreakers) {
  for (uint64_t seed = 2000; seed < 2000 + kRounds; ++seed) {
    Example example(seed);
    example.policy.tie_breakers.clear();
    example.policy.decision_basis = DecisionBasis::kExact;
    example.policy.rank_method = RankMethod::kStandardCompetition;
    example.policy.grade_share_rules.clear();
    example.policy.grade_quotas.clear();
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
