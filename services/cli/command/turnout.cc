#include <fmt/format.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/cli/bulk/decimal.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/io/csv_text.h"
#include "services/cli/view/enum_label.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::AppraisalService;
using appraisal::v1::GetTurnoutRequest;
using appraisal::v1::GroupTurnout;
using appraisal::v1::Turnout;
using appraisal::v1::WatchTurnoutRequest;
using Stub = AppraisalService::StubInterface;

Columns<GroupTurnout> TurnoutColumns(Language language) {
  return {
      {{"group", {"票类", "Group"}},
       [language](const GroupTurnout& g) {
         return g.group().empty() ? (language == Language::kZh ? "合计" : "total") : g.group();
       }},
      CountField("expected", {"应到", "Expected"}, &GroupTurnout::expected),
      CountField("issued", {"发放", "Issued"}, &GroupTurnout::issued),
      CountField("returned", {"收回", "Returned"}, &GroupTurnout::returned),
      CountField("valid", {"有效", "Valid"}, &GroupTurnout::valid),
      CountField("spoiled", {"废票", "Spoiled"}, &GroupTurnout::spoiled),
      {{"rate", {"参评率", "Turnout"}, CellKind::kNumber},
       [](const GroupTurnout& g) { return Percent(g.returned(), g.expected()); }},
  };
}

struct Options {
  std::string round;
  int interval_ms = 0;
};

absl::Status Print(Context& context, const Turnout& turnout) {
  if (context.out.format() == Format::kJson) return context.out.Write(MessageJson(turnout, true));
  const Language language = context.language();
  const std::string state = EnumLabel(EnumName(turnout.state()), language);
  ListPrinter<GroupTurnout> printer(context.out, {"参评情况 " + state, "Turnout, " + state},
                                    TurnoutColumns(language), RowPrinter::Title::kBare);
  for (const GroupTurnout& group : turnout.groups()) {
    if (auto s = printer.Add(group); !s.ok()) return s;
  }
  if (auto s = printer.Add(turnout.total()); !s.ok()) return s;
  return printer.Finish();
}

absl::Status Show(Context& context, const Options& options) {
  GetTurnoutRequest request;
  request.set_name(NameIn("rounds", options.round));
  return CallAndPrint<AppraisalService>(context, &Stub::GetTurnout, request, Print);
}

// One line a change: "18:00:05 open  a 3/12  b 5/30  total 8/42 19.0%", in CSV a line a group.
std::string ChangeText(const Context& context, const Turnout& turnout) {
  const std::string time = TimestampText(turnout.read_time());
  if (context.out.format() == Format::kJson) return MessageJson(turnout, false) + '\n';
  std::string text;
  if (context.out.format() == Format::kCsv) {
    for (const GroupTurnout& g : turnout.groups()) {
      text += CsvLine(std::vector<std::string>{time, EnumName(turnout.state()), g.group(),
                                               std::to_string(g.expected()),
                                               std::to_string(g.returned())});
    }
    return text;
  }
  const Style& style = context.out.style();
  text = fmt::format("{}  {}", ForPeople(CellKind::kTime, time, style),
                     ForPeople(CellKind::kEnum, EnumName(turnout.state()), style));
  for (const GroupTurnout& g : turnout.groups())
    text += fmt::format("  {} {}/{}", g.group(), g.returned(), g.expected());
  const GroupTurnout& total = turnout.total();
  return text + fmt::format("  = {}/{} {}\n", total.returned(), total.expected(),
                            Percent(total.returned(), total.expected()));
}

absl::Status Watch(Context& context, const Options& options) {
  const Client<AppraisalService> client(context.session);
  if (!client.made().ok()) return client.made();
  WatchTurnoutRequest request;
  request.set_name(NameIn("rounds", options.round));
  request.set_min_interval_ms(options.interval_ms);
  if (context.out.format() == Format::kCsv) {
    if (auto s = context.out.Write("time,state,group,expected,returned\n"); !s.ok()) return s;
  }
  const auto call = context.session.NewContext(absl::InfiniteDuration());
  const auto reader = client.stub().WatchTurnout(call.get(), request);
  Turnout turnout;
  while (reader->Read(&turnout)) {
    if (auto s = context.out.Write(ChangeText(context, turnout)); !s.ok()) {
      call->TryCancel();
      return s;
    }
  }
  const grpc::Status finished = reader->Finish();
  return finished.ok() ? absl::OkStatus() : client.Explain(finished);
}

}  // namespace

void AddTurnoutCommands(Menu& menu) {
  menu.AddNoun("turnout", {"参评率", "How many have voted: counts only"})
      .Verb<Options>(
          "show", {"显示参评情况", "Show the turnout"},
          [](Flags& flags, Options& options) { flags.Round(options.round); }, Show)
      .Verb<Options>(
          "watch", {"跟踪参评情况，直到封箱", "Follow the turnout until the round is closed"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Optional("--interval-ms", options.interval_ms,
                           {"最短间隔（毫秒）", "Shortest time between lines, in milliseconds"});
          },
          Watch);
}

}  // namespace pingyi::cli
