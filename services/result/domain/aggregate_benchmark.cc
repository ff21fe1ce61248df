// Aggregation of a large round: 10,000 subjects x 5 criteria x 3 groups, four grades, 50 ballots a
// group.
#include <cstdint>
#include <random>
#include <string>
#include <utility>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "services/result/domain/aggregate.h"
#include "services/result/domain/canonical.h"
#include "services/result/domain/policy_digest.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

constexpr int32_t kCriteria = 5;
constexpr int32_t kGroups = 3;
constexpr int64_t kBallots = 50;

RoundFacts LargeFacts() {
  return test::Facts({{"de", "20"}, {"neng", "20"}, {"qin", "20"}, {"ji", "30"}, {"lian", "10"}},
                     {{"a", "40"}, {"b", "30"}, {"c", "30"}}, test::FourGrades());
}

PolicyRules LargePolicy() {
  PolicyRules policy = test::MeanPolicy();
  policy.grade_thresholds = {
      {"good", "优秀", "90"}, {"fair", "称职", "75"}, {"poor", "不称职", ""}};
  policy.tie_breakers = {{GroupScoreComparison{"a"}, 0}, {CountbackComparison{}, 0}};
  return policy;
}

Tally LargeTally(int64_t subjects) {
  std::mt19937_64 random(7);
  Tally tally = test::TallyOf({kBallots, kBallots, kBallots}, {});
  for (int32_t i = 1; i <= subjects; ++i) {
    SubjectTally subject{fmt::format("s{}", i), i, {}};
    for (int32_t group = 0; group < kGroups; ++group) {
      for (int32_t criterion = 0; criterion < kCriteria; ++criterion) {
        const auto best = static_cast<int64_t>(1 + random() % 20);
        const auto good = static_cast<int64_t>(1 + random() % 20);
        const auto absent = static_cast<int64_t>(random() % 4);
        const int64_t rest = kBallots - best - good - absent;
        subject.cells.push_back(
            test::Cell(group, criterion, {{0, best}, {1, good}, {2, rest - 2}, {3, 2}}, absent));
      }
    }
    tally.subjects.push_back(std::move(subject));
  }
  return tally;
}

void BM_Aggregate(benchmark::State& state) {
  const PolicyRules policy = LargePolicy();
  const RoundFacts facts = LargeFacts();
  const Tally tally = LargeTally(state.range(0));
  for (auto _ : state) {
    state.PauseTiming();
    Tally copy = tally;  // a caller moves its own in
    state.ResumeTiming();
    auto results = Aggregate(policy, facts, std::move(copy));
    benchmark::DoNotOptimize(results);
    if (!results.ok()) {
      const std::string message(results.status().message());
      state.SkipWithError(message.c_str());
    }
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(BM_Aggregate)->Arg(100)->Arg(1000)->Arg(10000)->Unit(benchmark::kMillisecond);

void BM_ResultDigest(benchmark::State& state) {
  const PolicyRules policy = LargePolicy();
  const RoundFacts facts = LargeFacts();
  const auto results = Aggregate(policy, facts, LargeTally(state.range(0)));
  const std::string digest = PolicyDigest(policy);
  for (auto _ : state) {
    benchmark::DoNotOptimize(ResultDigest(facts, digest, policy, digest, *results));
  }
}
BENCHMARK(BM_ResultDigest)->Arg(10000)->Unit(benchmark::kMillisecond);

void BM_TallyDigest(benchmark::State& state) {
  const RoundFacts facts = LargeFacts();
  const Tally tally = LargeTally(state.range(0));
  for (auto _ : state) {
    benchmark::DoNotOptimize(TallyDigest(facts, tally));
  }
}
BENCHMARK(BM_TallyDigest)->Arg(10000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace pingyi::result

BENCHMARK_MAIN();
