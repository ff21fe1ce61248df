// What two processes may do to each other on one database. Where only one writes at a time this
// holds by itself; where many do, by locks and keys.
#include <algorithm>
#include <array>
#include <atomic>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "services/base/testing/at_once.h"
#include "services/base/testing/status_matchers.h"
#include "services/result/store/conformance_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::AtOnce;
using ::pingyi::test::HasReason;
using ::testing::Each;
using ::testing::ElementsAre;

constexpr int kCallers = 8;

class ConcurrencyConformance : public StoreConformance {
 protected:
  // The stores of two processes by turns.
  ResultStore& Of(int caller) { return caller % 2 == 0 ? store() : other_; }

  absl::StatusOr<PolicyVersion> Create(int caller, const std::string& digest,
                                       const Change& change) {
    return Of(caller).CreatePolicy(deadline(), {.policy = "p", .digest = digest}, change);
  }

  static StoredFigures FiguresOf(const std::string& round) {
    return {.round = round, .component = "metrics", .source = "统计表", .digest = "d"};
  }

 private:
  ResultStore& other_ = backend_->OtherProcess();
};
INSTANTIATE_TEST_SUITE_P(Backends, ConcurrencyConformance, Backends(), BackendName);

TEST_P(ConcurrencyConformance, ThePolicyOfManyAtOnceIsOneVersion) {
  std::array<int64_t, kCallers> versions = {};
  AtOnce(kCallers, [&](int i) {
    ASSERT_OK_AND_ASSIGN(const PolicyVersion made, Create(i, "same", ByActor()));
    versions[static_cast<size_t>(i)] = made.version;
  });
  EXPECT_THAT(versions, Each(1));
  EXPECT_THAT(AuditedActions(), ElementsAre("policy.create"));
}

TEST_P(ConcurrencyConformance, TheSamePolicyRequestAtOnceIsDoneOnce) {
  ASSERT_OK(Create(0, "d0", ByActor()));
  std::array<int64_t, kCallers> versions = {};
  AtOnce(kCallers, [&](int i) {
    ASSERT_OK_AND_ASSIGN(const PolicyVersion made, Create(i, "d1", ByActor("q1")));
    versions[static_cast<size_t>(i)] = made.version;
  });
  EXPECT_THAT(versions, Each(2));
  EXPECT_EQ(CountRows("SELECT COUNT(*) FROM policy_versions"), 2);
}

TEST_P(ConcurrencyConformance, TheSameReleaseRequestAtOnceIsDoneOnce) {
  Succeed("r1", "x");
  AtOnce(kCallers, [&](int i) {
    ASSERT_OK_AND_ASSIGN(
        const Release release,
        Of(i).CreateRelease(deadline(), "r1", "x", {.note = fmt::format("by {}", i)}, ByActor("q1"),
                            [](Release& sealed) { sealed.digest = "digest"; }));
    EXPECT_EQ(release.number, 1);
  });
  EXPECT_EQ(CountRows("SELECT COUNT(*) FROM releases"), 1);
  EXPECT_EQ(CountRows("SELECT COUNT(*) FROM request_ids"), 1);
}

TEST_P(ConcurrencyConformance, AnExpiredLeaseIsTakenOverByOne) {
  ASSERT_OK(Begin("r1", "x"));
  clock_.Advance(kLease);
  std::atomic<int> taken = 0;
  AtOnce(kCallers, [&](int i) {
    const auto run = Of(i).BeginRun(deadline(), "r1", fmt::format("y{}", i), kLease, ByActor());
    if (run.ok()) {
      EXPECT_EQ(run->attempt, 2);
      ++taken;
    } else {
      EXPECT_THAT(run, HasReason("AGGREGATION_RUNNING"));
    }
  });
  EXPECT_EQ(taken, 1);
}

// What AggregateDue of several replicas comes down to: each goes through the same rounds.
TEST_P(ConcurrencyConformance, OfManyWorkersEachRoundHasOne) {
  constexpr int kRounds = 10;
  std::atomic<int> stored = 0;
  AtOnce(4, [&](int i) {
    for (int round = 0; round < kRounds; ++round) {
      const auto run = Of(i).BeginRun(deadline(), fmt::format("r{}", round),
                                      fmt::format("run-{}-{}", i, round), kLease, ByActor());
      if (!run.ok()) {
        EXPECT_THAT(run, HasReason("AGGREGATION_RUNNING"));
        continue;
      }
      if (run->state == RunState::kSucceeded) continue;
      EXPECT_OK(Of(i).StoreResults(deadline(), LeaseOf(*run), MakeResults(3), ByActor()));
      ++stored;
    }
  });
  EXPECT_EQ(stored, kRounds);
  EXPECT_EQ(CountRows("SELECT COUNT(*) FROM subject_results"), kRounds * 3);
}

