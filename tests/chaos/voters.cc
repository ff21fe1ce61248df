#include "tests/chaos/voters.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <utility>

#include <absl/time/clock.h>

namespace pingyi::test {
namespace {

// Longer than a cluster takes to go on without one of its nodes.
constexpr std::chrono::seconds kCallDeadline(10);
constexpr absl::Duration kPatience = absl::Minutes(3);

using Stub = appraisal::AppraisalService::Stub;

// Whether the same request may be sent again: the outcome is unknown, or the refusal a passing one.
bool MayPass(grpc::StatusCode code) {
  return code == grpc::StatusCode::UNAVAILABLE || code == grpc::StatusCode::DEADLINE_EXCEEDED ||
         code == grpc::StatusCode::ABORTED || code == grpc::StatusCode::RESOURCE_EXHAUSTED;
}

}  // namespace

Voters::Voters(std::vector<std::string> addresses, std::string round, std::vector<Vote> votes,
               int threads)
    : addresses_(std::move(addresses)),
      round_(std::move(round)),
      votes_(std::move(votes)),
      last_acknowledged_(absl::Now()),
      outcomes_(votes_.size()) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this, i] { Work(i); });
}

Voters::~Voters() { Join(); }

void Voters::Join() {
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

bool Voters::AwaitAcknowledged(int64_t count, absl::Duration patience) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, absl::ToChronoMilliseconds(patience),
                    [&] { return acknowledged_ >= count || done_ == votes_.size(); });
  return acknowledged_ >= count;
}

int64_t Voters::acknowledged() const {
  const std::lock_guard lock(mutex_);
  return acknowledged_;
}

void Voters::Work(size_t thread) {
  while (true) {
    size_t mine = 0;
    {
      const std::lock_guard lock(mutex_);
      if (next_ == votes_.size()) return;
      mine = next_++;
    }
    Note(mine, CastUntilKnown(mine, thread));
  }
}

VoterOutcome Voters::CastUntilKnown(size_t voter, size_t replica) {
  thread_local std::vector<std::unique_ptr<Stub>> stubs;
  thread_local const Voters* owner = nullptr;
  if (owner != this) {
    owner = this;
    stubs.clear();
    for (const std::string& address : addresses_) stubs.push_back(Suite::AppraisalStubTo(address));
  }
  VoterOutcome outcome;
  const absl::Time end = absl::Now() + kPatience;
  while (absl::Now() < end) {
    Stub& stub = *stubs[(replica + outcome.tries) % stubs.size()];
    ++outcome.tries;
    const grpc::Status status = Cast(stub, round_, votes_[voter], &outcome.receipt, kCallDeadline);
    if (status.ok()) {
      outcome.fate = Fate::kAcknowledged;
      return outcome;
    }
    const std::string reason = ReasonOf(status);
    if (reason == "VOTING_ENDED") {
      outcome.fate = Fate::kTooLate;
      return outcome;
    }
    if (reason == "CREDENTIAL_USED") {
      outcome.fate = Fate::kTwice;
      return outcome;
    }
    outcome.error = status.error_message();
    if (!MayPass(status.error_code())) break;
    Pause(outcome.tries);
  }
  return outcome;
}

// As a client should, voters let a service in trouble alone for a while, and longer each time.
void Voters::Pause(int tries) {
  std::unique_lock lock(mutex_);
  changed_.wait_for(lock, std::chrono::milliseconds(std::min(20 * tries, 500)),
                    [this] { return done_ == votes_.size(); });
}

void Voters::Note(size_t voter, VoterOutcome outcome) {
  {
    const std::lock_guard lock(mutex_);
    if (outcome.fate == Fate::kAcknowledged) {
      const absl::Time now = absl::Now();
      longest_pause_ = std::max(longest_pause_, now - last_acknowledged_);
      last_acknowledged_ = now;
      ++acknowledged_;
    }
    outcomes_[voter] = std::move(outcome);
    ++done_;
  }
  changed_.notify_all();
}

}  // namespace pingyi::test
