#include <map>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/cli/bulk/mark_label.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::AppraisalService;
using appraisal::v1::Criterion;
using appraisal::v1::GetRoundRequest;
using appraisal::v1::ListSubjectsRequest;
using appraisal::v1::ListSubjectsResponse;
using appraisal::v1::ListTalliesRequest;
using appraisal::v1::ListTalliesResponse;
using appraisal::v1::Round;
using appraisal::v1::Subject;
using appraisal::v1::SubjectTally;
using appraisal::v1::TallyCell;
using Stub = AppraisalService::StubInterface;

struct Options {
  std::string round;
};

absl::StatusOr<std::map<std::string, std::string>> SubjectNames(
    const Client<AppraisalService>& client, const std::string& round) {
  std::map<std::string, std::string> names;
  ListSubjectsRequest request;
  request.set_parent(round);
  const absl::Status listed = client.ListAll(
      &Stub::ListSubjects, request, &ListSubjectsResponse::subjects, [&](const Subject& subject) {
        names[subject.name()] = subject.display_name();
        return absl::OkStatus();
      });
  if (!listed.ok()) return listed;
  return names;
}

// How many of the group's ballots were left out by their totals; empty: none.
std::string LeftOut(const SubjectTally& tally, int32_t group) {
  for (const auto& entry : tally.left_out()) {
    if (entry.group_index() == group) return std::to_string(entry.ballots());
  }
  return "";
}

// Prints the cells of the tally in the words of the round's form.
class TallyPrinter {
 public:
  TallyPrinter(Context& context, const Round& round,
               const std::map<std::string, std::string>& names)
      : json_(context.out.format() == Format::kJson),
        round_(round),
        names_(names),
        rows_(context.out, {round.display_name() + " 计票", "Tally of " + round.display_name()},
              {{"subject", {"编号", "Subject"}, CellKind::kName},
               {"display_name", {"对象", "Name"}},
               {"group", {"票类", "Group"}},
               {"criterion", {"要素", "Criterion"}},
               {"marks", {"票数", "Marks"}},
               {"abstentions", {"弃权", "Abstained"}, CellKind::kNumber},
               {"left_out", {"按总分去掉", "Left out"}, CellKind::kNumber}}) {}

  absl::Status Add(const SubjectTally& tally) {
    if (json_) return rows_.Add({}, &tally);
    for (const TallyCell& cell : tally.cells()) {
      if (auto s = AddCell(tally, cell); !s.ok()) return s;
    }
    return absl::OkStatus();
  }
  absl::Status Finish() { return rows_.Finish(); }

 private:
  absl::Status AddCell(const SubjectTally& tally, const TallyCell& cell) {
    const auto& criteria = round_.ballot_form().criteria();
    if (cell.group_index() >= round_.voter_groups_size() ||
        cell.criterion_index() >= criteria.size()) {
      return absl::InternalError("the tally does not fit the round");
    }
    const auto name = names_.find(tally.subject());
    const Criterion& criterion = criteria[cell.criterion_index()];
    return rows_.Add({tally.subject(), name == names_.end() ? "" : name->second,
                      round_.voter_groups(cell.group_index()).title(), criterion.title(),
                      Distribution(criterion, cell), std::to_string(cell.abstentions()),
                      LeftOut(tally, cell.group_index())});
  }

  const bool json_;
  const Round& round_;
  const std::map<std::string, std::string>& names_;
  RowPrinter rows_;
};

absl::Status Show(Context& context, const Options& options) {
  const Client<AppraisalService> client(context.session);
  const std::string name = NameIn("rounds", options.round);
  GetRoundRequest get;
  get.set_name(name);
  const auto round = client.Call(&Stub::GetRound, get);
  if (!round.ok()) return round.status();
  const auto names = SubjectNames(client, name);
  if (!names.ok()) return names.status();
  TallyPrinter printer(context, *round, *names);
  ListTalliesRequest request;
  request.set_parent(name);
  const absl::Status listed =
      client.ListAll(&Stub::ListTallies, request, &ListTalliesResponse::tallies,
                     [&](const SubjectTally& tally) { return printer.Add(tally); });
  return listed.ok() ? printer.Finish() : listed;
}

}  // namespace

void AddTallyCommands(Menu& menu) {
  menu.AddNoun("tally", {"计票（含全部票数，不得公开）",
                         "The sealed count: every number, not for publication"})
      .Verb<Options>(
          "show", {"显示已关闭轮次的计票", "Show the tally of a closed round"},
          [](Flags& flags, Options& options) { flags.Round(options.round); }, Show);
}

}  // namespace pingyi::cli
