// Every verb: which method it calls, and with exactly which request.
#include <sstream>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include "pingyi/appraisal/v1/appraisal_service.pb.h"
#include "pingyi/report/v1/report_service.pb.h"
#include "pingyi/result/v1/result_service.pb.h"
#include "services/base/testing/temp_dir.h"
#include "services/cli/command/app.h"
#include "services/cli/command/recording_server.h"

namespace pingyi::cli::test {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MessageFactory;
using google::protobuf::TextFormat;

constexpr char kId[] = "6f1d2c3b-0a9e-4c57-8d21-0f3b5a7c9e10";

struct Case {
  const char* line;     // words with blanks between
  const char* method;   // below "pingyi."
  const char* request;  // text format, without request_id and page_size
  int exit_code = 0;    // with an empty answer
};

void PrintTo(const Case& test, std::ostream* out) { *out << test.line; }

const Case kReport[] = {
    {"template show t1", "report.v1.ReportService.GetReportTemplate", "name: 'reportTemplates/t1'"},
    {"template list", "report.v1.ReportService.ListReportTemplates", ""},
    {"cycle show --cycle cycles/c1", "report.v1.ReportService.GetCycle", "name: 'cycles/c1'"},
    {"cycle list --state open", "report.v1.ReportService.ListCycles", "state: STATE_OPEN"},
    {"cycle update c1 --template t2 --etag v3", "report.v1.ReportService.UpdateCycle",
     "cycle { name: 'cycles/c1' report_template: 'reportTemplates/t2' etag: 'v3' }"
     "update_mask { paths: 'report_template' }"},
    {"cycle close c1 --etag v3", "report.v1.ReportService.CloseCycle",
     "name: 'cycles/c1' etag: 'v3'"},
    {"reporter list c1 --unit 一处", "report.v1.ReportService.ListReporters",
     "parent: 'cycles/c1' unit: '一处'"},
    {"reporter missing c1 --as-of 1970-01-01T00:00:07Z",
     "report.v1.ReportService.ListMissingReporters",
     "parent: 'cycles/c1' as_of_time { seconds: 7 }"},
    {"reporter remove --cycle c1 zs", "report.v1.ReportService.DeleteReporter",
     "name: 'cycles/c1/reporters/zs'"},
    {"report show cycles/c1/reports/r1", "report.v1.ReportService.GetReport",
     "name: 'cycles/c1/reports/r1'"},
    {"report list c1 --state submitted --kind 述廉 --reporter zs",
     "report.v1.ReportService.ListReports",
     "parent: 'cycles/c1' states: STATE_SUBMITTED kind: REPORT_KIND_INTEGRITY reporter: "
     "'cycles/c1/reporters/zs'"},
    {"report submit r1 --cycle c1 --etag v2", "report.v1.ReportService.SubmitReport",
     "name: 'cycles/c1/reports/r1' etag: 'v2'"},
    {"report return r1 --cycle c1 --comment 补充", "report.v1.ReportService.ReturnReport",
     "name: 'cycles/c1/reports/r1' comment: '补充'"},
    {"report accept r1 --cycle c1 --score 92.5 --comment 好",
     "report.v1.ReportService.AcceptReport",
     "name: 'cycles/c1/reports/r1' review_score: '92.5' comment: '好'"},
    {"report withdraw r1 --cycle c1 --reason 误报", "report.v1.ReportService.WithdrawReport",
     "name: 'cycles/c1/reports/r1' reason: '误报'"},
    {"report check r1 --cycle c1", "report.v1.ReportService.CheckReport",
     "name: 'cycles/c1/reports/r1'", 2},
    {"report revisions r1 --cycle c1", "report.v1.ReportService.ListReportRevisions",
     "parent: 'cycles/c1/reports/r1'"},
    {"audit list report --resource cycles/c1", "report.v1.ReportService.ListAuditEntries",
     "filter { resource: 'cycles/c1' }"},
};

const Case kAppraisal[] = {
    {"round show rounds/r1", "appraisal.v1.AppraisalService.GetRound", "name: 'rounds/r1'"},
    {"round list --state draft --cycle c1", "appraisal.v1.AppraisalService.ListRounds",
     "states: STATE_DRAFT cycle: 'cycles/c1'"},
    {"round open r1 --etag v1", "appraisal.v1.AppraisalService.OpenRound",
     "name: 'rounds/r1' etag: 'v1'"},
    {"round extend r1 --close-time 1970-01-01T08:00:09+08:00 --reason 延期",
     "appraisal.v1.AppraisalService.ExtendRound",
     "name: 'rounds/r1' close_time { seconds: 9 } reason: '延期'"},
    {"round close r1 --reason 到齐", "appraisal.v1.AppraisalService.CloseRound",
     "name: 'rounds/r1' reason: '到齐'"},
    {"round close --due", "appraisal.v1.AppraisalService.CloseDueRounds", ""},
    {"round void r1 --reason 错误", "appraisal.v1.AppraisalService.VoidRound",
     "name: 'rounds/r1' reason: '错误'"},
    {"round import-subjects r1", "appraisal.v1.AppraisalService.ImportSubjects",
     "parent: 'rounds/r1'"},
    {"subject list r1 --type head", "appraisal.v1.AppraisalService.ListSubjects",
     "parent: 'rounds/r1' subject_type: 'head'"},
    {"subject remove --round r1 zs", "appraisal.v1.AppraisalService.DeleteSubject",
     "name: 'rounds/r1/subjects/zs'"},
    {"credential revoke b1 --round r1 --reason 遗失",
     "appraisal.v1.AppraisalService.RevokeCredentials",
     "name: 'rounds/r1/credentialBatches/b1' reason: '遗失'"},
    {"vote list r1", "appraisal.v1.AppraisalService.ListNamedBallots", "parent: 'rounds/r1'"},
    {"turnout show r1", "appraisal.v1.AppraisalService.GetTurnout", "name: 'rounds/r1'"},
    {"turnout watch r1 --interval-ms 500", "appraisal.v1.AppraisalService.WatchTurnout",
     "name: 'rounds/r1' min_interval_ms: 500"},
    {"tally show r1", "appraisal.v1.AppraisalService.ListTallies", "parent: 'rounds/r1'"},
    {"audit list appraisal", "appraisal.v1.AppraisalService.ListAuditEntries", "filter {}"},
};

const Case kResult[] = {
    {"policy create --id p --preset satisfaction", "result.v1.ResultService.CreateScoringPolicy",
     "parent: 'policies/p' scoring_policy { display_name: '满意度测评计分办法（100/80/60/30/0）' "
     "mark_combination: COMBINATION_MEAN criterion_combination: COMBINATION_MEAN "
     "group_combination: COMBINATION_MEAN missing_group: MISSING_GROUP_RULE_RENORMALIZE "
     "rounding { digits: 2 mode: MODE_HALF_UP } decision_basis: DECISION_BASIS_ROUNDED "
     "rank_method: RANK_METHOD_STANDARD_COMPETITION }"},
    {"policy show p/2", "result.v1.ResultService.GetScoringPolicy",
     "name: 'policies/p/versions/2'"},
    {"policy list", "result.v1.ResultService.ListScoringPolicies", "parent: 'policies/-'"},
    {"policy list p", "result.v1.ResultService.ListScoringPolicies", "parent: 'policies/p'"},
    {"component set --round r1 review --source-run rounds/q1/runs/x --source 一季度",
     "result.v1.ResultService.SetComponentFigures",
     "component_figures { name: 'rounds/r1/components/review' source: '一季度' source_run: "
     "'rounds/q1/runs/x' }"},
    {"component list r1", "result.v1.ResultService.ListComponentFigures", "parent: 'rounds/r1'"},
    {"component show --round r1 --component review", "result.v1.ResultService.ListSubjectFigures",
     "parent: 'rounds/r1/components/review'"},
    {"aggregate r1", "result.v1.ResultService.RunAggregation", "parent: 'rounds/r1'"},
    {"aggregate --due", "result.v1.ResultService.AggregateDue", ""},
    {"result runs", "result.v1.ResultService.ListAggregationRuns", "parent: 'rounds/-'"},
    {"result list r1 --run x -o csv", "result.v1.ResultService.ListSubjectResults",
     "parent: 'rounds/r1/runs/x'"},
    {"subject exclude r1 zs --kind veto --decider 纪委 --reason 处分",
     "result.v1.ResultService.SetSubjectExclusion",
     "subject_exclusion { name: 'rounds/r1/exclusions/zs' kind: 'veto' reason: '处分' decider: "
     "'纪委' }"},
    {"subject exclusions r1", "result.v1.ResultService.ListSubjectExclusions",
     "parent: 'rounds/r1'"},
    {"subject include r1 zs", "result.v1.ResultService.RemoveSubjectExclusion",
     "name: 'rounds/r1/exclusions/zs'"},
    {"result board r1 --release 2", "result.v1.ResultService.ListLeaderboardRows",
     "parent: 'rounds/r1/releases/2'"},
    {"result show r1 zs --run x", "result.v1.ResultService.GetSubjectResult",
     "name: 'rounds/r1/runs/x/results/zs'"},
    {"result explain r1 zs --run x", "result.v1.ResultService.ExplainResult",
     "name: 'rounds/r1/runs/x/results/zs'"},
    {"release create r1 --run x --note 公示", "result.v1.ResultService.ReleaseResults",
     "run: 'rounds/r1/runs/x' note: '公示'"},
    {"release create r1 --run x --publicity-days 5 --calendar cn/2 --amends 1 --settles 1/3",
     "result.v1.ResultService.ReleaseResults",
     "run: 'rounds/r1/runs/x' publicity_days: 5 calendar: 'calendars/cn/versions/2' amends: "
     "'rounds/r1/releases/1' settled_objections: 'rounds/r1/releases/1/objections/3'"},
    {"result preview r1 --policy p/2 --moved", "result.v1.ResultService.PreviewAggregation",
     "parent: 'rounds/r1' scoring_policy: 'policies/p/versions/2' moved_only: true"},
    {"result decide r1 zs --run x --grade good --reason 理由 --decider 党组",
     "result.v1.ResultService.DecideGrade",
     "result: 'rounds/r1/runs/x/results/zs' grade: 'good' reason: '理由' decider: '党组'"},
    {"result withdraw r1 --run x --decision 2 --reason 有误",
     "result.v1.ResultService.WithdrawGradeDecision",
     "name: 'rounds/r1/runs/x/decisions/2' reason: '有误'"},
    {"result decisions r1 --run x", "result.v1.ResultService.ListGradeDecisions",
     "parent: 'rounds/r1/runs/x'"},
    {"release object r1 --release 1 --subject zs --text 有误 --objector 李四",
     "result.v1.ResultService.FileObjection",
     "parent: 'rounds/r1/releases/1' subject: 'rounds/r1/subjects/zs' text: '有误' objector: "
     "'李四'"},
    {"release answer r1 --objection 1/2 --uphold --answer 属实",
     "result.v1.ResultService.AnswerObjection",
     "name: 'rounds/r1/releases/1/objections/2' state: STATE_UPHELD answer: '属实'"},
    {"release answer r1 --objection 1/2 --reject --answer 不属实",
     "result.v1.ResultService.AnswerObjection",
     "name: 'rounds/r1/releases/1/objections/2' state: STATE_REJECTED answer: '不属实'"},
    {"release objections r1 --state open --overdue", "result.v1.ResultService.ListObjections",
     "parent: 'rounds/r1/releases/-' state: STATE_OPEN overdue: true"},
    {"calendar show cn/2", "result.v1.ResultService.GetCalendar",
     "name: 'calendars/cn/versions/2'"},
    {"calendar list", "result.v1.ResultService.ListCalendars", "parent: 'calendars/-'"},
    {"release show r1 2", "result.v1.ResultService.GetRelease", "name: 'rounds/r1/releases/2'"},
    {"release list r1", "result.v1.ResultService.ListReleases", "parent: 'rounds/r1'"},
    {"audit list result", "result.v1.ResultService.ListAuditEntries", "filter {}"},
};

std::vector<std::string> Words(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

std::unique_ptr<Message> NewRequest(const std::string& method) {
  const auto* descriptor = DescriptorPool::generated_pool()->FindMethodByName(method);
  if (descriptor == nullptr) return nullptr;
  return std::unique_ptr<Message>(
      MessageFactory::generated_factory()->GetPrototype(descriptor->input_type())->New());
}

// Takes a field out of a message and gives its text.
std::string TakeText(Message& message, const char* name) {
  const FieldDescriptor* field = message.GetDescriptor()->FindFieldByName(name);
  if (field == nullptr) return "";
  std::string text = field->cpp_type() == FieldDescriptor::CPPTYPE_STRING
                         ? message.GetReflection()->GetString(message, field)
                         : "";
  message.GetReflection()->ClearField(&message, field);
  return text;
}

class RequestsTest : public ::testing::TestWithParam<Case> {
 protected:
  static void SetUpTestSuite() { server_ = std::make_unique<RecordingServer>(); }
  static void TearDownTestSuite() { server_.reset(); }

  static std::unique_ptr<RecordingServer> server_;
};
std::unique_ptr<RecordingServer> RequestsTest::server_;

TEST_P(RequestsTest, VerbSendsExactlyThis) {
  const std::string& address = server_->address();
  std::vector<std::string> arguments = Words(GetParam().line);
  for (const std::string word : {"--report-service", "--appraisal-service", "--result-service"}) {
    arguments.insert(arguments.end(), {word, address});
  }
  arguments.insert(arguments.end(), {"--request_id", kId});
  std::ostringstream out;
  std::ostringstream err;
  EXPECT_EQ(RunCommand(arguments, {out, err}), GetParam().exit_code) << err.str();

  const std::vector<RecordedCall> calls = server_->TakeCalls();
  ASSERT_FALSE(calls.empty());
  const std::string method = std::string("pingyi.") + GetParam().method;
  EXPECT_EQ(calls.back().method, method);
  const std::unique_ptr<Message> expected = NewRequest(method);
  const std::unique_ptr<Message> actual = NewRequest(method);
  ASSERT_TRUE(expected != nullptr &&
              TextFormat::ParseFromString(GetParam().request, expected.get()));
  ASSERT_TRUE(actual->ParseFromString(calls.back().request));
  const bool has_request_id = actual->GetDescriptor()->FindFieldByName("request_id") != nullptr;
  EXPECT_EQ(TakeText(*actual, "request_id"), has_request_id ? kId : "")
      << "every change is safe to repeat";
  TakeText(*actual, "page_size");
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(*actual, *expected))
      << actual->DebugString();
}

INSTANTIATE_TEST_SUITE_P(Report, RequestsTest, ::testing::ValuesIn(kReport));
INSTANTIATE_TEST_SUITE_P(Appraisal, RequestsTest, ::testing::ValuesIn(kAppraisal));
INSTANTIATE_TEST_SUITE_P(Result, RequestsTest, ::testing::ValuesIn(kResult));

}  // namespace
}  // namespace pingyi::cli::test
