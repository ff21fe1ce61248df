#include <fmt/format.h>

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/bulk/figures_sheet.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/component_reports.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/io/csv_reader.h"

namespace pingyi::cli {
namespace {

using result::v1::ComponentFigures;
using result::v1::ListComponentFiguresRequest;
using result::v1::ListComponentFiguresResponse;
using result::v1::ListSubjectFiguresRequest;
using result::v1::ListSubjectFiguresResponse;
using result::v1::ResultService;
using result::v1::SetComponentFiguresRequest;
using result::v1::SubjectFigures;
using Stub = ResultService::StubInterface;

Columns<ComponentFigures> FiguresColumns() {
  return {
      NameField("component", {"组成项", "Component"}, &ComponentFigures::name),
      CountField("subject_count", {"对象数", "Subjects"}, &ComponentFigures::subject_count),
      TextField("source", {"来源", "Source"}, &ComponentFigures::source),
      TextField("source_run", {"来源轮次", "Of the run"}, &ComponentFigures::source_run),
      TextField("recorder", {"录入人", "Recorded by"}, &ComponentFigures::recorder),
      TimeField("record_time", {"录入时间", "Recorded"}, &ComponentFigures::record_time),
      DigestField("digest", {"摘要", "Digest"}, &ComponentFigures::digest),
  };
}

// The figures of a subject on one line: "90（因）", "m 45/50; n 8/10", "yes 7; no 2", "+4 奖; -1
// 迟".
std::string FiguresText(const SubjectFigures& figures) {
  std::vector<std::string> parts;
  if (figures.has_score()) {
    const std::string& reason = figures.score().reason();
    parts.push_back(figures.score().score() + (reason.empty() ? "" : " (" + reason + ")"));
  }
  for (const auto& item : figures.metrics().items()) {
    parts.push_back(fmt::format("{} {} / {}", item.metric(), item.actual(), item.target()));
  }
  for (const auto& item : figures.level_counts().items()) {
    parts.push_back(fmt::format("{} × {}", item.level(), item.count()));
  }
  for (const auto& item : figures.factors().items()) {
    parts.push_back(fmt::format("{} × {}{}{}", item.criterion(), item.factor(),
                                item.reason().empty() ? "" : " ", item.reason()));
  }
  for (const auto& item : figures.adjustments().items()) {
    const bool less = !item.points().empty() && item.points().front() == '-';
    parts.push_back(fmt::format("{}{} {}", less ? "" : "+", item.points(), item.reason()));
  }
  return fmt::format("{}", fmt::join(parts, "; "));
}

Columns<SubjectFigures> SubjectColumns() {
  return {NameField("subject", {"对象", "Subject"}, &SubjectFigures::subject),
          {{"figures", {"数据", "Figures"}, CellKind::kText}, FiguresText}};
}

struct Options {
  std::string round;
  std::string component;
  std::string file;
  std::string source;
  std::string source_run;
  bool from_reports = false;

  std::string Name() const { return NameBelow(NameIn("rounds", round), "components", component); }
};

absl::Status Print(Context& context, const ComponentFigures& figures) {
  return PrintCard(context.out, {"组成项数据", "Figures of a component"}, FiguresColumns(),
                   figures);
}

absl::Status ReadFigures(const Options& options, ComponentFigures& figures) {
  const std::string round = NameIn("rounds", options.round);
  const CsvColumns columns{{"subject_id"},
                           {"score", "reason", "metric", "actual", "target", "level", "count",
                            "points", "criterion", "factor"}};
  FiguresAssembler assembler(figures);
  return ReadCsv(options.file, columns, [&](const CsvRow& row) {
    const std::string subject = NameBelow(round, "subjects", row["subject_id"]);
    return assembler.Add({.subject = subject,
                          .score = row["score"],
                          .reason = row["reason"],
                          .metric = row["metric"],
                          .actual = row["actual"],
                          .target = row["target"],
                          .level = row["level"],
                          .count = row["count"],
                          .points = row["points"],
                          .criterion = row["criterion"],
                          .factor = row["factor"]});
  });
}

absl::Status Set(Context& context, const Options& options) {
  const int ways =
      int{!options.file.empty()} + int{!options.source_run.empty()} + int{options.from_reports};
  if (ways != 1) {
    return absl::InvalidArgumentError("give one of --file, --source-run and --from-reports");
  }
  SetComponentFiguresRequest request;
  ComponentFigures& figures = *request.mutable_component_figures();
  figures.set_name(options.Name());
  figures.set_source(options.source);
  figures.set_source_run(options.source_run);
  if (!options.file.empty()) {
    if (auto read = ReadFigures(options, figures); !read.ok()) return read;
  } else if (options.from_reports) {
    if (auto taken = TakeFromReports(context, figures); !taken.ok()) return taken;
  }
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ResultService>(context, &Stub::SetComponentFigures, request, Print);
}

absl::Status List(Context& context, const Options& options) {
  ListComponentFiguresRequest request;
  request.set_parent(NameIn("rounds", options.round));
  return ListAndPrint<ResultService>(context, &Stub::ListComponentFigures, request,
                                     &ListComponentFiguresResponse::component_figures,
                                     {"组成项数据", "Figures of components"}, FiguresColumns());
}

absl::Status Show(Context& context, const Options& options) {
  ListSubjectFiguresRequest request;
  request.set_parent(options.Name());
  return ListAndPrint<ResultService>(context, &Stub::ListSubjectFigures, request,
                                     &ListSubjectFiguresResponse::subject_figures,
                                     {"各对象数据", "Figures of the subjects"}, SubjectColumns());
}

void DeclareComponent(Flags& flags, Options& options) {
  flags.Round(options.round);
  flags.Required("--component,component", options.component,
                 {"计分办法中组成项的键", "The component's key in the policy"});
}

}  // namespace

void AddComponentCommands(Menu& menu) {
  menu.AddNoun("component",
               {"综合得分的组成项", "Figures of what counts beside the ballot, by component"})
      .Verb<Options>(
          "set", {"录入一项的全部数据", "Record all figures of a component"},
          [](Flags& flags, Options& options) {
            DeclareComponent(flags, options);
            flags.Optional(
                "--file,-f", options.file,
                {"CSV：subject_id 及 score[,reason] 或 metric,actual,target 或 level,count 或 "
                 "points,reason",
                 "CSV: subject_id with score[,reason], metric,actual,target, level,count or "
                 "points,reason"});
            flags.Optional("--source-run", options.source_run,
                           {"取另一轮的总分：rounds/…/runs/…",
                            "Take the totals of another round: rounds/…/runs/…"});
            flags.Switch("--from-reports", options.from_reports,
                         {"取已通过述职报告的评审分或指标",
                          "Take review scores or metrics from the accepted duty reports"});
            flags.Required("--source", options.source,
                           {"数据来源（文件、文号、日期）",
                            "What the figures were taken from: document, number, date"});
          },
          Set)
      .Verb<Options>(
          "list", {"列出已录入的组成项", "List the components that have figures"},
          [](Flags& flags, Options& options) { flags.Round(options.round); }, List)
      .Verb<Options>("show", {"列出一项的各对象数据", "List the figures of a component"},
                     DeclareComponent, Show);
}

}  // namespace pingyi::cli
