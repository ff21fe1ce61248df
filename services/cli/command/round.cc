#include <fmt/format.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/input.h"
#include "services/cli/command/names.h"
#include "services/cli/command/policy_reference.h"
#include "services/cli/command/print.h"
#include "services/cli/command/round_view.h"
#include "services/cli/io/message_file.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::AppraisalService;
using appraisal::v1::CloseDueRoundsRequest;
using appraisal::v1::CloseDueRoundsResponse;
using appraisal::v1::CloseRoundRequest;
using appraisal::v1::CreateRoundRequest;
using appraisal::v1::ExtendRoundRequest;
using appraisal::v1::GetRoundRequest;
using appraisal::v1::ImportSubjectsRequest;
using appraisal::v1::ImportSubjectsResponse;
using appraisal::v1::ListRoundsRequest;
using appraisal::v1::ListRoundsResponse;
using appraisal::v1::OpenRoundRequest;
using appraisal::v1::Round;
using appraisal::v1::RoundFailure;
using appraisal::v1::UpdateRoundRequest;
using appraisal::v1::VoidRoundRequest;
using Stub = AppraisalService::StubInterface;

struct Options {
  std::string round;
  std::string file;
  std::string policy;
  std::string cycle;
  std::vector<std::string> states;
  std::string mask;
  std::string etag;
  std::string close_time;
  std::string reason;
  bool due = false;

  std::string RoundName() const { return NameIn("rounds", round); }
};

// The round of a file, with the policy's digest looked up where the file leaves it out.
absl::Status ReadRound(Context& context, const Options& options, Round* round) {
  if (auto s = ReadMessage(options.file, round); !s.ok()) return s;
  if (!options.cycle.empty()) round->set_cycle(options.cycle);
  if (!round->cycle().empty()) round->set_cycle(NameIn("cycles", round->cycle()));
  std::string policy = options.policy;
  if (policy.empty() && round->scoring_policy().digest().empty())
    policy = round->scoring_policy().name();
  if (policy.empty()) return absl::OkStatus();
  const auto reference = ReferToPolicy(context.session, policy);
  if (reference.ok()) *round->mutable_scoring_policy() = *reference;
  return reference.status();
}

absl::Status Create(Context& context, const Options& options) {
  CreateRoundRequest request;
  if (auto s = ReadRound(context, options, request.mutable_round()); !s.ok()) return s;
  request.set_round_id(options.round);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<AppraisalService>(context, &Stub::CreateRound, request, PrintRound);
}

absl::Status Update(Context& context, const Options& options) {
  UpdateRoundRequest request;
  if (auto s = ReadRound(context, options, request.mutable_round()); !s.ok()) return s;
  request.mutable_round()->set_name(options.RoundName());
  if (!options.etag.empty()) request.mutable_round()->set_etag(options.etag);
  if (!options.mask.empty()) *request.mutable_update_mask() = MaskFrom(options.mask);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<AppraisalService>(context, &Stub::UpdateRound, request, PrintRound);
}

absl::Status List(Context& context, const Options& options) {
  ListRoundsRequest request;
  for (const std::string& text : options.states) {
    const auto state = EnumFrom<Round::State>(text);
    if (!state.ok()) return state.status();
    request.add_states(*state);
  }
  if (!options.cycle.empty()) request.set_cycle(NameIn("cycles", options.cycle));
  return ListAndPrint<AppraisalService>(context, &Stub::ListRounds, request,
                                        &ListRoundsResponse::rounds, {"评议轮次", "Rounds"},
                                        RoundColumns());
}

absl::Status Show(Context& context, const Options& options) {
  GetRoundRequest request;
  request.set_name(options.RoundName());
  return CallAndPrint<AppraisalService>(context, &Stub::GetRound, request, PrintRound);
}

// What the changes of state have in common.
template <typename Request>
Request Change(Context& context, const Options& options) {
  Request request;
  request.set_name(options.RoundName());
  request.set_etag(options.etag);
  request.set_request_id(context.session.NextRequestId());
  return request;
}

absl::Status Open(Context& context, const Options& options) {
  return CallAndPrint<AppraisalService>(context, &Stub::OpenRound,
                                        Change<OpenRoundRequest>(context, options), PrintRound);
}

absl::Status Extend(Context& context, const Options& options) {
  const auto time = TimestampFrom(options.close_time);
  if (!time.ok()) return time.status();
  auto request = Change<ExtendRoundRequest>(context, options);
  *request.mutable_close_time() = *time;
  request.set_reason(options.reason);
  return CallAndPrint<AppraisalService>(context, &Stub::ExtendRound, request, PrintRound);
}

// One line a round, so that a scheduled job that closed nothing says nothing.
absl::Status PrintClosed(Context& context, const CloseDueRoundsResponse& response) {
  for (const RoundFailure& failure : response.failures()) {
    context.exit_code = ExitCode::kPartlyRefused;
    const std::string what = fmt::format("{}: {}", failure.round(), failure.error().message());
    context.Note({"未能封箱：" + what, "could not be closed or sealed: " + what});
  }
  if (context.out.format() == Format::kJson) return context.out.Write(MessageJson(response, true));
  if (response.rounds().empty() && !context.streams.out_is_terminal) return absl::OkStatus();
  RowPrinter rows(context.out, {"到期封箱", "Closed because due"},
                  {{"round", {"轮次", "Round"}, CellKind::kName}});
  for (const std::string& round : response.rounds()) {
    if (auto s = rows.Add({round}); !s.ok()) return s;
  }
  return rows.Finish();
}

