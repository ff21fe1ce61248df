// What holds for every round whose policy has rules about orders, places and pools, tried on many
// random ones.
#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/canonical.h"
#include "services/result/domain/grade_rules.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/random_round.h"

namespace pingyi::result {
namespace {

using test::Example;

constexpr uint64_t kRounds = 600;

// A random round whose policy has some of these rules too.
Example OrderExample(uint64_t seed) {
  Example example(seed);
  example.generator.AddOrderRules(example.facts, example.policy);
  return example;
}

std::string Lines(const Example& example) {
  const auto results = Aggregate(example.policy, example.facts, example.tally);
  return results.ok() ? CanonicalResults(example.facts, "", example.policy, "", *results)
                      : results.status().ToString();
}

TEST(OrderPropertyTest, EveryRoundHasResults) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    const Example example = OrderExample(seed);
    const auto results = Aggregate(example.policy, example.facts, example.tally);
    ASSERT_THAT(results, ::pingyi::test::IsOk()) << "round " << seed;
  }
}

TEST(OrderPropertyTest, TheOrderOfTheInputChangesNothing) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    Example example = OrderExample(seed);
    const std::string lines = Lines(example);
    example.generator.Shuffle(example.tally.subjects);
    for (SubjectTally& subject : example.tally.subjects) {
      example.generator.Shuffle(subject.cells);
      for (TallyCell& cell : subject.cells) {
        example.generator.Shuffle(cell.marks);
      }
    }
    ASSERT_EQ(Lines(example), lines) << "round " << seed;
  }
}

// Pooled marks may be divided among groups as one likes: totals, places, grades and the pool's
// scores stay.
TEST(OrderPropertyTest, HowAPoolIsDividedChangesNothing) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    Example one = OrderExample(seed);
    one.facts.groups.resize(1);
    one.policy.group_combination = Combination::kPooled;
    one.policy.missing_group = MissingGroupRule::kRenormalize;
    one.policy.group_rank_points.reset();
    one.policy.group_rounding.reset();
    one.policy.grade_share_rules.clear();
    one.policy.quorum.reset();
    one.policy.tiers.clear();
    test::Generator::AvoidSums(one.policy);
    std::erase_if(one.policy.tie_breakers, [&one](const TieBreaker& breaker) {
      const bool majority = std::holds_alternative<MajorityGaugeComparison>(breaker.comparison) ||
                            std::holds_alternative<MajorityValueComparison>(breaker.comparison);
      return std::holds_alternative<GroupScoreComparison>(breaker.comparison) ||
             (majority && MarksAscending(one.policy));
    });
    one.tally.groups.resize(1);
    for (SubjectTally& subject : one.tally.subjects) {
      std::erase_if(subject.cells, [](const TallyCell& cell) { return cell.group_index > 0; });
    }
    Example two = one;
    two.facts.groups.push_back(two.facts.groups[0]);
    two.facts.groups[1].key = "other";
    two.facts.groups[0].expected_voters += 5;
    one.facts.groups[0].expected_voters += 10;
    two.facts.groups[1].expected_voters =
        one.facts.groups[0].expected_voters - two.facts.groups[0].expected_voters;
    two.tally.groups = {{one.tally.groups[0].valid, 0}, {3, one.tally.groups[0].spoiled}};
    one.tally.groups[0].valid += 3;
    for (SubjectTally& subject : two.tally.subjects) {
      std::vector<TallyCell> other;
      for (TallyCell& cell : subject.cells) {
        TallyCell part{1, cell.criterion_index, {}, 0};
        if (!cell.marks.empty() && cell.marks[0].count > 1) {
          part.marks = {{cell.marks[0].mark, 1}};
          --cell.marks[0].count;
        }
        part.abstentions = std::min<int64_t>(cell.abstentions, 2);
        cell.abstentions -= part.abstentions;
        other.push_back(std::move(part));
      }
      subject.cells.insert(subject.cells.end(), other.begin(), other.end());
    }
    ASSERT_OK_AND_ASSIGN(RoundResults results, Aggregate(two.policy, two.facts, two.tally));
    ASSERT_OK_AND_ASSIGN(RoundResults expected, Aggregate(one.policy, one.facts, one.tally));
    for (RoundResults* both : {&results, &expected}) {
      for (SubjectResult& result : *both) {
        result.groups.clear();
      }
    }
    ASSERT_EQ(results, expected) << "round " << seed;
  }
}

SubjectResult ResultOf(const Example& example, const std::string& subject) {
  const auto results = Aggregate(example.policy, example.facts, example.tally);
  return *std::find_if(results->begin(), results->end(),
                       [&](const auto& result) { return result.subject == subject; });
}

// Every mark of the first subject one step better, unless it is the best already.
void ImproveMarks(Example& example) {
  const bool down = MarksAscending(example.policy);
  for (TallyCell& cell : example.tally.subjects[0].cells) {
    const auto criterion = static_cast<size_t>(cell.criterion_index);
    const bool graded =
        std::holds_alternative<GradedScale>(example.facts.criteria[criterion].scale);
    const int32_t last = graded ? 3 : 8;
    std::vector<MarkCount> better;
    for (const MarkCount& mark : cell.marks) {
      const int32_t to =
          graded != down ? std::max(0, mark.mark - 1) : std::min(last, mark.mark + 1);
      const auto same = std::find_if(better.begin(), better.end(),
                                     [&](const MarkCount& m) { return m.mark == to; });
      if (same == better.end()) {
        better.push_back({to, mark.count});
      } else {
        same->count += mark.count;
      }
    }
    cell.marks = better;
  }
}

TEST(OrderPropertyTest, ABetterMarkNeverWorsensScoreTotalOrPlace) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    Example example = OrderExample(seed);
    const SubjectResult before = ResultOf(example, "s1");
    ImproveMarks(example);
    const SubjectResult after = ResultOf(example, "s1");
    const bool down = Ascending(example.policy.total_order);
    ASSERT_TRUE(down ? after.total <= before.total : after.total >= before.total)
        << "round " << seed;
    ASSERT_LE(after.rank, before.rank) << "round " << seed;
    const bool marks_down = MarksAscending(example.policy);
    for (size_t i = 0; i < before.pooled.size(); ++i) {
      ASSERT_TRUE(marks_down ? after.pooled[i].score <= before.pooled[i].score
                             : after.pooled[i].score >= before.pooled[i].score)
          << "round " << seed;
    }
  }
}

size_t GradePlace(const Example& example, const SubjectResult& result) {
  return GradeIndex(example.policy, result.grade);
}

TEST(OrderPropertyTest, ABetterMarkNeverWorsensTheGradeUnlessAQuotaDoes) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    Example example = OrderExample(seed);
    example.policy.grade_quotas.clear();
    const size_t before = GradePlace(example, ResultOf(example, "s1"));
    ImproveMarks(example);
    ASSERT_LE(GradePlace(example, ResultOf(example, "s1")), before) << "round " << seed;
  }
}

}  // namespace
}  // namespace pingyi::result
