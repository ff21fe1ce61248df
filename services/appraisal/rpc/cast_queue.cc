#include "services/appraisal/rpc/cast_queue.h"

#include <algorithm>
#include <exception>
#include <iterator>
#include <utility>

#include <absl/time/clock.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"

namespace pingyi::appraisal {
namespace {

using Outcome = CastUnit::Outcome;

// Whether a code tells of a fault that one ballot may have brought into the transaction. Refusals
// are a ballot's own affair already, and of an outage (database away, deadline, conflicts without
// end) every half of the batch would only tell again, while all others wait.
bool IsFault(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

bool FailedAsAWhole(std::span<const Outcome> outcomes) {
  return std::ranges::all_of(
      outcomes, [](const Outcome& outcome) { return IsFault(outcome.status().code()); });
}

// Why a unit is not to be cast any more, or OK.
absl::Status CheckWanted(const CastUnit& unit, absl::Time now) {
  if (unit.cancelled && unit.cancelled()) {
    return absl::CancelledError("the call was cancelled while the ballot waited; it was not cast");
  }
  if (unit.deadline <= now) {
    return MakeError(absl::StatusCode::kDeadlineExceeded, pingyi::reason::kDeadlineExceeded,
                     "the deadline passed while the ballot waited; it was not cast");
  }
  return absl::OkStatus();
}

std::vector<Outcome> ForAll(size_t count, const absl::Status& status) {
  return std::vector<Outcome>(count, Outcome(status));
}

}  // namespace

CastQueue::CastQueue(BallotBox& box, const CastQueueOptions& options)
    : box_(box), options_(options), writer_([this] { Work(); }) {}

CastQueue::~CastQueue() { Stop(); }

absl::Status CastQueue::Submit(CastUnit&& unit) {
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) {
      return MakeError(absl::StatusCode::kUnavailable, pingyi::reason::kServerDraining,
                       "the server is shutting down");
    }
    if (!waiting_.empty() && waiting_casts_ + unit.casts.size() > options_.capacity) {
      return MakeError(absl::StatusCode::kResourceExhausted, pingyi::reason::kServerOverloaded,
                       "too many ballots are waiting to be cast");
    }
    waiting_casts_ += unit.casts.size();
    waiting_.push_back(std::move(unit));
  }
  wake_.notify_one();
  return absl::OkStatus();
}

void CastQueue::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_one();
  const std::lock_guard lock(join_mutex_);
  if (writer_.joinable()) writer_.join();
}

void CastQueue::Work() {
  for (std::vector<CastUnit> units = TakeWaiting(); !units.empty(); units = TakeWaiting()) {
    Write(std::move(units));
  }
}

// Whole units of at most `batch` ballots together, or one larger unit; none once it is over.
std::vector<CastUnit> CastQueue::TakeWaiting() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
  std::vector<CastUnit> units;
  size_t casts = 0;
  while (!waiting_.empty()) {
    const size_t more = waiting_.front().casts.size();
    if (!units.empty() && casts + more > options_.batch) break;
    casts += more;
    units.push_back(std::move(waiting_.front()));
    waiting_.pop_front();
  }
  waiting_casts_ -= casts;
  return units;
}

void CastQueue::Write(std::vector<CastUnit> units) {
  const absl::Time now = absl::Now();
  std::vector<CastUnit> wanted;
  wanted.reserve(units.size());
  std::vector<size_t> counts;  // of casts in each wanted unit
  std::vector<PreparedCast> casts;
  for (CastUnit& unit : units) {
    if (absl::Status status = CheckWanted(unit, now); !status.ok()) {
      unit.done(ForAll(unit.casts.size(), status));
      continue;
    }
    counts.push_back(unit.casts.size());
    std::ranges::move(unit.casts, std::back_inserter(casts));
    wanted.push_back(std::move(unit));
  }
  std::vector<Outcome> outcomes = ForAll(casts.size(), absl::InternalError("not cast"));
  CastOrSplit(casts, outcomes);
  auto next = std::make_move_iterator(outcomes.begin());
  for (size_t i = 0; i < wanted.size(); ++i) {
    const auto end = next + static_cast<std::ptrdiff_t>(counts[i]);
    wanted[i].done(std::vector<Outcome>(next, end));
    next = end;
  }
}

// Halving finds one culprit among n ballots with about 2·log2(n) transactions.
void CastQueue::CastOrSplit(std::span<const PreparedCast> casts, std::span<Outcome> outcomes) {
  if (casts.empty()) return;
  std::vector<Outcome> results = TryCast(casts);
  if (casts.size() > 1 && FailedAsAWhole(results)) {
    const size_t half = casts.size() / 2;
    CastOrSplit(casts.first(half), outcomes.first(half));
    CastOrSplit(casts.subspan(half), outcomes.subspan(half));
    return;
  }
  std::ranges::move(results, outcomes.begin());
}

// The box's outcomes, with its exceptions and slips as faults of the whole batch.
std::vector<Outcome> CastQueue::TryCast(std::span<const PreparedCast> casts) {
  try {
    std::vector<Outcome> outcomes = box_.CastBatch(absl::Now() + options_.write_timeout, casts);
    if (outcomes.size() == casts.size()) return outcomes;
  } catch (const std::exception&) {
    // An exception's text may hold what was cast, so it is not passed on.
    return ForAll(casts.size(), absl::InternalError("casting threw an exception"));
  }
  return ForAll(casts.size(), absl::InternalError("the ballot box answered with another count"));
}

}  // namespace pingyi::appraisal
