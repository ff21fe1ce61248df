// Group commit over a real database that fails now and then: the queue, the box and the tables
// together.
#include <functional>
#include <latch>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/time/clock.h>
#include <gmock/gmock.h>

#include "services/appraisal/domain/credential.h"
#include "services/appraisal/domain/reason.h"
#include "services/appraisal/rpc/cast_queue.h"
#include "services/appraisal/store/ballot_box.h"
#include "services/appraisal/store/round_store.h"
#include "services/appraisal/store/schema.h"
#include "services/appraisal/testing/faulty_database.h"
#include "services/appraisal/testing/forwarding_box.h"
#include "services/appraisal/testing/sample_round.h"
#include "services/base/clock/clock.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/base/testing/fake_id_source.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::Each;

absl::Time Soon() { return absl::Now() + absl::Seconds(30); }

// Tells the test which ballots are in the transaction that begins.
class WatchedBox final : public ForwardingBox {
 public:
  using ForwardingBox::ForwardingBox;

  std::set<std::string> in_hand;  // hashes of their credentials

  absl::StatusOr<CastOutcomes> CastBatch(absl::Time deadline,
                                         std::span<const PreparedCast> casts) override {
    in_hand.clear();
    for (const PreparedCast& cast : casts) in_hand.insert(cast.credential_hash);
    return ForwardingBox::CastBatch(deadline, casts);
  }
};

class GroupCommitTest : public ::testing::Test {
 protected:
  GroupCommitTest()
      : database_(Migrations()),
        faulty_(*database_),
        rounds_(NewRoundStore(*database_, clock_)),
        box_(NewBallotBox(faulty_, clock_, ids_)) {
    EXPECT_OK(rounds_->CreateRound(Context(), "r1", test::SampleSpec()));
    EXPECT_OK(rounds_->AddSubjects(Context(), "r1", test::SampleSubjects(3)));
    EXPECT_OK(rounds_->OpenRound(Context(), {"r1", std::nullopt, "why"}));
    rules_ = rounds_->LoadRules(Soon(), "r1").value();
  }

  static ChangeContext Context() {
    return {.actor = "organiser", .trace_id = "trace", .request = {}, .deadline = Soon()};
  }

  // Ballots that may be cast, each with a credential of its own.
  std::vector<PreparedCast> MakeCasts(int count) {
    CredentialBatch batch{"r1", ids_.NewId(), "a", {}};
    std::vector<PreparedCast> casts;
    for (int i = 0; i < count; ++i) {
      const std::string token = ids_.RandomBytes(kTokenBytes);
      absl::StatusOr<ReadableBallot> ballot =
          ReadBallot(*rules_, test::SameMarks({"s1", "s2"}, "good", "80"));
      EXPECT_OK(ballot);
      PreparedCast cast{.rules = rules_,
                        .credential_hash = CredentialHash("r1", token),
                        .commitment = Commitment(token, "r1", "q1", ballot->content),
                        .receipt = "",
                        .ballot = *std::move(ballot)};
      cast.receipt = Receipt(token, cast.commitment);
      batch.credentials.push_back({cast.credential_hash, "", ""});
      casts.push_back(std::move(cast));
    }
    EXPECT_OK(box_.IssueCredentials(Context(), batch));
    faulty_.steps.clear();
    return casts;
  }

  // Casts them as one unit, and so in one transaction if that is possible.
  CastOutcomes Cast(std::vector<PreparedCast> casts) {
    CastQueue queue(box_, {});
    std::latch answered{1};
    CastOutcomes answer;
    CastUnit unit;
    unit.casts = std::move(casts);
    unit.done = [&](CastOutcomes outcomes) {
      answer = std::move(outcomes);
      answered.count_down();
    };
    EXPECT_OK(queue.Submit(std::move(unit)));
    answered.wait();
    return answer;
  }

  // Transactions with the culprit in hand fail at `step`.
  void FailWith(const PreparedCast& culprit, std::string_view step, const absl::Status& failure) {
    faulty_.fault = [this, hash = culprit.credential_hash, step, failure](std::string_view at) {
      return at == step && box_.in_hand.contains(hash) ? failure : absl::OkStatus();
    };
  }

  int64_t Valid() { return box_.GetTurnout(Soon(), "r1")->groups[0].valid; }

  FakeClock clock_;
  pingyi::test::FakeIdSource ids_;
  sql::TempDatabase database_;
  FaultyDatabase faulty_;
  std::unique_ptr<RoundStore> rounds_;
  WatchedBox box_;
  std::shared_ptr<const BallotRules> rules_;
};

