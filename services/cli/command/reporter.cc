#include <absl/strings/str_split.h>

#include "pingyi/report/v1/report_service.grpc.pb.h"
#include "services/cli/command/batches.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/input.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/io/csv_reader.h"

namespace pingyi::cli {
namespace {

using report::v1::BatchCreateReportersRequest;
using report::v1::DeleteReporterRequest;
using report::v1::ListMissingReportersRequest;
using report::v1::ListMissingReportersResponse;
using report::v1::ListReportersRequest;
using report::v1::ListReportersResponse;
using report::v1::MissingReporter;
using report::v1::Reporter;
using report::v1::ReportKind;
using report::v1::ReportService;
using Stub = ReportService::StubInterface;
using google::protobuf::RepeatedPtrField;

const Label kTitle{"述职人员", "Reporters"};

// Kinds with blanks between, as the roster has them.
std::string Kinds(const Reporter& reporter) {
  std::string text;
  for (const int kind : reporter.kinds()) {
    if (!text.empty()) text += ' ';
    text += EnumName(static_cast<ReportKind>(kind));
  }
  return text;
}

Columns<Reporter> ReporterColumns() {
  return {
      NameField("name", {"编号", "Id"}, &Reporter::name),
      TextField("display_name", {"姓名", "Name"}, &Reporter::display_name),
      TextField("unit", {"单位", "Unit"}, &Reporter::unit),
      TextField("subject_type", {"类别", "Type"}, &Reporter::subject_type),
      {{"kinds", {"应报", "Due"}, CellKind::kEnum}, Kinds},
  };
}

struct Options {
  std::string cycle;
  std::string reporter;
  std::string file;
  std::string unit;
  std::string as_of;
};

absl::StatusOr<Reporter> ReadReporter(const std::string& cycle, const CsvRow& row) {
  Reporter reporter;
  reporter.set_name(NameBelow(cycle, "reporters", row["reporter_id"]));
  reporter.set_display_name(std::string(row["display_name"]));
  reporter.set_unit(std::string(row["unit"]));
  reporter.set_subject_type(std::string(row["subject_type"]));
  const std::string kinds(row["kinds"]);
  for (const auto& text : absl::StrSplit(kinds, absl::ByAnyChar(" ;|"), absl::SkipEmpty())) {
    const auto kind = EnumFrom<ReportKind>(std::string(text));
    if (!kind.ok()) return kind.status();
    reporter.add_kinds(*kind);
  }
  return reporter;
}

absl::Status Import(Context& context, const Options& options) {
  const std::string cycle = NameIn("cycles", options.cycle);
  RepeatedPtrField<Reporter> roster;
  const CsvColumns columns{{"reporter_id", "display_name", "kinds"}, {"unit", "subject_type"}};
  const absl::Status read = ReadCsv(options.file, columns, [&](const CsvRow& row) {
    auto reporter = ReadReporter(cycle, row);
    if (!reporter.ok()) return reporter.status();
    *roster.Add() = *std::move(reporter);
    return absl::OkStatus();
  });
  if (!read.ok()) return read;
  const Client<ReportService> client(context.session);
  ListPrinter<Reporter> printer(context.out, kTitle, ReporterColumns());
  const absl::Status sent = InBatches<Reporter>(
      roster, context.NewProgress({"导入名册", "Importing the roster"}, roster.size()),
      [&](const RepeatedPtrField<Reporter>& batch) {
        BatchCreateReportersRequest request;
        request.set_parent(cycle);
        *request.mutable_reporters() = batch;
        request.set_request_id(context.session.NextRequestId());
        const auto created = client.Call(&Stub::BatchCreateReporters, request);
        if (!created.ok()) return created.status();
        for (const Reporter& reporter : created->reporters()) {
          if (auto s = printer.Add(reporter); !s.ok()) return s;
        }
        return absl::OkStatus();
      });
  return sent.ok() ? printer.Finish() : sent;
}

absl::Status List(Context& context, const Options& options) {
  ListReportersRequest request;
  request.set_parent(NameIn("cycles", options.cycle));
  request.set_unit(options.unit);
  return ListAndPrint<ReportService>(context, &Stub::ListReporters, request,
                                     &ListReportersResponse::reporters, kTitle, ReporterColumns());
}

Columns<MissingReporter> MissingColumns() {
  return {
      {{"reporter", {"编号", "Id"}, CellKind::kName},
       [](const MissingReporter& m) { return m.reporter().name(); }},
      {{"display_name", {"姓名", "Name"}},
       [](const MissingReporter& m) { return m.reporter().display_name(); }},
      {{"unit", {"单位", "Unit"}}, [](const MissingReporter& m) { return m.reporter().unit(); }},
      EnumField("kind", {"应报", "Due"}, &MissingReporter::kind),
      NameField("report", {"已起草", "Begun"}, &MissingReporter::report),
  };
}

absl::Status Missing(Context& context, const Options& options) {
  ListMissingReportersRequest request;
  request.set_parent(NameIn("cycles", options.cycle));
  if (!options.as_of.empty()) {
    const auto time = TimestampFrom(options.as_of);
    if (!time.ok()) return time.status();
    *request.mutable_as_of_time() = *time;
  }
  return ListAndPrint<ReportService>(context, &Stub::ListMissingReporters, request,
                                     &ListMissingReportersResponse::missing_reporters,
                                     {"未报送", "Missing reports"}, MissingColumns());
}

absl::Status Remove(Context& context, const Options& options) {
  DeleteReporterRequest request;
  request.set_name(NameBelow(NameIn("cycles", options.cycle), "reporters", options.reporter));
  request.set_request_id(context.session.NextRequestId());
  return Client<ReportService>(context.session).Call(&Stub::DeleteReporter, request).status();
}

}  // namespace

void AddReporterCommands(Menu& menu) {
  menu.AddNoun("reporter", {"述职人员名册", "The roster of those who must file"})
      .Verb<Options>(
          "import", {"由 CSV 导入名册", "Put people on the roster from a CSV file"},
          [](Flags& flags, Options& options) {
            flags.Cycle(options.cycle);
            flags.Required("--file,-f", options.file,
                           {"CSV：reporter_id,display_name,kinds[,unit,subject_type]",
                            "CSV: reporter_id,display_name,kinds[,unit,subject_type]"});
          },
          Import)
      .Verb<Options>(
          "list", {"列出名册", "List the roster"},
          [](Flags& flags, Options& options) {
            flags.Cycle(options.cycle);
            flags.Optional("--unit", options.unit, {"只列此单位", "Only this unit"});
          },
          List)
      .Verb<Options>(
          "missing", {"列出未报送的人", "List who has not filed"},
          [](Flags& flags, Options& options) {
            flags.Cycle(options.cycle);
            flags.Optional("--as-of", options.as_of,
                           {"截至何时；默认现在", "As of when; now by default"});
          },
          Missing)
      .Verb<Options>(
          "remove", {"从名册删除一人", "Take a person off the roster"},
          [](Flags& flags, Options& options) {
            flags.Cycle(options.cycle);
            flags.Required("--reporter,reporter", options.reporter, {"人员", "The person"});
          },
          Remove);
}

}  // namespace pingyi::cli
