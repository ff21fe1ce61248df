#include <atomic>
#include <condition_variable>
#include <functional>
#include <latch>
#include <mutex>
#include <thread>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/domain/tally.h"
#include "services/appraisal/store/conformance.h"
#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::HasReason;
using pingyi::test::StatusIs;
using test::SameMarks;
using test::SampleSpec;
using testing::ElementsAre;

// Counts the calls of ForgetHistory, and has each thread wait after its first read.
class ForgetCounter : public sql::Database {
 public:
  explicit ForgetCounter(sql::Database& inner) : inner_(inner) {}

  std::function<void()> after_first_read;
  std::atomic<int> forgotten = 0;

  const sql::Dialect& dialect() const override { return inner_.dialect(); }
  absl::Status Read(absl::Time deadline, sql::TransactionFn fn) override {
    thread_local bool has_read = false;
    const absl::Status status = inner_.Read(deadline, fn);
    if (!std::exchange(has_read, true)) after_first_read();
    return status;
  }
  absl::Status Write(absl::Time deadline, sql::TransactionFn fn) override {
    return inner_.Write(deadline, fn);
  }
  absl::Status Ping(absl::Time deadline) override { return inner_.Ping(deadline); }
  absl::Status ForgetHistory(absl::Time deadline) override {
    ++forgotten;
    return inner_.ForgetHistory(deadline);
  }

 private:
  sql::Database& inner_;
};

class SealingConformance : public StoreConformance {
 protected:
  SealingConformance() : good_(SameMarks({"s1", "s2"}, "good", "80")) {}

  void CastMany(int count, std::string_view group = "a", std::string_view round_id = "r1") {
    std::vector<PreparedCast> casts;
    for (const std::string& token : Issue(count, group, round_id)) {
      casts.push_back(Prepare(token, good_, "q1", round_id));
    }
    ASSERT_OK_AND_ASSIGN(const CastOutcomes outcomes, box_->CastBatch(Soon(), casts));
    for (const auto& outcome : outcomes) EXPECT_OK(outcome);
  }

  const Ballot good_;
};

INSTANTIATE_TEST_SUITE_P(Backends, SealingConformance, testing::ValuesIn(Backends()), BackendName);

class SealingTriggers : public SealingConformance {};
INSTANTIATE_TEST_SUITE_P(Backends, SealingTriggers, testing::ValuesIn(BackendsWithTriggers()),
                         BackendName);

TEST_P(SealingConformance, TheTallyIsShownAfterClosingOnly) {
  MakeOpen();
  CastMany(3);
  CastMany(2, "b");
  EXPECT_THAT(box_->ListTallies(Soon(), "r1", 0, 10, 1000), HasReason(reason::kRoundNotClosed));
  ASSERT_OK_AND_ASSIGN(const Round closed, rounds_->CloseRound(Context(), Change()));
  ASSERT_OK_AND_ASSIGN(const TallyPage page, box_->ListTallies(Soon(), "r1", 0, 10, 1 << 20));
  ASSERT_EQ(page.subjects.size(), 3U);
  EXPECT_FALSE(page.more);
  EXPECT_EQ(page.digest, closed.tally_digest);
  EXPECT_THAT(page.groups, ElementsAre(GroupBallots{"a", 3, 0}, GroupBallots{"b", 2, 0}));
  EXPECT_EQ(page.subjects[0].subject_id, "s1");
  EXPECT_EQ(page.subjects[0].position, 10);
  const TallyCells cells = {
      {0, 0, {{1, 3}}, 0}, {0, 1, {{160, 3}}, 0}, {1, 0, {{1, 2}}, 0}, {1, 1, {{160, 2}}, 0}};
  EXPECT_EQ(page.subjects[1].cells, cells);
  EXPECT_TRUE(page.subjects[2].cells.empty());
}

TEST_P(SealingConformance, AnybodyCanRecomputeTheDigest) {
  MakeOpen();
  CastMany(3);
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  ASSERT_OK_AND_ASSIGN(const TallyPage page, box_->ListTallies(Soon(), "r1", 0, 10, 1 << 20));
  std::string text = TallyHeadText("r1", page.groups, page.salt);
  for (const SubjectTally& subject : page.subjects) {
    text += TallySubjectText(subject.subject_id, subject.cells);
  }
  EXPECT_EQ(crypto::Hex(crypto::Sha256(text)), page.digest);
}

