// Ballots fare as the rules say, also where their credentials are kept in memory
// (credential_cache.h) and other processes have changed since what can change.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/store/concurrency_conformance.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::HasReason;
using test::SampleSpec;
using testing::Each;
using testing::Pair;
using testing::UnorderedElementsAre;

// `box_` is the one that keeps credentials, the other one that of another process.
class KeptCredentials : public ConcurrencyConformance {
 protected:
  std::vector<absl::StatusOr<CastReceipt>> CastAll(const std::vector<PreparedCast>& casts,
                                                   BallotBox* box = nullptr) {
    auto outcomes = (box == nullptr ? *box_ : *box).CastBatch(Soon(), casts);
    EXPECT_OK(outcomes);
    return outcomes.ok() ? *std::move(outcomes) : CastOutcomes();
  }

  void ExpectAllCast(const std::vector<PreparedCast>& casts) {
    for (const auto& outcome : CastAll(casts)) EXPECT_OK(outcome);
  }

  // Has the box keep what was issued up to now, a page at a time.
  void ReadOn(const std::string& round_id = "r1", int pages = 1) {
    for (int i = 0; i < pages; ++i) {
      ExpectAllCast(IssueAndPrepare(fmt::format("page{}", ++fillers_), 2, round_id));
    }
  }

  void Run(sql::Sql change) {
    ASSERT_OK(
        db().Write(Soon(), [&](sql::Transaction& tx) { return tx.Execute(change).status(); }));
  }

 private:
  int fillers_ = 0;
};

INSTANTIATE_TEST_SUITE_P(Backends, KeptCredentials, testing::ValuesIn(Backends()), BackendName);

// Which nothing would show otherwise. A credential is never removed while its batch is there.
TEST_P(KeptCredentials, AreNotLookedUp) {
  MakeOpen();
  const std::vector<PreparedCast> casts = IssueAndPrepare("b", 5);
  ReadOn();
  Run("DELETE FROM credentials");
  ExpectAllCast({casts[0], casts[1], casts[2]});
  EXPECT_THAT(CastAll({casts[3], casts[4]}, other_box_.get()),
              Each(HasReason(reason::kCredentialUnknown)));
  ExpectAllCast({casts[3], casts[4]});
  EXPECT_EQ(TurnoutOf(0).valid, 7);
}

TEST_P(KeptCredentials, ComeInPages) {
  RoundSpec spec = SampleSpec();
  spec.groups[0].expected_voters = 10'000;
  MakeOpen(spec);
  const std::vector<PreparedCast> casts = IssueAndPrepare("b", 2300);
  ReadOn("r1", 3);
  Run("DELETE FROM credentials");
  ExpectAllCast(casts);
  EXPECT_EQ(TurnoutOf(0).valid, 2306);
}

TEST_P(KeptCredentials, AreUselessWithoutTheirBatch) {
  MakeOpen();
  const std::vector<PreparedCast> casts = IssueAndPrepare("b", 2);
  const std::vector<PreparedCast> others = IssueAndPrepare("c", 2);
  ReadOn();
  // An older state of the database, as after a restore.
  Run("DELETE FROM credentials WHERE batch_id = 'b'");
  Run("DELETE FROM credential_batches WHERE batch_id = 'b'");
  const auto outcomes = CastAll({casts[0], others[0], casts[1], others[1]});
  for (const size_t unknown : {0, 2}) {
    EXPECT_THAT(outcomes[unknown], HasReason(reason::kCredentialUnknown));
  }
  for (const size_t known : {1, 3}) EXPECT_OK(outcomes[known]);
}

TEST_P(KeptCredentials, OfARevokedBatchAreRefused) {
  MakeOpen();
  const std::vector<PreparedCast> lost = IssueAndPrepare("lost", 3);
  const std::vector<PreparedCast> others = IssueAndPrepare("b", 2);
  ReadOn();
  ASSERT_OK(other_box_->RevokeCredentials(Context(), "r1", "lost", "lost"));
  EXPECT_THAT(CastAll(lost), Each(HasReason(reason::kCredentialRevoked)));
  const auto outcomes = CastAll({others[0], lost[0], others[1]});
  EXPECT_OK(outcomes[0]);
  EXPECT_THAT(outcomes[1], HasReason(reason::kCredentialRevoked));
  EXPECT_OK(outcomes[2]);
  EXPECT_EQ(TurnoutOf(0).valid, 4);
}

TEST_P(KeptCredentials, WaitForNobodyWhoIssuesMore) {
  MakeOpen();
  std::vector<PreparedCast> casts = IssueAndPrepare("b", 2);
  ReadOn();
  CredentialBatch later{"r1", "later", "b", {}};
  for (int i = 0; i < 3; ++i) {
    const std::string token = ids_.RandomBytes(kTokenBytes);
    later.credentials.push_back({CredentialHash("r1", token), "", ""});
    casts.push_back(Prepare(token, good_));
  }
  ASSERT_OK(other_box_->IssueCredentials(Context(), later));
  ExpectAllCast(casts);
  EXPECT_EQ(TurnoutOf(0).valid, 4);
  EXPECT_EQ(TurnoutOf(1).valid, 3);
}

