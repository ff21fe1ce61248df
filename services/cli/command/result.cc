#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/command/result_board.h"
#include "services/cli/command/result_check.h"
#include "services/cli/command/result_committee.h"
#include "services/cli/command/result_statistics.h"
#include "services/cli/command/result_view.h"
#include "services/cli/command/run_view.h"

namespace pingyi::cli {
namespace {

using result::v1::ExplainResultRequest;
using result::v1::GetRaterStatisticsRequest;
using result::v1::GetSubjectResultRequest;
using result::v1::ListAggregationRunsRequest;
using result::v1::ListAggregationRunsResponse;
using result::v1::ResultService;
using Stub = ResultService::StubInterface;

struct Options {
  std::string round;
  std::string run;
  std::string release;
  std::string subject;
  std::string expected;
  std::string board;
  int show = 0;

  std::string RoundName() const { return NameIn("rounds", round); }
};

// The run or release whose results are meant: by default the newest run that succeeded.
absl::StatusOr<std::string> Source(Context& context, const Options& options) {
  if (!options.run.empty()) return NameBelow(options.RoundName(), "runs", options.run);
  if (!options.release.empty()) return NameBelow(options.RoundName(), "releases", options.release);
  return NewestRun(context.session, options.RoundName());
}

absl::StatusOr<std::string> ResultName(Context& context, const Options& options) {
  const auto run = Source(context, options);
  if (!run.ok()) return run;
  return NameBelow(*run, "results", options.subject);
}

absl::Status List(Context& context, const Options& options) {
  const auto source = Source(context, options);
  if (!source.ok()) return source.status();
  return PrintResults(context, options.RoundName(), *source);
}

absl::Status Show(Context& context, const Options& options) {
  const auto name = ResultName(context, options);
  if (!name.ok()) return name.status();
  GetSubjectResultRequest request;
  request.set_name(*name);
  return CallAndPrint<ResultService>(context, &Stub::GetSubjectResult, request, PrintResult);
}

absl::Status Explain(Context& context, const Options& options) {
  const auto name = ResultName(context, options);
  if (!name.ok()) return name.status();
  ExplainResultRequest request;
  request.set_name(*name);
  return CallAndPrint<ResultService>(context, &Stub::ExplainResult, request, PrintExplanation);
}

absl::Status Statistics(Context& context, const Options& options) {
  const auto run = Source(context, options);
  if (!run.ok()) return run.status();
  GetRaterStatisticsRequest request;
  request.set_name(*run);
  return CallAndPrint<ResultService>(context, &Stub::GetRaterStatistics, request, PrintStatistics);
}

absl::Status Board(Context& context, const Options& options) {
  const auto source = Source(context, options);
  if (!source.ok()) return source.status();
  return PrintBoards(context, *source, options.board);
}

absl::Status Check(Context& context, const Options& options) {
  const auto source = Source(context, options);
  if (!source.ok()) return source.status();
  return CheckResults(context, *source, options.expected, options.show);
}

absl::Status Runs(Context& context, const Options& options) {
  ListAggregationRunsRequest request;
  request.set_parent(NameIn("rounds", options.round.empty() ? "-" : options.round));
  return ListAndPrint<ResultService>(context, &Stub::ListAggregationRuns, request,
                                     &ListAggregationRunsResponse::aggregation_runs,
                                     {"历次汇总", "Aggregation runs"}, RunColumns());
}

void NamesRun(Flags& flags, Options& options) {
  flags.Round(options.round);
  flags.Optional(
      "--run", options.run,
      {"哪次汇总；默认最近成功的一次", "Which run; the newest that succeeded by default"});
}

void NamesSource(Flags& flags, Options& options) {
  NamesRun(flags, options);
  flags.Optional("--release", options.release,
                 {"第几次发布", "Number of a release, instead of a run"});
}

void NamesSubject(Flags& flags, Options& options) {
  NamesRun(flags, options);
  flags.Required("--subject,subject", options.subject, {"评议对象", "The subject"});
}

}  // namespace

void AddResultCommands(Menu& menu) {
  Noun noun = menu.AddNoun("result", {"评议结果", "Results"});
  AddCommitteeVerbs(noun);
  noun.Verb<Options>("list", {"列出结果", "List results by rank"}, NamesSource, List)
      .Verb<Options>("show", {"显示一个对象的结果", "Show one subject's result"}, NamesSubject,
                     Show)
      .Verb<Options>(
          "explain",
          {"说明一个结果如何得出", "Explain how a result came about, down to the counts"},
          NamesSubject, Explain)
      .Verb<Options>("statistics",
                     {"评价统计：参评率、弃权、最高档、一致性，难分先后的名次",
                      "How the groups rated, and which places cannot be told apart"},
                     NamesRun, Statistics)
      .Verb<Options>(
          "board", {"显示擂台榜", "Show the leaderboards"},
          [](Flags& flags, Options& options) {
            NamesSource(flags, options);
            flags.Optional("--board", options.board,
                           {"哪个榜；默认全部", "Which one; all by default"});
          },
          Board)
      .Verb<Options>(
          "check",
          {"与已公布的结果比对；有出入则退出码 4",
           "Compare with published results; exit code 4 if one differs"},
          [](Flags& flags, Options& options) {
            NamesSource(flags, options);
            flags.Required(
                "--expected", options.expected,
                {"CSV：subject_id,criterion,expected[,rank][,corrected]；criterion 为 "
                 "TOTAL、GRADE、票类、票类/要素、GAUGE、SHARE/要素/评价、COUNT/要素/评价，或 "
                 "VALID_BALLOTS",
                 "CSV: subject_id,criterion,expected[,rank][,corrected]; criterion is TOTAL, "
                 "GRADE, "
                 "a group, group/criterion, GAUGE, SHARE/criterion/mark, COUNT/criterion/mark or "
                 "VALID_BALLOTS"});
            flags.Optional("--show", options.show,
                           {"并列出前几名",
                            "Also show so many of the first places beside the published ones"});
          },
          Check)
      .Verb<Options>(
          "runs", {"列出历次汇总", "List aggregation runs"},
          [](Flags& flags, Options& options) {
            flags.Optional("--round,round", options.round,
                           {"评议轮次；默认全部", "The round; all by default"});
          },
          Runs);
}

}  // namespace pingyi::cli
