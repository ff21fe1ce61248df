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

// The first attempt has this share of the time there is, the next one the same share of what is
// then left, and so on. Good ballots need milliseconds, so after the nine halvings that find one
// culprit among 512 there is still time for the rest of them.
constexpr int kAttemptShare = 4;

// With less time than this an attempt is not worth beginning.
constexpr absl::Duration kLeastAttempt = absl::Milliseconds(5);

// How often ballots are tried that fail on their own for a reason that time may heal. By then most
// of the time is used up, or the database fails so quickly that trying on would keep it busy.
constexpr int kMaxPasses = 8;

// How long a thread that is not the queue's own may be kept by a ballot it casts: some hundred
// times what a commit takes.
constexpr absl::Duration kMostInPlace = absl::Milliseconds(100);

// Transactions whose answers may wait for the thread that gives them. With more, that thread is the
// slower one, and the writer answers too.
constexpr size_t kMostUnanswered = 2;

bool MayHeal(const Outcome& outcome) {
  return absl::IsAborted(outcome.status()) || absl::IsDeadlineExceeded(outcome.status());
}

// What a voter is told whose ballots may have been cast or not.
absl::Status AwayError() {
  return MakeError(absl::StatusCode::kUnavailable, pingyi::reason::kStorageUnavailable,
                   "the database cannot be reached now, and whether the ballot was cast is not "
                   "known: send the same request again, with the same request_id");
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

size_t UnitWeight(const CastUnit& unit) {
  size_t bytes = 0;
  for (const PreparedCast& cast : unit.casts) bytes += WeightOf(cast);
  return bytes;
}

std::vector<Outcome> ForAll(size_t count, const absl::Status& status) {
  return std::vector<Outcome>(count, Outcome(status));
}

}  // namespace

CastQueue::CastQueue(BallotBox& box, const CastQueueOptions& options)
    : box_(box),
      options_(options),
      answerer_([this] { AnswerWritten(); }),
      writer_([this] { Work(); }) {}

CastQueue::~CastQueue() { Stop(); }

size_t WeightOf(const PreparedCast& cast) {
  const ReadableBallot& ballot = cast.ballot;
  size_t bytes = sizeof(PreparedCast) + cast.credential_hash.capacity() +
                 cast.commitment.capacity() + cast.receipt.capacity() + ballot.content.capacity() +
                 sizeof(uint32_t) * (ballot.marks.subjects.capacity() +
                                     ballot.marks.codes.capacity() + ballot.places.capacity());
  for (const FieldViolation& breach : ballot.breaches) {
    bytes += sizeof breach + breach.field.capacity() + breach.description.capacity() +
             breach.reason.capacity();
  }
  return bytes;
}

absl::Status CastQueue::Submit(CastUnit&& unit) { return Enqueue(std::move(unit), nullptr); }

absl::Status CastQueue::SubmitOrCast(CastUnit&& unit) {
  bool cast_here = false;
  if (absl::Status status = Enqueue(std::move(unit), &cast_here); !status.ok() || !cast_here) {
    return status;
  }
  // NOLINTBEGIN(bugprone-use-after-move): the unit was left
  const absl::Time now = absl::Now();
  absl::StatusOr<CastOutcomes> outcomes = absl::AbortedError("not tried");
  if (CheckWanted(unit, now).ok()) outcomes = TryCast(now + kMostInPlace, unit.casts);
  if (outcomes.ok()) {
    EndWriting();
    unit.done(*std::move(outcomes));
  } else {
    GiveBack(std::move(unit));
  }
  // NOLINTEND(bugprone-use-after-move)
  return absl::OkStatus();
}

// What failed when it was cast in place goes to the queue's thread, which has the time to try again
// and knows what to answer.
void CastQueue::GiveBack(CastUnit&& unit) {
  const size_t bytes = UnitWeight(unit);
  {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    lone_ = 0;
    waiting_casts_ += unit.casts.size();
    waiting_bytes_ += bytes;
    waiting_.push_front({std::move(unit), bytes});
  }
  wake_.notify_one();
}

