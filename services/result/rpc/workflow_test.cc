// Committee decisions, publicity, objections and amended releases through the service.
#include <gmock/gmock.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/result/rpc/workflow_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;

TEST_F(WorkflowTest, BothGradesAreShown) {
  const auto decision = Decide("s1", "competent");
  ASSERT_OK(decision);
  EXPECT_EQ(decision->name(), run_ + "/decisions/1");
  EXPECT_EQ(decision->grade_title(), "称职");
  EXPECT_EQ(decision->computed_grade(), "excellent");
  EXPECT_EQ(decision->recorder(), "审计员");
  EXPECT_EQ(decision->state(), v1::GradeDecision::STATE_IN_FORCE);
  v1::GetSubjectResultRequest get;
  get.set_name(run_ + "/results/s1");
  const auto result = Ask<v1::SubjectResult>(&Stub::GetSubjectResult, get);
  ASSERT_OK(result);
  EXPECT_EQ(result->grade(), "excellent");
  EXPECT_EQ(result->decided_grade(), "competent");
  EXPECT_EQ(result->decided_grade_title(), "称职");
  EXPECT_EQ(result->decision(), decision->name());
  v1::ListSubjectResultsRequest list;
  list.set_parent(run_);
  const auto results = Ask<v1::ListSubjectResultsResponse>(&Stub::ListSubjectResults, list);
  EXPECT_EQ(results->subject_results(0).decided_grade(), "competent");
  EXPECT_EQ(results->subject_results(1).decided_grade(), "");
}

TEST_F(WorkflowTest, TheExplanationHasTheDecision) {
  ASSERT_OK(Decide("s1", "competent"));
  v1::ExplainResultRequest request;
  request.set_name(run_ + "/results/s1");
  const auto explanation = Ask<v1::Explanation>(&Stub::ExplainResult, request);
  ASSERT_OK(explanation);
  EXPECT_EQ(explanation->result().decided_grade(), "competent");
  const auto& root = explanation->root();
  const v1::ExplanationNode& node = root.children(root.children_size() - 1);
  EXPECT_EQ(node.kind(), v1::ExplanationNode::KIND_DECISION);
  EXPECT_EQ(node.formula(), "优秀 → 称职");
  EXPECT_THAT(node.text_zh(), testing::HasSubstr("党组会议"));
  EXPECT_THAT(node.text_en(), testing::HasSubstr("理由"));
  EXPECT_EQ(node.rule(), run_ + "/decisions/1");
}

TEST_F(WorkflowTest, OnlyGradesOfThePolicyCanBeDecided) {
  EXPECT_THAT(Decide("s1", "superb"), AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                                            HasViolation("grade", "UNKNOWN_GRADE")));
  EXPECT_THAT(Decide("s9", "competent"), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(WorkflowTest, AReleaseKeepsTheDecisionsOfItsTime) {
  ASSERT_OK(Decide("s1", "competent"));
  ASSERT_OK(Publish());
  v1::WithdrawGradeDecisionRequest withdraw;
  withdraw.set_name(run_ + "/decisions/1");
  withdraw.set_reason("误录");
  const auto withdrawn = Ask<v1::GradeDecision>(&Stub::WithdrawGradeDecision, withdraw);
  ASSERT_OK(withdrawn);
  EXPECT_EQ(withdrawn->state(), v1::GradeDecision::STATE_WITHDRAWN);
  EXPECT_THAT(
      Ask<v1::GradeDecision>(&Stub::WithdrawGradeDecision, withdraw),
      AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("DECISION_NOT_IN_FORCE")));
  v1::ListSubjectResultsRequest list;
  list.set_parent("rounds/r1/releases/1");
  EXPECT_EQ(Ask<v1::ListSubjectResultsResponse>(&Stub::ListSubjectResults, list)
                ->subject_results(0)
                .decided_grade(),
            "competent");
  list.set_parent(run_);
  EXPECT_EQ(Ask<v1::ListSubjectResultsResponse>(&Stub::ListSubjectResults, list)
                ->subject_results(0)
                .decided_grade(),
            "");
  v1::ListGradeDecisionsRequest decisions;
  decisions.set_parent(run_);
  const auto listed = Ask<v1::ListGradeDecisionsResponse>(&Stub::ListGradeDecisions, decisions);
  ASSERT_EQ(listed->grade_decisions_size(), 1);
  EXPECT_EQ(listed->grade_decisions(0).withdraw_reason(), "误录");
}

