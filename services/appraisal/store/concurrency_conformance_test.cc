// What two processes may do to each other on one database. Where only one writes at a time this
// holds by itself; where many do, by locks and keys.
#include "services/appraisal/store/concurrency_conformance.h"

#include <array>
#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <set>
#include <thread>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/appraisal/domain/reason.h"
#include "services/base/testing/at_once.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::AtOnce;
using pingyi::test::HasReason;
using pingyi::test::StatusIs;
using test::SampleSpec;
using testing::SizeIs;

INSTANTIATE_TEST_SUITE_P(Backends, ConcurrencyConformance, testing::ValuesIn(Backends()),
                         BackendName);

// --------------------------------------------------------------- repeated requests at once

TEST_P(ConcurrencyConformance, TheSameCreationAtOnceMakesOneRound) {
  std::array<std::string, 8> ids;
  AtOnce(8, [&](int i) {
    ASSERT_OK_AND_ASSIGN(
        const Round round,
        RoundsOf(i).CreateRound(Context("q1"), fmt::format("r{}", i), SampleSpec()));
    ids[static_cast<size_t>(i)] = round.id;
  });
  EXPECT_THAT(std::set(ids.begin(), ids.end()), SizeIs(1)) << "everybody hears of the same one";
  ASSERT_OK_AND_ASSIGN(const auto rounds, rounds_->ListRounds(Soon(), {}, 10));
  EXPECT_THAT(rounds, SizeIs(1));
}

TEST_P(ConcurrencyConformance, TheSameIssuingAtOnceIsDoneOnce) {
  MakeOpen();
  std::array<CredentialBatch, 8> batches;
  for (CredentialBatch& batch : batches) {
    batch = {"r1", ids_.NewId(), "a", {{ids_.RandomBytes(32), "", ""}}};
  }
  std::atomic<int> issued = 0;
  AtOnce(8, [&](int i) {
    const absl::Status status =
        BoxOf(i).IssueCredentials(Context("q1"), batches[static_cast<size_t>(i)]);
    if (status.ok()) {
      ++issued;
    } else {
      EXPECT_THAT(status, HasReason(reason::kCredentialsAlreadyIssued));
    }
  });
  EXPECT_EQ(issued, 1);
  EXPECT_EQ(TurnoutOf(0).issued, 1);
}

// Without the claim of the request id the later ones would find another version than they expect.
TEST_P(ConcurrencyConformance, TheSameClosingAtOnceIsDoneOnce) {
  MakeOpen();
  const RoundChange change{"r1", Get().version, "why"};
  AtOnce(6, [&](int i) {
    ASSERT_OK_AND_ASSIGN(const Round round, RoundsOf(i).CloseRound(Context("q1"), change));
    EXPECT_EQ(round.state, RoundState::kClosed);
    EXPECT_EQ(round.tally_digest.size(), 64U);
  });
}

// --------------------------------------------------------------- ballots

// Batches of two processes that hold the same casts the other way round.
TEST_P(ConcurrencyConformance, TheSameBallotsFromBothCountOnce) {
  MakeOpen();
  std::vector<PreparedCast> casts;
  for (const std::string& token : Issue(200)) casts.push_back(Prepare(token, good_));
  AtOnce(4, [&](int i) {
    std::vector<PreparedCast> mine = casts;
    if (i % 2 == 1) std::reverse(mine.begin(), mine.end());
    ASSERT_OK_AND_ASSIGN(const CastOutcomes outcomes, BoxOf(i).CastBatch(Soon(), mine));
    for (const auto& outcome : outcomes) EXPECT_OK(outcome);
  });
  EXPECT_EQ(TurnoutOf(0).valid, 200);
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  EXPECT_EQ(MarksCounted(), 200 * 4);
}

// --------------------------------------------------------------- closing and sealing

TEST_P(ConcurrencyConformance, ClosingRacesWithCastsOfBoth) {
  MakeOpen();
  constexpr int kVoters = 200;
  constexpr int kThreads = 4;
  std::vector<PreparedCast> casts;
  for (const std::string& token : Issue(kVoters)) casts.push_back(Prepare(token, good_));
  std::atomic<int> taken = 0;
  AtOnce(kThreads + 1, [&](int thread) {
    if (thread == kThreads) {
      while (taken < kVoters / 4) std::this_thread::yield();
      EXPECT_OK(other_rounds_->CloseRound(Context(), Change()));
      return;
    }
    for (size_t i = static_cast<size_t>(thread); i < casts.size(); i += kThreads) {
      const auto outcome = Cast(casts[i], &BoxOf(thread));
      if (outcome.ok()) {
        ++taken;
      } else {
        EXPECT_THAT(outcome, HasReason(reason::kVotingEnded));
      }
    }
  });
  EXPECT_EQ(TurnoutOf(0).valid, taken);
  EXPECT_EQ(MarksCounted(), taken * 4);
}

