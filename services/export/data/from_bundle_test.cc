#include "services/export/data/from_bundle.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::exporting {
namespace {

using ::pingyi::test::StatusIs;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr char kBundle[] = R"json({
  "release": {
    "name": "rounds/r1/releases/3", "number": 3, "run": "rounds/r1/runs/x", "policy": "policies/p/versions/1",
    "note": "公示", "releaser": "组织部", "create_time": "2026-01-31T09:00:00Z", "digest": "dd", "key_id": "kk",
    "decisions": [{"subject": "rounds/r1/subjects/s2", "grade": "good", "grade_title": "好",
                   "computed_grade": "fair", "reason": "援藏", "decider": "党组"}],
    "publicity": {"working_days": 5, "start_date": "2026-02-02", "end_date": "2026-02-06", "answer_days": 10,
                  "answer_day_kind": "DAY_KIND_CALENDAR"}
  },
  "round": {
    "name": "rounds/r1", "display_name": "年度评议", "anonymity": "ANONYMITY_ANONYMOUS",
    "ballot_form": {"criteria": [
      {"key": "work", "title": "绩", "weight": "2", "graded": {"grades": [
        {"key": "good", "title": "好", "points": "100"}, {"key": "fair", "title": "一般", "points": "70"}]}},
      {"key": "virtue", "title": "德", "weight": "1", "numeric": {"min": "1", "max": "3", "step": "1"}}]},
    "voter_groups": [{"key": "a", "title": "A票", "weight": "60", "expected_voters": 8},
                     {"key": "b", "title": "B票", "weight": "40", "expected_voters": 3}]
  },
  "subjects": [{"name": "rounds/r1/subjects/s1", "display_name": "张三", "unit": "一科", "position": 1},
               {"name": "rounds/r1/subjects/s2", "display_name": "李四", "position": 2}],
  "policy": {
    "name": "policies/p/versions/1", "rounding": {"digits": 2, "mode": "MODE_HALF_UP"},
    "grade_thresholds": [{"grade": "good", "title": "好", "min_total": "80"}, {"grade": "fair", "title": "一般"}]
  },
  "ballots": [{"group": "a", "valid": 7, "spoiled": 1}, {"group": "b", "valid": 2}],
  "tallies": [
    {"subject": "rounds/r1/subjects/s1", "position": 1, "cells": [
      {"marks": [0, 1], "counts": [6, 1]}, {"criterion_index": 1, "marks": [2], "counts": [5], "abstentions": 2},
      {"group_index": 1, "marks": [0], "counts": [2]}]},
    {"subject": "rounds/r1/subjects/s2", "position": 2, "cells": [
      {"marks": [0, 1], "counts": [2, 5]}, {"criterion_index": 1, "marks": [0], "counts": [7]},
      {"group_index": 1, "marks": [1], "counts": [2]}]}],
  "results": [
    {"name": "rounds/r1/runs/x/results/s1", "subject": "rounds/r1/subjects/s1", "display_name": "张三", "rank": 1,
     "grade": "good", "grade_title": "好", "total": {"exact": "1069/12", "rounded": "89.08"}, "groups": [
       {"group": "a", "score": {"exact": "90", "rounded": "90.00"}, "criteria": [
         {"criterion": "work", "score": {"exact": "90", "rounded": "90.00"}, "mark_count": 7},
         {"criterion": "virtue", "score": {"exact": "3", "rounded": "3.00"}, "mark_count": 5, "abstention_count": 2}]},
       {"group": "b", "suppression": "SUPPRESSION_SMALL", "score": {"exact": "7", "rounded": "7.00"}}]},
    {"name": "rounds/r1/runs/x/results/s2", "subject": "rounds/r1/subjects/s2", "display_name": "李四", "rank": 2,
     "grade": "fair", "grade_title": "一般", "decided_grade": "good", "decided_grade_title": "好",
     "total": {"rounded": "70.00"}, "groups": [
       {"group": "a", "score": {"rounded": "80.00"}, "criteria": [
         {"criterion": "work", "mark_count": 7, "score": {"rounded": "80.00"}},
         {"criterion": "virtue", "mark_count": 7, "suppression": "SUPPRESSION_COMPLEMENTARY"}]},
       {"group": "b", "suppression": "SUPPRESSION_SMALL"}]}]
})json";