absl::Status Close(Context& context, const Options& options) {
  if (options.due != options.round.empty()) {
    return absl::InvalidArgumentError("give either a round or --due");
  }
  if (options.due) {
    return CallAndPrint<AppraisalService>(context, &Stub::CloseDueRounds, CloseDueRoundsRequest(),
                                          PrintClosed);
  }
  auto request = Change<CloseRoundRequest>(context, options);
  request.set_reason(options.reason);
  return CallAndPrint<AppraisalService>(context, &Stub::CloseRound, request, PrintRound);
}

absl::Status Void(Context& context, const Options& options) {
  auto request = Change<VoidRoundRequest>(context, options);
  request.set_reason(options.reason);
  return CallAndPrint<AppraisalService>(context, &Stub::VoidRound, request, PrintRound);
}

absl::Status PrintImported(Context& context, const ImportSubjectsResponse& response) {
  return PrintCard(
      context.out, {"导入评议对象", "Subjects imported"},
      Columns<ImportSubjectsResponse>{
          CountField("created_count", {"新增", "New"}, &ImportSubjectsResponse::created_count),
          CountField("subject_count", {"共有", "In all"}, &ImportSubjectsResponse::subject_count)},
      response);
}

absl::Status ImportFromReports(Context& context, const Options& options) {
  ImportSubjectsRequest request;
  request.set_parent(options.RoundName());
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<AppraisalService>(context, &Stub::ImportSubjects, request, PrintImported);
}

void ChangesRound(Flags& flags, Options& options) {
  flags.Round(options.round);
  flags.Etag(options.etag);
}

void ReadsRound(Flags& flags, Options& options) {
  flags.File(options.file);
  flags.Optional("--policy", options.policy,
                 {"计分办法：p（最新版）或 p/2；摘要自动填入",
                  "Scoring policy: p (newest version) or p/2; its digest is looked up"});
  flags.Optional("--cycle", options.cycle,
                 {"评议对象所属周期", "The cycle the subjects come from"});
}

void AddPreparingVerbs(Noun& noun) {
  noun.Verb<Options>(
          "create", {"由文件建立轮次（草稿）", "Create a round as a draft from a file"},
          [](Flags& flags, Options& options) {
            flags.Id(options.round);
            ReadsRound(flags, options);
          },
          Create)
      .Verb<Options>(
          "update", {"由文件修改草稿", "Change a draft from a file"},
          [](Flags& flags, Options& options) {
            ChangesRound(flags, options);
            ReadsRound(flags, options);
            flags.Optional("--mask", options.mask,
                           {"要改的字段，逗号分隔；默认全部",
                            "Fields to change, with commas; all by default"});
          },
          Update)
      .Verb<Options>(
          "list", {"列出轮次", "List rounds"},
          [](Flags& flags, Options& options) {
            flags.Optional("--state", options.states,
                           {"只列这些状态：draft、open、closed、void",
                            "Only these: draft, open, closed, void"});
            flags.Optional("--cycle", options.cycle, {"只列此周期", "Only this cycle"});
          },
          List)
      .Verb<Options>(
          "show", {"显示轮次", "Show a round"},
          [](Flags& flags, Options& options) { flags.Round(options.round); }, Show)
      .Verb<Options>(
          "import-subjects",
          {"由已通过的报告导入评议对象", "Take the subjects from the accepted reports"},
          [](Flags& flags, Options& options) { flags.Round(options.round); }, ImportFromReports);
}

void AddVotingVerbs(Noun& noun) {
  noun.Verb<Options>("open", {"冻结并开启投票", "Freeze a draft and open it for voting"},
                     ChangesRound, Open)
      .Verb<Options>(
          "extend", {"推迟截止时间", "Move the closing time to a later one"},
          [](Flags& flags, Options& options) {
            ChangesRound(flags, options);
            flags.Required("--close-time", options.close_time,
                           {"新的截止时间，如 \"2026-12-31 18:00\"",
                            "The new closing time, e.g. \"2026-12-31 18:00\""});
            flags.Reason(options.reason, true);
          },
          Extend)
      .Verb<Options>(
          "close",
          {"封箱；--due 封所有到期的", "Seal the ballot box; --due: of every round that is due"},
          [](Flags& flags, Options& options) {
            flags.Optional("--round,round", options.round, {"评议轮次", "The round"});
            flags.Switch("--due", options.due,
                         {"所有到期的轮次", "Every round whose closing time has passed"});
            flags.Etag(options.etag);
            flags.Reason(options.reason, false);
          },
          Close)
      .Verb<Options>(
          "void", {"宣布作废", "Declare a round void"},
          [](Flags& flags, Options& options) {
            ChangesRound(flags, options);
            flags.Reason(options.reason, true);
          },
          Void);
}

}  // namespace

void AddRoundCommands(Menu& menu) {
  Noun noun = menu.AddNoun("round", {"评议轮次", "Rounds of appraisal"});
  AddPreparingVerbs(noun);
  AddVotingVerbs(noun);
}

}  // namespace pingyi::cli