// Takes the unit, or sets `*cast_here` and leaves it, where the caller asks for that and is to cast
// it: the transaction counts as running then.
absl::Status CastQueue::Enqueue(CastUnit&& unit, bool* cast_here) {
  const size_t bytes = UnitWeight(unit);
  {
    const std::lock_guard lock(mutex_);
    if (stopped_) {
      return MakeError(absl::StatusCode::kUnavailable, pingyi::reason::kServerDraining,
                       "the server is shutting down");
    }
    if (!waiting_.empty() && (waiting_casts_ + unit.casts.size() > options_.capacity ||
                              waiting_bytes_ + bytes > options_.capacity_bytes)) {
      return MakeError(absl::StatusCode::kResourceExhausted, pingyi::reason::kServerOverloaded,
                       "too many ballots are waiting to be cast");
    }
    const bool alone = waiting_.empty() && !writing_;
    if (!alone) lone_ = 0;
    if (cast_here != nullptr && alone && lone_ >= options_.lone_before_in_place) {
      writing_ = true;
      *cast_here = true;
      return absl::OkStatus();
    }
    waiting_casts_ += unit.casts.size();
    waiting_bytes_ += bytes;
    waiting_.push_back({std::move(unit), bytes});
    if (writing_) return absl::OkStatus();  // whoever writes looks for more when it is done
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
  {
    const std::lock_guard all(mutex_);
    written_all_ = true;
  }
  wake_answerer_.notify_one();
  if (answerer_.joinable()) answerer_.join();
}

void CastQueue::Work() {
  for (std::vector<CastUnit> units = TakeWaiting(); !units.empty(); units = TakeWaiting()) {
    Write(std::move(units));
  }
}

// Has the queue's thread see what came meanwhile, or that it is over. Before the answers, so that
// whoever is answered and sends the next ballot finds nothing being written.
void CastQueue::EndWriting() {
  {
    const std::lock_guard lock(mutex_);
    writing_ = false;
    lone_ = std::min(lone_ + 1, options_.lone_before_in_place);
    if (waiting_.empty() && !stopped_) return;
  }
  wake_.notify_one();
}

// Whole units of at most `batch` ballots and `batch_bytes` together, or one larger unit; none once
// it is over.
std::vector<CastUnit> CastQueue::TakeWaiting() {
  std::unique_lock lock(mutex_);
  wake_.wait(lock, [this] { return !writing_ && (stopped_ || !waiting_.empty()); });
  std::vector<CastUnit> units;
  size_t casts = 0;
  size_t bytes = 0;
  while (!waiting_.empty()) {
    Waiting& next = waiting_.front();
    const size_t more = next.unit.casts.size();
    const bool fits = casts + more <= options_.batch && bytes + next.bytes <= options_.batch_bytes;
    if (!units.empty() && !fits) break;
    casts += more;
    bytes += next.bytes;
    units.push_back(std::move(next.unit));
    waiting_.pop_front();
  }
  waiting_casts_ -= casts;
  waiting_bytes_ -= bytes;
  writing_ = !units.empty();
  return units;
}

void CastQueue::Write(std::vector<CastUnit> units) {
  const absl::Time now = absl::Now();
  Written written;
  written.units.reserve(units.size());
  written.counts.reserve(units.size());
  for (CastUnit& unit : units) {
    if (absl::Status status = CheckWanted(unit, now); !status.ok()) {
      unit.done(ForAll(unit.casts.size(), status));
      continue;
    }
    written.counts.push_back(unit.casts.size());
    std::ranges::move(unit.casts, std::back_inserter(written.casts));
    written.units.push_back(std::move(unit));
  }
  written.outcomes = ForAll(written.casts.size(), absl::InternalError("not cast"));
  CastAll(absl::Now() + options_.write_timeout, written.casts, written.outcomes);
  EndWriting();
  if (!LeaveToAnswer(written)) written.Answer();
}

// Whether the other thread answers. Where nothing waits to be written the writer has nothing better
// to do, and a lone ballot does not pay for waking another thread.
bool CastQueue::LeaveToAnswer(Written& written) {
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty() || unanswered_.size() >= kMostUnanswered) return false;
    unanswered_.push_back(std::move(written));
  }
  wake_answerer_.notify_one();
  return true;
}

