#include <optional>
#include <thread>

#include <absl/synchronization/notification.h>

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
using result::v1::AggregationRun;
using result::v1::ListAggregationRunsRequest;
using result::v1::ResultService;
using result::v1::RoundOutcome;
using result::v1::RunAggregationRequest;
using Stub = ResultService::StubInterface;

struct Options {
  std::string round;
  bool due = false;
};

// Shows how far a round's run is, while another thread waits for its end.
class RunWatcher {
 public:
  RunWatcher(Context& context, const Client<ResultService>& client, const std::string& round) {
    if (!context.streams.err_is_terminal) return;
    thread_ = std::jthread([this, &context, &client, round] { Watch(context, client, round); });
  }
  ~RunWatcher() { done_.Notify(); }
  RunWatcher(const RunWatcher&) = delete;
  RunWatcher& operator=(const RunWatcher&) = delete;

 private:
  void Watch(Context& context, const Client<ResultService>& client, const std::string& round) {
    Progress progress(context.streams.err, true,
                      context.language() == Language::kZh ? "汇总" : "Aggregating", 0);
    ListAggregationRunsRequest request;
    request.set_parent(round);
    request.set_state(AggregationRun::STATE_RUNNING);
    while (!done_.WaitForNotificationWithTimeout(absl::Milliseconds(300))) {
      const auto runs = client.Call(&Stub::ListAggregationRuns, request);
      if (!runs.ok() || runs->aggregation_runs().empty()) continue;
      progress.Set(runs->aggregation_runs(0).subjects_done(),
                   runs->aggregation_runs(0).subject_count());
    }
  }

  absl::Notification done_;
  std::jthread thread_;  // ends before done_ goes
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

absl::Status AddOutcome(Context& context, RowPrinter& rows, const RoundOutcome& outcome) {
  const absl::Status error =
      outcome.has_error() ? rpc::FromGrpc(grpc::Status(
                                static_cast<grpc::StatusCode>(outcome.error().code()),
                                outcome.error().message(), outcome.error().SerializeAsString()))
                          : absl::OkStatus();
  if (IsRefusal(outcome, error)) context.exit_code = ExitCode::kPartlyRefused;
  return rows.Add({outcome.round(), outcome.run().name(), error.ok() ? "" : ReasonOf(error),
                   std::string(error.message())},
                  &outcome);
}

absl::Status AggregateDue(Context& context) {
  const Client<ResultService> client(context.session);
  std::optional<RowPrinter> rows;
  bool more = true;
  while (more) {
    const auto response = client.Call(&Stub::AggregateDue, AggregateDueRequest(), kLongTimeout);
    if (!response.ok()) return response.status();
    // What could not be done this time would only be refused again: leave it for the next run.
    more = response->more() && !response->outcomes().empty() && context.exit_code == ExitCode::kOk;
    // A scheduled job that had nothing to do says nothing.
    const bool quiet = response->outcomes().empty() && context.out.format() == Format::kTable &&
                       !context.streams.out_is_terminal;
    if (!rows && quiet) break;
    if (!rows) {
      rows.emplace(context.out, Label{"到期汇总", "Aggregated because due"},
                   std::vector<Heading>{{"round", {"轮次", "Round"}, CellKind::kName},
                                        {"run", {"汇总", "Run"}},
                                        {"reason", {"未成原因", "Refused because"}},
                                        {"message", {"说明", "Message"}}});
    }
    for (const RoundOutcome& outcome : response->outcomes()) {
      if (auto s = AddOutcome(context, *rows, outcome); !s.ok()) return s;
    }
  }
  return rows ? rows->Finish() : absl::OkStatus();
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
