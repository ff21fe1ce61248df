#include "services/appraisal/rpc/cast_queue.h"

#include <atomic>
#include <latch>
#include <set>
#include <string>
#include <thread>
#include <utility>

#include <absl/time/clock.h>

#include "services/appraisal/rpc/cast_queue_fixture.h"

namespace pingyi::appraisal {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::IsOk;
using ::pingyi::test::StatusIs;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST_F(CastQueueTest, LoneBallotIsCastAtOnce) {
  box_.Open();
  Start();
  Answer answer;
  ASSERT_OK(queue_->Submit(Unit({"a"}, answer)));
  ASSERT_THAT(answer.Wait(), ElementsAre(IsOk()));
  EXPECT_EQ(answer.Wait()[0]->receipt, "a");
}

TEST_F(CastQueueTest, WhatGathersMeanwhileIsOneTransaction) {
  Start({.batch = 3});
  OccupyWriter();
  std::vector<Answer> answers(5);
  for (Answer& answer : answers) ASSERT_OK(queue_->Submit(Unit({"x"}, answer)));
  box_.Open();
  for (Answer& answer : answers) EXPECT_THAT(answer.Wait(), ElementsAre(IsOk()));
  queue_->Stop();
  EXPECT_THAT(box_.batches(), ElementsAre(1, 3, 2));
}

// An answer that takes long to give, while others wait to be cast: they are cast meanwhile.
TEST_F(CastQueueTest, NobodyWaitsForTheAnswersOfOthers) {
  Start({.batch = 1});
  Answer second;
  std::latch second_is_cast(1);
  CastUnit slow;
  slow.casts.emplace_back().receipt = "slow";
  slow.done = [&](const Outcomes&) { second_is_cast.wait(); };
  ASSERT_OK(queue_->Submit(std::move(slow)));
  box_.WaitUntilEntered();
  CastUnit quick = Unit({"quick"}, second);
  quick.done = [&, answer = second.Callback()](Outcomes outcomes) mutable {
    second_is_cast.count_down();
    answer(std::move(outcomes));
  };
  ASSERT_OK(queue_->Submit(std::move(quick)));
  box_.Open();
  EXPECT_THAT(second.Wait(), ElementsAre(IsOk()));
  queue_->Stop();
}

TEST_F(CastQueueTest, StoppingAnswersAllThatWasWritten) {
  Start({.batch = 1});
  OccupyWriter();
  std::atomic<int> answered = 0;
  for (int i = 0; i < 50; ++i) {
    CastUnit unit;
    unit.casts.emplace_back().receipt = "x";
    unit.done = [&](const Outcomes&) { ++answered; };
    ASSERT_OK(queue_->Submit(std::move(unit)));
  }
  box_.Open();
  queue_->Stop();
  EXPECT_EQ(answered, 50);
}

TEST_F(CastQueueTest, UnitIsNeverTornApart) {
  Start({.batch = 4});
  OccupyWriter();
  Answer pair;
  Answer triple;
  Answer large;
  ASSERT_OK(queue_->Submit(Unit({"a", "b"}, pair)));
  ASSERT_OK(queue_->Submit(Unit({"c", "d", "e"}, triple)));
  ASSERT_OK(queue_->Submit(Unit({"1", "2", "3", "4", "5", "6"}, large)));
  box_.Open();
  EXPECT_THAT(large.Wait(), SizeIs(6));
  EXPECT_EQ(large.Wait()[5]->receipt, "6");
  EXPECT_EQ(triple.Wait()[0]->receipt, "c");
  queue_->Stop();
  EXPECT_THAT(box_.batches(), ElementsAre(1, 2, 3, 6));
}

TEST_F(CastQueueTest, RefusalConcernsItsOwnBallotAlone) {
  box_.Open();
  Start();
  Answer answer;
  ASSERT_OK(queue_->Submit(Unit({"a", "refused", "b"}, answer)));
  EXPECT_THAT(answer.Wait(),
              ElementsAre(IsOk(), StatusIs(absl::StatusCode::kPermissionDenied), IsOk()));
  EXPECT_THAT(box_.batches(), ElementsAre(3));
}

TEST_F(CastQueueTest, BatchOfRefusalsIsNotSplit) {
  box_.Open();
  Start();
  Answer answer;
  ASSERT_OK(queue_->Submit(Unit({"refused", "refused"}, answer)));
  EXPECT_THAT(answer.Wait(), Each(StatusIs(absl::StatusCode::kPermissionDenied)));
  EXPECT_THAT(box_.batches(), ElementsAre(2));
}

TEST_F(CastQueueTest, FaultyBatchIsSplitUntilOnlyTheCulpritIsRefused) {
  Start();
  OccupyWriter();
  std::vector<Answer> answers(8);
  for (size_t i = 0; i < answers.size(); ++i) {
    const std::string name = i == 5 ? "poison" : "ok" + std::to_string(i);
    ASSERT_OK(queue_->Submit(Unit({name}, answers[i])));
  }
  box_.Open();
  for (size_t i = 0; i < answers.size(); ++i) {
    EXPECT_EQ(answers[i].Wait()[0].ok(), i != 5) << i;
  }
  EXPECT_THAT(answers[5].Wait()[0], StatusIs(absl::StatusCode::kInternal));
  EXPECT_THAT(box_.cast(), SizeIs(8)) << "the first one and seven of eight, each once";
  queue_->Stop();
  EXPECT_THAT(box_.batches(), ElementsAre(1, 8, 4, 4, 2, 1, 1, 2));
}

// A row the database will not have, a conflict without end, a batch that takes too long: one of the
// ballots may be to blame, and the others need not suffer for it.
TEST_F(CastQueueTest, WhateverFailsABatchIsTracedToItsBallot) {
  for (const absl::Status& failure :
       {absl::AbortedError("conflict"), absl::DeadlineExceededError("slow"),
        absl::FailedPreconditionError("trigger"), absl::ResourceExhaustedError("packet"),
        absl::UnknownError("?"), absl::DataLossError("?")}) {
    FakeBox box;
    box.Open();
    box.FailWith(failure);
    CastQueue queue(box, {});
    Answer answer;
    ASSERT_OK(queue.Submit(Unit({"a", "poison", "b", "c"}, answer)));
    EXPECT_THAT(answer.Wait(), ElementsAre(IsOk(), StatusIs(failure.code()), IsOk(), IsOk()));
    const bool may_heal = absl::IsAborted(failure) || absl::IsDeadlineExceeded(failure);
    std::vector<size_t> batches = {4, 2, 1, 1, 2};
    if (may_heal) batches.insert(batches.end(), 7, 1);
    EXPECT_EQ(box.batches(), batches);
  }
}

// A database that is slow for a while, say because it is rewritten after another round was sealed.
TEST_F(CastQueueTest, LoneBallotIsTriedAgainWhileThereIsTime) {
  box_.Open();
  box_.FailWith(absl::DeadlineExceededError("slow"));
  box_.FailTimes(3);
  Start();
  Answer answer;
  ASSERT_OK(queue_->Submit(Unit({"poison"}, answer)));
  EXPECT_THAT(answer.Wait(), ElementsAre(IsOk()));
  EXPECT_THAT(box_.batches(), ElementsAre(1, 1, 1, 1));
}

TEST_F(CastQueueTest, WhatMayHealIsTriedAgainTogether) {
  box_.Open();
  box_.FailWith(absl::AbortedError("conflict"));
  box_.FailTimes(7);  // all, the halves, the four
  Start();
  Answer answer;
  ASSERT_OK(queue_->Submit(Unit({"poison", "poison", "poison", "poison"}, answer)));
  EXPECT_THAT(answer.Wait(), Each(IsOk()));
  EXPECT_THAT(box_.batches(), ElementsAre(4, 2, 1, 1, 2, 1, 1, 4));
}

TEST_F(CastQueueTest, OutageIsToldToAllAtOnceAndHowToGoOn) {
  box_.Open();
  box_.FailWith(absl::UnavailableError("away"));
  Start();
  Answer answer;
  ASSERT_OK(queue_->Submit(Unit({"a", "poison", "b"}, answer)));
  EXPECT_THAT(answer.Wait(), Each(StatusIs(absl::StatusCode::kUnavailable)));
  EXPECT_THAT(answer.Wait(), Each(HasReason("STORAGE_UNAVAILABLE")));
  EXPECT_THAT(std::string(answer.Wait()[0].status().message()),
              ::testing::HasSubstr("same request_id"));
  EXPECT_THAT(box_.batches(), ElementsAre(3));
}

TEST_F(CastQueueTest, AttemptsInHalvesShareTheTimeOfOne) {
  box_.Open();
  Start({.write_timeout = absl::Seconds(8)});
  std::vector<std::string> names(64, "ok");
  names[13] = "poison";
  Answer answer;
  const absl::Time before = absl::Now();
  ASSERT_OK(queue_->Submit(Unit(names, answer)));
  answer.Wait();
  const absl::Time after = absl::Now();
  const std::vector<absl::Time> deadlines = box_.deadlines();
  EXPECT_EQ(deadlines.size(), 13U) << "all, and two for each of six halvings";
  EXPECT_GE(deadlines[0], before + absl::Seconds(2));
  EXPECT_LE(deadlines[0], after + absl::Seconds(2)) << "time is left for the halves";
  for (const absl::Time deadline : deadlines) EXPECT_LE(deadline, after + absl::Seconds(8));
}

TEST_F(CastQueueTest, NothingIsTriedAgainWhenTheTimeIsUp) {
  box_.Open();
  box_.FailWith(absl::AbortedError("conflict"));
  Start({.write_timeout = absl::Nanoseconds(1)});
  Answer answer;
  ASSERT_OK(queue_->Submit(Unit({"poison", "a"}, answer)));
  EXPECT_THAT(answer.Wait(), Each(::testing::Not(IsOk())));
  EXPECT_THAT(box_.batches(), SizeIs(::testing::Le(1)));
}

TEST_F(CastQueueTest, ExceptionIsAFaultOfItsBallotAlone) {
  box_.Open();
  Start();
  Answer answer;
  ASSERT_OK(queue_->Submit(Unit({"a", "throw"}, answer)));
  EXPECT_THAT(answer.Wait(), ElementsAre(IsOk(), StatusIs(absl::StatusCode::kInternal)));
}

TEST_F(CastQueueTest, FullQueueRefusesAndKeepsWhatItHas) {
  Start({.capacity = 2});
  OccupyWriter();
  Answer one;
  Answer two;
  Answer three;
  ASSERT_OK(queue_->Submit(Unit({"1"}, one)));
  ASSERT_OK(queue_->Submit(Unit({"2"}, two)));
  const absl::Status full = queue_->Submit(Unit({"3"}, three));
  EXPECT_THAT(full, StatusIs(absl::StatusCode::kResourceExhausted));
  EXPECT_THAT(full, HasReason("SERVER_OVERLOADED"));
  box_.Open();
  EXPECT_THAT(one.Wait(), ElementsAre(IsOk()));
  EXPECT_THAT(two.Wait(), ElementsAre(IsOk()));
}

// A unit of one ballot that weighs at least `bytes`.
CastUnit HeavyUnit(size_t bytes, Answer& answer) {
  CastUnit unit = Unit({"heavy"}, answer);
  unit.casts[0].ballot.content.assign(bytes, 'x');
  return unit;
}

TEST_F(CastQueueTest, QueueIsBoundedInBytesToo) {
  Start({.capacity_bytes = size_t{1} << 20});
  OccupyWriter();
  Answer heavy;
  Answer refused;
  Answer light;
  ASSERT_OK(queue_->Submit(HeavyUnit(size_t{900} << 10, heavy)));
  EXPECT_THAT(queue_->Submit(HeavyUnit(size_t{200} << 10, refused)),
              HasReason("SERVER_OVERLOADED"));
  ASSERT_OK(queue_->Submit(Unit({"light"}, light)));
  box_.Open();
  EXPECT_THAT(heavy.Wait(), ElementsAre(IsOk()));
  EXPECT_THAT(light.Wait(), ElementsAre(IsOk()));
  // What was taken out makes room again.
  Answer later;
  ASSERT_OK(queue_->Submit(HeavyUnit(size_t{900} << 10, later)));
  EXPECT_THAT(later.Wait(), ElementsAre(IsOk()));
}

TEST_F(CastQueueTest, TransactionIsBoundedInBytesToo) {
  Start({.batch_bytes = size_t{1} << 20});
  OccupyWriter();
  std::vector<Answer> answers(4);
  for (Answer& answer : answers) ASSERT_OK(queue_->Submit(HeavyUnit(size_t{400} << 10, answer)));
  box_.Open();
  for (Answer& answer : answers) EXPECT_THAT(answer.Wait(), ElementsAre(IsOk()));
  queue_->Stop();
  EXPECT_THAT(box_.batches(), ElementsAre(1, 2, 2));
}

TEST_F(CastQueueTest, WeightCountsAllThatGrowsWithTheBallot) {
  PreparedCast cast;
  const size_t empty = WeightOf(cast);
  EXPECT_GE(empty, sizeof cast);
  cast.ballot.marks.codes.resize(1000);
  EXPECT_GE(WeightOf(cast), empty + 4000);
  cast.ballot.breaches.assign(10, {std::string(100, 'f'), std::string(100, 'd'), "R"});
  EXPECT_GE(WeightOf(cast), empty + 6000);
}

TEST_F(CastQueueTest, UnitLargerThanTheQueueGetsInWhenNothingWaits) {
  Start({.capacity = 2});
  OccupyWriter();
  Answer large;
  Answer small;
  ASSERT_OK(queue_->Submit(Unit({"1", "2", "3"}, large)));
  EXPECT_THAT(queue_->Submit(Unit({"4"}, small)), HasReason("SERVER_OVERLOADED"));
  box_.Open();
  EXPECT_THAT(large.Wait(), SizeIs(3));
}

TEST_F(CastQueueTest, ExpiredAndCancelledUnitsAreNotCast) {
  Start();
  OccupyWriter();
  Answer expired;
  Answer cancelled;
  Answer wanted;
  CastUnit late = Unit({"late", "later"}, expired);
  late.deadline = absl::Now() - absl::Seconds(1);
  CastUnit gone = Unit({"gone"}, cancelled);
  gone.cancelled = [] { return true; };
  ASSERT_OK(queue_->Submit(std::move(late)));
  ASSERT_OK(queue_->Submit(std::move(gone)));
  ASSERT_OK(queue_->Submit(Unit({"wanted"}, wanted)));
  box_.Open();
  EXPECT_THAT(expired.Wait(),
              ElementsAre(HasReason("DEADLINE_EXCEEDED"), HasReason("DEADLINE_EXCEEDED")));
  EXPECT_THAT(cancelled.Wait(), ElementsAre(StatusIs(absl::StatusCode::kCancelled)));
  EXPECT_THAT(wanted.Wait(), ElementsAre(IsOk()));
  EXPECT_THAT(box_.cast(), ElementsAre("first", "wanted"));
}

TEST_F(CastQueueTest, CancellationAfterTheTransactionBeganDoesNotHideTheOutcome) {
  Start();
  std::atomic<bool> cancelled = false;
  Answer answer;
  CastUnit unit = Unit({"a"}, answer);
  unit.cancelled = [&cancelled] { return cancelled.load(); };
  ASSERT_OK(queue_->Submit(std::move(unit)));
  box_.WaitUntilEntered();
  cancelled = true;
  box_.Open();
  EXPECT_THAT(answer.Wait(), ElementsAre(IsOk()));
}

TEST_F(CastQueueTest, StopAnswersWhatWaitsAndTakesNoMore) {
  Start();
  OccupyWriter();
  std::vector<Answer> answers(50);
  for (Answer& answer : answers) ASSERT_OK(queue_->Submit(Unit({"x"}, answer)));
  std::thread stopper([this] { queue_->Stop(); });
  box_.Open();
  stopper.join();
  for (Answer& answer : answers) EXPECT_THAT(answer.Wait(), ElementsAre(IsOk()));
  Answer rejected;
  const absl::Status stopped = queue_->Submit(Unit({"y"}, rejected));
  EXPECT_THAT(stopped, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(stopped, HasReason("SERVER_DRAINING"));
}

TEST_F(CastQueueTest, EveryUnitOfManyThreadsIsAnsweredOnce) {
  box_.Open();
  Start({.capacity = 64, .batch = 16, .lone_before_in_place = 0});
  std::atomic<int> answered = 0;
  std::atomic<int> submitted = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 500; ++i) {
        CastUnit unit;
        unit.casts.emplace_back().receipt = "x";
        unit.done = [&answered](const Outcomes& outcomes) {
          if (outcomes.size() == 1 && outcomes[0].ok()) ++answered;
        };
        const bool here = (t + i) % 3 == 0;
        const absl::Status status =
            here ? queue_->SubmitOrCast(std::move(unit)) : queue_->Submit(std::move(unit));
        if (status.ok()) ++submitted;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  queue_->Stop();
  EXPECT_EQ(answered.load(), submitted.load());
  EXPECT_EQ(box_.cast().size(), static_cast<size_t>(submitted.load()));
}

}  // namespace
}  // namespace pingyi::appraisal
