// A thread that may block casts a lone ballot by itself, beside nobody else.
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <absl/time/clock.h>

#include "services/appraisal/rpc/cast_queue_fixture.h"

namespace pingyi::appraisal {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::IsOk;
using ::pingyi::test::StatusIs;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class InPlaceTest : public CastQueueTest {
 protected:
  void Start(int lone_before = 0) { CastQueueTest::Start({.lone_before_in_place = lone_before}); }
  // Casts a ballot as if it came on this thread, and waits; whether it was cast on this thread.
  bool IsCastHere(std::function<bool()> cancelled = nullptr) {
    Answer answer;
    std::thread::id answered;
    CastUnit unit;
    unit.casts.emplace_back().receipt = "a";
    unit.cancelled = std::move(cancelled);
    unit.done = [&, done = answer.Callback()](Outcomes outcomes) mutable {
      answered = std::this_thread::get_id();
      done(std::move(outcomes));
    };
    EXPECT_OK(queue_->SubmitOrCast(std::move(unit)));
    EXPECT_THAT(answer.Wait(), ElementsAre(IsOk()));
    return answered == std::this_thread::get_id();
  }
  // A ballot that a thread casts by itself, and that hangs in its transaction until the box opens.
  void OccupyThread() {
    thread_ = std::thread([this] { EXPECT_OK(queue_->SubmitOrCast(Unit({"first"}, first_))); });
    box_.WaitUntilEntered();
  }
  void Join() { thread_.join(); }

 private:
  std::thread thread_;
};

TEST_F(InPlaceTest, LoneBallotIsCastAndAnsweredOnTheThreadItComesOn) {
  box_.Open();
  Start();
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(IsCastHere());
  EXPECT_EQ(box_.cast().size(), 3U);
}

// Where ballots meet, a thread that casts one by itself keeps the others from being cast together.
TEST_F(InPlaceTest, OnlyAfterSeveralThatMetNobody) {
  box_.Open();
  Start(3);
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(IsCastHere());
  EXPECT_TRUE(IsCastHere());
  Answer other;
  EXPECT_TRUE(IsCastHere([&] {
    EXPECT_OK(queue_->Submit(Unit({"meanwhile"}, other)));
    return false;
  }));
  EXPECT_THAT(other.Wait(), ElementsAre(IsOk()));
  EXPECT_FALSE(IsCastHere());
  EXPECT_TRUE(IsCastHere());
}

TEST_F(InPlaceTest, NotWhereItHasJustFailed) {
  box_.FailWith(absl::AbortedError("conflict"));
  box_.FailTimes(1);
  box_.Open();
  Start(2);
  for (int i = 0; i < 2; ++i) EXPECT_FALSE(IsCastHere());
  Answer answer;
  ASSERT_OK(queue_->SubmitOrCast(Unit({"poison"}, answer)));
  EXPECT_THAT(answer.Wait(), ElementsAre(IsOk()));
  EXPECT_FALSE(IsCastHere());
  EXPECT_TRUE(IsCastHere());
}

TEST_F(InPlaceTest, WhatGathersMeanwhileIsOneTransactionAndKeepsNobody) {
  Start();
  OccupyThread();
  std::vector<Answer> answers(3);
  ASSERT_OK(queue_->Submit(Unit({"a"}, answers[0])));
  ASSERT_OK(queue_->SubmitOrCast(Unit({"b"}, answers[1])));
  ASSERT_OK(queue_->Submit(Unit({"c"}, answers[2])));
  box_.Open();
  for (Answer& answer : answers) EXPECT_THAT(answer.Wait(), ElementsAre(IsOk()));
  EXPECT_THAT(first_.Wait(), ElementsAre(IsOk()));
  Join();
  EXPECT_THAT(box_.batches(), ElementsAre(1, 3));
}

TEST_F(InPlaceTest, NothingIsCastInPlaceBesideTheWriter) {
  Start();
  OccupyWriter();
  Answer answer;
  ASSERT_OK(queue_->SubmitOrCast(Unit({"a"}, answer)));  // would hang, cast here
  box_.Open();
  EXPECT_THAT(answer.Wait(), ElementsAre(IsOk()));
}

TEST_F(InPlaceTest, StopWaitsForWhatIsCastInPlaceAndAnswersWhatWaits) {
  Start();
  OccupyThread();
  Answer waiting;
  ASSERT_OK(queue_->Submit(Unit({"a"}, waiting)));
  std::thread stopper([this] { queue_->Stop(); });
  box_.Open();
  stopper.join();
  EXPECT_THAT(waiting.Wait(), ElementsAre(IsOk()));
  Join();
  EXPECT_EQ(box_.cast().size(), 2U);
  Answer rejected;
  EXPECT_THAT(queue_->SubmitOrCast(Unit({"y"}, rejected)), HasReason("SERVER_DRAINING"));
}

// The thread is kept by one short attempt; the queue's own makes the others.
TEST_F(InPlaceTest, WhatFailsIsTriedAgainByTheQueue) {
  box_.FailWith(absl::AbortedError("conflict"));
  box_.FailTimes(2);
  box_.Open();
  Start();
  Answer answer;
  const absl::Time begun = absl::Now();
  ASSERT_OK(queue_->SubmitOrCast(Unit({"poison"}, answer)));
  EXPECT_THAT(answer.Wait(), ElementsAre(IsOk()));
  const std::vector<absl::Time> deadlines = box_.deadlines();
  ASSERT_THAT(deadlines, SizeIs(3));
  EXPECT_LT(deadlines[0], begun + absl::Seconds(1));
  EXPECT_GT(deadlines[1], begun + absl::Seconds(1));
}

TEST_F(InPlaceTest, OutageIsToldAsTheQueueTellsIt) {
  box_.FailWith(absl::UnavailableError("away"));
  box_.Open();
  Start();
  Answer answer;
  ASSERT_OK(queue_->SubmitOrCast(Unit({"poison"}, answer)));
  EXPECT_THAT(answer.Wait(), ElementsAre(HasReason("STORAGE_UNAVAILABLE")));
}

TEST_F(InPlaceTest, ExpiredAndCancelledUnitsAreNotCast) {
  box_.Open();
  Start();
  Answer late;
  CastUnit expired = Unit({"late"}, late);
  expired.deadline = absl::Now() - absl::Seconds(1);
  ASSERT_OK(queue_->SubmitOrCast(std::move(expired)));
  EXPECT_THAT(late.Wait(), ElementsAre(StatusIs(absl::StatusCode::kDeadlineExceeded)));
  Answer gone;
  CastUnit cancelled = Unit({"gone"}, gone);
  cancelled.cancelled = [] { return true; };
  ASSERT_OK(queue_->SubmitOrCast(std::move(cancelled)));
  EXPECT_THAT(gone.Wait(), ElementsAre(StatusIs(absl::StatusCode::kCancelled)));
  EXPECT_TRUE(box_.cast().empty());
}

}  // namespace
}  // namespace pingyi::appraisal
