// Exclusions and leaderboards, on every backend.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/store/conformance_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Field;

class SubjectConformanceTest : public StoreConformance {
 protected:
  absl::StatusOr<StoredExclusion> Exclude(const std::string& subject, const std::string& kind,
                                          const std::string& request = "") {
    return store().SetExclusion(
        deadline(),
        {.round = "r", .subject = subject, .kind = kind, .reason = "处分", .decider = "纪委"},
        ByActor(request, kind));
  }
  std::vector<StoredExclusion> List(const std::string& after = "", int limit = 10) {
    const auto all = store().ListExclusions(deadline(), "r", after, limit);
    EXPECT_OK(all.status());
    return *all;
  }
};

TEST_P(SubjectConformanceTest, ExclusionsAreOneForASubject) {
  ASSERT_OK(Exclude("b", "veto", "1").status());
  ASSERT_OK(Exclude("b", "veto", "1").status());
  EXPECT_THAT(Exclude("b", "new", "1").status(), HasReason("REQUEST_ID_REUSED"));
  ASSERT_OK(Exclude("b", "new", "2").status());
  ASSERT_OK(Exclude("a", "veto").status());
  EXPECT_THAT(List(), ElementsAre(AllOf(Field(&StoredExclusion::subject, "a"),
                                        Field(&StoredExclusion::kind, "veto"),
                                        Field(&StoredExclusion::reason, "处分")),
                                  AllOf(Field(&StoredExclusion::subject, "b"),
                                        Field(&StoredExclusion::kind, "new"),
                                        Field(&StoredExclusion::decider, "纪委"))));
  EXPECT_THAT(List("a", 1), ElementsAre(Field(&StoredExclusion::subject, "b")));
  ASSERT_OK(store().RemoveExclusion(deadline(), {"r", "b"}, ByActor("3")));
  ASSERT_OK(store().RemoveExclusion(deadline(), {"r", "b"}, ByActor("3")));
  EXPECT_THAT(store().RemoveExclusion(deadline(), {"r", "b"}, ByActor("4")),
              HasReason("RESOURCE_NOT_FOUND"));
  EXPECT_EQ(List().size(), 1u);
  EXPECT_THAT(AuditedActions(),
              AllOf(Contains("exclusion.set").Times(3), Contains("exclusion.remove").Times(1)));
}

// The answer may have been lost: the request is told what it did, whatever came after it.
TEST_P(SubjectConformanceTest, ARepeatedRequestIsAnsweredAfterItsExclusionWasTakenBack) {
  ASSERT_OK_AND_ASSIGN(const StoredExclusion set, Exclude("b", "veto", "1"));
  clock_.Advance(absl::Seconds(5));
  ASSERT_OK(store().RemoveExclusion(deadline(), {"r", "b"}, ByActor("2")));
  ASSERT_OK_AND_ASSIGN(const StoredExclusion again, Exclude("b", "veto", "1"));
  EXPECT_EQ(again, set);
  EXPECT_THAT(List(), testing::IsEmpty());
  Succeed("r", "run");
  EXPECT_OK(Exclude("b", "veto", "1").status());
}

TEST_P(SubjectConformanceTest, ARepeatedRequestIsAnsweredAsItWasAfterAnotherTookItsPlace) {
  ASSERT_OK_AND_ASSIGN(const StoredExclusion set, Exclude("b", "veto", "1"));
  clock_.Advance(absl::Seconds(5));
  ASSERT_OK(Exclude("b", "new", "2").status());
  EXPECT_EQ(Exclude("b", "veto", "1").value(), set);
  EXPECT_THAT(List(), ElementsAre(Field(&StoredExclusion::kind, "new")));
}

TEST_P(SubjectConformanceTest, ARequestThatWasCarriedOutIsFound) {
  const StoredExclusion asked{
      .round = "r", .subject = "b", .kind = "veto", .reason = "处分", .decider = "纪委"};
  const auto find = [&](const std::string& request, const std::string& digest) {
    return store().FindExclusionOf(deadline(), asked, ByActor(request, digest).request);
  };
  EXPECT_EQ(find("1", "veto").value(), std::nullopt);
  ASSERT_OK_AND_ASSIGN(const StoredExclusion set, Exclude("b", "veto", "1"));
  EXPECT_EQ(find("1", "veto").value(), set);
  EXPECT_EQ(find("", "veto").value(), std::nullopt);
  EXPECT_THAT(find("1", "new"), HasReason("REQUEST_ID_REUSED"));
}

TEST_P(SubjectConformanceTest, TheyAreFinalOnceTheRunHasSucceeded) {
  Succeed("r", "run");
  EXPECT_THAT(Exclude("a", "veto").status(), HasReason("ROUND_AGGREGATED"));
  EXPECT_THAT(store().RemoveExclusion(deadline(), {"r", "a"}, ByActor()),
              HasReason("ROUND_AGGREGATED"));
}

