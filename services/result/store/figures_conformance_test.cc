// The figures of components, on every backend.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/store/conformance_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::IsOk;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::IsEmpty;
using ::testing::Optional;

constexpr char kId[] = "6f1d2c3b-0a9e-4c57-8d21-0f3b5a7c9e10";

testing::Matcher<StoredFigures> Like(const StoredFigures& figures) {
  return AllOf(Field("round", &StoredFigures::round, figures.round),
               Field("component", &StoredFigures::component, figures.component),
               Field("source", &StoredFigures::source, figures.source),
               Field("source_run", &StoredFigures::source_run, figures.source_run),
               Field("source_result_digest", &StoredFigures::source_result_digest,
                     figures.source_result_digest),
               Field("recorder", &StoredFigures::recorder, figures.recorder),
               Field("record_time", &StoredFigures::record_time, figures.record_time),
               Field("subject_count", &StoredFigures::subject_count, figures.subject_count),
               Field("digest", &StoredFigures::digest, figures.digest),
               Field("figures", &StoredFigures::figures, figures.figures));
}

class FiguresConformance : public StoreConformance {
 protected:
  static StoredFigures Of(const std::string& round, const std::string& component,
                          const std::string& digest = "d1") {
    return {.round = round,
            .component = component,
            .source = "统计表〔2026〕1号",
            .subject_count = 2,
            .digest = digest,
            .figures = std::string("bytes\0more", 10)};
  }
  absl::StatusOr<StoredFigures> Set(const StoredFigures& figures, const std::string& id = "") {
    return store().SetFigures(deadline(), figures, ByActor(id));
  }
  std::vector<std::string> Listed(const std::string& round, const std::string& after = "",
                                  int limit = 10) {
    std::vector<std::string> components;
    const auto listed = store().ListFigures(deadline(), round, after, limit);
    for (const StoredFigures& figures : listed.value()) {
      EXPECT_EQ(figures.figures, "");
      components.push_back(figures.component);
    }
    return components;
  }
};

