#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include <fmt/format.h>

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/base/status/error.h"
#include "services/cli/call/error_text.h"
#include "services/cli/command/commands.h"
#include "services/cli/command/names.h"
#include "services/cli/command/print.h"
#include "services/cli/command/run_view.h"

namespace pingyi::cli {
namespace {

using result::v1::AggregateDueRequest;
using result::v1::AggregateDueResponse;
using result::v1::AggregationRun;
using result::v1::ListAggregationRunsRequest;
using result::v1::ResultService;
using result::v1::RoundOutcome;
using result::v1::RunAggregationRequest;
using Stub = ResultService::StubInterface;

constexpr std::chrono::milliseconds kLookAgainAfter(300);

struct Options {
  std::string round;
  bool due = false;
};

// Shows how far a round's run is ("rounds/-": whichever is at work), while another thread waits for
// its end.
class RunWatcher {
 public:
  RunWatcher(Context& context, const Client<ResultService>& client, const std::string& round) {
    if (!context.streams.err_is_terminal) return;
    thread_ = std::jthread([&context, &client, round](const std::stop_token& end) {
      Watch(end, context, client, round);
    });
  }

 private:
  static void Watch(const std::stop_token& end, Context& context,
                    const Client<ResultService>& client, const std::string& round) {
    Progress progress = context.NewProgress({"汇总", "Aggregating"}, 0);
    ListAggregationRunsRequest request;
    request.set_parent(round);
    request.set_state(AggregationRun::STATE_RUNNING);
    std::mutex mutex;
    std::condition_variable_any wake;
    std::unique_lock lock(mutex);
    while (wake.wait_for(lock, end, kLookAgainAfter, [] { return false; }), !end.stop_requested()) {
      const auto runs = client.Call(&Stub::ListAggregationRuns, request);
      if (!runs.ok() || runs->aggregation_runs().empty()) continue;
      progress.Set(runs->aggregation_runs(0).subjects_done(),
                   runs->aggregation_runs(0).subject_count());
    }
  }

  std::jthread thread_;
};

absl::Status AggregateOne(Context& context, const std::string& round) {
  const Client<ResultService> client(context.session);
  RunAggregationRequest request;
  request.set_parent(round);
  request.set_request_id(context.session.NextRequestId());
  absl::StatusOr<AggregationRun> run;
  {
    const RunWatcher watcher(context, client, round);
    run = client.Call(&Stub::RunAggregation, request, kLongTimeout);
  }
  return run.ok() ? PrintRun(context, *run) : run.status();
}

// Another caller being at work on a round is no refusal: it will have its result.
bool IsRefusal(const RoundOutcome& outcome, const absl::Status& error) {
  return outcome.has_error() && DetailsOf(error).reason != "AGGREGATION_RUNNING";
}

// Collects what becomes of the due rounds over several calls.
class DueReport {
 public:
  explicit DueReport(Context& context)
      : rows_(context.out, {"到期汇总", "Aggregated because due"},
              {{"round", {"轮次", "Round"}, CellKind::kName},
               {"run", {"汇总", "Run"}},
               {"reason", {"未成原因", "Refused because"}},
               {"message", {"说明", "Message"}}}) {}

  // Whether the answer brought anything that was not known before: a round not seen yet, or a
  // result. What could not be done comes again with every answer and is reported once.
  absl::StatusOr<bool> Add(const AggregateDueResponse& response) {
    bool news = false;
    for (const RoundOutcome& outcome : response.outcomes()) {
      const bool is_new = seen_.insert(outcome.round()).second;
      if (!is_new && outcome.has_error()) continue;
      news = true;
      if (auto s = AddRow(outcome); !s.ok()) return s;
    }
    return news;
  }
  absl::Status Finish() { return rows_.Finish(); }
  bool empty() const { return seen_.empty(); }
  const std::set<std::string>& refused() const { return refused_; }

 private:
  absl::Status AddRow(const RoundOutcome& outcome) {
    const absl::Status error =
        outcome.has_error() ? rpc::FromGrpc(grpc::Status(
                                  static_cast<grpc::StatusCode>(outcome.error().code()),
                                  outcome.error().message(), outcome.error().SerializeAsString()))
                            : absl::OkStatus();
    if (IsRefusal(outcome, error)) {
      refused_.insert(outcome.round());
    } else {
      refused_.erase(outcome.round());
    }
    return rows_.Add({outcome.round(), outcome.run().name(), error.ok() ? "" : ReasonOf(error),
                      std::string(error.message())},
                     &outcome);
  }

  RowPrinter rows_;
  std::set<std::string> seen_;
  std::set<std::string> refused_;  // those without a result now
};

// Calls until nothing is due any more; a round that is refused does not keep the others from their
// turn.
absl::Status CallWhileDue(Context& context, DueReport& report) {
  const Client<ResultService> client(context.session);
  const RunWatcher watcher(context, client, "rounds/-");
  bool more = true;
  while (more) {
    const auto response = client.Call(&Stub::AggregateDue, AggregateDueRequest(), kLongTimeout);
    if (!response.ok()) return response.status();
    const absl::StatusOr<bool> news = report.Add(*response);
    if (!news.ok()) return news.status();
    more = response->more() && *news;
  }
  return absl::OkStatus();
}

absl::Status AggregateDue(Context& context) {
  DueReport report(context);
  const absl::Status status = CallWhileDue(context, report);
  // A scheduled job that had nothing to do says nothing.
  const bool quiet = report.empty() && (!status.ok() || (context.out.format() == Format::kTable &&
                                                         !context.streams.out_is_terminal));
  if (!quiet) {
    if (auto s = report.Finish(); !s.ok()) return s;
  }
  if (!report.refused().empty()) {
    context.exit_code = ExitCode::kPartlyRefused;
    const std::string rounds = fmt::format("{}", fmt::join(report.refused(), ", "));
    context.Note({fmt::format("{} 个轮次未能汇总：{}", report.refused().size(), rounds),
                  fmt::format("{} without a result: {}", report.refused().size(), rounds)});
  }
  return status;
}

absl::Status Aggregate(Context& context, const Options& options) {
  if (options.due != options.round.empty()) {
    return absl::InvalidArgumentError("give either a round or --due");
  }
  return options.due ? AggregateDue(context)
                     : AggregateOne(context, NameIn("rounds", options.round));
}

}  // namespace

void AddAggregateCommand(Menu& menu) {
  menu.AddVerb<Options>(
      "aggregate",
      {"汇总已关闭的轮次；--due 供定时任务调用",
       "Compute the results of a closed round, or with --due of all: what cron calls"},
      [](Flags& flags, Options& options) {
        flags.Optional("--round,round", options.round, {"评议轮次", "The round"});
        flags.Switch("--due", options.due,
                     {"所有已关闭而尚无结果的轮次；重复或同时执行无害",
                      "Every closed round without a result; harmless to repeat, also at once"});
      },
      Aggregate);
}

}  // namespace pingyi::cli
