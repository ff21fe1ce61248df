// Bad input to what follows a run: the code, the reason and the field that is wrong.
#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>

#include "services/result/rpc/workflow_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;

// One bad request: what of a good one is replaced, and the fault.
struct Bad {
  const char* change;  // text format, merged into the good request; lists are added to
  const char* field;
  const char* reason;
};

class WorkflowBadInputTest : public WorkflowTest {
 protected:
  template <typename Request, typename Response>
  void ExpectAll(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                 const char* good, const std::vector<Bad>& table) {
    for (const Bad& bad : table) {
      Request request;
      ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(good, &request));
      ASSERT_TRUE(google::protobuf::TextFormat::MergeFromString(bad.change, &request))
          << bad.change;
      EXPECT_THAT(
          Ask<Response>(method, request),
          AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasViolation(bad.field, bad.reason)))
          << request.ShortDebugString();
    }
  }
};

std::string Long(size_t characters) {
  std::string text;
  for (size_t i = 0; i < characters; ++i) text += "评";
  return text;
}

TEST_F(WorkflowBadInputTest, DecideGrade) {
  const std::string long_reason = "reason: '" + Long(2001) + "'";
  const std::string long_decider = "decider: '" + Long(201) + "'";
  ExpectAll(&Stub::DecideGrade,
            "result: 'rounds/r1/runs/x/results/s' grade: 'good' reason: 'r' decider: 'd'",
            {{"result: ''", "result", "REQUIRED_FIELD_MISSING"},
             {"result: 'rounds/r1/runs/x'", "result", "INVALID_RESOURCE_NAME"},
             {"grade: ''", "grade", "REQUIRED_FIELD_MISSING"},
             {"reason: ''", "reason", "REQUIRED_FIELD_MISSING"},
             {long_reason.c_str(), "reason", "LIMIT_EXCEEDED"},
             {"decider: ''", "decider", "REQUIRED_FIELD_MISSING"},
             {long_decider.c_str(), "decider", "LIMIT_EXCEEDED"},
             {"request_id: 'x'", "request_id", "INVALID_REQUEST_ID"}});
}

TEST_F(WorkflowBadInputTest, WithdrawAndListDecisions) {
  ExpectAll(&Stub::WithdrawGradeDecision, "name: 'rounds/r1/runs/x/decisions/1' reason: 'r'",
            {{"name: 'rounds/r1/runs/x/decisions/0'", "name", "INVALID_RESOURCE_NAME"},
             {"name: 'rounds/r1/runs/x/decisions/a'", "name", "INVALID_RESOURCE_NAME"},
             {"reason: ''", "reason", "REQUIRED_FIELD_MISSING"},
             {"request_id: 'x'", "request_id", "INVALID_REQUEST_ID"}});
  ExpectAll(&Stub::ListGradeDecisions, "parent: 'rounds/r1/runs/x'",
            {{"parent: 'rounds/r1'", "parent", "INVALID_RESOURCE_NAME"},
             {"page_size: -1", "page_size", "INVALID_FIELD"},
             {"page_token: 'x'", "page_token", "INVALID_PAGE_TOKEN"}});
}

TEST_F(WorkflowBadInputTest, Calendars) {
  ExpectAll(
      &Stub::CreateCalendar,
      "parent: 'calendars/cn' calendar { display_name: 't' first_date: '2026-01-01' "
      "last_date: '2026-12-31' }",
      {{"parent: 'calendars/-'", "parent", "INVALID_RESOURCE_NAME"},
       {"calendar { display_name: '' }", "calendar.display_name", "REQUIRED_FIELD_MISSING"},
       {"calendar { first_date: '' }", "calendar.first_date", "REQUIRED_FIELD_MISSING"},
       {"calendar { last_date: '2026-02-30' }", "calendar.last_date", "INVALID_FIELD"},
       {"calendar { utc_offset_minutes: 900 }", "calendar.utc_offset_minutes", "INVALID_FIELD"},
       {"calendar { rest_days: 8 }", "calendar.rest_days[0]", "INVALID_FIELD"},
       {"calendar { holidays: 'x' }", "calendar.holidays[0]", "INVALID_FIELD"},
       {"calendar { make_up_days: '2026-01-05' }", "calendar.make_up_days[0]", "INVALID_FIELD"},
       {"request_id: 'x'", "request_id", "INVALID_REQUEST_ID"}});
  ExpectAll(&Stub::CreateCalendar, "parent: 'calendars/cn'",
            {{"", "calendar", "REQUIRED_FIELD_MISSING"}});
  ExpectAll(&Stub::GetCalendar, "name: 'calendars/cn/versions/1'",
            {{"name: 'calendars/cn'", "name", "INVALID_RESOURCE_NAME"}});
  ExpectAll(&Stub::ListCalendars, "parent: 'calendars/-'",
            {{"parent: 'calendars'", "parent", "INVALID_RESOURCE_NAME"},
             {"page_token: 'x'", "page_token", "INVALID_PAGE_TOKEN"}});
}