// A cast that has seen the round open and is not committed yet.
TEST_P(ConcurrencyConformance, AClosingWaitsForTheCastUnderWay) {
  MakeOpen();
  const PreparedCast cast = Prepare(Issue(1)[0], good_);
  std::mutex mutex;
  std::condition_variable changed;
  bool judged = false;
  bool closed = false;
  StoppingIds stopping(ids_);
  stopping.before = [&] {
    std::unique_lock lock(mutex);
    judged = true;
    changed.notify_all();
    // Nothing that could be waited for tells that somebody waits; a closing that does not wait is
    // done long before.
    EXPECT_FALSE(changed.wait_for(lock, std::chrono::milliseconds(300), [&] { return closed; }));
  };
  const auto stopping_box = NewBallotBox(db(), clock_, stopping);
  std::thread closing([&] {
    {
      std::unique_lock lock(mutex);
      changed.wait(lock, [&] { return judged; });
    }
    EXPECT_OK(other_rounds_->CloseRound(Context(), Change()));
    const std::lock_guard lock(mutex);
    closed = true;
    changed.notify_all();
  });
  EXPECT_OK(Cast(cast, stopping_box.get()));
  closing.join();
  EXPECT_EQ(MarksCounted(), 4);
}

// The closing is done at once where it is on another node, and the cast is undone; on one server it
// waits. The tally has what was acknowledged, and a cast that is later than the closing is refused.
TEST_P(ConcurrencyConformance, AClosingAndTheCastUnderWayDoNotMissEachOther) {
  const bool at_once = test_database_->has_other_node();
  for (const int ballots : {1, 5}) {
    const std::string round = fmt::format("r{}", ballots);
    MakeOpen(SampleSpec(), round);
    const std::vector<PreparedCast> casts = IssueAndPrepare("batch", ballots, round);
    StoppingIds stopping(ids_);
    std::thread closing;
    int attempts = 0;
    stopping.before = [&] {
      if (++attempts > 1) return;
      closing =
          std::thread([&] { EXPECT_OK(other_rounds_->CloseRound(Context(), Change(round))); });
      if (at_once) closing.join();
    };
    ASSERT_OK_AND_ASSIGN(const CastOutcomes outcomes,
                         NewBallotBox(db(), clock_, stopping)->CastBatch(Soon(), casts));
    if (closing.joinable()) closing.join();
    for (const auto& outcome : outcomes) {
      if (at_once) {
        EXPECT_THAT(outcome, HasReason(reason::kVotingEnded));
      } else {
        EXPECT_OK(outcome);
      }
    }
    const int taken = at_once ? 0 : ballots;
    EXPECT_EQ(TurnoutOf(0, round).valid, taken);
    EXPECT_EQ(MarksCounted(round), taken * 4);
  }
}

// Beside the lock: in a cluster, where locks are those of one node, this is what keeps a ballot
// out.
TEST_P(ConcurrencyConformance, AClosedTurnoutTakesNothing) {
  MakeOpen();
  const PreparedCast cast = Prepare(Issue(1)[0], good_);
  ASSERT_OK(db().Write(Soon(), [](sql::Transaction& tx) {
    return tx.Execute("UPDATE turnout SET closed = 1").status();
  }));
  EXPECT_THAT(Cast(cast), StatusIs(absl::StatusCode::kInternal));
  EXPECT_EQ(TurnoutOf(0).valid, 0);
}

