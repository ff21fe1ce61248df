#include "services/cli/command/result_committee.h"

#include <fmt/format.h>

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/command/names.h"
#include "services/cli/command/policy_reference.h"
#include "services/cli/command/print.h"
#include "services/cli/command/run_view.h"
#include "services/cli/io/message_file.h"
#include "services/cli/preset/preset.h"
#include "services/cli/view/enum_label.h"
#include "services/cli/view/suppression.h"

namespace pingyi::cli {
namespace {

using result::v1::DecideGradeRequest;
using result::v1::GradeDecision;
using result::v1::ListGradeDecisionsRequest;
using result::v1::ListGradeDecisionsResponse;
using result::v1::PreviewAggregationRequest;
using result::v1::PreviewAggregationResponse;
using result::v1::PreviewedResult;
using result::v1::ResultService;
using result::v1::WithdrawGradeDecisionRequest;
using Stub = ResultService::StubInterface;

struct Options {
  std::string round;
  std::string run;
  std::string policy;
  std::string file;
  std::string preset;
  std::string subject;
  std::string grade;
  std::string reason;
  std::string decider;
  std::string decision;
  bool moved = false;

  std::string RoundName() const { return NameIn("rounds", round); }
};

std::string RankText(int32_t rank) { return rank == 0 ? "" : std::to_string(rank); }

// The steps in which the two part, in words.
std::string StepsText(const PreviewedResult& result, Language language) {
  std::vector<std::string> steps;
  steps.reserve(static_cast<size_t>(result.steps_size()));
  for (int i = 0; i < result.steps_size(); ++i) {
    steps.push_back(EnumLabel(EnumName(result.steps(i)), language));
  }
  return fmt::format("{}", fmt::join(steps, language == Language::kZh ? "、" : ", "));
}

Columns<PreviewedResult> PreviewColumns(Language language) {
  const auto text = [](auto get) {
    return [get](const PreviewedResult& r) { return std::string(get(r.difference())); };
  };
  return {
      {{"subject", {"编号", "Id"}, CellKind::kName},
       text([](const auto& d) { return d.subject(); })},
      {{"display_name", {"对象", "Name"}}, text([](const auto& d) { return d.display_name(); })},
      {{"old_rank", {"原名次", "Rank"}, CellKind::kNumber},
       text([](const auto& d) { return RankText(d.old_rank()); })},
      {{"new_rank", {"试算名次", "New rank"}, CellKind::kNumber},
       text([](const auto& d) { return RankText(d.new_rank()); })},
      {{"old_total", {"原总分", "Total"}, CellKind::kNumber},
       [](const PreviewedResult& r) {
         return ShownOr(r.suppression(), r.difference().old_total().rounded());
       }},
      {{"new_total", {"试算总分", "New total"}, CellKind::kNumber},
       [](const PreviewedResult& r) {
         return ShownOr(r.suppression(), r.difference().new_total().rounded());
       }},
      {{"old_grade", {"原等次", "Grade"}}, text([](const auto& d) { return d.old_grade_title(); })},
      {{"new_grade", {"试算等次", "New grade"}},
       text([](const auto& d) { return d.new_grade_title(); })},
      {{"decided_grade", {"委员会决定", "Decided"}},
       [](const PreviewedResult& r) { return r.decided_grade(); }},
      {{"steps", {"不同之处", "Because of"}},
       [language](const PreviewedResult& r) { return StepsText(r, language); }},
  };
}

absl::Status SetPolicy(Context& context, const Options& options,
                       PreviewAggregationRequest& request) {
  const int given = static_cast<int>(!options.policy.empty()) +
                    static_cast<int>(!options.file.empty()) +
                    static_cast<int>(!options.preset.empty());
  if (given != 1) return absl::InvalidArgumentError("give one of --policy, --file and --preset");
  if (!options.file.empty()) return ReadMessage(options.file, request.mutable_inline_policy());
  if (!options.preset.empty()) {
    const absl::StatusOr<std::string> text = PresetText(options.preset);
    if (!text.ok()) return text.status();
    return ParseMessage(*text, options.preset + ".yaml", request.mutable_inline_policy());
  }
  request.set_scoring_policy(PolicyVersionName(options.policy));
  if (!request.scoring_policy().empty()) return absl::OkStatus();
  const auto newest = ReferToPolicy(context.session, options.policy);
  if (!newest.ok()) return newest.status();
  request.set_scoring_policy(newest->name());
  return absl::OkStatus();
}

absl::Status Preview(Context& context, const Options& options) {
  PreviewAggregationRequest request;
  if (auto s = SetPolicy(context, options, request); !s.ok()) return s;
  request.set_parent(options.RoundName());
  request.set_moved_only(options.moved);
  ListPrinter<PreviewedResult> printer(context.out,
                                       {"试算（不是结果，未保存）", "Preview: no result, not kept"},
                                       PreviewColumns(context.out.language()));
  PreviewAggregationResponse head;
  absl::Status listed =
      Client<ResultService>(context.session)
          .ListPages<PreviewAggregationRequest, PreviewAggregationResponse>(
              &Stub::PreviewAggregation, request, [&](const PreviewAggregationResponse& page) {
                if (head.policy_digest().empty()) head = page;
                for (const PreviewedResult& result : page.results()) {
                  if (auto s = printer.Add(result); !s.ok()) return s;
                }
                return absl::OkStatus();
              });
  if (!listed.ok()) return listed;
  const std::string rules = fmt::format("{}", fmt::join(head.differing_rules(), ", "));
  context.Note({fmt::format("{} 个对象中 {} 个会变动；不同的规定：{}", head.subject_count(),
                            head.moved_count(), rules),
                fmt::format("{} of {} subjects would move; differing rules: {}", head.moved_count(),
                            head.subject_count(), rules)});
  return printer.Finish();
}

Columns<GradeDecision> DecisionColumns() {
  return {
      TextField("name", {"名称", "Name"}, &GradeDecision::name, Place::kCardAndCsv),
      {{"number", {"第几号", "No"}, CellKind::kNumber},
       [](const GradeDecision& d) { return IdOf(d.name()); }},
      NameField("subject", {"对象", "Subject"}, &GradeDecision::subject),
      TextField("grade_title", {"决定等次", "Decided"}, &GradeDecision::grade_title),
      TextField("computed_grade", {"计算等次键", "Computed (key)"}, &GradeDecision::computed_grade),
      EnumField("state", {"状态", "State"}, &GradeDecision::state),
      TextField("reason", {"理由", "Reason"}, &GradeDecision::reason),
      TextField("decider", {"决定者", "Decided by"}, &GradeDecision::decider),
      TextField("recorder", {"录入人", "Entered by"}, &GradeDecision::recorder),
      TimeField("create_time", {"录入时间", "Entered"}, &GradeDecision::create_time),
      TextField("withdraw_reason", {"撤回理由", "Withdrawn because"},
                &GradeDecision::withdraw_reason),
      TextField("withdrawer", {"撤回人", "Withdrawn by"}, &GradeDecision::withdrawer,
                Place::kCardAndCsv),
      TimeField("withdraw_time", {"撤回时间", "Withdrawn"}, &GradeDecision::withdraw_time,
                Place::kCardAndCsv),
  };
}

absl::Status Print(Context& context, const GradeDecision& decision) {
  return PrintCard(context.out, {"委员会决定", "Committee decision"}, DecisionColumns(), decision);
}

absl::StatusOr<std::string> RunName(Context& context, const Options& options) {
  if (!options.run.empty()) return NameBelow(options.RoundName(), "runs", options.run);
  return NewestRun(context.session, options.RoundName());
}

absl::Status Decide(Context& context, const Options& options) {
  const auto run = RunName(context, options);
  if (!run.ok()) return run.status();
  DecideGradeRequest request;
  request.set_result(NameBelow(*run, "results", options.subject));
  request.set_grade(options.grade);
  request.set_reason(options.reason);
  request.set_decider(options.decider);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ResultService>(context, &Stub::DecideGrade, request, Print);
}

absl::Status Withdraw(Context& context, const Options& options) {
  const auto run = RunName(context, options);
  if (!run.ok()) return run.status();
  WithdrawGradeDecisionRequest request;
  request.set_name(NameBelow(*run, "decisions", options.decision));
  request.set_reason(options.reason);
  request.set_request_id(context.session.NextRequestId());
  return CallAndPrint<ResultService>(context, &Stub::WithdrawGradeDecision, request, Print);
}

absl::Status Decisions(Context& context, const Options& options) {
  const auto run = RunName(context, options);
  if (!run.ok()) return run.status();
  ListGradeDecisionsRequest request;
  request.set_parent(*run);
  return ListAndPrint<ResultService>(context, &Stub::ListGradeDecisions, request,
                                     &ListGradeDecisionsResponse::grade_decisions,
                                     {"委员会决定", "Committee decisions"}, DecisionColumns());
}

void NamesRun(Flags& flags, Options& options) {
  flags.Round(options.round);
  flags.Optional(
      "--run", options.run,
      {"哪次汇总；默认最近成功的一次", "Which run; the newest that succeeded by default"});
}

}  // namespace

void AddCommitteeVerbs(Noun& noun) {
  noun.Verb<Options>(
          "preview",
          {"按另一办法试算，与正式结果对照", "Try another policy beside the official one"},
          [](Flags& flags, Options& options) {
            flags.Round(options.round);
            flags.Optional("--policy", options.policy,
                           {"p（最新版）或 p/2", "p (newest version) or p/2"});
            flags.Optional(
                "--file,-f", options.file,
                {"未保存的办法，YAML 或 JSON", "A policy that is not stored, YAML or JSON"});
            flags.Optional("--preset", options.preset, {"范例名", "Name of a preset"});
            flags.Switch("--moved", options.moved,
                         {"只列会变动的对象", "Only the subjects that would move"});
          },
          Preview)
      .Verb<Options>(
          "decide", {"录入委员会决定的等次", "Enter a grade that the committee decided"},
          [](Flags& flags, Options& options) {
            NamesRun(flags, options);
            flags.Required("--subject,subject", options.subject, {"评议对象", "The subject"});
            flags.Required("--grade", options.grade, {"等次的键", "Key of the grade"});
            flags.Required(
                "--decider", options.decider,
                {"谁作的决定，如会议及日期", "Who decided, e.g. the meeting and its date"});
            flags.Reason(options.reason, true);
          },
          Decide)
      .Verb<Options>(
          "withdraw", {"撤回一项委员会决定", "Withdraw a committee decision"},
          [](Flags& flags, Options& options) {
            NamesRun(flags, options);
            flags.Required("--decision", options.decision,
                           {"第几号决定", "Number of the decision"});
            flags.Reason(options.reason, true);
          },
          Withdraw)
      .Verb<Options>("decisions", {"列出委员会决定", "List committee decisions"}, NamesRun,
                     Decisions);
}

}  // namespace pingyi::cli
