// Exclusions and leaderboards through the service: recorded, refused, applied, shown.
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/rpc/service_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;

class SubjectRulesServiceTest : public ServiceTest {
 protected:
  // The example round with three kinds of exclusions; s1 of 一科 has 94, s2 of 二科 70.
  SubjectRulesServiceTest() {
    v1::ScoringPolicy policy = ExamplePolicy();
    AddRule("veto", v1::ExclusionRule::EFFECT_GRADE_AT_MOST, policy);
    AddRule("ill", v1::ExclusionRule::EFFECT_NO_GRADE, policy);
    AddRule("new", v1::ExclusionRule::EFFECT_UNRANKED, policy);
    auto& board = *policy.add_leaderboards();
    board.set_key("units");
    board.set_title("各单位");
    board.set_group("a");
    board.set_partition(v1::Leaderboard::PARTITION_UNIT);
    FakeAppraisal::Entry entry = ExampleRound("r1", CreatePolicy(policy));
    entry.subjects = {{"s1", "张三", "一科", ""}, {"s2", "李四", "二科", ""}};
    appraisal_.rounds["r1"] = entry;
  }

  static void AddRule(const std::string& kind, v1::ExclusionRule::Effect effect,
                      v1::ScoringPolicy& policy) {
    v1::ExclusionRule& rule = *policy.add_exclusion_rules();
    rule.set_kind(kind);
    rule.set_title("题" + kind);
    rule.set_effect(effect);
  }

  absl::Status Exclude(const std::string& subject, const std::string& kind,
                       const std::string& request_id = "") {
    v1::SetSubjectExclusionRequest request;
    auto& exclusion = *request.mutable_subject_exclusion();
    exclusion.set_name("rounds/r1/exclusions/" + subject);
    exclusion.set_kind(kind);
    exclusion.set_reason("处分决定");
    exclusion.set_decider("机关纪委");
    request.set_request_id(request_id);
    v1::SubjectExclusion stored;
    return Call(&Stub::SetSubjectExclusion, request, &stored);
  }

  absl::Status Include(const std::string& subject) {
    v1::RemoveSubjectExclusionRequest request;
    request.set_name("rounds/r1/exclusions/" + subject);
    v1::RemoveSubjectExclusionResponse response;
    return Call(&Stub::RemoveSubjectExclusion, request, &response);
  }

