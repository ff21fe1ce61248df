#include "services/result/rpc/aggregate_due.h"

#include <set>
#include <utility>

#include <absl/time/clock.h>

#include "services/result/rpc/round_inputs.h"

namespace pingyi::result {
namespace {

// Kept for the answer: an answer after the deadline is read by nobody.
constexpr absl::Duration kReserve = absl::Seconds(1);

// The answer must fit into a message.
constexpr size_t kMaxOutcomes = 1000;

// Only rounds that were aggregated count towards max_rounds: those that fail every time would else
// keep the rounds behind them from their turn.
bool HasRoom(const DueOutcomes& done, int aggregated, const rpc::CallContext& call,
             int max_rounds) {
  if (done.outcomes.empty()) return true;
  return aggregated < max_rounds && done.outcomes.size() < kMaxOutcomes &&
         absl::Now() + kReserve < call.deadline;
}

}  // namespace

absl::StatusOr<DueOutcomes> AggregateDue(AggregationJob& job, ResultStore& store,
                                         AppraisalClient& client, const rpc::CallContext& call,
                                         int max_rounds) {
  if (absl::Status status = client.CloseDueRounds(call); !status.ok()) return status;
  DueOutcomes done;
  int count = 0;  // of rounds aggregated
  std::string page_token;
  do {
    absl::StatusOr<RoundPage> page = client.ListClosedRounds(call, page_token);
    if (!page.ok()) return page.status();
    absl::StatusOr<std::set<std::string>> aggregated =
        store.FindAggregated(call.deadline, page->rounds);
    if (!aggregated.ok()) return aggregated.status();
    for (std::string& round : page->rounds) {
      if (aggregated->contains(round)) continue;
      done.more = !HasRoom(done, count, call, max_rounds);
      if (done.more) return done;
      if (absl::Status status = CheckAwaited(call); !status.ok()) return status;
      absl::StatusOr<RunRecord> run = job.AggregateKnown(call, round, "", {});
      count += run.ok() ? 1 : 0;
      done.outcomes.push_back({.round = std::move(round), .run = std::move(run)});
    }
    page_token = std::move(page->next_page_token);
  } while (!page_token.empty());
  return done;
}

}  // namespace pingyi::result
