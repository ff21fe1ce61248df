// What somebody who reads the whole database can learn of an anonymous round: nothing that ties a
// ballot to a voter, a time or an order.
#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/appraisal/domain/credential.h"
#include "services/appraisal/store/conformance.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::HasReason;
using pingyi::test::StatusIs;
using test::SameMarks;
using test::SampleSpec;
using testing::Contains;
using testing::Not;
using testing::SizeIs;

class SecrecyConformance : public StoreConformance {
 protected:
  struct StoredSlip {
    std::string id;
    std::string marks;
  };

  std::vector<StoredSlip> Slips() {
    std::vector<StoredSlip> slips;
    EXPECT_OK(db().Read(Soon(), [&](sql::Transaction& tx) {
      slips.clear();
      return tx.Query("SELECT slip_id, marks FROM ballots", {}, [&](const sql::Row& row) {
        slips.push_back({std::string(row.Blob(0)), std::string(row.Blob(1))});
        return absl::OkStatus();
      });
    }));
    return slips;
  }

  // The indexes of the subjects of a slip of the sample form.
  static std::vector<uint32_t> SubjectsOf(const StoredSlip& slip) {
    Marks marks;
    EXPECT_OK(Unpack({3, {3, 201}}, slip.marks, marks));
    return marks.subjects;
  }
};

INSTANTIATE_TEST_SUITE_P(Backends, SecrecyConformance, testing::ValuesIn(Backends()), BackendName);

TEST_P(SecrecyConformance, OwnSubjectAbsenceDoesNotIdentifyVoter) {
  RoundSpec spec = SampleSpec();
  spec.rules.forbid_self = spec.rules.require_all_subjects = true;
  MakeOpen(spec);
  ASSERT_OK(Cast(Prepare(IssueTo({"", "", "s1"}), SameMarks({"s2", "s3"}, "good", "80"))));
  ASSERT_OK(Cast(Prepare(IssueTo({"", "", "s2"}), SameMarks({"s1", "s3"}, "poor", "0"))));
  ASSERT_OK(Cast(Prepare(Issue(1)[0], SameMarks({"s1", "s2", "s3"}, "good", "1"))));
  // No row holds more than one subject, so none shows which one is missing; ids have nothing in
  // common that would put the rows of one ballot together again.
  const std::vector<StoredSlip> slips = Slips();
  EXPECT_THAT(slips, SizeIs(7));
  std::set<std::string> heads;
  for (const StoredSlip& slip : slips) {
    EXPECT_THAT(SubjectsOf(slip), SizeIs(1));
    EXPECT_THAT(slip.id, SizeIs(16));
    heads.insert(slip.id.substr(0, 4));
  }
  EXPECT_THAT(heads, SizeIs(7));
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  EXPECT_EQ(MarksCounted(), 14);
  EXPECT_EQ(TurnoutOf(0).valid, 3);
}

TEST_P(SecrecyConformance, WithoutThatRuleABallotIsOneSlip) {
  MakeOpen();
  ASSERT_OK(Cast(Prepare(Issue(1)[0], SameMarks({"s1", "s2", "s3"}, "good", "1"))));
  const std::vector<StoredSlip> slips = Slips();
  ASSERT_THAT(slips, SizeIs(1));
  EXPECT_THAT(SubjectsOf(slips[0]), SizeIs(3));
}

// The n-th voter gives the n-th mark; in the order of the table that sequence must not show.
TEST_P(SecrecyConformance, KeyOrderBetraysNothing) {
  MakeOpen();
  constexpr int kVoters = 60;
  std::vector<std::string> given;
  for (int i = 0; i < kVoters; ++i) given.push_back(std::to_string(i));
  const std::vector<std::string> tokens = Issue(kVoters);
  for (size_t i = 0; i < tokens.size(); ++i) {
    ASSERT_OK(Cast(Prepare(tokens[i], SameMarks({"s1"}, "good", given[i]))));
  }
  int rising = 0;
  std::optional<uint32_t> before;
  for (const StoredSlip& slip : Slips()) {
    Marks marks;
    ASSERT_OK(Unpack({3, {3, 201}}, slip.marks, marks));
    if (before && marks.codes[1] > *before) ++rising;
    before = marks.codes[1];
  }
  // Of 59 neighbours half rise on average; as many as 45 or as few as 14 come once in 10^8 tries,
  // and the ids of this test are the same in every run.
  EXPECT_GT(rising, 14);
  EXPECT_LT(rising, 45);
}