// Weights 30 and 70: of three ballots those of 30 x 100 + 70 x 90 and 30 x 0 + 70 x 10 points are
// left out on s1; s2 is rated by two, which are too few. Of b's two ballots none is left out.
TEST_P(SealingConformance, BallotsAreLeftOutByTheirTotals) {
  for (const bool forbid_self : {false, true}) {
    const std::string id = forbid_self ? "r2" : "r1";
    RoundSpec spec = SampleSpec();
    spec.criteria[1].scale = NumericScale{"0", "100", "10"};
    spec.rules.require_all_criteria = true;
    spec.rules.forbid_self = forbid_self;
    spec.extremes = BallotExtremes{.drop = 1, .min_ballots = 3, .scope = ExtremesScope::kGroup};
    MakeOpen(spec, id);
    const std::vector<std::string> tokens = Issue(3, "a", id);
    EXPECT_OK(Cast(Prepare(tokens[0], SameMarks({"s1"}, "excellent", "90"), "q1", id)));
    EXPECT_OK(Cast(Prepare(tokens[1], SameMarks({"s1", "s2"}, "good", "50"), "q2", id)));
    EXPECT_OK(Cast(Prepare(tokens[2], SameMarks({"s1", "s2"}, "poor", "10"), "q3", id)));
    for (const std::string& token : Issue(2, "b", id)) {
      EXPECT_OK(Cast(Prepare(token, SameMarks({"s1"}, "poor", "0"), "q4", id)));
    }
    ASSERT_OK_AND_ASSIGN(const Round closed, rounds_->CloseRound(Context(), Change(id)));
    EXPECT_EQ(closed.spec.extremes, spec.extremes);
    ASSERT_OK_AND_ASSIGN(const TallyPage page, box_->ListTallies(Soon(), id, 0, 10, 1 << 20));
    EXPECT_EQ(page.groups[0].valid, 3);
    EXPECT_EQ(page.groups[0].straight_lined, std::nullopt);
    EXPECT_THAT(page.subjects[0].left_out, ElementsAre(2, 0));
    EXPECT_THAT(page.subjects[1].left_out, ElementsAre());
    const TallyCells cells = {
        {0, 0, {{1, 1}}, 0}, {0, 1, {{5, 1}}, 0}, {1, 0, {{2, 2}}, 0}, {1, 1, {{0, 2}}, 0}};
    EXPECT_EQ(page.subjects[0].cells, cells);
    std::string text = TallyHeadText(id, page.groups, page.salt);
    for (const SubjectTally& subject : page.subjects) {
      text += TallySubjectText(subject.subject_id, subject.cells, subject.left_out);
    }
    EXPECT_EQ(crypto::Hex(crypto::Sha256(text)), page.digest);
  }
}

TEST_P(SealingConformance, TheTallyOfSecretBallotsIsSalted) {
  std::string salts[2];
  for (int i : {0, 1}) {
    const std::string id = "r" + std::to_string(i + 1);
    RoundSpec spec = SampleSpec();
    spec.anonymity = Anonymity::kAnonymous;
    MakeOpen(spec, id);
    CastMany(2, "a", id);
    ASSERT_OK(rounds_->CloseRound(Context(), Change(id)));
    ASSERT_OK_AND_ASSIGN(const TallyPage page, box_->ListTallies(Soon(), id, 0, 1, 1 << 20));
    salts[i] = page.salt;
    ASSERT_OK_AND_ASSIGN(const TallyPage next, box_->ListTallies(Soon(), id, 10, 1, 1 << 20));
    EXPECT_EQ(next.salt, page.salt);  // the same on every page
  }
  EXPECT_EQ(salts[0].size(), 64U);
  EXPECT_NE(salts[0], salts[1]);
}