void CastQueue::AnswerWritten() {
  std::unique_lock lock(mutex_);
  while (true) {
    wake_answerer_.wait(lock, [this] { return written_all_ || !unanswered_.empty(); });
    if (unanswered_.empty()) return;
    {
      Written written = std::move(unanswered_.front());
      unanswered_.pop_front();
      lock.unlock();
      written.Answer();
    }  // what the units hold goes without the lock
    lock.lock();
  }
}

void CastQueue::Written::Answer() {
  auto next = std::make_move_iterator(outcomes.begin());
  for (size_t i = 0; i < units.size(); ++i) {
    const auto end = next + static_cast<std::ptrdiff_t>(counts[i]);
    units[i].done(std::vector<Outcome>(next, end));
    next = end;
  }
}

// All of them, and then those again that another writer or a slow disk was in the way of.
void CastQueue::CastAll(absl::Time until, std::span<const PreparedCast> casts,
                        std::span<Outcome> outcomes) {
  CastOrSplit(until, casts, outcomes);
  for (int pass = 1; pass < kMaxPasses && absl::Now() + kLeastAttempt < until; ++pass) {
    std::vector<size_t> places;
    std::vector<PreparedCast> again;
    for (size_t i = 0; i < casts.size(); ++i) {
      if (!MayHeal(outcomes[i])) continue;
      places.push_back(i);
      again.push_back(casts[i]);
    }
    if (again.empty()) return;
    std::vector<Outcome> results;
    results.reserve(places.size());
    for (const size_t place : places) results.push_back(outcomes[place]);
    CastOrSplit(until, again, results);
    for (size_t i = 0; i < places.size(); ++i) outcomes[places[i]] = std::move(results[i]);
  }
}

// Halving finds one culprit among n ballots with about 2·log2(n) transactions. `outcomes` hold what
// to answer where there is no time left to try.
void CastQueue::CastOrSplit(absl::Time until, std::span<const PreparedCast> casts,
                            std::span<Outcome> outcomes) {
  if (casts.empty()) return;
  const absl::Time now = absl::Now();
  if (until - now < kLeastAttempt) return;
  absl::StatusOr<CastOutcomes> results = TryCast(now + (until - now) / kAttemptShare, casts);
  if (results.ok()) {
    std::ranges::move(*results, outcomes.begin());
    return;
  }
  const bool away = absl::IsUnavailable(results.status());
  std::ranges::fill(outcomes, Outcome(away ? AwayError() : results.status()));
  if (away || casts.size() == 1) return;
  const size_t half = casts.size() / 2;
  CastOrSplit(until, casts.first(half), outcomes.first(half));
  CastOrSplit(until, casts.subspan(half), outcomes.subspan(half));
}

// The box's outcomes, with its exceptions and slips as faults of the whole batch.
absl::StatusOr<CastOutcomes> CastQueue::TryCast(absl::Time deadline,
                                                std::span<const PreparedCast> casts) {
  try {
    absl::StatusOr<CastOutcomes> outcomes = box_.CastBatch(deadline, casts);
    if (!outcomes.ok() || outcomes->size() == casts.size()) return outcomes;
  } catch (const std::exception&) {
    // An exception's text may hold what was cast, so it is not passed on.
    return absl::InternalError("casting threw an exception");
  }
  return absl::InternalError("the ballot box answered with another count");
}

}  // namespace pingyi::appraisal