TEST_P(SubjectConformanceTest, ARunMustHaveTakenThoseThereAre) {
  ASSERT_OK_AND_ASSIGN(const RunRecord run, Begin("r"));
  ASSERT_OK(Exclude("s1", "veto").status());
  RunResults results = MakeResults(2);
  EXPECT_THAT(store().StoreResults(deadline(), LeaseOf(run), results, ByActor()).status(),
              HasReason("STORAGE_CONFLICT"));
  results.exclusions = {{"s1", "new"}};
  EXPECT_THAT(store().StoreResults(deadline(), LeaseOf(run), results, ByActor()).status(),
              HasReason("STORAGE_CONFLICT"));
  results.exclusions = {{"s1", "veto"}};
  EXPECT_OK(store().StoreResults(deadline(), LeaseOf(run), results, ByActor()).status());
}

TEST_P(SubjectConformanceTest, WhatExclusionsComeToIsKept) {
  ASSERT_OK_AND_ASSIGN(const RunRecord run, Begin("r"));
  ASSERT_OK(store().RecordProgress(
      deadline(), LeaseOf(run),
      {.stage = RunStage::kStoring, .inputs = RunInputs{.inputs_digest = "digest of inputs"}},
      clock_.Now(), kLease));
  RunResults results = MakeResults(3);
  results.results[0].rank = 0;
  results.results[0].exclusion = "new";
  results.results[0].exclusion_title = "试用期";
  results.results[1].undecided_grade = "better";
  ASSERT_OK_AND_ASSIGN(const RunRecord done,
                       store().StoreResults(deadline(), LeaseOf(run), results, ByActor()));
  EXPECT_EQ(done.inputs.inputs_digest, "digest of inputs");
  ASSERT_OK_AND_ASSIGN(const ResultPage page,
                       store().ListResults(deadline(), "r", "run", {}, 2, size_t{1} << 30));
  EXPECT_EQ(page.results.at(0), results.results[1]);
  EXPECT_TRUE(page.more);
  const ResultKey last{page.results[1].rank, page.results[1].position};
  ASSERT_OK_AND_ASSIGN(const ResultPage rest,
                       store().ListResults(deadline(), "r", "run", last, 2, size_t{1} << 30));
  EXPECT_THAT(rest.results, ElementsAre(results.results[0]));
  const ResultKey end{0, rest.results[0].position};
  ASSERT_OK_AND_ASSIGN(const ResultPage none,
                       store().ListResults(deadline(), "r", "run", end, 2, size_t{1} << 30));
  EXPECT_TRUE(none.results.empty());
}

TEST_P(SubjectConformanceTest, AReleaseTellsTheDigestOfTheInputs) {
  ASSERT_OK_AND_ASSIGN(const RunRecord run, Begin("r"));
  ASSERT_OK(store().RecordProgress(
      deadline(), LeaseOf(run),
      {.stage = RunStage::kStoring, .inputs = RunInputs{.inputs_digest = "digest of inputs"}},
      clock_.Now(), kLease));
  ASSERT_OK(store().StoreResults(deadline(), LeaseOf(run), MakeResults(1), ByActor()).status());
  ASSERT_OK_AND_ASSIGN(const Release release,
                       store().CreateRelease(deadline(), "r", "run", {}, ByActor(),
                                             [](Release& sealed) { sealed.digest = "d"; }));
  EXPECT_EQ(release.inputs.inputs_digest, "digest of inputs");
  ASSERT_OK_AND_ASSIGN(const Release read, store().GetRelease(deadline(), {"r", 1}));
  EXPECT_EQ(read.inputs.inputs_digest, "digest of inputs");
}

TEST_P(SubjectConformanceTest, BoardsAreKeptInTheirOrder) {
  ASSERT_OK_AND_ASSIGN(const RunRecord run, Begin("r"));
  RunResults results = MakeResults(2);
  results.board_rows = {{"b", "二科", 1, false, "s2", "李四", "1/3", "0.33", 0},
                        {"b", "二科", 0, false, "s1", "张三", "", "", 1},
                        {"a", "", 1, true, "s1", "张三", "", "5.00", 0}};
  ASSERT_OK(store().StoreResults(deadline(), LeaseOf(run), results, ByActor()).status());
  ASSERT_OK_AND_ASSIGN(const auto all, store().ListBoardRows(deadline(), "r", "run", 0, 10));
  EXPECT_EQ(all, results.board_rows);
  ASSERT_OK_AND_ASSIGN(const auto second, store().ListBoardRows(deadline(), "r", "run", 1, 1));
  EXPECT_THAT(second, ElementsAre(results.board_rows[1]));
  EXPECT_THAT(store().ListBoardRows(deadline(), "r", "other", 0, 1).status(),
              HasReason("RESOURCE_NOT_FOUND"));
}

INSTANTIATE_TEST_SUITE_P(Backends, SubjectConformanceTest, Backends(), BackendName);

}  // namespace
}  // namespace pingyi::result