// Of voters who gave everybody the same mark: two of three in group a, nobody in b.
TEST_P(SealingConformance, TheTallyCountsStraightLinedBallots) {
  for (const bool forbid_self : {false, true}) {
    const std::string id = forbid_self ? "r2" : "r1";
    RoundSpec spec = SampleSpec();
    spec.criteria[1].scale = spec.criteria[0].scale;
    spec.rules.forbid_self = forbid_self;
    MakeOpen(spec, id);
    std::vector<PreparedCast> casts;
    const std::vector<std::string> tokens = Issue(3, "a", id);
    casts.push_back(Prepare(tokens[0], SameMarks({"s1", "s2"}, "good", "good"), "q1", id));
    casts.push_back(Prepare(tokens[1], SameMarks({"s1"}, "poor", "poor"), "q2", id));
    casts.push_back(Prepare(tokens[2], SameMarks({"s1", "s2"}, "good", "poor"), "q3", id));
    ASSERT_OK(box_->CastBatch(Soon(), casts));
    ASSERT_OK(rounds_->CloseRound(Context(), Change(id)));
    ASSERT_OK_AND_ASSIGN(const TallyPage page, box_->ListTallies(Soon(), id, 0, 10, 1 << 20));
    ASSERT_EQ(page.groups.size(), 2U);
    // Where nobody may vote on himself a ballot is kept as slips that nothing connects.
    EXPECT_EQ(page.groups[0].straight_lined,
              forbid_self ? std::nullopt : std::optional<int64_t>(2));
    EXPECT_EQ(page.groups[1].straight_lined,
              forbid_self ? std::nullopt : std::optional<int64_t>(0));
    std::string text = TallyHeadText(id, page.groups, page.salt);
    for (const SubjectTally& subject : page.subjects) {
      text += TallySubjectText(subject.subject_id, subject.cells);
    }
    EXPECT_EQ(crypto::Hex(crypto::Sha256(text)), page.digest);
  }
}

TEST_P(SealingConformance, TheTallyComesInPages) {
  MakeOpen(SampleSpec(), "r1", 7);
  CastMany(1);
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  const auto page_of = [&](int32_t after, int limit, int64_t bytes) {
    auto page = box_->ListTallies(Soon(), "r1", after, limit, bytes);
    EXPECT_OK(page);
    std::string text;
    for (const SubjectTally& subject : page->subjects) text += subject.subject_id + " ";
    return text + (page->more ? "…" : "");
  };
  EXPECT_EQ(page_of(0, 3, 1 << 20), "s1 s2 s3 …");
  EXPECT_EQ(page_of(30, 4, 1 << 20), "s4 s5 s6 s7 ");
  EXPECT_EQ(page_of(70, 3, 1 << 20), "");
  EXPECT_EQ(page_of(0, 3, 0), "s1 …");  // at least one, whatever its size
}