bundle::v1::ReleaseBundle Bundle() {
  bundle::v1::ReleaseBundle bundle;
  const auto status = google::protobuf::util::JsonStringToMessage(kBundle, &bundle);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return bundle;
}

TEST(FromBundleTest, TakesWhatTheReleaseSays) {
  ASSERT_OK_AND_ASSIGN(const Report report, ReportOf(Bundle()));
  EXPECT_EQ(report.round, "rounds/r1");
  EXPECT_EQ(report.number, 3);
  EXPECT_EQ(report.digits, 2);
  EXPECT_EQ(report.shown_ballots, 5) << "the default of an anonymous round";
  ASSERT_EQ(report.groups.size(), 2U);
  EXPECT_EQ(report.groups[0].returned(), 8);
  EXPECT_EQ(report.groups[0].expected, 8);
  ASSERT_EQ(report.rows.size(), 2U);
  EXPECT_EQ(report.rows[0].id, "s1");
  EXPECT_EQ(report.rows[0].unit, "一科");
  EXPECT_EQ(report.rows[0].total.exact, "1069/12");
  EXPECT_EQ(report.rows[0].groups[0].criteria[1].abstentions, 2);
  EXPECT_EQ(report.rows[1].total.exact, "");
  ASSERT_TRUE(report.publicity);
  EXPECT_EQ(report.publicity->end_date, "2026-02-06");
  EXPECT_FALSE(report.publicity->answer_in_working_days);
}

TEST(FromBundleTest, WhatIsWithheldIsNotInTheReportAtAll) {
  ASSERT_OK_AND_ASSIGN(const Report report, ReportOf(Bundle()));
  const GroupScore& small = report.rows[0].groups[1];
  EXPECT_EQ(small.score.withheld, Withheld::kSmall);
  EXPECT_FALSE(small.score.shown());
  for (const CriterionScore& score : small.criteria)
    EXPECT_EQ(score.score.withheld, Withheld::kSmall);
  const CriterionScore& deduced = report.rows[1].groups[0].criteria[1];
  EXPECT_EQ(deduced.score.withheld, Withheld::kComplementary);
  EXPECT_EQ(deduced.marks, 0) << "the count goes with the score";
  EXPECT_TRUE(report.withholds());
}

TEST(FromBundleTest, DistributionIsWithheldWithAnyPartOfIt) {
  ASSERT_OK_AND_ASSIGN(const Report report, ReportOf(Bundle()));
  EXPECT_THAT(report.distributions[0][0].counts, ElementsAre(8, 6));
  EXPECT_EQ(report.distributions[0][0].withheld, Withheld::kNo);
  EXPECT_EQ(report.distributions[0][1].withheld, Withheld::kComplementary);
  EXPECT_THAT(report.distributions[0][1].counts, IsEmpty());
  EXPECT_EQ(report.distributions[0][1].abstentions, 0);
  for (const Distribution& distribution : report.distributions[1]) {
    EXPECT_EQ(distribution.withheld, Withheld::kSmall);
    EXPECT_THAT(distribution.counts, IsEmpty());
  }
}

TEST(FromBundleTest, WithheldTotalTakesPlaceAndGradeAlong) {
  auto bundle = Bundle();
  bundle.mutable_results(0)->set_suppression(result::v1::SUPPRESSION_SMALL);
  ASSERT_OK_AND_ASSIGN(const Report report, ReportOf(bundle));
  EXPECT_EQ(report.rows[0].rank, 0);
  EXPECT_EQ(report.rows[0].grade, "");
  EXPECT_FALSE(report.rows[0].total.shown());
  EXPECT_EQ(report.no_grade, 1);
}

TEST(FromBundleTest, TakesExclusionsAndPooledCriteria) {
  auto bundle = Bundle();
  bundle.mutable_results(0)->set_exclusion("discipline");
  bundle.mutable_results(0)->set_exclusion_title("一票否决");
  for (auto& result : *bundle.mutable_results()) {
    result.add_pooled_criteria()->mutable_score()->set_rounded("9.00");
    result.add_pooled_criteria()->set_suppression(result::v1::SUPPRESSION_SMALL);
  }
  ASSERT_OK_AND_ASSIGN(const Report report, ReportOf(bundle));
  EXPECT_EQ(report.rows[0].exclusion_title, "一票否决");
  ASSERT_EQ(report.rows[1].pooled.size(), 2U);
  EXPECT_EQ(report.rows[1].pooled[0].score.rounded, "9.00");
  EXPECT_EQ(report.rows[1].pooled[1].score.withheld, Withheld::kSmall);
}

