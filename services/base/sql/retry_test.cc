#include "services/base/sql/retry.h"

#include <vector>

#include <gtest/gtest.h>

namespace pingyi::sql {
namespace {

// Time that passes only by sleeping.
class RetryTest : public ::testing::Test {
 protected:
  absl::Status Run(absl::Duration allowed, absl::FunctionRef<Attempt()> attempt) {
    auto now = [this] { return now_; };
    auto sleep = [this](absl::Duration pause) {
      pauses_.push_back(pause);
      now_ += pause;
    };
    return RetryConflicts(now_ + allowed, attempt, RetryClock{now, sleep});
  }

  absl::Time now_ = absl::UnixEpoch();
  std::vector<absl::Duration> pauses_;
};

TEST_F(RetryTest, RunsOnceWithoutAConflict) {
  int runs = 0;
  EXPECT_TRUE(Run(absl::Seconds(1), [&] {
                ++runs;
                return Attempt{absl::OkStatus()};
              }).ok());
  EXPECT_EQ(runs, 1);
}

TEST_F(RetryTest, RunsAgainUntilTheConflictIsGone) {
  int runs = 0;
  EXPECT_TRUE(
      Run(absl::Seconds(1), [&] {
        return ++runs < 4 ? Attempt{absl::AbortedError("met"), true} : Attempt{absl::OkStatus()};
      }).ok());
  EXPECT_EQ(runs, 4);
  ASSERT_EQ(pauses_.size(), 3u);
  for (int i = 0; i < 3; ++i) {
    EXPECT_GE(pauses_[i], absl::Milliseconds(1 << i) / 2);
    EXPECT_LE(pauses_[i], absl::Milliseconds(1 << i));
  }
}

// ABORTED of the body itself, e.g. for a stale etag, is an answer and not a conflict.
TEST_F(RetryTest, DoesNotRunAgainForABodysOwnAborted) {
  int runs = 0;
  EXPECT_TRUE(absl::IsAborted(Run(absl::Seconds(1), [&] {
    ++runs;
    return Attempt{absl::AbortedError("etag")};
  })));
  EXPECT_EQ(runs, 1);
}

TEST_F(RetryTest, NeverSleepsPastTheDeadline) {
  const absl::Time deadline = now_ + absl::Milliseconds(300);
  absl::Status status = Run(absl::Milliseconds(300), [] {
    return Attempt{absl::AbortedError("met"), true};
  });
  EXPECT_TRUE(absl::IsAborted(status));
  EXPECT_LT(now_, deadline);
  EXPECT_GT(now_, deadline - absl::Milliseconds(65));
  for (absl::Duration pause : pauses_) EXPECT_LE(pause, absl::Milliseconds(64));
}

TEST_F(RetryTest, RunsOnceEvenWhenTheDeadlineHasPassed) {
  int runs = 0;
  EXPECT_TRUE(absl::IsAborted(Run(-absl::Seconds(1), [&] {
    ++runs;
    return Attempt{absl::AbortedError("met"), true};
  })));
  EXPECT_EQ(runs, 1);
  EXPECT_TRUE(pauses_.empty());
}

}  // namespace
}  // namespace pingyi::sql