TEST_F(WorkflowTest, OnlyTheLeadershipDecidesAndAnswers) {
  ASSERT_OK(Publish());
  const auto objection = Object();
  ASSERT_OK(objection);
  const auto context = test::TestClientContext("路人");
  v1::GradeDecision decision;
  EXPECT_THAT(
      rpc::FromGrpc(stub_->DecideGrade(context.get(), Decision("s1", "competent"), &decision)),
      AllOf(StatusIs(absl::StatusCode::kPermissionDenied), HasReason("ACTOR_NOT_PERMITTED")));
  v1::WithdrawGradeDecisionRequest withdraw;
  withdraw.set_name(run_ + "/decisions/1");
  withdraw.set_reason("误录");
  EXPECT_THAT(rpc::FromGrpc(stub_->WithdrawGradeDecision(test::TestClientContext("路人").get(),
                                                         withdraw, &decision)),
              HasReason("ACTOR_NOT_PERMITTED"));
  v1::AnswerObjectionRequest answer;
  answer.set_name(objection->name());
  answer.set_state(v1::Objection::STATE_UPHELD);
  answer.set_answer("属实");
  v1::Objection answered;
  EXPECT_THAT(rpc::FromGrpc(
                  stub_->AnswerObjection(test::TestClientContext("路人").get(), answer, &answered)),
              HasReason("ACTOR_NOT_PERMITTED"));
}

TEST_F(WorkflowTest, PublicityIsCountedInWorkingDays) {
  const auto release = Publish();
  ASSERT_OK(release);
  EXPECT_EQ(release->publicity().start_date(), "2023-11-16");
  EXPECT_EQ(release->publicity().end_date(), "2023-11-22");
  EXPECT_EQ(release->publicity().working_days(), 5);
  EXPECT_EQ(release->publicity().answer_days(), 10);
  EXPECT_EQ(release->publicity().answer_day_kind(), v1::DAY_KIND_WORKING);
  EXPECT_EQ(release->publicity().calendar(), "calendars/cn/versions/1");
  EXPECT_EQ(release->state(), v1::Release::STATE_IN_PUBLICITY);
  // The 22nd ends in Beijing at 16:00 UTC.
  clock_.Set(absl::FromCivil(absl::CivilSecond(2023, 11, 22, 15, 59, 59), absl::UTCTimeZone()));
  EXPECT_EQ(ReadRelease(1)->state(), v1::Release::STATE_IN_PUBLICITY);
  clock_.Advance(absl::Seconds(1));
  EXPECT_EQ(ReadRelease(1)->state(), v1::Release::STATE_FINAL);
}

TEST_F(WorkflowTest, APeriodThatIsTooShortOrBeyondTheCalendarIsRefused) {
  v1::ReleaseResultsRequest request = Publication();
  request.set_publicity_days(4);
  EXPECT_THAT(Ask<v1::Release>(&Stub::ReleaseResults, request),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                    HasViolation("publicity_days", "PUBLICITY_TOO_SHORT")));
  // The period itself would end in December; the answers to objections would not.
  request.set_publicity_days(25);
  EXPECT_THAT(
      Ask<v1::Release>(&Stub::ReleaseResults, request),
      AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("CALENDAR_TOO_SHORT")));
  request.set_publicity_days(5);
  request.set_calendar("calendars/cn/versions/2");
  EXPECT_THAT(Ask<v1::Release>(&Stub::ReleaseResults, request),
              StatusIs(absl::StatusCode::kNotFound));
  request.clear_publicity_days();
  request.clear_calendar();
  EXPECT_EQ(Ask<v1::Release>(&Stub::ReleaseResults, request)->state(),
            v1::Release::STATE_PUBLISHED);
}

TEST_F(WorkflowTest, ObjectionsHaveADeadline) {
  ASSERT_OK(Publish());
  const auto objection = Object();
  ASSERT_OK(objection);
  EXPECT_EQ(objection->name(), "rounds/r1/releases/1/objections/1");
  EXPECT_EQ(objection->due_date(), "2023-11-29");
  EXPECT_FALSE(objection->overdue());
  EXPECT_EQ(objection->state(), v1::Objection::STATE_OPEN);
  v1::ListObjectionsRequest list;
  list.set_parent("rounds/r1/releases/-");
  list.set_overdue(true);
  EXPECT_EQ(Ask<v1::ListObjectionsResponse>(&Stub::ListObjections, list)->objections_size(), 0);
  clock_.Set(absl::FromCivil(absl::CivilSecond(2023, 11, 29, 16, 0, 0), absl::UTCTimeZone()));
  EXPECT_EQ(Ask<v1::ListObjectionsResponse>(&Stub::ListObjections, list)->objections_size(), 1);
  EXPECT_EQ(ReadRelease(1)->state(), v1::Release::STATE_UNDER_REVIEW);
  EXPECT_THAT(Object(), AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                              HasReason("NOT_IN_PUBLICITY")));
  ASSERT_OK(Answer(objection->name(), v1::Objection::STATE_REJECTED));
  EXPECT_EQ(ReadRelease(1)->state(), v1::Release::STATE_FINAL);
  v1::GetObjectionRequest get;
  get.set_name(objection->name());
  EXPECT_TRUE(Ask<v1::Objection>(&Stub::GetObjection, get)->overdue());  // answered too late
}