TEST_P(KeptCredentials, MakeNoOtherOneKnown) {
  MakeOpen();
  MakeOpen(SampleSpec(), "r2");
  const std::vector<PreparedCast> casts = IssueAndPrepare("b", 3);
  ReadOn();
  const std::string of_other = Issue(1, "a", "r2")[0];
  ReadOn("r2");
  const auto outcomes =
      CastAll({casts[0], Prepare(std::string(16, 'x'), good_), Prepare(of_other, good_), casts[1],
               Prepare(of_other, good_, "q1", "r2")});
  for (const size_t unknown : {1, 2}) {
    EXPECT_THAT(outcomes[unknown], HasReason(reason::kCredentialUnknown));
  }
  for (const size_t known : {0, 3, 4}) EXPECT_OK(outcomes[known]);
  ExpectAllCast({casts[2], casts[1]});
  EXPECT_EQ(TurnoutOf(0).valid, 5);
}

TEST_P(KeptCredentials, AreSpentOnce) {
  MakeOpen();
  const std::vector<std::string> tokens = Issue(3);
  ReadOn();
  const PreparedCast first = Prepare(tokens[0], good_);
  const PreparedCast second = Prepare(tokens[1], good_);
  EXPECT_THAT(CastAll({first, second}, other_box_.get()), Each(pingyi::test::IsOk()));
  const auto outcomes =
      CastAll({first, Prepare(tokens[1], good_, "q2"), Prepare(tokens[2], good_)});
  ASSERT_OK(outcomes[0]);
  EXPECT_EQ(outcomes[0]->receipt, first.receipt);
  EXPECT_THAT(outcomes[1], HasReason(reason::kCredentialUsed));
  EXPECT_OK(outcomes[2]);
  EXPECT_EQ(TurnoutOf(0).valid, 5);
}

TEST_P(KeptCredentials, OfARoundThatEndsAreRefused) {
  const auto change =
      [this](absl::StatusOr<Round> (RoundStore::*end)(const ChangeContext&, const RoundChange&),
             const std::string& round_id) {
        MakeOpen(SampleSpec(), round_id);
        std::vector<PreparedCast> casts = IssueAndPrepare("b", 4, round_id);
        ReadOn(round_id);
        ExpectAllCast({casts[0], casts[1]});
        EXPECT_OK(((*other_rounds_).*end)(Context(), Change(round_id)));
        return CastAll({casts[2], casts[3]});
      };
  EXPECT_THAT(change(&RoundStore::CloseRound, "r1"), Each(HasReason(reason::kVotingEnded)));
  EXPECT_THAT(change(&RoundStore::VoidRound, "r2"), Each(HasReason(reason::kRoundVoid)));
  EXPECT_EQ(TurnoutOf(0).valid, 4);
}

TEST_P(KeptCredentials, HaveTheirVotersAndGroups) {
  RoundSpec named = SampleSpec();
  named.anonymity = Anonymity::kNamed;
  MakeOpen(named);
  std::vector<PreparedCast> casts;
  for (const char* voter : {"Zhang", "Li", "Wang", "Zhao"}) {
    const char* const group = casts.size() % 2 == 0 ? "a" : "b";
    casts.push_back(Prepare(IssueTo({"", voter, ""}, group), good_));
  }
  for (int i = 0; i < 2; ++i) {
    ExpectAllCast({casts[2 * static_cast<size_t>(i)], casts[2 * static_cast<size_t>(i) + 1]});
    Run("DELETE FROM credentials");
  }
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  ASSERT_OK_AND_ASSIGN(const std::vector<NamedBallot> ballots,
                       box_->ListNamedBallots(Soon(), "r1", "", 10));
  std::vector<std::pair<std::string, uint32_t>> voters;
  for (const NamedBallot& ballot : ballots) voters.emplace_back(ballot.voter, ballot.group);
  EXPECT_THAT(voters, UnorderedElementsAre(Pair("Zhang", 0), Pair("Li", 1), Pair("Wang", 0),
                                           Pair("Zhao", 1)));
}

TEST_P(KeptCredentials, HaveTheirOwnSubjects) {
  RoundSpec self = SampleSpec();
  self.rules.forbid_self = true;
  MakeOpen(self);
  std::vector<PreparedCast> casts;
  for (const char* own : {"s1", "s3", "s2", ""}) {
    casts.push_back(Prepare(IssueTo({"", "", own}), good_));
  }
  ReadOn();
  const auto outcomes = CastAll(casts);
  for (const size_t own : {0, 2}) EXPECT_THAT(outcomes[own], HasReason(reason::kSelfVote));
  for (const size_t other : {1, 3}) EXPECT_OK(outcomes[other]);
  EXPECT_EQ(TurnoutOf(0).valid, 4);
}

}  // namespace
}  // namespace pingyi::appraisal