// Who comes second finds the row there and takes its place.
TEST_P(ConcurrencyConformance, TheFirstExclusionsAtOnceTakeEachOthersPlace) {
  for (int round = 0; round < 5; ++round) {
    AtOnce(kCallers, [&](int i) {
      EXPECT_OK(Of(i).SetExclusion(deadline(),
                                   {.round = fmt::format("r{}", round),
                                    .subject = "s1",
                                    .kind = "veto",
                                    .reason = "处分",
                                    .decider = "纪委"},
                                   ByActor()));
    });
  }
  EXPECT_EQ(CountRows("SELECT COUNT(*) FROM subject_exclusions WHERE revision = 8"), 5);
}

TEST_P(ConcurrencyConformance, TheFirstFiguresAtOnceTakeEachOthersPlace) {
  for (int round = 0; round < 5; ++round) {
    AtOnce(kCallers, [&](int i) {
      EXPECT_OK(Of(i).SetFigures(deadline(), FiguresOf(fmt::format("r{}", round)), ByActor()));
    });
  }
  EXPECT_EQ(CountRows("SELECT COUNT(*) FROM component_figures WHERE revision = 8"), 5);
}

TEST_P(ConcurrencyConformance, TheSameFiguresRequestAtOnceIsDoneOnce) {
  AtOnce(kCallers,
         [&](int i) { EXPECT_OK(Of(i).SetFigures(deadline(), FiguresOf("r1"), ByActor("q1"))); });
  EXPECT_THAT(AuditedActions(), ElementsAre("component.record"));
}

// In a cluster, where locks are those of one node, a common row is all that tells the nodes of a
// conflict: storing writes the run's, and so does whoever changes what its results rest on.
TEST_P(ConcurrencyConformance, WhatResultsRestOnIsChangedTogetherWithTheRun) {
  const auto revision = [&] { return CountRows("SELECT revision FROM aggregation_runs"); };
  ASSERT_OK_AND_ASSIGN(const RunRecord run, Begin("r1", "x"));
  const StoredExclusion exclusion{
      .round = "r1", .subject = "s1", .kind = "veto", .reason = "处分", .decider = "纪委"};
  const int64_t begun = revision();
  ASSERT_OK(store().SetExclusion(deadline(), exclusion, ByActor()));
  const int64_t excluded = revision();
  EXPECT_GT(excluded, begun);
  ASSERT_OK(store().RemoveExclusion(deadline(), {"r1", "s1"}, ByActor()));
  const int64_t included = revision();
  EXPECT_GT(included, excluded);
  ASSERT_OK(store().FailRun(deadline(), LeaseOf(run), "error", "REASON", ByActor()));
  const int64_t failed = revision();
  ASSERT_OK(store().SetFigures(deadline(), FiguresOf("r1"), ByActor()));
  const int64_t recorded = revision();
  EXPECT_GT(recorded, failed);
  ASSERT_OK_AND_ASSIGN(const RunRecord again, Begin("r1", "x"));
  RunResults results = MakeResults(2);
  results.figures_digests = {{"metrics", "d"}};
  ASSERT_OK(store().StoreResults(deadline(), LeaseOf(again), results, ByActor()));
  EXPECT_GT(revision(), recorded + 1);  // beside the beginning
}

// The lease has run out while its worker stores: either the results are whole and final, or another
// worker has the run and they are not there.
TEST_P(ConcurrencyConformance, StoringAndTakingOverExcludeEachOther) {
  for (int i = 0; i < 10; ++i) {
    const std::string round = fmt::format("r{}", i);
    ASSERT_OK_AND_ASSIGN(const RunRecord run, Begin(round, "x" + round));
    clock_.Advance(kLease);
    absl::Status stored;
    absl::StatusOr<RunRecord> taken;
    AtOnce(2, [&](int side) {
      if (side == 0) {
        stored = Of(0).StoreResults(deadline(), LeaseOf(run), MakeResults(2), ByActor()).status();
      } else {
        taken = Of(1).BeginRun(deadline(), round, "y", kLease, ByActor());
      }
    });
    ASSERT_OK(taken);
    EXPECT_EQ(taken->state, stored.ok() ? RunState::kSucceeded : RunState::kRunning);
    EXPECT_EQ(taken->attempt, stored.ok() ? 1 : 2);
    if (!stored.ok()) {
      EXPECT_THAT(stored, HasReason("AGGREGATION_RUNNING"));
    }
    EXPECT_EQ(store().ListResults(deadline(), round, run.run, {}, 9, 1 << 20).ok(), stored.ok());
  }
}

}  // namespace
}  // namespace pingyi::result
