// Bad input for every method, over the wire: the code, the reason and the field that is wrong.
#include <functional>

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/client_unary_call.h>
#include <grpcpp/impl/rpc_method.h>

#include "services/report/rpc/testing.h"

namespace pingyi::report {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using Code = absl::StatusCode;

std::string Characters(size_t count) {
  std::string text;
  for (size_t i = 0; i < count; ++i) text += "汉";
  return text;
}

class ValidateTest : public ServiceTest {
 protected:
  template <typename Request>
  struct Case {
    std::function<void(Request&)> spoil;
    std::string field;
    std::string reason;
  };

  // Every way of spoiling a good request is INVALID_ARGUMENT with the field and the reason.
  template <typename Request, typename Method>
  void ExpectRefused(Method method, const Request& good, const std::vector<Case<Request>>& cases) {
    for (const Case<Request>& one : cases) {
      Request request = good;
      one.spoil(request);
      EXPECT_THAT(Call(method, request),
                  AllOf(StatusIs(Code::kInvalidArgument), HasReason(one.reason),
                        HasViolation(one.field, one.reason)))
          << one.field;
    }
  }
};

TEST_F(ValidateTest, CreateReportTemplate) {
  using R = pb::CreateReportTemplateRequest;
  ExpectRefused<R>(
      &Stub::CreateReportTemplate, TemplateRequest(),
      {
          {[](R& r) { r.clear_report_template(); }, "report_template.display_name",
           "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.set_report_template_id("-bad"); }, "report_template_id", "INVALID_FIELD"},
          {[](R& r) { r.set_request_id("1"); }, "request_id", "INVALID_REQUEST_ID"},
          {[](R& r) { r.mutable_report_template()->set_display_name(" \u3000"); },
           "report_template.display_name", "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.mutable_report_template()->set_display_name(Characters(201)); },
           "report_template.display_name", "LIMIT_EXCEEDED"},
          {[](R& r) { r.mutable_report_template()->clear_sections(); }, "report_template.sections",
           "REQUIRED_FIELD_MISSING"},
          {[](R& r) {
             for (int i = 0; i < 50; ++i) r.mutable_report_template()->add_sections();
           },
           "report_template.sections", "LIMIT_EXCEEDED"},
          {[](R& r) {
             for (int i = 0; i < 101; ++i) r.mutable_report_template()->add_metrics();
           },
           "report_template.metrics", "LIMIT_EXCEEDED"},
          {[](R& r) { r.mutable_report_template()->mutable_sections(0)->set_key("A-b"); },
           "report_template.sections[0].key", "INVALID_FIELD"},
          {[](R& r) { r.mutable_report_template()->mutable_sections(1)->set_key("work"); },
           "report_template.sections[1].key", "INVALID_FIELD"},
          {[](R& r) { r.mutable_report_template()->mutable_metrics(0)->set_key("work"); },
           "report_template.metrics[0].key", "INVALID_FIELD"},
          {[](R& r) { r.mutable_report_template()->mutable_sections(0)->clear_title(); },
           "report_template.sections[0].title", "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.mutable_report_template()->mutable_sections(0)->set_min_characters(-1); },
           "report_template.sections[0].min_characters", "INVALID_FIELD"},
          {[](R& r) {
             r.mutable_report_template()->mutable_sections(0)->set_max_characters(50'001);
           },
           "report_template.sections[0].max_characters", "LIMIT_EXCEEDED"},
          {[](R& r) { r.mutable_report_template()->mutable_sections(0)->set_max_characters(4); },
           "report_template.sections[0].max_characters", "INVALID_FIELD"},
          {[](R& r) { r.mutable_report_template()->mutable_metrics(0)->set_unit(Characters(21)); },
           "report_template.metrics[0].unit", "LIMIT_EXCEEDED"},
          {[](R& r) { r.mutable_report_template()->mutable_metrics(0)->set_target("95%"); },
           "report_template.metrics[0].target", "INVALID_NUMBER"},
      });
}

TEST_F(ValidateTest, LimitsAreCharactersAndNotBytes) {
  pb::CreateReportTemplateRequest request = TemplateRequest();
  request.mutable_report_template()->set_display_name(Characters(200));
  EXPECT_OK(Call(&Stub::CreateReportTemplate, request));
}

TEST_F(ValidateTest, CreateCycle) {
  using R = pb::CreateCycleRequest;
  ExpectRefused<R>(
      &Stub::CreateCycle, CycleRequest(),
      {
          {[](R& r) { r.clear_cycle(); }, "cycle.display_name", "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.set_cycle_id(std::string(64, 'a')); }, "cycle_id", "INVALID_FIELD"},
          {[](R& r) { r.mutable_cycle()->set_period_start("2023-02-30"); }, "cycle.period_start",
           "INVALID_FIELD"},
          {[](R& r) { r.mutable_cycle()->clear_period_end(); }, "cycle.period_end",
           "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.mutable_cycle()->set_period_end("2022-12-31"); }, "cycle.period_end",
           "INVALID_FIELD"},
          {[](R& r) { r.mutable_cycle()->clear_report_template(); }, "cycle.report_template",
           "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.mutable_cycle()->set_report_template("t1"); }, "cycle.report_template",
           "INVALID_RESOURCE_NAME"},
          {[](R& r) { r.mutable_cycle()->clear_due_time(); }, "cycle.due_time",
           "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.mutable_cycle()->mutable_due_time()->set_nanos(-1); }, "cycle.due_time",
           "INVALID_FIELD"},
          {[](R& r) { r.mutable_cycle()->mutable_due_time()->set_seconds(253'402'300'800); },
           "cycle.due_time", "INVALID_FIELD"},
          {[](R& r) { r.mutable_cycle()->mutable_late_submission_end_time()->set_seconds(1); },
           "cycle.late_submission_end_time", "INVALID_FIELD"},
      });
}

TEST_F(ValidateTest, EveryFaultIsToldAtOnce) {
  EXPECT_THAT(Call(&Stub::CreateCycle, pb::CreateCycleRequest()),
              AllOf(HasViolation("cycle.display_name"), HasViolation("cycle.period_start"),
                    HasViolation("cycle.period_end"), HasViolation("cycle.report_template"),
                    HasViolation("cycle.due_time")));
}

TEST_F(ValidateTest, UpdateAndCloseCycle) {
  using U = pb::UpdateCycleRequest;
  U good;
  *good.mutable_cycle() = CycleRequest().cycle();
  good.mutable_cycle()->set_name(kCycle);
  ExpectRefused<U>(
      &Stub::UpdateCycle, good,
      {
          {[](U& r) { r.mutable_cycle()->clear_name(); }, "cycle.name", "REQUIRED_FIELD_MISSING"},
          {[](U& r) { r.mutable_cycle()->set_name("cycles/C1"); }, "cycle.name",
           "INVALID_RESOURCE_NAME"},
          {[](U& r) { r.mutable_update_mask()->add_paths("state"); }, "update_mask",
           "INVALID_FIELD_MASK"},
          {[](U& r) {
             r.mutable_update_mask()->add_paths("*");
             r.mutable_update_mask()->add_paths("due_time");
           },
           "update_mask", "INVALID_FIELD_MASK"},
          {[](U& r) { r.set_request_id("x"); }, "request_id", "INVALID_REQUEST_ID"},
      });
  using C = pb::CloseCycleRequest;
  ExpectRefused<C>(&Stub::CloseCycle, Named<C>(kCycle),
                   {
                       {[](C& r) { r.clear_name(); }, "name", "REQUIRED_FIELD_MISSING"},
                       {[](C& r) { r.set_name(kReport); }, "name", "INVALID_RESOURCE_NAME"},
                       {[](C& r) { r.set_request_id("x"); }, "request_id", "INVALID_REQUEST_ID"},
                   });
}

TEST_F(ValidateTest, BatchCreateReporters) {
  using R = pb::BatchCreateReportersRequest;
  ExpectRefused<R>(
      &Stub::BatchCreateReporters, RosterRequest({"p1", "p2"}),
      {
          {[](R& r) { r.clear_parent(); }, "parent", "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.clear_reporters(); }, "reporters", "REQUIRED_FIELD_MISSING"},
          {[](R& r) {
             for (int i = 0; i < 1000; ++i) r.add_reporters();
           },
           "reporters", "LIMIT_EXCEEDED"},
          {[](R& r) { r.mutable_reporters(1)->clear_name(); }, "reporters[1].name",
           "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.mutable_reporters(1)->set_name("cycles/c2/reporters/p2"); },
           "reporters[1].name", "INVALID_RESOURCE_NAME"},
          {[](R& r) { r.mutable_reporters(1)->set_name("cycles/c1/reporters/p1"); },
           "reporters[1].name", "INVALID_FIELD"},
          {[](R& r) { r.mutable_reporters(0)->clear_display_name(); }, "reporters[0].display_name",
           "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.mutable_reporters(0)->set_unit(Characters(201)); }, "reporters[0].unit",
           "LIMIT_EXCEEDED"},
          {[](R& r) { r.mutable_reporters(0)->set_subject_type(Characters(64)); },
           "reporters[0].subject_type", "LIMIT_EXCEEDED"},
          {[](R& r) { r.mutable_reporters(0)->clear_kinds(); }, "reporters[0].kinds",
           "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.mutable_reporters(0)->add_kinds(pb::REPORT_KIND_DUTY); },
           "reporters[0].kinds", "INVALID_FIELD"},
          {[](R& r) { r.mutable_reporters(0)->add_kinds(pb::REPORT_KIND_UNSPECIFIED); },
           "reporters[0].kinds[1]", "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.mutable_reporters(0)->add_kinds(static_cast<pb::ReportKind>(77)); },
           "reporters[0].kinds[1]", "INVALID_FIELD"},
      });
}

TEST_F(ValidateTest, CreateReport) {
  using R = pb::CreateReportRequest;
  ExpectRefused<R>(
      &Stub::CreateReport, ReportRequest(),
      {
          {[](R& r) { r.clear_parent(); }, "parent", "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.set_report_id("R"); }, "report_id", "INVALID_FIELD"},
          {[](R& r) { r.clear_report(); }, "report.reporter", "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.mutable_report()->set_reporter("cycles/c2/reporters/p1"); },
           "report.reporter", "INVALID_RESOURCE_NAME"},
          {[](R& r) { r.mutable_report()->clear_kind(); }, "report.kind", "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.mutable_report()->set_kind(static_cast<pb::ReportKind>(9)); },
           "report.kind", "INVALID_FIELD"},
          {[](R& r) { r.mutable_report()->mutable_sections(0)->clear_key(); },
           "report.sections[0].key", "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.mutable_report()->mutable_sections(0)->set_text(Characters(50'001)); },
           "report.sections[0].text", "LIMIT_EXCEEDED"},
          {[](R& r) {
             for (int i = 0; i < 50; ++i) r.mutable_report()->add_sections()->set_key("k");
           },
           "report.sections", "LIMIT_EXCEEDED"},
          {[](R& r) {
             for (int i = 0; i < 100; ++i) r.mutable_report()->add_metrics()->set_key("k");
           },
           "report.metrics", "LIMIT_EXCEEDED"},
          {[](R& r) {
             for (int i = 0; i < 21; ++i) {
               pb::ReportSection& section = *r.mutable_report()->add_sections();
               section.set_key("k");
               section.set_text(Characters(50'000));
             }
           },
           "report.sections", "LIMIT_EXCEEDED"},
          {[](R& r) { r.mutable_report()->mutable_metrics(0)->clear_actual(); },
           "report.metrics[0].actual", "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.mutable_report()->mutable_metrics(0)->set_actual(std::string(41, '1')); },
           "report.metrics[0].actual", "LIMIT_EXCEEDED"},
          {[](R& r) { r.mutable_report()->mutable_metrics(0)->set_note(Characters(501)); },
           "report.metrics[0].note", "LIMIT_EXCEEDED"},
      });
}

TEST_F(ValidateTest, UpdateReport) {
  using R = pb::UpdateReportRequest;
  R good;
  good.mutable_report()->set_name(kReport);
  ExpectRefused<R>(&Stub::UpdateReport, good,
                   {
                       {[](R& r) { r.clear_report(); }, "report.name", "REQUIRED_FIELD_MISSING"},
                       {[](R& r) { r.mutable_report()->set_name("cycles/c1/reports/"); },
                        "report.name", "INVALID_RESOURCE_NAME"},
                       {[](R& r) { r.mutable_update_mask()->add_paths("kind"); }, "update_mask",
                        "INVALID_FIELD_MASK"},
                       {[](R& r) { r.mutable_update_mask()->add_paths("sections.text"); },
                        "update_mask", "INVALID_FIELD_MASK"},
                       {[](R& r) { r.mutable_report()->add_sections()->set_key("?"); },
                        "report.sections[0].key", "INVALID_FIELD"},
                   });
}

TEST_F(ValidateTest, CheckReport) {
  using R = pb::CheckReportRequest;
  ExpectRefused<R>(
      &Stub::CheckReport, R(),
      {
          {[](R&) {}, "name", "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.set_name("cycles/c1"); }, "name", "INVALID_RESOURCE_NAME"},
          {[](R& r) { r.mutable_unsaved(); }, "unsaved.cycle", "REQUIRED_FIELD_MISSING"},
          {[](R& r) {
             r.mutable_unsaved()->set_cycle(kCycle);
             r.mutable_unsaved()->add_sections();
           },
           "unsaved.sections[0].key", "REQUIRED_FIELD_MISSING"},
      });
}

TEST_F(ValidateTest, SubmitReturnAcceptAndWithdraw) {
  using S = pb::SubmitReportRequest;
  ExpectRefused<S>(&Stub::SubmitReport, Named<S>(),
                   {
                       {[](S& r) { r.set_name("r1"); }, "name", "INVALID_RESOURCE_NAME"},
                       {[](S& r) { r.set_request_id("x"); }, "request_id", "INVALID_REQUEST_ID"},
                   });
  using T = pb::ReturnReportRequest;
  ExpectRefused<T>(&Stub::ReturnReport, Named<T>(),
                   {
                       {[](T&) {}, "comment", "REQUIRED_FIELD_MISSING"},
                       {[](T& r) { r.set_comment(" \n "); }, "comment", "REQUIRED_FIELD_MISSING"},
                       {[](T& r) { r.set_comment(Characters(2001)); }, "comment", "LIMIT_EXCEEDED"},
                   });
  using A = pb::AcceptReportRequest;
  ExpectRefused<A>(
      &Stub::AcceptReport, Acceptance(),
      {
          {[](A& r) { r.clear_review_score(); }, "review_score", "REQUIRED_FIELD_MISSING"},
          {[](A& r) { r.set_review_score("100.1"); }, "review_score", "INVALID_NUMBER"},
          {[](A& r) { r.set_review_score("-1"); }, "review_score", "INVALID_NUMBER"},
          {[](A& r) { r.set_review_score("92.12345"); }, "review_score", "INVALID_NUMBER"},
          {[](A& r) { r.set_review_score("优秀"); }, "review_score", "INVALID_NUMBER"},
          {[](A& r) { r.set_comment(Characters(2001)); }, "comment", "LIMIT_EXCEEDED"},
      });
  using W = pb::WithdrawReportRequest;
  ExpectRefused<W>(&Stub::WithdrawReport, Named<W>(),
                   {
                       {[](W&) {}, "reason", "REQUIRED_FIELD_MISSING"},
                       {[](W& r) { r.set_reason(Characters(2001)); }, "reason", "LIMIT_EXCEEDED"},
                   });
}

TEST_F(ValidateTest, GetAndDelete) {
  using T = pb::GetReportTemplateRequest;
  ExpectRefused<T>(&Stub::GetReportTemplate, T(),
                   {{[](T&) {}, "name", "REQUIRED_FIELD_MISSING"},
                    {[](T& r) { r.set_name("cycles/c1"); }, "name", "INVALID_RESOURCE_NAME"}});
  using C = pb::GetCycleRequest;
  ExpectRefused<C>(&Stub::GetCycle, C(),
                   {{[](C&) {}, "name", "REQUIRED_FIELD_MISSING"},
                    {[](C& r) { r.set_name("cycles/年度"); }, "name", "INVALID_RESOURCE_NAME"}});
  using R = pb::GetReportRequest;
  ExpectRefused<R>(&Stub::GetReport, R(), {{[](R&) {}, "name", "REQUIRED_FIELD_MISSING"}});
  using D = pb::DeleteReporterRequest;
  ExpectRefused<D>(&Stub::DeleteReporter, D(),
                   {{[](D&) {}, "name", "REQUIRED_FIELD_MISSING"},
                    {[](D& r) {
                       r.set_name("cycles/c1/reporters/p1");
                       r.set_request_id("x");
                     },
                     "request_id", "INVALID_REQUEST_ID"}});
}

TEST_F(ValidateTest, Lists) {
  using T = pb::ListReportTemplatesRequest;
  ExpectRefused<T>(
      &Stub::ListReportTemplates, T(),
      {{[](T& r) { r.set_page_size(-1); }, "page_size", "INVALID_FIELD"},
       {[](T& r) { r.set_page_token("nonsense"); }, "page_token", "INVALID_PAGE_TOKEN"}});
  using C = pb::ListCyclesRequest;
  ExpectRefused<C>(
      &Stub::ListCycles, C(),
      {{[](C& r) { r.set_state(static_cast<pb::Cycle::State>(7)); }, "state", "INVALID_FIELD"},
       {[](C& r) { r.set_page_size(-1); }, "page_size", "INVALID_FIELD"}});
  using P = pb::ListReportersRequest;
  ExpectRefused<P>(&Stub::ListReporters, P(),
                   {{[](P&) {}, "parent", "REQUIRED_FIELD_MISSING"},
                    {[](P& r) {
                       r.set_parent(kCycle);
                       r.set_unit(Characters(201));
                     },
                     "unit", "LIMIT_EXCEEDED"}});
  using M = pb::ListMissingReportersRequest;
  M missing;
  missing.set_parent(kCycle);
  ExpectRefused<M>(&Stub::ListMissingReporters, missing,
                   {{[](M& r) { r.clear_parent(); }, "parent", "REQUIRED_FIELD_MISSING"},
                    {[](M& r) { r.mutable_as_of_time()->set_nanos(1'000'000'000); }, "as_of_time",
                     "INVALID_FIELD"},
                    {[](M& r) { r.set_page_token("AAAA"); }, "page_token", "INVALID_PAGE_TOKEN"}});
  using V = pb::ListReportRevisionsRequest;
  ExpectRefused<V>(&Stub::ListReportRevisions, V(),
                   {{[](V&) {}, "parent", "REQUIRED_FIELD_MISSING"}});
  using A = pb::ListAuditEntriesRequest;
  ExpectRefused<A>(&Stub::ListAuditEntries, A(),
                   {{[](A& r) { r.mutable_filter()->set_resource(Characters(201)); },
                     "filter.resource", "LIMIT_EXCEEDED"},
                    {[](A& r) { r.set_page_size(-5); }, "page_size", "INVALID_FIELD"}});
}

TEST_F(ValidateTest, ListReports) {
  using R = pb::ListReportsRequest;
  R good;
  good.set_parent(kCycle);
  ExpectRefused<R>(
      &Stub::ListReports, good,
      {
          {[](R& r) { r.set_parent("c1"); }, "parent", "INVALID_RESOURCE_NAME"},
          {[](R& r) { r.add_states(pb::Report::STATE_UNSPECIFIED); }, "states[0]",
           "REQUIRED_FIELD_MISSING"},
          {[](R& r) { r.add_states(static_cast<pb::Report::State>(9)); }, "states[0]",
           "INVALID_FIELD"},
          {[](R& r) { r.set_reporter("cycles/c2/reporters/p1"); }, "reporter",
           "INVALID_RESOURCE_NAME"},
          {[](R& r) { r.set_kind(static_cast<pb::ReportKind>(9)); }, "kind", "INVALID_FIELD"},
          {[](R& r) { r.set_view(static_cast<pb::ReportView>(9)); }, "view", "INVALID_FIELD"},
          {[](R& r) { r.set_page_size(-1); }, "page_size", "INVALID_FIELD"},
          {[](R& r) { r.set_page_token("?"); }, "page_token", "INVALID_PAGE_TOKEN"},
      });
}

// More values than a statement of the database can have.
TEST_F(ValidateTest, AStateNamedVeryOftenIsAskedForOnce) {
  ASSERT_OK(Call(&Stub::CreateReportTemplate, TemplateRequest()));
  ASSERT_OK(Call(&Stub::CreateCycle, CycleRequest()));
  pb::ListReportsRequest request;
  request.set_parent(kCycle);
  for (int i = 0; i < 40'000; ++i) request.add_states(pb::Report::STATE_DRAFT);
  EXPECT_OK(Call(&Stub::ListReports, request));
}

// Sends bytes as they are, as a client of another language might.
absl::Status CallRaw(const std::shared_ptr<grpc::Channel>& channel, const std::string& method,
                     const std::string& bytes) {
  grpc::GenericStub stub(channel);
  grpc::CompletionQueue queue;
  const auto context = test::TestClientContext();
  const grpc::Slice slice(bytes);
  const grpc::ByteBuffer request(&slice, 1);
  auto call = stub.PrepareUnaryCall(context.get(), "/" + std::string(kServiceName) + "/" + method,
                                    request, &queue);
  call->StartCall();
  grpc::ByteBuffer response;
  grpc::Status status;
  call->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  queue.Next(&tag, &ok);
  return rpc::FromGrpc(status);
}

TEST_F(ValidateTest, MalformedUtf8) {
  // GetCycleRequest{name: "\xff\xfe"}
  EXPECT_THAT(
      CallRaw(server_.channel(), "GetCycle", "\x0a\x02\xff\xfe"),
      AllOf(StatusIs(Code::kInvalidArgument), HasReason("MALFORMED_UTF8"), HasViolation("name")));
  // CreateReportRequest{report: {sections: {text: "\xe6\xb1"}}}, cut inside a character
  EXPECT_THAT(CallRaw(server_.channel(), "CreateReport", "\x1a\x06\x22\x04\x12\x02\xe6\xb1"),
              AllOf(StatusIs(Code::kInvalidArgument), HasReason("MALFORMED_UTF8")));
}

TEST_F(ValidateTest, BytesThatAreNoMessage) {
  EXPECT_THAT(CallRaw(server_.channel(), "GetCycle", "\x0a\x7f"), StatusIs(Code::kInvalidArgument));
}

}  // namespace
}  // namespace pingyi::report