TEST_F(WorkflowBadInputTest, ReleaseResults) {
  ExpectAll(
      &Stub::ReleaseResults, "run: 'rounds/r1/runs/x'",
      {{"publicity_days: -1", "publicity_days", "LIMIT_EXCEEDED"},
       {"publicity_days: 251 calendar: 'calendars/cn/versions/1'", "publicity_days",
        "LIMIT_EXCEEDED"},
       {"publicity_days: 5", "calendar", "REQUIRED_FIELD_MISSING"},
       {"calendar: 'calendars/cn/versions/1'", "calendar", "INVALID_FIELD"},
       {"amends: 'rounds/r1/releases/1'", "settled_objections", "REQUIRED_FIELD_MISSING"},
       {"amends: 'rounds/r2/releases/1'", "amends", "INVALID_FIELD"},
       {"amends: 'x'", "amends", "INVALID_RESOURCE_NAME"},
       {"settled_objections: 'rounds/r1/releases/1/objections/1'", "settled_objections",
        "INVALID_FIELD"},
       {"amends: 'rounds/r1/releases/1' settled_objections: 'x'", "settled_objections[0]",
        "INVALID_RESOURCE_NAME"},
       {"amends: 'rounds/r1/releases/1' settled_objections: 'rounds/r2/releases/1/objections/1'",
        "settled_objections[0]", "INVALID_FIELD"},
       {"amends: 'rounds/r1/releases/1' settled_objections: ['rounds/r1/releases/1/objections/1', "
        "'rounds/r1/releases/1/objections/1']",
        "settled_objections[1]", "INVALID_FIELD"}});
}

TEST_F(WorkflowBadInputTest, Objections) {
  const std::string long_text = "text: '" + Long(5001) + "'";
  ExpectAll(
      &Stub::FileObjection,
      "parent: 'rounds/r1/releases/1' subject: 'rounds/r1/subjects/s' text: 't' objector: 'o'",
      {{"parent: 'rounds/r1'", "parent", "INVALID_RESOURCE_NAME"},
       {"subject: 's'", "subject", "INVALID_RESOURCE_NAME"},
       {"subject: 'rounds/r2/subjects/s'", "subject", "INVALID_FIELD"},
       {"text: ''", "text", "REQUIRED_FIELD_MISSING"},
       {long_text.c_str(), "text", "LIMIT_EXCEEDED"},
       {"objector: ''", "objector", "REQUIRED_FIELD_MISSING"},
       {"request_id: 'x'", "request_id", "INVALID_REQUEST_ID"}});
  ExpectAll(&Stub::AnswerObjection,
            "name: 'rounds/r1/releases/1/objections/1' state: STATE_UPHELD answer: 'a'",
            {{"name: 'rounds/r1/releases/1/objections/'", "name", "INVALID_RESOURCE_NAME"},
             {"state: STATE_OPEN", "state", "INVALID_FIELD"},
             {"state: STATE_UNSPECIFIED", "state", "INVALID_FIELD"},
             {"answer: ''", "answer", "REQUIRED_FIELD_MISSING"}});
  ExpectAll(&Stub::GetObjection, "name: 'rounds/r1/releases/1/objections/1'",
            {{"name: ''", "name", "REQUIRED_FIELD_MISSING"}});
  ExpectAll(&Stub::ListObjections, "parent: 'rounds/r1/releases/-'",
            {{"parent: 'rounds/-/releases/-'", "parent", "INVALID_RESOURCE_NAME"},
             {"page_size: -1", "page_size", "INVALID_FIELD"},
             {"page_token: 'x'", "page_token", "INVALID_PAGE_TOKEN"}});
}

TEST_F(WorkflowBadInputTest, PreviewAggregation) {
  ExpectAll(&Stub::PreviewAggregation,
            "parent: 'rounds/r1' scoring_policy: 'policies/p/versions/1'",
            {{"parent: 'r1'", "parent", "INVALID_RESOURCE_NAME"},
             {"scoring_policy: 'policies/p'", "scoring_policy", "INVALID_RESOURCE_NAME"},
             {"page_token: 'x'", "page_token", "INVALID_PAGE_TOKEN"}});
  ExpectAll(&Stub::PreviewAggregation, "parent: 'rounds/r1'",
            {{"", "scoring_policy", "REQUIRED_FIELD_MISSING"},
             {"inline_policy {}", "inline_policy.mark_combination", "REQUIRED_FIELD_MISSING"}});
}

}  // namespace
}  // namespace pingyi::result
