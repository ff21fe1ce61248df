#include "services/result/rpc/aggregate_due.h"

#include <map>
#include <utility>

#include <absl/time/clock.h>

#include "services/base/status/error.h"
#include "services/result/domain/reason.h"
#include "services/result/rpc/convert.h"
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

// Why a round failed that would fail again in the same way, since all it is computed from is as it
// was; OK if it is worth trying. A closed round never changes, but the policy it froze may have
// been missing, a run may have failed because its caller expected another one, and what is recorded
// beside the tally may have been set right. A damaged tally
// may be repaired; whoever did that asks for the run.
absl::Status LastingFailure(ResultStore& store, AppraisalClient& client,
                            const rpc::CallContext& call, const RunRecord& run) {
  if (run.state != RunState::kFailed) return absl::OkStatus();
  absl::Status error = FromStatusBytes(run.error.value_or(""));
  const std::string reason = DetailsOf(error).reason;
  if (reason == reason::kTallyDigestMismatch) return error;
  const bool policy = reason == reason::kPolicyDigestMismatch;
  if (!policy && reason != reason::kPolicyDoesNotFit && reason != reason::kGroupMissing &&
      reason != reason::kNoBallots && reason != reason::kQuorumNotReached) {
    return absl::OkStatus();
  }
  const absl::StatusOr<AppraisedRound> round = client.GetRound(call, run.round);
  if (!round.ok()) return absl::OkStatus();  // the attempt will tell
  const absl::StatusOr<Inputs> recorded = ReadRecorded(store, call, run.round);
  if (!recorded.ok()) return absl::OkStatus();
  const bool lasts = policy ? !CheckFrozenPolicy(store, call, *round).ok()
                            : run.inputs.policy_digest == round->policy_digest &&
                                  run.inputs.frozen_digest == round->facts.frozen_digest &&
                                  run.inputs.tally_digest == round->tally_digest &&
                                  run.inputs.inputs_digest == InputsDigest(*recorded);
  return lasts ? error : absl::OkStatus();
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
    const absl::StatusOr<std::map<std::string, RunRecord>> runs =
        store.FindRuns(call.deadline, page->rounds);
    if (!runs.ok()) return runs.status();
    for (std::string& round : page->rounds) {
      const auto known = runs->find(round);
      const bool has_run = known != runs->end();
      if (has_run && known->second.state == RunState::kSucceeded) continue;
      done.more = !HasRoom(done, count, call, max_rounds);
      if (done.more) return done;
      if (absl::Status status = CheckAwaited(call); !status.ok()) return status;
      absl::Status lasting;
      if (has_run) lasting = LastingFailure(store, client, call, known->second);
      absl::StatusOr<RunRecord> run =
          lasting.ok() ? job.AggregateKnown(call, round, "", {}) : lasting;
      count += run.ok() ? 1 : 0;
      done.outcomes.push_back({.round = std::move(round), .run = std::move(run)});
    }
    page_token = std::move(page->next_page_token);
  } while (!page_token.empty());
  return done;
}

}  // namespace pingyi::result
