#include "services/base/sql/pool.h"

#include <atomic>
#include <optional>
#include <thread>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::sql {
namespace {

struct FakeConnection {
  int number;
};
using FakePool = Pool<FakeConnection>;

absl::Time Soon() { return absl::Now() + absl::Minutes(1); }

class PoolTest : public ::testing::Test {
 protected:
  FakePool::Open Opener() {
    return [this](absl::Time) -> absl::StatusOr<std::unique_ptr<FakeConnection>> {
      if (broken_) return absl::UnavailableError("gone");
      return std::make_unique<FakeConnection>(FakeConnection{++opened_});
    };
  }

  std::atomic<int> opened_ = 0;
  std::atomic<bool> broken_ = false;
};

TEST_F(PoolTest, OpensOnlyWhatIsNeededAndUsesItAgain) {
  FakePool pool(3, Opener());
  for (int i = 0; i < 5; ++i) EXPECT_EQ((*pool.Acquire(Soon()))->number, 1);
  auto first = pool.Acquire(Soon());
  auto second = pool.Acquire(Soon());
  EXPECT_EQ((*first)->number, 1);
  EXPECT_EQ((*second)->number, 2);
  EXPECT_EQ(opened_, 2);
}

// Of a caller who wants an odd or an even number.
TEST_F(PoolTest, WhoHasAChoiceGetsWhatSuits) {
  FakePool pool(3, Opener());
  const auto take = [&](int remainder) {
    return (*pool.Acquire(
                Soon(),
                [remainder](const FakeConnection& one) { return one.number % 2 == remainder; }))
        ->number;
  };
  EXPECT_EQ(take(1), 1);
  EXPECT_EQ(take(0), 2) << "a new one, though another is idle";
  EXPECT_EQ(take(1), 1);
  EXPECT_EQ(take(1), 1);
  EXPECT_EQ(take(0), 2);
  EXPECT_EQ(opened_, 2);
}

TEST_F(PoolTest, OneThatSuitsTakesThePlaceOfTheOneUnusedForLongest) {
  FakePool pool(2, Opener());
  const auto none = [](const FakeConnection&) { return false; };
  {
    const auto first = pool.Acquire(Soon());
    const auto second = pool.Acquire(Soon());  // goes back first, so it is unused for longer
  }
  EXPECT_EQ((*pool.Acquire(Soon(), none))->number, 3);
  EXPECT_EQ(
      (*pool.Acquire(Soon(), [](const FakeConnection& one) { return one.number == 1; }))->number,
      1);
  EXPECT_EQ(opened_, 3);
}

TEST_F(PoolTest, TheOnlyIdleOneAndOneThatWasWaitedForAreGivenAsTheyAre) {
  FakePool pool(1, Opener());
  const auto none = [](const FakeConnection&) { return false; };
  EXPECT_EQ((*pool.Acquire(Soon()))->number, 1);
  std::optional<FakePool::Lease> held(*pool.Acquire(Soon(), none));
  EXPECT_EQ((*held)->number, 1);
  std::thread waiter([&] { EXPECT_EQ((*pool.Acquire(Soon(), none))->number, 1); });
  while (pool.waiting() == 0) std::this_thread::yield();
  held.reset();
  waiter.join();
  EXPECT_EQ(opened_, 1);
}

TEST_F(PoolTest, GivesUpAtTheDeadlineAndServesTheNextAllTheSame) {
  FakePool pool(1, Opener());
  {
    auto held = pool.Acquire(Soon());
    ASSERT_TRUE(held.ok());
    EXPECT_TRUE(
        absl::IsDeadlineExceeded(pool.Acquire(absl::Now() + absl::Milliseconds(5)).status()));
    EXPECT_TRUE(absl::IsDeadlineExceeded(pool.Acquire(absl::InfinitePast()).status()));
  }
  EXPECT_TRUE(pool.Acquire(absl::InfinitePast()).ok());
}

TEST_F(PoolTest, ABrokenConnectionIsReplaced) {
  FakePool pool(1, Opener());
  pool.Acquire(Soon())->Break();
  EXPECT_EQ((*pool.Acquire(Soon()))->number, 2);
}

TEST_F(PoolTest, WhoReopensKeepsThePlaceThatAnotherWaitsFor) {
  FakePool pool(1, Opener());
  std::optional<absl::StatusOr<FakePool::Lease>> first(pool.Acquire(Soon()));
  std::thread other([&] { EXPECT_EQ((*pool.Acquire(Soon()))->number, 2); });
  while (pool.waiting() == 0) std::this_thread::yield();
  EXPECT_TRUE((*first)->Reopen(Soon()).ok());
  EXPECT_EQ((**first)->number, 2);
  EXPECT_EQ(pool.waiting(), 1u);
  first.reset();
  other.join();

  auto again = pool.Acquire(Soon());
  broken_ = true;
  EXPECT_TRUE(absl::IsUnavailable(again->Reopen(Soon())));
  broken_ = false;
  EXPECT_EQ((*pool.Acquire(Soon()))->number, 3) << "the place is free again";
}

TEST_F(PoolTest, AFailureToOpenIsGivenAndItsPlaceNotLost) {
  FakePool pool(1, Opener());
  broken_ = true;
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(absl::IsUnavailable(pool.Acquire(Soon()).status()));
  broken_ = false;
  EXPECT_TRUE(pool.Acquire(Soon()).ok());
}

TEST_F(PoolTest, AWaiterGetsThePlaceOfABrokenConnection) {
  FakePool pool(1, Opener());
  auto held = std::make_unique<FakePool::Lease>(*pool.Acquire(Soon()));
  std::thread waiter([&] { EXPECT_EQ((*pool.Acquire(Soon()))->number, 2); });
  held->Break();
  held.reset();
  waiter.join();
}

// Every thread counts in a variable that only the connection guards: with more than one holder at a
// time the thread sanitizer, or the sum, would tell.
TEST_F(PoolTest, OneConnectionIsNeverInTwoHands) {
  FakePool pool(1, Opener());
  int counter = 0;
  std::vector<std::thread> threads;
  threads.reserve(8);
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int n = 0; n < 500; ++n) {
        auto lease = pool.Acquire(absl::InfiniteFuture());
        ASSERT_TRUE(lease.ok());
        ++counter;
        if (n % 50 == 0) lease->Break();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(counter, 4000);
}

TEST_F(PoolTest, ServesWaitersInTheOrderTheyCame) {
  FakePool pool(1, Opener());
  auto held = std::make_unique<FakePool::Lease>(*pool.Acquire(Soon()));
  std::vector<int> order;  // guarded by the connection
  std::vector<std::thread> threads;
  threads.reserve(5);
  for (int i = 0; i < 5; ++i) {
    threads.emplace_back([&, i] {
      auto lease = pool.Acquire(Soon());
      order.push_back(i);
    });
    while (pool.waiting() != static_cast<size_t>(i) + 1) std::this_thread::yield();
  }
  held.reset();
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(order, ::testing::ElementsAre(0, 1, 2, 3, 4));
}

}  // namespace
}  // namespace pingyi::sql