TEST_P(ConcurrencyConformance, TheTurnoutIsClosedWithItsRound) {
  clock_.Set(absl::FromUnixSeconds(1'700'000'000));
  MakeOpen(SampleSpec(), "by-hand");
  MakeOpen(SampleSpec(), "void");
  RoundSpec timed = SampleSpec();
  timed.close_time = clock_.Now() + absl::Hours(1);
  MakeOpen(timed, "in-time");
  MakeOpen(SampleSpec(), "open");
  clock_.Advance(absl::Hours(2));
  ASSERT_OK(rounds_->CloseRound(Context(), Change("by-hand")));
  ASSERT_OK(rounds_->VoidRound(Context(), Change("void")));
  ASSERT_OK(rounds_->CloseDueRounds(Context()));
  std::set<std::string> open;
  ASSERT_OK(db().Read(Soon(), [&](sql::Transaction& tx) {
    open.clear();
    return tx.Query("SELECT round_id FROM turnout WHERE closed = 0", {}, [&](const sql::Row& row) {
      open.emplace(row.Text(0));
      return absl::OkStatus();
    });
  }));
  EXPECT_THAT(open, testing::ElementsAre("open"));
}

// Both have counted before either stores.
TEST_P(ConcurrencyConformance, TwoSealersSealOnce) {
  MakeOpen();
  for (const std::string& token : Issue(3)) ASSERT_OK(Cast(Prepare(token, good_)));
  FaultyDatabase faulty(db());
  faulty.fault = [](std::string_view step) {
    return step == "forget" ? absl::UnavailableError("gone") : absl::OkStatus();
  };
  ASSERT_FALSE(NewRoundStore(faulty, clock_)->CloseRound(Context(), Change()).ok());

  std::latch counted(2);
  StoppingDatabase mine(db());
  StoppingDatabase theirs(*other_);
  mine.before_forgetting = theirs.before_forgetting = [&counted] { counted.arrive_and_wait(); };
  std::array<std::string, 2> digests;
  AtOnce(2, [&](int i) {
    const auto rounds = NewRoundStore(i == 0 ? mine : theirs, clock_);
    ASSERT_OK_AND_ASSIGN(const Round round, rounds->GetRound(Soon(), "r1"));
    digests[static_cast<size_t>(i)] = round.tally_digest;
  });
  EXPECT_EQ(digests[0].size(), 64U);
  EXPECT_EQ(digests[0], digests[1]);
  EXPECT_EQ(MarksCounted(), 12);
}

TEST_P(ConcurrencyConformance, DueRoundsAreClosedByOneEach) {
  RoundSpec timed = SampleSpec();
  timed.close_time = clock_.Now() + absl::Hours(1);
  for (int i = 0; i < 6; ++i) MakeOpen(timed, fmt::format("r{}", i));
  clock_.Advance(absl::Hours(2));
  std::mutex mutex;
  std::vector<std::string> closed;
  AtOnce(4, [&](int i) {
    ASSERT_OK_AND_ASSIGN(const auto ids, RoundsOf(i).CloseDueRounds(Context()));
    const std::lock_guard lock(mutex);
    closed.insert(closed.end(), ids.closed.begin(), ids.closed.end());
  });
  EXPECT_THAT(closed, testing::UnorderedElementsAre("r0", "r1", "r2", "r3", "r4", "r5"));
}

// --------------------------------------------------------------- drafts

TEST_P(ConcurrencyConformance, SubjectsAddedAtOnceAllHaveTheirPlace) {
  MakeDraft(SampleSpec(), "r1", 0);
  AtOnce(8, [&](int i) {
    std::vector<Subject> subjects = test::SampleSubjects(1);
    subjects[0].id = fmt::format("s{}", i);
    subjects[0].position = 0;  // after those that are there
    EXPECT_OK(RoundsOf(i).AddSubjects(Context(), "r1", subjects));
  });
  ASSERT_OK_AND_ASSIGN(const auto subjects, rounds_->ListSubjects(Soon(), "r1", {}, 100));
  EXPECT_THAT(subjects, SizeIs(8));
  EXPECT_EQ(Get().subject_count, 8);
}

TEST_P(ConcurrencyConformance, NothingIsAddedToARoundThatIsBeingOpened) {
  for (int i = 0; i < 10; ++i) {
    const std::string id = fmt::format("r{}", i);
    MakeDraft(SampleSpec(), id);
    AtOnce(2, [&](int side) {
      if (side == 0) {
        EXPECT_OK(rounds_->OpenRound(Context(), Change(id)));
      } else {
        std::vector<Subject> late = test::SampleSubjects(4);
        late.erase(late.begin(), late.begin() + 3);
        const auto added = other_rounds_->AddSubjects(Context(), id, late);
        if (!added.ok()) {
          EXPECT_THAT(added, HasReason(reason::kRoundFrozen));
        }
      }
    });
    ASSERT_OK_AND_ASSIGN(const auto subjects, rounds_->ListSubjects(Soon(), id, {}, 100));
    ASSERT_OK_AND_ASSIGN(const auto rules, rounds_->LoadRules(Soon(), id));
    EXPECT_EQ(rules->shape().subjects, subjects.size());
    EXPECT_EQ(Get(id).subject_count, static_cast<int64_t>(subjects.size()));
  }
}

}  // namespace
}  // namespace pingyi::appraisal