TEST_F(GroupCommitTest, ConflictThatDoesNotEndRefusesTheCulpritAlone) {
  const std::vector<PreparedCast> casts = MakeCasts(100);
  FailWith(casts[42], "write", absl::AbortedError("another writer is in the way"));
  const CastOutcomes outcomes = Cast(casts);
  for (size_t i = 0; i < outcomes.size(); ++i) {
    EXPECT_EQ(outcomes[i].ok(), i != 42) << i << ": " << outcomes[i].status();
  }
  EXPECT_THAT(outcomes[42], StatusIs(absl::StatusCode::kAborted));
  EXPECT_EQ(Valid(), 99);
  faulty_.fault = nullptr;
  ASSERT_OK(Cast({casts[42]})[0]) << "the refusal did not use up the credential";
  EXPECT_EQ(Valid(), 100);
}

// The database itself refuses the row, as a fault of ours or a damaged table would make it.
TEST_F(GroupCommitTest, RowThatTheDatabaseRefusesFailsItsBallotAlone) {
  const std::vector<PreparedCast> casts = MakeCasts(20);
  ASSERT_OK(database_->Write(Soon(), [&](sql::Transaction& tx) {
    absl::Status status = tx.Script(
        "CREATE TABLE refused (hash BLOB PRIMARY KEY) STRICT;"
        "CREATE TRIGGER spent_credentials_refused BEFORE INSERT ON spent_credentials "
        "WHEN NEW.hash IN (SELECT hash FROM refused) BEGIN SELECT RAISE(ABORT, 'no'); END;");
    if (!status.ok()) return status;
    return tx
        .Execute("INSERT INTO refused (hash) VALUES (?)", {sql::Blob{casts[7].credential_hash}})
        .status();
  }));
  const CastOutcomes outcomes = Cast(casts);
  for (size_t i = 0; i < outcomes.size(); ++i) EXPECT_EQ(outcomes[i].ok(), i != 7) << i;
  EXPECT_EQ(Valid(), 19);
}

TEST_F(GroupCommitTest, LostAnswerOfTheCommitIsUnavailableAndTheRepetitionIsRecognised) {
  const std::vector<PreparedCast> casts = MakeCasts(10);
  FailWith(casts[3], "wrote", absl::UnavailableError("the connection was lost"));
  EXPECT_THAT(Cast(casts), Each(AllOf(StatusIs(absl::StatusCode::kUnavailable),
                                      HasReason("STORAGE_UNAVAILABLE"))));
  EXPECT_EQ(Valid(), 10) << "they were cast, only nobody could know";
  faulty_.fault = nullptr;
  ASSERT_OK(rounds_->CloseRound(Context(), {"r1", std::nullopt, "why"}));
  const CastOutcomes again = Cast(casts);
  for (size_t i = 0; i < casts.size(); ++i) {
    ASSERT_OK(again[i]);
    EXPECT_EQ(again[i]->receipt, casts[i].receipt);
  }
  EXPECT_EQ(Valid(), 10);
}

TEST_F(GroupCommitTest, OutageBeforeTheCommitCastsNothing) {
  const std::vector<PreparedCast> casts = MakeCasts(10);
  FailWith(casts[3], "write", absl::UnavailableError("away"));
  EXPECT_THAT(Cast(casts), Each(HasReason("STORAGE_UNAVAILABLE")));
  EXPECT_THAT(faulty_.steps, ::testing::SizeIs(1)) << "nothing is to be found out by halving";
  EXPECT_EQ(Valid(), 0);
  faulty_.fault = nullptr;
  for (const auto& outcome : Cast(casts)) EXPECT_OK(outcome);
  EXPECT_EQ(Valid(), 10);
}

// Halves that were cast before the fault was found are not cast again.
TEST_F(GroupCommitTest, EachBallotOfASplitBatchIsCountedOnce) {
  const std::vector<PreparedCast> casts = MakeCasts(33);
  int failures = 0;
  faulty_.fault = [&failures](std::string_view step) {
    const bool fail = step == "write" && ++failures % 3 == 1;
    return fail ? absl::AbortedError("now and then") : absl::OkStatus();
  };
  const CastOutcomes outcomes = Cast(casts);
  int64_t taken = 0;
  for (const auto& outcome : outcomes) taken += outcome.ok() ? 1 : 0;
  faulty_.fault = nullptr;
  EXPECT_EQ(Valid(), taken);
  ASSERT_OK(rounds_->CloseRound(Context(), {"r1", std::nullopt, "why"}));
  EXPECT_OK(box_.ListTallies(Soon(), "r1", 0, 10, 1 << 20)) << "as many slips as were counted";
}

}  // namespace
}  // namespace pingyi::appraisal