TEST(FromBundleTest, TakesWhatAnAmendedReleaseChanged) {
  auto bundle = Bundle();
  bundle.mutable_release()->set_amends("rounds/r1/releases/2");
  auto& change = *bundle.mutable_release()->add_changes();
  change.set_display_name("李四");
  change.set_old_rank(1);
  change.set_new_rank(2);
  change.mutable_old_total()->set_rounded("90.00");
  change.mutable_new_total()->set_rounded("70.00");
  ASSERT_OK_AND_ASSIGN(const Report report, ReportOf(bundle));
  EXPECT_EQ(report.amends, "rounds/r1/releases/2");
  ASSERT_EQ(report.amendments.size(), 1U);
  EXPECT_EQ(report.amendments[0].old_total.rounded, "90.00");
  EXPECT_EQ(report.amendments[0].new_rank, 2);
}

TEST(FromBundleTest, DecidedGradesCount) {
  ASSERT_OK_AND_ASSIGN(const Report report, ReportOf(Bundle()));
  ASSERT_EQ(report.grades.size(), 2U);
  EXPECT_EQ(report.grades[0].count, 2);
  EXPECT_EQ(report.grades[1].count, 0);
  EXPECT_EQ(report.rows[1].grade_in_force(), "好");
  ASSERT_EQ(report.decisions.size(), 1U);
  EXPECT_EQ(report.decisions[0].subject_name, "李四");
  EXPECT_EQ(report.decisions[0].computed_title, "一般");
}

TEST(FromBundleTest, PartsThatDoNotFitAreRefused) {
  using Bundle_ = bundle::v1::ReleaseBundle;
  const std::vector<std::function<void(Bundle_&)>> faults = {
      [](Bundle_& b) { b.mutable_ballots()->RemoveLast(); },
      [](Bundle_& b) { b.mutable_subjects()->RemoveLast(); },
      [](Bundle_& b) { b.mutable_results(0)->mutable_groups()->RemoveLast(); },
      [](Bundle_& b) { b.mutable_results(0)->mutable_groups(0)->mutable_criteria()->RemoveLast(); },
      [](Bundle_& b) { b.mutable_results(0)->add_components(); },
      [](Bundle_& b) { b.mutable_results(0)->add_pooled_criteria(); },
      [](Bundle_& b) { b.mutable_tallies(0)->mutable_cells(0)->set_group_index(-1); },
      [](Bundle_& b) { b.mutable_tallies(0)->mutable_cells(0)->set_group_index(2); },
      [](Bundle_& b) { b.mutable_tallies(0)->mutable_cells(0)->set_criterion_index(2); },
      [](Bundle_& b) { b.mutable_tallies(0)->mutable_cells(0)->set_marks(0, 2); },
      [](Bundle_& b) { b.mutable_tallies(0)->mutable_cells(0)->add_marks(0); }};
  for (size_t i = 0; i < faults.size(); ++i) {
    auto bundle = Bundle();
    faults[i](bundle);
    EXPECT_THAT(ReportOf(bundle), StatusIs(absl::StatusCode::kInvalidArgument)) << i;
  }
}

TEST(FromBundleTest, StatisticsGoToGroupsAndRows) {
  ASSERT_OK_AND_ASSIGN(Report report, ReportOf(Bundle()));
  result::v1::RaterStatistics statistics;
  EXPECT_THAT(AddStatistics(statistics, report), StatusIs(absl::StatusCode::kInvalidArgument));
  statistics.add_groups()->set_alpha("0.500");
  statistics.add_groups();
  auto& band = *statistics.add_tie_bands();
  band.set_subject("rounds/r1/subjects/s1");
  band.set_first_rank(1);
  band.set_last_rank(2);
  statistics.add_tie_bands()->set_subject("rounds/r1/subjects/s2");
  ASSERT_OK(AddStatistics(statistics, report));
  EXPECT_EQ(report.statistics[0].alpha, "0.500");
  ASSERT_TRUE(report.rows[0].band);
  EXPECT_EQ(report.rows[0].band->last_rank, 2);
  EXPECT_FALSE(report.rows[1].band) << "without a standard error there is no band";
}

}  // namespace
}  // namespace pingyi::exporting