// Without a request id, with the etag of then: the repetition is refused, but not for nothing.
TEST_P(SecrecyConformance, AVoidRoundForgetsItsHistoryWhenAskedAgain) {
  MakeOpen();
  FaultyDatabase faulty(db());
  faulty.fault = [](std::string_view step) {
    return step == "forget" ? absl::UnavailableError("gone") : absl::OkStatus();
  };
  const auto rounds = NewRoundStore(faulty, clock_);
  const RoundChange change{"r1", Get().version, "why"};
  EXPECT_THAT(rounds->VoidRound(Context(), change), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(rounds->VoidRound(Context(), Change()), StatusIs(absl::StatusCode::kUnavailable));
  faulty.fault = nullptr;
  for (const RoundChange& again : {change, Change()}) {
    faulty.steps.clear();
    EXPECT_THAT(rounds->VoidRound(Context(), again),
                HasReason(again.expected_version ? "ETAG_MISMATCH" : "ROUND_VOID"));
    EXPECT_THAT(faulty.steps, Contains("forget"));
  }
}

TEST_P(SecrecyConformance, ADraftThatIsVoidHasNothingToForget) {
  MakeDraft();
  FaultyDatabase watched(db());
  const auto rounds = NewRoundStore(watched, clock_);
  ASSERT_OK(rounds->VoidRound(Context(), Change()));
  EXPECT_THAT(rounds->VoidRound(Context(), Change()), HasReason("ROUND_VOID"));
  EXPECT_THAT(watched.steps, Not(Contains("forget")));
}

TEST_P(SecrecyConformance, NoTableTiesCredentialsToBallots) {
  MakeOpen();
  const std::string token = Issue(1)[0];
  const PreparedCast cast = Prepare(token, SameMarks({"s1"}, "good", "80"));
  ASSERT_OK(Cast(cast));
  const std::vector<StoredSlip> slips = Slips();
  ASSERT_THAT(slips, SizeIs(1));
  // The slip's id is no function of what else is stored, and nothing of the token is in the slip.
  for (const std::string& secret : {token, cast.credential_hash, cast.commitment}) {
    EXPECT_EQ(slips[0].id.find(secret.substr(0, 4)), std::string::npos);
    EXPECT_EQ(slips[0].marks.find(secret.substr(0, 4)), std::string::npos);
  }
  // The casting left no entry with a time: neither in the audit trail nor among the request ids.
  ASSERT_OK_AND_ASSIGN(const auto records, rounds_->ListAudit(Soon(), {}, 100));
  for (const ledger::AuditRecord& record : records) {
    EXPECT_EQ(record.entry.action.find("ballot"), std::string::npos);
    EXPECT_EQ(record.entry.action.find("cast"), std::string::npos);
  }
  EXPECT_OK(db().Read(Soon(), [&](sql::Transaction& tx) {
    return tx.Query("SELECT 1 FROM request_ids WHERE request_id = 'q1'", {},
                    [](const sql::Row&) { return absl::InternalError("a cast was recorded"); });
  }));
}

// Who kept the tokens and reads the database still cannot tell which ballot a credential cast: the
// commitment needs the request id that only the voter's client had.
TEST_P(SecrecyConformance, KeptTokensDoNotOpenCommitments) {
  MakeOpen();
  const std::string token = Issue(1)[0];
  const PreparedCast cast = Prepare(token, SameMarks({"s1"}, "good", "80"), "secret-request");
  ASSERT_OK(Cast(cast));
  const std::string content = cast.ballot.content;
  EXPECT_NE(Commitment(token, "r1", "", content), cast.commitment);
  EXPECT_NE(Commitment(token, "r1", "guess", content), cast.commitment);
  EXPECT_EQ(Commitment(token, "r1", "secret-request", content), cast.commitment);
}

}  // namespace
}  // namespace pingyi::appraisal