TEST_P(SealingTriggers, TheSealedTallyNeverChanges) {
  MakeOpen();
  CastMany(2);
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  const auto write = [this](sql::Sql sql) {
    return db().Write(Soon(), [&](sql::Transaction& tx) { return tx.Execute(sql).status(); });
  };
  const auto refused = StatusIs(absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(write("UPDATE tallies SET cells = x'01'"), refused);
  EXPECT_THAT(write("DELETE FROM tallies"), refused);
  EXPECT_THAT(write("UPDATE rounds SET tally_digest = ''"), refused);
  EXPECT_THAT(write("UPDATE rounds SET state = 2"), refused);
  EXPECT_THAT(write("UPDATE ballots SET marks = x'01'"), refused);
  EXPECT_THAT(write("DELETE FROM ballots"), refused);
  EXPECT_THAT(write("UPDATE spent_credentials SET commitment = hash"), refused);
  EXPECT_THAT(write("DELETE FROM spent_credentials"), refused);
}

TEST_P(SealingConformance, CloseRacesWithHundredsOfCasts) {
  MakeOpen();
  constexpr int kVoters = 400;
  constexpr int kThreads = 4;
  std::vector<PreparedCast> casts;
  for (const std::string& token : Issue(kVoters)) casts.push_back(Prepare(token, good_));
  const auto other_process = test_database_->OpenAgain();
  const auto other_rounds = NewRoundStore(*other_process, clock_);

  std::mutex mutex;
  std::condition_variable enough;
  int taken = 0;
  std::atomic<int> refused = 0;
  std::vector<std::thread> voters;
  for (int thread = 0; thread < kThreads; ++thread) {
    voters.emplace_back([&, thread] {
      for (size_t i = static_cast<size_t>(thread); i < casts.size(); i += kThreads) {
        const auto outcome = Cast(casts[i]);
        if (!outcome.ok()) {
          EXPECT_THAT(outcome, HasReason(reason::kVotingEnded));
          ++refused;
          continue;
        }
        const std::lock_guard lock(mutex);
        ++taken;
        enough.notify_one();
      }
    });
  }
  {
    std::unique_lock lock(mutex);
    enough.wait(lock, [&] { return taken >= kVoters / 4; });
  }
  const auto closed = other_rounds->CloseRound(Context(), Change());
  for (std::thread& voter : voters) voter.join();
  ASSERT_OK(closed);
  // Every OK is in the tally, every refusal is not.
  EXPECT_EQ(taken + refused, kVoters);
  EXPECT_EQ(TurnoutOf(0).valid, taken);
  EXPECT_EQ(MarksCounted(), taken * 4);
}

// Breaks off at each step of sealing in turn; whoever asks next completes it, with the same result.
TEST_P(SealingConformance, CrashBetweenCloseAndTally) {
  MakeOpen(SampleSpec(), "whole");
  CastMany(3, "a", "whole");
  FaultyDatabase watched(db());
  ASSERT_OK(NewRoundStore(watched, clock_)->CloseRound(Context(), Change("whole")));
  // History is forgotten before the tally is stored: a sealed round has none.
  EXPECT_THAT(watched.steps,
              ElementsAre("write", "wrote", "read", "read", "forget", "write", "wrote", "read"));
  for (size_t crash = 1; crash < watched.steps.size(); ++crash) {
    SCOPED_TRACE(crash);
    const std::string id = "r" + std::to_string(crash);
    MakeOpen(SampleSpec(), id);
    CastMany(3, "a", id);
    const PreparedCast late = Prepare(Issue(1, "a", id)[0], good_, "q1", id);
    FaultyDatabase faulty(db());
    faulty.fault = [&faulty, crash](std::string_view) {
      return faulty.steps.size() > crash ? absl::UnavailableError("gone") : absl::OkStatus();
    };
    EXPECT_THAT(NewRoundStore(faulty, clock_)->CloseRound(Context(), Change(id)),
                StatusIs(absl::StatusCode::kUnavailable));
    EXPECT_THAT(Cast(late), HasReason(reason::kVotingEnded));
    if (crash % 3 == 0) {
      EXPECT_EQ(MarksCounted(id), 12);
    } else if (crash % 3 == 1) {
      EXPECT_OK(rounds_->CloseDueRounds(Context()));
    }
    const Round round = Get(id);
    EXPECT_EQ(round.state, RoundState::kClosed);
    EXPECT_EQ(round.tally_digest.size(), 64U);
    EXPECT_EQ(MarksCounted(id), 12);
  }
}

TEST_P(SealingConformance, ListsNeverShowAClosedRoundWithoutItsDigest) {
  MakeOpen();
  FaultyDatabase faulty(db());
  faulty.fault = [](std::string_view step) {
    return step == "forget" ? absl::UnavailableError("gone") : absl::OkStatus();
  };
  ASSERT_FALSE(NewRoundStore(faulty, clock_)->CloseRound(Context(), Change()).ok());
  ASSERT_OK_AND_ASSIGN(const auto rounds, rounds_->ListRounds(Soon(), {}, 10));
  EXPECT_EQ(rounds[0].state, RoundState::kClosed);
  EXPECT_EQ(rounds[0].tally_digest.size(), 64U);
}

// All look while the round is closed and not yet sealed.
TEST_P(SealingConformance, ManyWhoLookAtOnceSealOnce) {
  MakeOpen();
  CastMany(3);
  FaultyDatabase faulty(db());
  faulty.fault = [](std::string_view step) {
    return step == "forget" ? absl::UnavailableError("gone") : absl::OkStatus();
  };
  ASSERT_FALSE(NewRoundStore(faulty, clock_)->CloseRound(Context(), Change()).ok());

  constexpr int kReaders = 4;
  ForgetCounter counter(db());
  const auto rounds = NewRoundStore(counter, clock_);
  std::latch looked(kReaders);
  counter.after_first_read = [&looked] { looked.arrive_and_wait(); };
  std::vector<std::thread> readers;
  for (int i = 0; i < kReaders; ++i) {
    readers.emplace_back([&] {
      ASSERT_OK_AND_ASSIGN(const Round round, rounds->GetRound(Soon(), "r1"));
      EXPECT_EQ(round.tally_digest.size(), 64U);
    });
  }
  for (std::thread& reader : readers) reader.join();
  EXPECT_EQ(counter.forgotten, 1);
  EXPECT_EQ(MarksCounted(), 12);
}

TEST_P(SealingConformance, ARoundThatCannotBeSealedHidesNoOther) {
  MakeOpen();
  MakeOpen(SampleSpec(), "r2");
  CastMany(3);
  ASSERT_OK(db().Write(Soon(), [](sql::Transaction& tx) {
    return tx.Execute("UPDATE turnout SET valid = valid + 1 WHERE round_id = 'r1'").status();
  }));
  EXPECT_THAT(rounds_->CloseRound(Context(), Change()), StatusIs(absl::StatusCode::kDataLoss));
  ASSERT_OK(rounds_->CloseRound(Context(), Change("r2")));
  ASSERT_OK_AND_ASSIGN(const auto rounds, rounds_->ListRounds(Soon(), {}, 10));
  ASSERT_EQ(rounds.size(), 2U);
  EXPECT_EQ(rounds[0].state, RoundState::kClosed);
  EXPECT_EQ(rounds[0].tally_digest, "");
  EXPECT_EQ(rounds[1].tally_digest.size(), 64U);
  EXPECT_THAT(rounds_->GetRound(Soon(), "r1"), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_P(SealingConformance, ADueRoundThatCannotBeSealedHidesNoOther) {
  RoundSpec spec = SampleSpec();
  spec.close_time = clock_.Now() + absl::Hours(1);
  for (const char* id : {"r1", "r2", "r3"}) MakeOpen(spec, id);
  ASSERT_OK(db().Write(Soon(), [](sql::Transaction& tx) {
    return tx.Execute("UPDATE turnout SET valid = valid + 1 WHERE round_id = 'r2'").status();
  }));
  clock_.Advance(absl::Hours(1));
  ASSERT_OK_AND_ASSIGN(const DueRounds done, rounds_->CloseDueRounds(Context()));
  EXPECT_THAT(done.closed, ElementsAre("r1", "r2", "r3"));
  ASSERT_EQ(done.failures.size(), 1U);
  EXPECT_EQ(done.failures[0].round_id, "r2");
  EXPECT_THAT(done.failures[0].status, StatusIs(absl::StatusCode::kDataLoss));
  EXPECT_EQ(Get("r3").tally_digest.size(), 64U);
  ASSERT_OK_AND_ASSIGN(const DueRounds again, rounds_->CloseDueRounds(Context()));
  EXPECT_TRUE(again.closed.empty());
  EXPECT_EQ(again.failures.size(), 1U) << "it is told each time";
}

// A caller's patience is not the measure of how long a large box takes to count.
TEST_P(SealingConformance, SealingOutlastsItsCallersDeadline) {
  MakeOpen();
  CastMany(3);
  FaultyDatabase watched(db());
  ChangeContext impatient = Context();
  impatient.deadline = absl::Now() + absl::Seconds(5);
  ASSERT_OK(NewRoundStore(watched, clock_)->CloseRound(impatient, Change()));
  for (size_t i = 0; i < watched.steps.size(); ++i) {
    SCOPED_TRACE(watched.steps[i]);
    // The closing itself, the look whether it is sealed, and the answer are the caller's.
    const bool sealing = i >= 3 && i + 1 < watched.steps.size();
    if (sealing) {
      EXPECT_GT(watched.deadlines[i], absl::Now() + absl::Minutes(5));
    } else {
      EXPECT_EQ(watched.deadlines[i], impatient.deadline);
    }
  }
  EXPECT_EQ(MarksCounted(), 12);
}

// The caller is gone by the time the tally is to be stored; it is stored all the same.
TEST_P(SealingConformance, ACallerThatGivesUpLeavesASealedRound) {
  MakeOpen();
  CastMany(3);
  FaultyDatabase faulty(db());
  faulty.fault = [](std::string_view step) {
    return step == "forget" ? absl::UnavailableError("gone") : absl::OkStatus();
  };
  ASSERT_FALSE(NewRoundStore(faulty, clock_)->CloseRound(Context(), Change()).ok());
  FaultyDatabase watched(db());
  // A moment is enough to begin: nobody else has the turn.
  const auto box = NewBallotBox(watched, clock_, ids_);
  const absl::Time deadline = absl::Now() + absl::Seconds(5);
  ASSERT_OK(box->ListTallies(deadline, "r1", 0, 10, 1 << 20));
  EXPECT_THAT(watched.steps, ElementsAre("read", "read", "forget", "write", "wrote", "read"));
  for (size_t i = 1; i < 5; ++i) EXPECT_GT(watched.deadlines[i], deadline);
}

TEST_P(SealingConformance, BallotsThatWentMissingAreNotPassedOver) {
  MakeOpen();
  CastMany(3);
  ASSERT_OK(db().Write(Soon(), [](sql::Transaction& tx) {
    return tx.Execute("UPDATE turnout SET valid = valid + 1 WHERE group_no = 0").status();
  }));
  EXPECT_THAT(rounds_->CloseRound(Context(), Change()), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace pingyi::appraisal