TEST_F(WorkflowTest, AnUpheldObjectionLeadsToANewRelease) {
  ASSERT_OK(Publish());
  const auto objection = Object("s2");
  ASSERT_OK(objection);
  EXPECT_THAT(Amend(objection->name()), HasReason("OBJECTION_NOT_UPHELD"));
  const auto upheld = Answer(objection->name(), v1::Objection::STATE_UPHELD);
  ASSERT_OK(upheld);
  clock_.Advance(absl::Hours(24 * 20));
  EXPECT_EQ(ReadRelease(1)->state(), v1::Release::STATE_UNDER_REVIEW);
  EXPECT_THAT(Publish(), HasReason("ALREADY_RELEASED"));
  ASSERT_OK(Decide("s2", "excellent"));
  const auto amended = Amend(objection->name());
  ASSERT_OK(amended);
  EXPECT_EQ(amended->name(), "rounds/r1/releases/2");
  EXPECT_EQ(amended->amends(), "rounds/r1/releases/1");
  EXPECT_EQ(amended->amended_digest(), ReadRelease(1)->digest());
  EXPECT_EQ(ReadRelease(1)->state(), v1::Release::STATE_AMENDED);
  ASSERT_EQ(amended->settled_objections_size(), 1);
  EXPECT_EQ(amended->settled_objections(0).digest(), upheld->digest());
  ASSERT_EQ(amended->changes_size(), 1);
  EXPECT_EQ(amended->changes(0).subject(), "rounds/r1/subjects/s2");
  EXPECT_EQ(amended->changes(0).display_name(), "李四");
  EXPECT_EQ(amended->changes(0).old_grade_title(), "称职");
  EXPECT_EQ(amended->changes(0).new_grade_title(), "优秀");
  EXPECT_EQ(amended->changes(0).old_total().rounded(), "70.00");
  EXPECT_EQ(amended->changes(0).new_rank(), 2);
  EXPECT_THAT(Object(), HasReason("RELEASE_AMENDED"));
  EXPECT_EQ(ReadRelease(2)->SerializeAsString(), amended->SerializeAsString());
}

// The few marks of the round are secret: the release names whose grade was decided, and neither the
// totals nor the places behind it, nor the grade that was computed.
TEST_F(WorkflowTest, AnAmendmentTellsNoFigureWhereSomethingIsSuppressed) {
  appraisal_.rounds["r1"].round.secret = true;
  ASSERT_OK(Publish());
  ASSERT_OK(Answer(Object("s2")->name(), v1::Objection::STATE_UPHELD));
  ASSERT_OK(Decide("s2", "excellent"));
  const auto amended = Amend("rounds/r1/releases/1/objections/1");
  ASSERT_OK(amended);
  ASSERT_EQ(amended->changes_size(), 1);
  const v1::ResultDifference& change = amended->changes(0);
  EXPECT_EQ(change.new_grade_title(), "优秀");
  EXPECT_EQ(change.old_grade(), "");
  EXPECT_EQ(change.old_grade_title(), "");
  EXPECT_EQ(change.old_rank() + change.new_rank(), 0);
  EXPECT_EQ(change.old_total().exact() + change.old_total().rounded(), "");
  EXPECT_EQ(change.new_total().exact() + change.new_total().rounded(), "");
  EXPECT_EQ(amended->decisions(0).computed_grade(), "");
}

