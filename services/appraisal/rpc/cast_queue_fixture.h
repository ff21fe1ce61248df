// A queue over a box that a test opens and has fail as it likes.
#pragma once

#include <atomic>
#include <latch>
#include <memory>
#include <mutex>
#include <set>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <absl/cleanup/cleanup.h>
#include <gtest/gtest.h>

#include "services/appraisal/rpc/cast_queue.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {

using Outcomes = CastOutcomes;

// A box that knows ballots by their receipts: it takes them, refuses those called "refused", and
// fails as a whole where one called "poison" is in the batch.
class FakeBox final : public BallotBox {
 public:
  absl::StatusOr<CastOutcomes> CastBatch(absl::Time deadline,
                                         std::span<const PreparedCast> casts) override {
    EXPECT_EQ(++inside_, 1) << "one transaction at a time";
    const absl::Cleanup leave = [this] { --inside_; };
    std::call_once(once_, [this] { entered_.count_down(); });
    gate_.wait();
    const std::lock_guard lock(mutex_);
    batches_.push_back(casts.size());
    deadlines_.push_back(deadline);
    Outcomes outcomes;
    for (const PreparedCast& cast : casts) {
      if (cast.receipt == "throw") throw std::runtime_error("out of luck");
      if (cast.receipt == "poison" && failures_left_-- > 0) return failure_;
      if (cast.receipt == "refused") {
        outcomes.emplace_back(absl::PermissionDeniedError("no such credential"));
      } else {
        outcomes.emplace_back(CastReceipt{.receipt = cast.receipt});
      }
    }
    for (size_t i = 0; i < casts.size(); ++i) {
      if (outcomes[i].ok()) cast_.insert(casts[i].receipt);
    }
    return outcomes;
  }

  // Lets the transactions go on; until then the first one hangs.
  void Open() { gate_.count_down(); }
  void WaitUntilEntered() { entered_.wait(); }
  void FailWith(absl::Status failure) { failure_ = std::move(failure); }
  void FailTimes(int times) { failures_left_ = times; }  // before; else always
  std::vector<size_t> batches() {
    const std::lock_guard lock(mutex_);
    return batches_;
  }
  std::vector<absl::Time> deadlines() {
    const std::lock_guard lock(mutex_);
    return deadlines_;
  }
  std::multiset<std::string> cast() {
    const std::lock_guard lock(mutex_);
    return cast_;
  }

  absl::Status IssueCredentials(const ChangeContext&, const CredentialBatch&) override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<int64_t> RevokeCredentials(const ChangeContext&, std::string_view,
                                            std::string_view, std::string_view) override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<Turnout> GetTurnout(absl::Time, std::string_view) override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<TallyPage> ListTallies(absl::Time, std::string_view, int32_t, int,
                                        int64_t) override {
    return absl::UnimplementedError("");
  }
  absl::StatusOr<std::vector<NamedBallot>> ListNamedBallots(absl::Time, std::string_view,
                                                            std::string_view, int) override {
    return absl::UnimplementedError("");
  }

 private:
  std::atomic<int> inside_ = 0;
  std::once_flag once_;
  std::latch entered_{1};
  std::latch gate_{1};
  std::mutex mutex_;
  std::vector<size_t> batches_;
  std::vector<absl::Time> deadlines_;
  std::multiset<std::string> cast_;
  int failures_left_ = 1'000'000;
  absl::Status failure_ = absl::InternalError("constraint");
};

// What became of one unit.
class Answer {
 public:
  absl::AnyInvocable<void(Outcomes)> Callback() {
    return [this](Outcomes outcomes) {
      outcomes_ = std::move(outcomes);
      answered_.count_down();
    };
  }
  const Outcomes& Wait() {
    answered_.wait();
    return outcomes_;
  }

 private:
  std::latch answered_{1};
  Outcomes outcomes_;
};

inline CastUnit Unit(const std::vector<std::string>& names, Answer& answer) {
  CastUnit unit;
  for (const std::string& name : names) unit.casts.emplace_back().receipt = name;
  unit.done = answer.Callback();
  return unit;
}

class CastQueueTest : public ::testing::Test {
 protected:
  void Start(const CastQueueOptions& options = {}) {
    queue_ = std::make_unique<CastQueue>(box_, options);
  }
  // Occupies the writer, so that what is submitted next waits until the box opens.
  void OccupyWriter() {
    ASSERT_OK(queue_->Submit(Unit({"first"}, first_)));
    box_.WaitUntilEntered();
  }

  FakeBox box_;
  Answer first_;
  std::unique_ptr<CastQueue> queue_;
};

}  // namespace pingyi::appraisal