TEST_P(FiguresConformance, WhatIsSetIsThere) {
  ASSERT_OK_AND_ASSIGN(const StoredFigures set, Set(Of("r1", "metrics")));
  EXPECT_EQ(set.recorder, "auditor");
  EXPECT_EQ(set.record_time, clock_.Now());
  EXPECT_EQ(set.subject_count, 2);
  EXPECT_EQ(set.figures, "");
  StoredFigures other = Of("r1", "quarter");
  other.source_run = "rounds/q1/runs/x";
  other.source_result_digest = "result";
  ASSERT_THAT(Set(other), IsOk());
  ASSERT_THAT(Set(Of("r2", "metrics")), IsOk());
  EXPECT_THAT(Listed("r1"), ElementsAre("metrics", "quarter"));
  EXPECT_THAT(Listed("r1", "metrics"), ElementsAre("quarter"));
  EXPECT_THAT(Listed("r1", "", 1), ElementsAre("metrics"));
  EXPECT_THAT(Listed("r9"), IsEmpty());
  ASSERT_OK_AND_ASSIGN(const auto whole, store().RoundFigures(deadline(), "r1"));
  ASSERT_EQ(whole.size(), 2);
  EXPECT_EQ(whole[0].figures, Of("r1", "metrics").figures);
  EXPECT_EQ(whole[0].source, "统计表〔2026〕1号");
  EXPECT_EQ(whole[1].source_run, "rounds/q1/runs/x");
  EXPECT_EQ(whole[1].source_result_digest, "result");
  ASSERT_OK_AND_ASSIGN(const auto one, store().GetFigures(deadline(), "r1", "metrics"));
  EXPECT_EQ(one.figures, whole[0].figures);
  EXPECT_THAT(store().GetFigures(deadline(), "r1", "none"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(FiguresConformance, LaterFiguresTakeThePlaceOfEarlierOnes) {
  ASSERT_THAT(Set(Of("r1", "metrics")), IsOk());
  StoredFigures later = Of("r1", "metrics", "d2");
  later.figures = "other";
  ASSERT_THAT(Set(later), IsOk());
  ASSERT_THAT(Set(later), IsOk());  // the same again is a change too
  EXPECT_EQ(store().RoundFigures(deadline(), "r1").value().at(0).figures, "other");
  EXPECT_THAT(AuditedActions(),
              ElementsAre("component.record", "component.record", "component.record"));
}

TEST_P(FiguresConformance, ARequestThatWasCarriedOutIsFoundAsItWas) {
  const auto find = [&](const std::string& id) {
    return store().FindFiguresOf(deadline(), "r1", "metrics", ByActor(id).request);
  };
  EXPECT_FALSE(find(kId).value().has_value());
  ASSERT_OK_AND_ASSIGN(StoredFigures set, Set(Of("r1", "metrics"), kId));
  set.source.clear();
  EXPECT_THAT(find(kId).value(), Optional(Like(set)));
  // Others at the same moment, and later.
  ASSERT_THAT(Set(Of("r1", "metrics", "d0")), IsOk());
  ASSERT_THAT(Set(Of("r1", "metrics", "d2")), IsOk());
  clock_.Advance(absl::Seconds(5));
  ASSERT_THAT(Set(Of("r1", "metrics", "d3")), IsOk());
  EXPECT_THAT(find(kId).value(), Optional(Like(set)));
  EXPECT_FALSE(find("").value().has_value());
}

TEST_P(FiguresConformance, ARepeatedRequestChangesNothingAndIsToldWhatItDid) {
  ASSERT_OK_AND_ASSIGN(const StoredFigures set, Set(Of("r1", "metrics"), kId));
  clock_.Advance(absl::Seconds(5));
  ASSERT_THAT(Set(Of("r1", "metrics", "d2")), IsOk());
  ASSERT_OK_AND_ASSIGN(const StoredFigures again, Set(Of("r1", "metrics"), kId));
  EXPECT_THAT(again, Like(set));
  EXPECT_THAT(store().SetFigures(deadline(), Of("r1", "metrics"), ByActor(kId, "another")),
              HasReason("REQUEST_ID_REUSED"));
  EXPECT_EQ(store().GetFigures(deadline(), "r1", "metrics")->digest, "d2");
  EXPECT_EQ(AuditedActions().size(), 2);
}

TEST_P(FiguresConformance, ARepeatedRequestForAnotherRoundsTotalsHasTheirDigest) {
  const RunRecord taken = Succeed("q1", "x");
  StoredFigures quarter = Of("r1", "quarter");
  quarter.source_run = "rounds/q1/runs/x";
  quarter.source_result_digest = taken.result_digest;
  ASSERT_OK_AND_ASSIGN(const StoredFigures set, Set(quarter, kId));
  StoredFigures later = Of("r1", "quarter", "d2");
  ASSERT_THAT(Set(later), IsOk());
  EXPECT_THAT(Set(quarter, kId).value(), Like(set));
}

// What was recorded before the digest was noted with the request, or is no longer in the trail.
TEST_P(FiguresConformance, ARepeatedRequestIsAnsweredWithWhatTheTrailStillHas) {
  ASSERT_OK_AND_ASSIGN(const StoredFigures set, Set(Of("r1", "metrics"), kId));
  const auto execute = [&](sql::Sql text) {
    return backend_->database().Write(
        deadline(), [&](sql::Transaction& tx) { return tx.Execute(text, {}).status(); });
  };
  ASSERT_THAT(execute("UPDATE request_ids SET resource = 'rounds/r1/components/metrics'"), IsOk());
  clock_.Advance(absl::Seconds(5));
  ASSERT_OK_AND_ASSIGN(const StoredFigures later, Set(Of("r1", "metrics", "d2")));
  EXPECT_THAT(Set(Of("r1", "metrics"), kId).value(), Like(set));
  ASSERT_THAT(execute("UPDATE request_ids SET time_us = time_us - 1"), IsOk());
  EXPECT_THAT(Set(Of("r1", "metrics"), kId).value(), Like(later));
}

TEST_P(FiguresConformance, AreFinalOnceTheRoundIsAggregated) {
  ASSERT_THAT(Begin("r1"), IsOk());
  EXPECT_THAT(Set(Of("r1", "metrics")), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(Set(Of("r1", "metrics")), HasReason("AGGREGATION_RUNNING"));
  Succeed("r2", "run2");
  EXPECT_THAT(Set(Of("r2", "metrics")), StatusIs(absl::StatusCode::kFailedPrecondition));
  EXPECT_THAT(Set(Of("r2", "metrics")), HasReason("ROUND_AGGREGATED"));
  EXPECT_THAT(Listed("r1"), IsEmpty());
  EXPECT_THAT(Listed("r2"), IsEmpty());
}

TEST_P(FiguresConformance, CanBeSetAfterARunThatFailed) {
  ASSERT_OK_AND_ASSIGN(const RunRecord run, Begin("r1"));
  ASSERT_THAT(store().FailRun(deadline(), LeaseOf(run), "error", "COMPONENT_MISSING", ByActor()),
              IsOk());
  EXPECT_THAT(Set(Of("r1", "metrics")), IsOk());
}

// Whatever else goes wrong: results never rest on figures that are not the stored ones.
TEST_P(FiguresConformance, ResultsAreOnlyStoredWithTheFiguresTheyRestOn) {
  ASSERT_THAT(Set(Of("r1", "metrics")), IsOk());
  ASSERT_OK_AND_ASSIGN(const RunRecord run, Begin("r1"));
  RunResults results = MakeResults(1);
  const auto store_results = [&] {
    return store().StoreResults(deadline(), LeaseOf(run), results, ByActor());
  };
  EXPECT_THAT(store_results(), HasReason("STORAGE_CONFLICT"));
  results.figures_digests = {{"metrics", "d0"}};
  EXPECT_THAT(store_results(), HasReason("STORAGE_CONFLICT"));
  results.figures_digests = {{"metrics", "d1"}, {"quarter", "d1"}};
  EXPECT_THAT(store_results(), HasReason("STORAGE_CONFLICT"));
  EXPECT_EQ(CountRows("SELECT COUNT(*) FROM subject_results"), 0);
  results.figures_digests = {{"metrics", "d1"}};
  results.results[0].components = {
      {"appraisal", NumberText{"355/4", "88.75"}, NumberText{"213/4", "53.25"}},
      {"metrics", std::nullopt, NumberText{"0", "0.00"}}};
  ASSERT_THAT(store_results(), IsOk());
  ASSERT_OK_AND_ASSIGN(const ResultPage page,
                       store().ListResults(deadline(), "r1", run.run, {}, 10, 1'000'000));
  EXPECT_EQ(page.results.at(0), results.results[0]);
}

class FiguresTriggers : public FiguresConformance {};

TEST_P(FiguresTriggers, NotEvenTheDatabaseChangesThemThen) {
  ASSERT_THAT(Set(Of("r1", "metrics")), IsOk());
  ASSERT_OK_AND_ASSIGN(const RunRecord run, Begin("r1"));
  RunResults results = MakeResults(1);
  results.figures_digests = {{"metrics", "d1"}};
  ASSERT_THAT(store().StoreResults(deadline(), LeaseOf(run), results, ByActor()), IsOk());
  const auto execute = [&](sql::Sql text) {
    return backend_->database().Write(
        deadline(), [&](sql::Transaction& tx) { return tx.Execute(text, {}).status(); });
  };
  EXPECT_FALSE(execute("UPDATE component_figures SET digest = 'd2' WHERE round = 'r1'").ok());
  EXPECT_FALSE(execute("DELETE FROM component_figures WHERE round = 'r1'").ok());
  EXPECT_FALSE(execute("INSERT INTO component_figures VALUES ('r1', 'late', 1, 's', '', '', 'a', "
                       "1, 0, 'd', '')")
                   .ok());
  EXPECT_EQ(store().RoundFigures(deadline(), "r1").value().size(), 1);
}

INSTANTIATE_TEST_SUITE_P(Stores, FiguresConformance, Backends(), BackendName);
INSTANTIATE_TEST_SUITE_P(Stores, FiguresTriggers, BackendsWithTriggers(), BackendName);

}  // namespace
}  // namespace pingyi::result