// From the comment on Release alone.
TEST_F(WorkflowTest, DigestOfAnAmendedReleaseCanBeRecomputedByAnybody) {
  ASSERT_OK(Publish());
  ASSERT_OK(Answer(Object("s2")->name(), v1::Objection::STATE_UPHELD));
  ASSERT_OK(Decide("s2", "excellent"));
  const auto r = Amend("rounds/r1/releases/1/objections/1");
  ASSERT_OK(r);
  const auto hash = [](const std::string& text) { return crypto::Hex(crypto::Sha256(text)); };
  const std::string time = "1700000000000000";
  const std::string lines =
      "pingyi-release-v1\nname rounds/r1/releases/2\nresult " + r->result_digest() + "\nnote " +
      hash("") + "\ntime " + time + "\npublicity calendars/cn/versions/1 " +
      r->publicity().calendar_digest() + " 5 2023-11-16 2023-11-22 10 WORKING\ndecision " + run_ +
      "/decisions/1 rounds/r1/subjects/s2 excellent " + hash("优秀") + " competent " +
      hash("理由") + " " + hash("党组会议") + " " + hash("审计员") + " " + time +
      "\namends rounds/r1/releases/1 " + r->amended_digest() +
      "\nobjection rounds/r1/releases/1/objections/1 " + r->settled_objections(0).digest() +
      "\nchange rounds/r1/subjects/s2 " + hash("李四") + " 2 2 competent excellent " +
      hash("称职") + " " + hash("优秀") + " 70 70.00 70 70.00\n";
  EXPECT_EQ(r->digest(), hash(lines));
}

// What the first request rested on may be gone when its answer was lost.
TEST_F(WorkflowTest, ARepeatedDecisionIsAnsweredWhateverHasBecomeOfItsRound) {
  v1::DecideGradeRequest request = Decision("s1", "competent");
  request.set_request_id(kUuid);
  const auto first = Ask<v1::GradeDecision>(&Stub::DecideGrade, request);
  ASSERT_OK(first);
  appraisal_.down = absl::UnavailableError("away");
  // Another process, which has not yet asked the appraisal service anything.
  rpc::Kit kit({}, ids_);
  ResultService again(
      {kit, store_, workflow_, appraisal_, clock_, nullptr, {.leadership = {"审计员"}}}, kLease);
  const test::RpcServer server(kit, {again.served()});
  const auto stub = v1::ResultService::NewStub(server.channel());
  v1::GradeDecision repeated;
  const auto ask = [&] {
    return rpc::FromGrpc(
        stub->DecideGrade(test::TestClientContext("审计员").get(), request, &repeated));
  };
  ASSERT_OK(ask());
  EXPECT_EQ(repeated.SerializeAsString(), first->SerializeAsString());
  request.set_reason("另一个理由");
  EXPECT_THAT(ask(), HasReason("REQUEST_ID_REUSED"));
  request.set_request_id("");
  EXPECT_THAT(ask(), StatusIs(absl::StatusCode::kUnavailable)) << "a decision of its own";
}

TEST_F(WorkflowTest, ARepeatedObjectionIsKnownBeforeItsReleaseIsLookedAt) {
  ASSERT_OK(Publish());
  v1::FileObjectionRequest request;
  request.set_parent("rounds/r1/releases/1");
  request.set_subject("rounds/r1/subjects/s1");
  request.set_text("等次有误");
  request.set_objector("李四");
  request.set_request_id(kUuid);
  const auto first = Ask<v1::Objection>(&Stub::FileObjection, request);
  ASSERT_OK(first);
  // Past the period, the time to answer and the calendar.
  clock_.Set(absl::FromCivil(absl::CivilSecond(2024, 1, 10, 0, 0, 0), absl::UTCTimeZone()));
  auto repeated = Ask<v1::Objection>(&Stub::FileObjection, request);
  ASSERT_OK(repeated);
  EXPECT_TRUE(repeated->overdue());
  repeated->set_overdue(false);
  EXPECT_EQ(repeated->SerializeAsString(), first->SerializeAsString());
  request.set_parent("rounds/r1/releases/2");
  EXPECT_THAT(Ask<v1::Objection>(&Stub::FileObjection, request), HasReason("REQUEST_ID_REUSED"));
  request.set_request_id("");
  EXPECT_THAT(Ask<v1::Objection>(&Stub::FileObjection, request),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(WorkflowTest, CalendarsComeBackInOrder) {
  v1::GetCalendarRequest get;
  get.set_name("calendars/cn/versions/1");
  const auto calendar = Ask<v1::Calendar>(&Stub::GetCalendar, get);
  ASSERT_OK(calendar);
  EXPECT_EQ(calendar->display_name(), "二〇二三年");
  EXPECT_EQ(calendar->rest_days(0), 6);
  EXPECT_EQ(calendar->digest().size(), 64);
  v1::ListCalendarsRequest list;
  list.set_parent("calendars/-");
  list.set_page_size(1);
  EXPECT_EQ(Ask<v1::ListCalendarsResponse>(&Stub::ListCalendars, list)->calendars_size(), 1);
}

}  // namespace
}  // namespace pingyi::result
