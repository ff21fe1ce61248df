#include "pingyi/report/v1/report_service.grpc.pb.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/io/message_file.h"

namespace pingyi::cli {
namespace {

using report::v1::CreateReportTemplateRequest;
using report::v1::GetReportTemplateRequest;
using report::v1::ListReportTemplatesRequest;
using report::v1::ListReportTemplatesResponse;
using report::v1::MetricSpec;
using report::v1::ReportService;
using report::v1::ReportTemplate;
using report::v1::SectionSpec;
using Stub = ReportService::StubInterface;

const Label kTitle{"述职模板", "Report templates"};

Columns<ReportTemplate> TemplateColumns() {
  return {
      NameField("name", {"编号", "Id"}, &ReportTemplate::name),
      TextField("display_name", {"标题", "Title"}, &ReportTemplate::display_name),
      {{"sections", {"栏目", "Sections"}, CellKind::kNumber},
       [](const ReportTemplate& t) { return std::to_string(t.sections_size()); }},
      {{"metrics", {"指标", "Metrics"}, CellKind::kNumber},
       [](const ReportTemplate& t) { return std::to_string(t.metrics_size()); }},
      TimeField("create_time", {"创建时间", "Created"}, &ReportTemplate::create_time),
  };
}

absl::Status Print(Context& context, const ReportTemplate& answer) {
  if (auto s = PrintCard(context.out, kTitle, TemplateColumns(), answer); !s.ok()) return s;
  if (auto s = PrintPart(
          context, {"栏目", "Sections"},
          {TextField("key", {"键", "Key"}, &SectionSpec::key),
           TextField("title", {"标题", "Title"}, &SectionSpec::title),
           BoolField("required", {"必填", "Required"}, &SectionSpec::required),
           CountField("min_characters", {"最少字数", "Min"}, &SectionSpec::min_characters),
           CountField("max_characters", {"最多字数", "Max"}, &SectionSpec::max_characters)},
          answer.sections());
      !s.ok()) {
    return s;
  }
  return PrintPart(context, {"指标", "Metrics"},
                   {TextField("key", {"键", "Key"}, &MetricSpec::key),
                    TextField("title", {"标题", "Title"}, &MetricSpec::title),
                    DecimalField("target", {"目标", "Target"}, &MetricSpec::target),
                    TextField("unit", {"单位", "Unit"}, &MetricSpec::unit),
                    BoolField("required", {"必填", "Required"}, &MetricSpec::required)},
                   answer.metrics());
}

struct Options {
  std::string id;
  std::string file;
};

absl::Status Create(Context& context, const Options& options) {
  CreateReportTemplateRequest request;
  if (auto s = ReadMessage(options.file, request.mutable_report_template()); !s.ok()) return s;
  request.set_report_template_id(options.id);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ReportService>(context, &Stub::CreateReportTemplate, request, Print);
}

absl::Status Show(Context& context, const Options& options) {
  GetReportTemplateRequest request;
  request.set_name(NameIn("reportTemplates", options.id));
  return CallAndPrint<ReportService>(context, &Stub::GetReportTemplate, request, Print);
}

absl::Status List(Context& context, const Options& /*options*/) {
  return ListAndPrint<ReportService>(
      context, &Stub::ListReportTemplates, ListReportTemplatesRequest(),
      &ListReportTemplatesResponse::report_templates, kTitle, TemplateColumns());
}

void NamesTemplate(Flags& flags, Options& options) {
  flags.Required("--template,template", options.id, {"模板", "The template"});
}

}  // namespace

void AddTemplateCommands(Menu& menu) {
  menu.AddNoun("template", {"述职报告模板", "Report templates: what a duty report must contain"})
      .Verb<Options>(
          "create", {"由文件建立模板", "Create a template from a file"},
          [](Flags& flags, Options& options) {
            flags.File(options.file);
            flags.Id(options.id);
          },
          Create)
      .Verb<Options>("show", {"显示模板", "Show a template"}, NamesTemplate, Show)
      .Verb<Options>(
          "list", {"列出模板", "List templates"}, [](Flags&, Options&) {}, List);
}

}  // namespace pingyi::cli