  // "s1 veto" for each.
  std::vector<std::string> Exclusions(int32_t page_size = 0) {
    std::vector<std::string> all;
    v1::ListSubjectExclusionsRequest request;
    request.set_parent("rounds/r1");
    request.set_page_size(page_size);
    do {
      v1::ListSubjectExclusionsResponse response;
      const absl::Status status = Call(&Stub::ListSubjectExclusions, request, &response);
      EXPECT_TRUE(status.ok()) << status;
      for (const auto& exclusion : response.subject_exclusions()) {
        all.push_back(exclusion.name().substr(21) + " " + exclusion.kind());
        EXPECT_EQ(exclusion.decider(), "机关纪委");
        EXPECT_EQ(exclusion.reason(), "处分决定");
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return all;
  }

  // "s1 1 excellent" for each, by rank.
  std::vector<std::string> Results(const v1::AggregationRun& run, int32_t page_size = 0) {
    std::vector<std::string> all;
    v1::ListSubjectResultsRequest request;
    request.set_parent(run.name());
    request.set_page_size(page_size);
    do {
      v1::ListSubjectResultsResponse response;
      const absl::Status status = Call(&Stub::ListSubjectResults, request, &response);
      EXPECT_TRUE(status.ok()) << status;
      for (const auto& result : response.subject_results()) {
        all.push_back(result.subject().substr(19) + " " + std::to_string(result.rank()) + " " +
                      result.grade() + result.exclusion());
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return all;
  }
};

TEST_F(SubjectRulesServiceTest, ExclusionsAreRecordedReplacedAndTakenBack) {
  EXPECT_OK(Exclude("s1", "veto", kUuid));
  EXPECT_OK(Exclude("s1", "veto", kUuid));  // the same request again
  EXPECT_OK(Exclude("s2", "new"));
  EXPECT_OK(Exclude("s2", "ill"));
  EXPECT_THAT(Exclusions(1), ElementsAre("s1 veto", "s2 ill"));
  EXPECT_OK(Include("s1"));
  EXPECT_THAT(Exclusions(), ElementsAre("s2 ill"));
  EXPECT_THAT(Include("s1"), HasReason("RESOURCE_NOT_FOUND"));
}

TEST_F(SubjectRulesServiceTest, WhatCannotApplyIsRefused) {
  EXPECT_THAT(Exclude("s1", "other"), AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                                            HasReason("UNKNOWN_EXCLUSION")));
  EXPECT_THAT(Exclude("s9", "veto"),
              AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
  v1::SetSubjectExclusionRequest request;
  request.mutable_subject_exclusion()->set_name("rounds/r1/subjects/s1");
  request.mutable_subject_exclusion()->set_kind("Veto");
  request.set_request_id("x");
  v1::SubjectExclusion stored;
  EXPECT_THAT(
      Call(&Stub::SetSubjectExclusion, request, &stored),
      AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasViolation("subject_exclusion.name"),
            HasViolation("subject_exclusion.kind"), HasViolation("subject_exclusion.reason"),
            HasViolation("subject_exclusion.decider"), HasViolation("request_id")));
  appraisal_.rounds["r1"].round.state = AppraisedRound::State::kVoid;
  EXPECT_THAT(Exclude("s1", "veto"), HasReason("ROUND_VOID"));
}

TEST_F(SubjectRulesServiceTest, ARunTakesThemAndEndsTheRecording) {
  ASSERT_OK(Exclude("s1", "veto"));
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  EXPECT_THAT(Results(run), ElementsAre("s1 1 competentveto", "s2 2 competent"));
  // printf 'pingyi-inputs-v1\nexclusion s1 veto\n' | sha256sum
  EXPECT_EQ(run.inputs_digest(),
            "e77362ce594c98d4eaaa7a7c030bc1fdb01ca67f5ac51eb8852e78fa78103037");
  EXPECT_THAT(Exclude("s2", "ill"), HasReason("ROUND_AGGREGATED"));
  EXPECT_THAT(Include("s1"), HasReason("ROUND_AGGREGATED"));
  v1::ExplainResultRequest request;
  request.set_name(run.name() + "/results/s1");
  v1::Explanation explanation;
  ASSERT_OK(Call(&Stub::ExplainResult, request, &explanation));
  EXPECT_EQ(explanation.result().exclusion_title(), "题veto");
  EXPECT_EQ(explanation.root().children(0).formula(), "优秀 → 优秀 → 称职 → 称职");
  v1::ReleaseResultsRequest release;
  release.set_run(run.name());
  v1::Release released;
  ASSERT_OK(Call(&Stub::ReleaseResults, release, &released));
  EXPECT_EQ(released.inputs_digest(), run.inputs_digest());
}

// The answer may have been lost: what has become of the round since does not matter.
TEST_F(SubjectRulesServiceTest, ARepeatedExclusionIsAnsweredWhateverCameAfter) {
  ASSERT_OK(Exclude("s1", "veto", kUuid));
  ASSERT_OK(Include("s1"));
  EXPECT_OK(Exclude("s1", "veto", kUuid));
  ASSERT_OK(Aggregate("r1"));
  EXPECT_OK(Exclude("s1", "veto", kUuid));
  appraisal_.down = absl::UnavailableError("away");
  EXPECT_OK(Exclude("s1", "veto", kUuid));
  EXPECT_THAT(Exclude("s1", "ill", kUuid), HasReason("REQUEST_ID_REUSED"));
  EXPECT_THAT(Exclusions(), testing::IsEmpty());
}

TEST_F(SubjectRulesServiceTest, WhoHasNoPlaceIsListedLast) {
  ASSERT_OK(Exclude("s1", "new"));
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  EXPECT_THAT(Results(run), ElementsAre("s2 1 competent", "s1 0 new"));
  EXPECT_THAT(Results(run, 1), ElementsAre("s2 1 competent", "s1 0 new"));
}

TEST_F(SubjectRulesServiceTest, BoardsAreListedInPages) {
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  EXPECT_EQ(run.inputs_digest(), "");
  v1::ListLeaderboardRowsRequest request;
  request.set_parent(run.name());
  request.set_page_size(1);
  v1::ListLeaderboardRowsResponse first;
  ASSERT_OK(Call(&Stub::ListLeaderboardRows, request, &first));
  ASSERT_EQ(first.leaderboard_rows_size(), 1);
  EXPECT_EQ(first.leaderboard_rows(0).leaderboard(), "units");
  EXPECT_EQ(first.leaderboard_rows(0).section(), "一科");
  EXPECT_EQ(first.leaderboard_rows(0).subject(), "rounds/r1/subjects/s1");
  EXPECT_EQ(first.leaderboard_rows(0).display_name(), "张三");
  EXPECT_EQ(first.leaderboard_rows(0).rank(), 1);
  EXPECT_EQ(first.leaderboard_rows(0).score().exact(), "90");
  request.set_page_token(first.next_page_token());
  v1::ListLeaderboardRowsResponse second;
  ASSERT_OK(Call(&Stub::ListLeaderboardRows, request, &second));
  ASSERT_EQ(second.leaderboard_rows_size(), 1);
  EXPECT_EQ(second.leaderboard_rows(0).section(), "二科");
  EXPECT_EQ(second.next_page_token(), "");
  request.set_parent("rounds/r1/runs/none");
  request.clear_page_token();
  EXPECT_THAT(Call(&Stub::ListLeaderboardRows, request, &second), HasReason("RESOURCE_NOT_FOUND"));
}

// The round is secret and its groups gave three marks and one: nothing of them may be told.
TEST_F(SubjectRulesServiceTest, BoardsOfFewBallotsShowNoScores) {
  appraisal_.rounds["r1"].round.secret = true;
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  v1::ListLeaderboardRowsRequest request;
  request.set_parent(run.name());
  v1::ListLeaderboardRowsResponse rows;
  ASSERT_OK(Call(&Stub::ListLeaderboardRows, request, &rows));
  ASSERT_EQ(rows.leaderboard_rows_size(), 2);
  for (const v1::LeaderboardRow& row : rows.leaderboard_rows()) {
    EXPECT_FALSE(row.has_score());
    EXPECT_EQ(row.rank(), 0);
    EXPECT_EQ(row.suppression(), v1::SUPPRESSION_SMALL);
  }
}

// A run at work takes what is recorded until it reads it.
TEST_F(SubjectRulesServiceTest, AnExclusionRecordedMeanwhileIsNotPassedOver) {
  bool once = true;
  appraisal_.before_tally = [&](const rpc::CallContext&) {
    if (std::exchange(once, false)) {
      EXPECT_OK(Exclude("s1", "veto"));
    }
  };
  const auto run = Aggregate("r1");
  ASSERT_OK(run.status());  // read after the tally
  EXPECT_THAT(Results(*run), ElementsAre("s1 1 competentveto", "s2 2 competent"));
}

}  // namespace
}  // namespace pingyi::result
