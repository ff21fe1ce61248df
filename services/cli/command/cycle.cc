#include "pingyi/report/v1/report_service.grpc.pb.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/input.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/io/message_file.h"

namespace pingyi::cli {
namespace {

using report::v1::CloseCycleRequest;
using report::v1::CreateCycleRequest;
using report::v1::Cycle;
using report::v1::GetCycleRequest;
using report::v1::ListCyclesRequest;
using report::v1::ListCyclesResponse;
using report::v1::ReportService;
using report::v1::UpdateCycleRequest;
using Stub = ReportService::StubInterface;

const Label kTitle{"考核周期", "Cycles"};

Columns<Cycle> CycleColumns() {
  return {
      NameField("name", {"编号", "Id"}, &Cycle::name),
      TextField("display_name", {"标题", "Title"}, &Cycle::display_name),
      EnumField("state", {"状态", "State"}, &Cycle::state),
      TextField("period_start", {"起", "From"}, &Cycle::period_start),
      TextField("period_end", {"止", "To"}, &Cycle::period_end),
      TimeField("due_time", {"报送截止", "Due"}, &Cycle::due_time),
      TimeField("late_submission_end_time", {"补报截止", "Late until"},
                &Cycle::late_submission_end_time, Place::kCardAndCsv),
      NameField("report_template", {"模板", "Template"}, &Cycle::report_template),
      TimeField("create_time", {"创建时间", "Created"}, &Cycle::create_time, Place::kCardAndCsv),
      TimeField("update_time", {"更新时间", "Updated"}, &Cycle::update_time, Place::kCardAndCsv),
      TextField("etag", {"版本", "Etag"}, &Cycle::etag, Place::kCardAndCsv),
  };
}

absl::Status Print(Context& context, const Cycle& cycle) {
  return PrintCard(context.out, {"考核周期", "Cycle"}, CycleColumns(), cycle);
}

struct Options {
  std::string cycle;
  std::string file;
  std::string report_template;
  std::string mask;
  std::string due_time;
  std::string late_until;
  std::string state;
  std::string etag;
};

absl::Status SetTime(const std::string& text, google::protobuf::Timestamp* time) {
  const auto parsed = TimestampFrom(text);
  if (parsed.ok()) *time = *parsed;
  return parsed.status();
}

// The cycle of the file, if one is given, with what the command line says instead. An id instead of
// a template's name is accepted. `changed` gets the fields that the command line says.
absl::Status ReadCycle(const Options& options, Cycle* cycle, google::protobuf::FieldMask* changed) {
  if (!options.file.empty()) {
    if (auto s = ReadMessage(options.file, cycle); !s.ok()) return s;
  }
  if (!options.report_template.empty()) {
    cycle->set_report_template(options.report_template);
    changed->add_paths("report_template");
  }
  if (!cycle->report_template().empty()) {
    cycle->set_report_template(NameIn("reportTemplates", cycle->report_template()));
  }
  if (!options.due_time.empty()) {
    if (auto s = SetTime(options.due_time, cycle->mutable_due_time()); !s.ok()) return s;
    changed->add_paths("due_time");
  }
  if (!options.late_until.empty()) {
    auto s = SetTime(options.late_until, cycle->mutable_late_submission_end_time());
    if (!s.ok()) return s;
    changed->add_paths("late_submission_end_time");
  }
  return absl::OkStatus();
}

absl::Status Create(Context& context, const Options& options) {
  CreateCycleRequest request;
  google::protobuf::FieldMask changed;
  if (auto s = ReadCycle(options, request.mutable_cycle(), &changed); !s.ok()) return s;
  request.set_cycle_id(options.cycle);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ReportService>(context, &Stub::CreateCycle, request, Print);
}

absl::Status Update(Context& context, const Options& options) {
  UpdateCycleRequest request;
  google::protobuf::FieldMask changed;
  if (auto s = ReadCycle(options, request.mutable_cycle(), &changed); !s.ok()) return s;
  request.mutable_cycle()->set_name(NameIn("cycles", options.cycle));
  if (!options.etag.empty()) request.mutable_cycle()->set_etag(options.etag);
  if (!options.mask.empty()) {
    *request.mutable_update_mask() = MaskFrom(options.mask);
  } else if (options.file.empty()) {
    if (changed.paths().empty())
      return absl::InvalidArgumentError("nothing to change: give --file");
    *request.mutable_update_mask() = changed;
  }
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ReportService>(context, &Stub::UpdateCycle, request, Print);
}

absl::Status List(Context& context, const Options& options) {
  ListCyclesRequest request;
  if (!options.state.empty()) {
    const auto state = EnumFrom<Cycle::State>(options.state);
    if (!state.ok()) return state.status();
    request.set_state(*state);
  }
  return ListAndPrint<ReportService>(context, &Stub::ListCycles, request,
                                     &ListCyclesResponse::cycles, kTitle, CycleColumns());
}

absl::Status Show(Context& context, const Options& options) {
  GetCycleRequest request;
  request.set_name(NameIn("cycles", options.cycle));
  return CallAndPrint<ReportService>(context, &Stub::GetCycle, request, Print);
}

absl::Status Close(Context& context, const Options& options) {
  CloseCycleRequest request;
  request.set_name(NameIn("cycles", options.cycle));
  request.set_etag(options.etag);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ReportService>(context, &Stub::CloseCycle, request, Print);
}

void InsteadOfFile(Flags& flags, Options& options) {
  flags.Optional("--template", options.report_template,
                 {"模板（代替文件中的）", "The template, instead of the file's"});
  flags.Optional(
      "--due-time", options.due_time,
      {"报送截止，如 \"2026-12-31 18:00\"", "When reports are due, e.g. \"2026-12-31 18:00\""});
  flags.Optional("--late-until", options.late_until,
                 {"补报截止", "Until when late reports are taken"});
}

}  // namespace

void AddCycleCommands(Menu& menu) {
  menu.AddNoun("cycle", {"考核周期", "Evaluation cycles: a period and what is filed in it"})
      .Verb<Options>(
          "create", {"由文件建立周期", "Open a cycle from a file"},
          [](Flags& flags, Options& options) {
            flags.File(options.file);
            flags.Id(options.cycle);
            InsteadOfFile(flags, options);
          },
          Create)
      .Verb<Options>(
          "list", {"列出周期", "List cycles"},
          [](Flags& flags, Options& options) {
            flags.Optional("--state", options.state,
                           {"只列此状态：open、closed", "Only these: open or closed"});
          },
          List)
      .Verb<Options>(
          "show", {"显示周期", "Show a cycle"},
          [](Flags& flags, Options& options) { flags.Cycle(options.cycle); }, Show)
      .Verb<Options>(
          "update", {"由文件修改周期", "Change a cycle from a file"},
          [](Flags& flags, Options& options) {
            flags.Cycle(options.cycle);
            flags.Optional("--file,-f", options.file, {"YAML 或 JSON 文件", "YAML or JSON file"});
            flags.Optional("--mask", options.mask,
                           {"要改的字段，逗号分隔；默认全部",
                            "Fields to change, with commas; all by default"});
            flags.Etag(options.etag);
            InsteadOfFile(flags, options);
          },
          Update)
      .Verb<Options>(
          "close", {"关闭周期", "Close a cycle: nothing in it changes any more"},
          [](Flags& flags, Options& options) {
            flags.Cycle(options.cycle);
            flags.Etag(options.etag);
          },
          Close);
}

}  // namespace pingyi::cli
