// What holds for rules about subjects, tried on many random rounds. The generator is seeded: a
// failure names the round and happens again.
#include <map>
#include <string>

#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/canonical.h"
#include "services/result/domain/computation.h"
#include "services/result/domain/grade_rules.h"
#include "services/result/domain/random_round.h"

namespace pingyi::result {
namespace {

constexpr uint64_t kRounds = 300;

// A random round whose subjects have units and types, and a policy with every rule about them.
struct SubjectExample : test::Example {
  explicit SubjectExample(uint64_t seed) : Example(seed) {
    for (const SubjectTally& subject : tally.subjects) {
      inputs.subjects.push_back({subject.subject, Pick({"x", "y", "z"}), Pick({"head", "staff"})});
    }
    inputs.subjects[0].subject_type = "head";  // a type of weights must be there
    policy.type_weights = {{"head", {{"g0", "7/3"}}, {{"c0", "5"}}}};
    policy.exclusion_rules = {{"veto", "否", ExclusionEffect::kGradeAtMost},
                              {"late", "迟", ExclusionEffect::kGradeAtMost, "fair"},
                              {"ill", "病", ExclusionEffect::kNoGrade},
                              {"new", "新", ExclusionEffect::kUnranked}};
    policy.leaderboards = {{"a", "榜", BoardScore::kTotal, "", BoardPartition::kUnit},
                           {"b", "榜", BoardScore::kCriterion, "c0", BoardPartition::kNone},
                           {"c", "榜", BoardScore::kGroup, "g0", BoardPartition::kSubjectType}};
    const auto pool = static_cast<QuotaPool>(1 + generator.Below(3));
    const auto tie = static_cast<QuotaTie>(1 + generator.Below(3));
    policy.grade_quotas = {{"good", pool, "1/3", RoundingMode::kHalfUp, 0, tie},
                           {"fair", QuotaPool::kUnit, "1/2", RoundingMode::kUp, 1, tie}};
    if (generator.Below(2) == 0) {
      policy.grade_bands = GradeBands{{{"good", "0.2"}, {"fair", "0.7"}, {"poor", "0.1"}},
                                      pool,
                                      static_cast<BandRounding>(1 + generator.Below(2)),
                                      tie};
    }
    for (const SubjectTally& subject : tally.subjects) {
      if (generator.Below(6) == 0) {
        inputs.exclusions.push_back({subject.subject, Pick({"veto", "late", "ill", "new"})});
      }
    }
  }

  std::string Pick(const std::vector<std::string>& texts) {
    return texts[static_cast<size_t>(generator.Below(static_cast<int64_t>(texts.size())))];
  }

  std::string Lines() const {
    const auto results = AggregateWithBoards(policy, facts, tally, inputs);
    return results.ok() ? CanonicalResults(facts, "", policy, "", results->results,
                                           {.inputs_digest = InputsDigest(inputs),
                                            .leaderboards = results->leaderboards})
                        : results.status().ToString();
  }

  Inputs inputs;
};

TEST(SubjectPropertyTest, TheOrderOfTheInputChangesNothing) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    SubjectExample example(seed);
    const std::string lines = example.Lines();
    ASSERT_EQ(lines.rfind("pingyi-result-v1\n", 0), 0u) << lines;
    example.generator.Shuffle(example.tally.subjects);
    example.generator.Shuffle(example.inputs.subjects);
    example.generator.Shuffle(example.inputs.exclusions);
    example.generator.Shuffle(example.policy.grade_quotas);
    example.generator.Shuffle(example.policy.exclusion_rules);
    ASSERT_EQ(example.Lines(), lines) << "round " << seed;
  }
}

TEST(SubjectPropertyTest, NoMoreHaveAGradeThanItsQuotaAllows) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    SubjectExample example(seed);
    for (GradeQuota& quota : example.policy.grade_quotas) {
      quota.tie = seed % 2 == 0 ? QuotaTie::kAllOut : QuotaTie::kCommittee;
    }
    ASSERT_OK_AND_ASSIGN(const Computation computation,
                         Compute(example.policy, example.facts, example.tally, example.inputs));
    for (const QuotaOutcome& outcome : computation.quotas) {
      const QuotaPool pool = example.policy.grade_quotas[outcome.quota].pool;
      int64_t count = 0;
      for (size_t i = 0; i < computation.grades.size(); ++i) {
        count += computation.grades[i] == outcome.grade &&
                         computation.roster.PoolOf(pool, i) == outcome.pool_name
                     ? 1
                     : 0;
      }
      ASSERT_LE(count, outcome.limit) << "round " << seed;
      ASSERT_EQ(count, outcome.kept) << "round " << seed;
    }
  }
}

TEST(SubjectPropertyTest, BandsGiveEverybodyWhoCanHaveOneAGrade) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    SubjectExample example(seed);
    example.policy.grade_quotas.clear();
    ASSERT_OK_AND_ASSIGN(const Computation computation,
                         Compute(example.policy, example.facts, example.tally, example.inputs));
    std::map<std::string, int64_t> taken;
    for (const BandOutcome& outcome : computation.bands) {
      taken[outcome.pool_name] += outcome.taken;
      if (example.policy.grade_bands->tie != QuotaTie::kAllIn && outcome.grade != 2) {
        ASSERT_LE(outcome.before + outcome.taken, outcome.end) << "round " << seed;
      }
    }
    for (const BandOutcome& outcome : computation.bands) {
      ASSERT_EQ(taken[outcome.pool_name], outcome.pool) << "round " << seed;
    }
    for (size_t i = 0; i < computation.grades.size(); ++i) {
      ASSERT_EQ(computation.grades[i] == kNoGrade, !computation.roster.graded(i));
    }
  }
}

// A veto on one subject: its own grade gets no better, nobody in another pool gets another grade,
// and no place changes.
TEST(SubjectPropertyTest, AVetoReachesNobodyOutsideItsPool) {
  for (uint64_t seed = 0; seed < kRounds; ++seed) {
    SubjectExample example(seed);
    example.inputs.exclusions.clear();
    for (GradeQuota& quota : example.policy.grade_quotas) {
      quota.pool = QuotaPool::kUnit;
    }
    if (example.policy.grade_bands.has_value()) {
      example.policy.grade_bands->pool = QuotaPool::kUnit;
    }
    ASSERT_OK_AND_ASSIGN(const Computation before,
                         Compute(example.policy, example.facts, example.tally, example.inputs));
    const auto vetoed =
        static_cast<size_t>(example.generator.Below(static_cast<int64_t>(before.subjects.size())));
    example.inputs.exclusions = {{before.subjects[vetoed].subject, "veto"}};
    ASSERT_OK_AND_ASSIGN(const Computation after,
                         Compute(example.policy, example.facts, example.tally, example.inputs));
    ASSERT_EQ(after.subjects[vetoed].grade, "poor") << "round " << seed;
    for (size_t i = 0; i < after.subjects.size(); ++i) {
      ASSERT_EQ(after.subjects[i].rank, before.subjects[i].rank) << "round " << seed;
      if (after.roster.unit(i) != after.roster.unit(vetoed)) {
        ASSERT_EQ(after.subjects[i].grade, before.subjects[i].grade) << "round " << seed;
      }
    }
  }
}

}  // namespace
}  // namespace pingyi::result
