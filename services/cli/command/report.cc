#include "pingyi/report/v1/report_service.grpc.pb.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/input.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/command/report_view.h"
#include "services/cli/io/message_file.h"

namespace pingyi::cli {
namespace {

using report::v1::AcceptReportRequest;
using report::v1::CheckReportRequest;
using report::v1::CheckReportResponse;
using report::v1::CreateReportRequest;
using report::v1::Finding;
using report::v1::GetReportRequest;
using report::v1::ListReportRevisionsRequest;
using report::v1::ListReportRevisionsResponse;
using report::v1::ListReportsRequest;
using report::v1::ListReportsResponse;
using report::v1::Report;
using report::v1::ReportKind;
using report::v1::ReportService;
using report::v1::ReturnReportRequest;
using report::v1::SubmitReportRequest;
using report::v1::UpdateReportRequest;
using report::v1::WithdrawReportRequest;
using Stub = ReportService::StubInterface;

struct Options {
  std::string cycle;
  std::string report;
  std::string reporter;
  std::string kind;
  std::vector<std::string> states;
  std::string file;
  std::string mask;
  std::string etag;
  std::string score;
  std::string text;  // comment or reason

  std::string CycleName() const { return NameIn("cycles", cycle); }
  std::string ReportName() const { return NameBelow(CycleName(), "reports", report); }
};

// A report's full name holds the cycle; only a bare id needs to be told.
absl::Status CheckName(const Options& options) {
  if (options.report.empty()) return absl::InvalidArgumentError("the report is required");
  if (!options.cycle.empty() || options.report.find('/') != std::string::npos)
    return absl::OkStatus();
  return absl::InvalidArgumentError(
      "--cycle is required with a report's id (or give the full name, cycles/…/reports/…)");
}

// The report of a file; the reporter may be an id, and the command line goes before the file.
absl::Status ReadReport(const Options& options, Report* report) {
  if (auto s = ReadMessage(options.file, report); !s.ok()) return s;
  if (!options.reporter.empty()) report->set_reporter(options.reporter);
  if (!report->reporter().empty()) {
    report->set_reporter(NameBelow(options.CycleName(), "reporters", report->reporter()));
  }
  if (options.kind.empty()) return absl::OkStatus();
  const auto kind = EnumFrom<ReportKind>(options.kind);
  if (kind.ok()) report->set_kind(*kind);
  return kind.status();
}

absl::Status Create(Context& context, const Options& options) {
  CreateReportRequest request;
  if (auto s = ReadReport(options, request.mutable_report()); !s.ok()) return s;
  request.set_parent(options.CycleName());
  request.set_report_id(options.report);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ReportService>(context, &Stub::CreateReport, request, PrintReport);
}

absl::Status Update(Context& context, const Options& options) {
  if (auto s = CheckName(options); !s.ok()) return s;
  UpdateReportRequest request;
  if (auto s = ReadReport(options, request.mutable_report()); !s.ok()) return s;
  request.mutable_report()->set_name(options.ReportName());
  if (!options.etag.empty()) request.mutable_report()->set_etag(options.etag);
  if (!options.mask.empty()) *request.mutable_update_mask() = MaskFrom(options.mask);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ReportService>(context, &Stub::UpdateReport, request, PrintReport);
}

absl::Status Show(Context& context, const Options& options) {
  if (auto s = CheckName(options); !s.ok()) return s;
  GetReportRequest request;
  request.set_name(options.ReportName());
  return CallAndPrint<ReportService>(context, &Stub::GetReport, request, PrintReport);
}

absl::Status List(Context& context, const Options& options) {
  ListReportsRequest request;
  request.set_parent(options.CycleName());
  for (const std::string& text : options.states) {
    const auto state = EnumFrom<Report::State>(text);
    if (!state.ok()) return state.status();
    request.add_states(*state);
  }
  if (!options.kind.empty()) {
    const auto kind = EnumFrom<ReportKind>(options.kind);
    if (!kind.ok()) return kind.status();
    request.set_kind(*kind);
  }
  if (!options.reporter.empty()) {
    request.set_reporter(NameBelow(options.CycleName(), "reporters", options.reporter));
  }
  return ListAndPrint<ReportService>(context, &Stub::ListReports, request,
                                     &ListReportsResponse::reports, {"述职报告", "Reports"},
                                     ReportColumns());
}

absl::Status PrintFindings(Context& context, const CheckReportResponse& response) {
  // Whatever the format: scripts go by the code.
  if (!response.submittable()) context.exit_code = ExitCode::kRefused;
  if (context.out.format() == Format::kJson) return context.out.Write(MessageJson(response, true));
  ListPrinter<Finding> printer(context.out, {"检查发现", "Findings"},
                               FindingColumns(context.language()));
  for (const Finding& finding : response.findings()) {
    if (auto s = printer.Add(finding); !s.ok()) return s;
  }
  if (auto s = printer.Finish(); !s.ok()) return s;
  return context.out.Title(context.language() == Language::kZh
                               ? (response.submittable() ? "可以提交" : "不能提交：请先改正错误")
                               : (response.submittable()
                                      ? "It can be submitted."
                                      : "It cannot be submitted before the errors are mended."));
}

absl::Status Check(Context& context, const Options& options) {
  CheckReportRequest request;
  if (options.file.empty()) {
    if (auto s = CheckName(options); !s.ok()) return s;
    request.set_name(options.ReportName());
  } else {
    Report report;
    if (auto s = ReadReport(options, &report); !s.ok()) return s;
    request.mutable_unsaved()->set_cycle(options.CycleName());
    request.mutable_unsaved()->mutable_sections()->Swap(report.mutable_sections());
    request.mutable_unsaved()->mutable_metrics()->Swap(report.mutable_metrics());
  }
  return CallAndPrint<ReportService>(context, &Stub::CheckReport, request, PrintFindings);
}

// The changes of state, which differ in what they carry along and nothing else.
template <typename Request>
absl::Status ChangeState(Context& context, const Options& options,
                         Client<ReportService>::Method<Request, Report> method,
                         void (*add)(Request&, const Options&)) {
  if (auto s = CheckName(options); !s.ok()) return s;
  Request request;
  request.set_name(options.ReportName());
  request.set_etag(options.etag);
  add(request, options);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ReportService>(context, method, request, PrintReport);
}

absl::Status Submit(Context& context, const Options& options) {
  return ChangeState<SubmitReportRequest>(context, options, &Stub::SubmitReport,
                                          [](SubmitReportRequest&, const Options&) {});
}

absl::Status Return(Context& context, const Options& options) {
  return ChangeState<ReturnReportRequest>(
      context, options, &Stub::ReturnReport,
      [](ReturnReportRequest& request, const Options& o) { request.set_comment(o.text); });
}

absl::Status Accept(Context& context, const Options& options) {
  return ChangeState<AcceptReportRequest>(context, options, &Stub::AcceptReport,
                                          [](AcceptReportRequest& request, const Options& o) {
                                            request.set_review_score(o.score);
                                            request.set_comment(o.text);
                                          });
}

absl::Status Withdraw(Context& context, const Options& options) {
  return ChangeState<WithdrawReportRequest>(
      context, options, &Stub::WithdrawReport,
      [](WithdrawReportRequest& request, const Options& o) { request.set_reason(o.text); });
}

absl::Status Revisions(Context& context, const Options& options) {
  if (auto s = CheckName(options); !s.ok()) return s;
  ListReportRevisionsRequest request;
  request.set_parent(options.ReportName());
  return ListAndPrint<ReportService>(context, &Stub::ListReportRevisions, request,
                                     &ListReportRevisionsResponse::report_revisions,
                                     {"历次稿", "Revisions"}, RevisionColumns());
}

void NamesReport(Flags& flags, Options& options) {
  flags.Required("--report,report", options.report,
                 {"报告编号或全名", "The report: id or full name"});
  flags.Optional("--cycle", options.cycle,
                 {"考核周期（报告只给编号时）", "The cycle, where the report is an id"});
}

void ChangesReport(Flags& flags, Options& options) {
  NamesReport(flags, options);
  flags.Etag(options.etag);
}

void Author(Flags& flags, Options& options) {
  flags.Optional("--reporter", options.reporter, {"人员", "The reporter"});
  flags.Optional("--kind", options.kind,
                 {"种类：duty、integrity、responsibility、party_building",
                  "Kind: duty, integrity, responsibility or party_building"});
}

void AddWritingVerbs(Noun& noun) {
  noun.Verb<Options>(
          "create", {"由文件起草报告", "Begin a report from a file"},
          [](Flags& flags, Options& options) {
            flags.Cycle(options.cycle);
            flags.File(options.file);
            flags.Id(options.report);
            Author(flags, options);
          },
          Create)
      .Verb<Options>(
          "update", {"由文件修改报告", "Change a report from a file"},
          [](Flags& flags, Options& options) {
            ChangesReport(flags, options);
            flags.File(options.file);
            flags.Optional(
                "--mask", options.mask,
                {"要改的字段：sections、metrics", "Fields to change: sections, metrics"});
          },
          Update)
      .Verb<Options>("show", {"显示报告", "Show a report"}, NamesReport, Show)
      .Verb<Options>(
          "list", {"列出报告", "List the reports of a cycle"},
          [](Flags& flags, Options& options) {
            flags.Cycle(options.cycle);
            Author(flags, options);
            flags.Optional("--state", options.states,
                           {"只列这些状态：draft、submitted、returned、accepted、withdrawn",
                            "Only these: draft, submitted, returned, accepted, withdrawn"});
          },
          List)
      .Verb<Options>("revisions", {"列出历次稿", "List the revisions of a report"}, NamesReport,
                     Revisions);
}

void AddReviewVerbs(Noun& noun) {
  noun.Verb<Options>(
          "check", {"检查报告而不提交", "Say what is missing or suspicious, without submitting"},
          [](Flags& flags, Options& options) {
            flags.Optional("--report,report", options.report,
                           {"报告编号或全名", "The report: id or full name"});
            flags.Optional("--cycle", options.cycle, {"考核周期", "The cycle"});
            flags.Optional("--file,-f", options.file,
                           {"检查尚未保存的文件（须给 --cycle）",
                            "Check a file that is not saved yet; needs --cycle"});
          },
          Check)
      .Verb<Options>("submit", {"提交报告", "Submit a report"}, ChangesReport, Submit)
      .Verb<Options>(
          "return", {"退回报告", "Send a report back with comments"},
          [](Flags& flags, Options& options) {
            ChangesReport(flags, options);
            flags.Required("--comment", options.text, {"意见", "What is to be changed"});
          },
          Return)
      .Verb<Options>(
          "accept", {"通过报告", "Accept a report with a review score"},
          [](Flags& flags, Options& options) {
            ChangesReport(flags, options);
            flags.Required("--review-score,--score", options.score,
                           {"评分，0 至 100", "The score, 0 to 100"});
            flags.Optional("--comment", options.text, {"评语", "The reviewer's comment"});
          },
          Accept)
      .Verb<Options>(
          "withdraw", {"撤回报告", "Take a report back"},
          [](Flags& flags, Options& options) {
            ChangesReport(flags, options);
            flags.Reason(options.text, true);
          },
          Withdraw);
}

}  // namespace

void AddReportCommands(Menu& menu) {
  Noun noun = menu.AddNoun("report", {"述职报告", "Duty reports"});
  AddWritingVerbs(noun);
  AddReviewVerbs(noun);
}

}  // namespace pingyi::cli
