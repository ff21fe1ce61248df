// Rounds, subjects, tallies and the audit trail, over the wire.
#include <string>
#include <vector>

#include <absl/strings/ascii.h>
#include <fmt/format.h>

#include "services/appraisal/rpc/rounds_fixture.h"
#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::appraisal {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

TEST_F(RoundsTest, WholeCycle) {
  reports_.subjects = std::vector<Subject>{{.id = "li",
                                            .display_name = "李",
                                            .unit = "第一支部",
                                            .subject_type = "secretary",
                                            .position = 0,
                                            .report = "cycles/c/reports/r1"},
                                           {.id = "he",
                                            .display_name = "何",
                                            .unit = "",
                                            .subject_type = "",
                                            .position = 0,
                                            .report = "cycles/c/reports/r2"}};
  const auto draft = Call(&Stub::CreateRound, "round { display_name: '草稿' cycle: 'cycles/c' }");
  ASSERT_OK(draft);
  EXPECT_EQ(draft->state(), v1::Round::STATE_DRAFT);
  const std::string id = draft->name().substr(7);
  EXPECT_THAT(id, SizeIs(26));

  ASSERT_OK(
      Call(&Stub::UpdateRound, fmt::format("round {{ name: '{}' etag: '{}' {} cycle: 'cycles/c' }}",
                                           draft->name(), draft->etag(), RoundText())));
  ASSERT_OK_AND_ASSIGN(const v1::ImportSubjectsResponse imported,
                       Call(&Stub::ImportSubjects, fmt::format("parent: \"{}\"", draft->name())));
  EXPECT_EQ(imported.created_count(), 2);
  EXPECT_EQ(reports_.last_cycle, "cycles/c");

  ASSERT_OK_AND_ASSIGN(const v1::Round open,
                       Call(&Stub::OpenRound, fmt::format("name: \"{}\"", draft->name())));
  EXPECT_EQ(open.state(), v1::Round::STATE_OPEN);
  EXPECT_THAT(open.frozen_digest(), SizeIs(64));
  EXPECT_EQ(open.subject_count(), 2);
  for (const std::string& token : Issue(id, 3)) ASSERT_OK(Cast(CastRequest(id, token)));
  ASSERT_OK(Cast(CastRequest(id, Issue(id, 1, "b")[0], Ballot("c", "0"))));

  const std::string parent = fmt::format("parent: \"rounds/{}\"", id);
  EXPECT_THAT(Call(&Stub::ListTallies, parent), HasReason("ROUND_NOT_CLOSED"));
  const v1::Round closed = Close(id);
  EXPECT_EQ(closed.state(), v1::Round::STATE_CLOSED);
  EXPECT_THAT(Cast(CastRequest(id, "00000000000000000000000000")), HasReason("CREDENTIAL_UNKNOWN"));

  ASSERT_OK_AND_ASSIGN(const v1::ListTalliesResponse tallies, Call(&Stub::ListTallies, parent));
  ASSERT_THAT(tallies.tallies(), SizeIs(2));
  const v1::SubjectTally& li = tallies.tallies(0);
  EXPECT_EQ(li.subject(), "rounds/" + id + "/subjects/li");
  ASSERT_THAT(li.cells(), SizeIs(4));
  EXPECT_THAT(li.cells(0).marks(), ElementsAre(0));
  EXPECT_THAT(li.cells(0).counts(), ElementsAre(3));
  EXPECT_THAT(li.cells(1).marks(), ElementsAre(175)) << "87.5 in steps of 0.5";
  EXPECT_THAT(tallies.tallies(1).cells(), IsEmpty());
  EXPECT_EQ(tallies.tally_digest(), closed.tally_digest());
  EXPECT_EQ(RecomputeDigest(id), closed.tally_digest());
}

TEST_F(RoundsTest, SubjectsArePagedByPosition) {
  MakeDraft("r");
  ASSERT_OK(Call(&Stub::BatchCreateSubjects,
                 R"pb(parent: "rounds/r"
                      subjects {
                        name: "rounds/r/subjects/last"
                        display_name: "末"
                        position: 90
                        subject_type: "head"
                        unit: "办公室"
                      })pb"));
  std::vector<std::string> names;
  auto request = Proto<v1::ListSubjectsRequest>("parent: 'rounds/r' page_size: 2");
  do {
    ASSERT_OK_AND_ASSIGN(const v1::ListSubjectsResponse page, Call(&Stub::ListSubjects, request));
    for (const v1::Subject& subject : page.subjects()) names.push_back(subject.display_name());
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(names, ElementsAre("li", "wang", "zhao", "末"));
  ASSERT_OK_AND_ASSIGN(const v1::ListSubjectsResponse heads,
                       Call(&Stub::ListSubjects, "parent: 'rounds/r' subject_type: 'head'"));
  EXPECT_THAT(heads.subjects(), SizeIs(1));
  ASSERT_OK(Call(&Stub::DeleteSubject, "name: 'rounds/r/subjects/wang'"));
  EXPECT_EQ(Call(&Stub::GetRound, "name: 'rounds/r'")->subject_count(), 3);
}

TEST_F(RoundsTest, PageTokenIsBoundToItsRequest) {
  for (const char* id : {"r1", "r2", "r3"}) MakeDraft(id);
  MakeOpenRound("r4");
  ASSERT_OK_AND_ASSIGN(const v1::ListRoundsResponse first,
                       Call(&Stub::ListRounds, "page_size: 2 states: [STATE_DRAFT]"));
  ASSERT_THAT(first.rounds(), SizeIs(2));
  const std::string token = fmt::format("page_token: \"{}\"", first.next_page_token());
  ASSERT_OK_AND_ASSIGN(const v1::ListRoundsResponse rest,
                       Call(&Stub::ListRounds, "page_size: 10 states: [STATE_DRAFT] " + token));
  ASSERT_THAT(rest.rounds(), SizeIs(1));
  EXPECT_EQ(rest.rounds(0).name(), "rounds/r3");
  EXPECT_THAT(rest.next_page_token(), IsEmpty());
  EXPECT_THAT(Call(&Stub::ListRounds, token), HasReason("INVALID_PAGE_TOKEN"));
  EXPECT_THAT(Call(&Stub::ListRounds, "states: [STATE_UNSPECIFIED]")->rounds(), SizeIs(4));
}

// More values than a statement of the database can have.
TEST_F(RoundsTest, AStateNamedVeryOftenIsAskedForOnce) {
  MakeDraft("r1");
  MakeOpenRound("r2");
  v1::ListRoundsRequest request;
  for (int i = 0; i < 40'000; ++i) request.add_states(v1::Round::STATE_DRAFT);
  ASSERT_OK_AND_ASSIGN(const v1::ListRoundsResponse drafts, Call(&Stub::ListRounds, request));
  ASSERT_THAT(drafts.rounds(), SizeIs(1));
  EXPECT_EQ(drafts.rounds(0).name(), "rounds/r1");
}

TEST_F(RoundsTest, TalliesArePagedWithTheSameHeadOnEveryPage) {
  MakeOpenRound("r");
  ASSERT_OK(Cast(CastRequest("r", Issue("r", 1)[0])));
  const v1::Round closed = Close("r");
  auto request = Proto<v1::ListTalliesRequest>("parent: 'rounds/r' page_size: 1");
  std::vector<int> positions;
  do {
    ASSERT_OK_AND_ASSIGN(const v1::ListTalliesResponse page, Call(&Stub::ListTallies, request));
    for (const v1::SubjectTally& tally : page.tallies()) positions.push_back(tally.position());
    EXPECT_EQ(page.tally_digest(), closed.tally_digest());
    EXPECT_THAT(page.groups(), SizeIs(2));
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(positions, ElementsAre(1, 2, 3));
}

TEST_F(RoundsTest, MaskChangesOnlyWhatItNames) {
  MakeDraft("r");
  ASSERT_OK_AND_ASSIGN(
      const v1::Round changed,
      Call(&Stub::UpdateRound,
           "round { name: 'rounds/r' display_name: '新名' anonymity: 99 "
           "close_time { seconds: 1800000000 nanos: 123456789 } } "
           "update_mask { paths: ['display_name', 'close_time', 'scoring_policy'] }"));
  EXPECT_EQ(changed.display_name(), "新名");
  EXPECT_EQ(changed.close_time().nanos(), 123456000) << "whole microseconds";
  EXPECT_FALSE(changed.has_scoring_policy());
  EXPECT_EQ(changed.voter_groups_size(), 2);
  EXPECT_EQ(changed.anonymity(), v1::ANONYMITY_ANONYMOUS) << "a field outside the mask is ignored";
}

TEST_F(RoundsTest, EtagGuardsAgainstLostUpdates) {
  const v1::Round draft = MakeDraft("r");
  const std::string update =
      "round {{ name: 'rounds/r' display_name: '{}' etag: '{}' }} "
      "update_mask {{ paths: 'display_name' }}";
  const std::string etag = Call(&Stub::GetRound, "name: 'rounds/r'")->etag();
  ASSERT_OK(Call(&Stub::UpdateRound, fmt::format(fmt::runtime(update), "一", etag)));
  EXPECT_THAT(Call(&Stub::UpdateRound, fmt::format(fmt::runtime(update), "二", etag)),
              AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("ETAG_MISMATCH")));
  EXPECT_THAT(Call(&Stub::OpenRound, "name: 'rounds/r' etag: 'nonsense'"),
              HasReason("ETAG_MISMATCH"));
  EXPECT_OK(Call(&Stub::UpdateRound, fmt::format(fmt::runtime(update), "三", "")));
}

TEST_F(RoundsTest, RepeatedRequestChangesNothing) {
  const std::string id = NewUuid();
  const std::string create =
      fmt::format("round_id: 'r' round {{ {} }} request_id: '{}'", RoundText(), id);
  ASSERT_OK_AND_ASSIGN(const v1::Round first, Call(&Stub::CreateRound, create));
  ASSERT_OK_AND_ASSIGN(const v1::Round again, Call(&Stub::CreateRound, create));
  EXPECT_EQ(again.etag(), first.etag());
  EXPECT_THAT(Call(&Stub::CreateRound,
                   fmt::format("round_id: 's' round {{ {} }} request_id: '{}'", RoundText(), id)),
              AllOf(StatusIs(absl::StatusCode::kAlreadyExists), HasReason("REQUEST_ID_REUSED")));
  EXPECT_THAT(Call(&Stub::CreateRound, fmt::format("round_id: 'r' round {{ {} }}", RoundText())),
              HasReason("RESOURCE_EXISTS"));
  EXPECT_THAT(Call(&Stub::ListRounds, "")->rounds(), SizeIs(1));
}

TEST_F(RoundsTest, RepeatedCreationWithoutAnIdIsOneRound) {
  const std::string create = fmt::format("round {{ {} }} request_id: '{}'", RoundText(), NewUuid());
  ASSERT_OK_AND_ASSIGN(const v1::Round first, Call(&Stub::CreateRound, create));
  ASSERT_OK_AND_ASSIGN(const v1::Round again, Call(&Stub::CreateRound, create));
  EXPECT_EQ(again.name(), first.name());
}

TEST_F(RoundsTest, ExtendingMovesTheDeadlineLaterOnly) {
  const int64_t now = absl::ToUnixSeconds(clock_.Now());
  MakeOpenRound("r", RoundText(fmt::format("close_time {{ seconds: {} }}", now + 60)));
  const auto extend = [this](int64_t seconds) {
    return Call(
        &Stub::ExtendRound,
        fmt::format("name: 'rounds/r' close_time {{ seconds: {} }} reason: '延期'", seconds));
  };
  EXPECT_THAT(extend(now + 60), HasReason("DEADLINE_NOT_LATER"));
  ASSERT_OK_AND_ASSIGN(const v1::Round extended, extend(now + 120));
  EXPECT_EQ(extended.close_time().seconds(), now + 120);
  clock_.Advance(absl::Seconds(120));
  EXPECT_THAT(extend(now + 180), HasReason("ROUND_NOT_OPEN"));
  EXPECT_EQ(Close("r").closed_time().seconds(), now + 120) << "it closed by time";
}

TEST_F(RoundsTest, ClosingAClosedRoundReturnsItUnchanged) {
  MakeOpenRound("r");
  const v1::Round closed = Close("r");
  clock_.Advance(absl::Seconds(5));
  EXPECT_EQ(Close("r").SerializeAsString(), closed.SerializeAsString());
}

TEST_F(RoundsTest, VoidRoundHasNoTally) {
  MakeOpenRound("r");
  const std::string token = Issue("r", 1)[0];
  ASSERT_OK_AND_ASSIGN(const v1::Round declared,
                       Call(&Stub::VoidRound, "name: 'rounds/r' reason: '程序有误'"));
  EXPECT_EQ(declared.state(), v1::Round::STATE_VOID);
  EXPECT_EQ(declared.void_reason(), "程序有误");
  EXPECT_THAT(Cast(CastRequest("r", token)), HasReason("ROUND_VOID"));
  EXPECT_THAT(Call(&Stub::ListTallies, "parent: 'rounds/r'"), HasReason("ROUND_VOID"));
  EXPECT_THAT(Call(&Stub::CloseRound, "name: 'rounds/r'"), HasReason("ROUND_VOID"));
}

// From the comment on Round alone.
TEST_F(RoundsTest, FrozenDigestCanBeRecomputedByAnybody) {
  MakeOpenRound("r",
                RoundText("cycle: 'cycles/c' open_time { seconds: 12 } "
                          "validity_rules { forbid_self: true mark_limits { mark: 'a' "
                          "max_percent: '20' } breach_effect: BREACH_EFFECT_COUNT_AS_SPOILED } "));
  std::string text =
      "pingyi-round-v1\nround\trounds/r\nopen_time\t12000000\ndisplay_name\t2026 年度民主评议\n"
      "cycle\tcycles/c\nanonymity\tanonymous\npolicy\tpolicies/annual/versions/1\t"
      "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef\n"
      "rules\t0\t0\t0\t1\tspoil\nlimit\t\ta\tpercent\t20\n"
      "criterion\tde\t德\t1\tgraded\ngrade\ta\t优秀\t100\ngrade\tb\t称职\t80\ngrade\tc\t不称职\t0\n"
      "criterion\tji\t绩\t1/3\tnumeric\t0\t100\t0.5\n"
      "group\ta\tA票\t40\t1000\ngroup\tb\tB票\t60\t1000\n";
  ASSERT_OK_AND_ASSIGN(const auto listed, Call(&Stub::ListSubjects, "parent: 'rounds/r'"));
  for (const v1::Subject& subject : listed.subjects()) {
    text +=
        fmt::format("subject\t{}\t{}\t{}\t{}\t{}\t{}\n", subject.position(),
                    subject.name().substr(subject.name().rfind('/') + 1), subject.display_name(),
                    subject.unit(), subject.subject_type(), subject.report());
  }
  EXPECT_EQ(Call(&Stub::GetRound, "name: 'rounds/r'")->frozen_digest(),
            crypto::Hex(crypto::Sha256(text)));
}

TEST_F(RoundsTest, OpenedRoundIsFrozen) {
  MakeOpenRound("r");
  for (const absl::Status& status :
       {Call(&Stub::UpdateRound,
             "round { name: 'rounds/r' display_name: 'x' } "
             "update_mask { paths: 'display_name' }")
            .status(),
        Call(&Stub::DeleteSubject, "name: 'rounds/r/subjects/li'").status(),
        Call(&Stub::ImportSubjects, "parent: 'rounds/r'").status(),
        Call(&Stub::OpenRound, "name: 'rounds/r'").status()}) {
    EXPECT_THAT(status,
                AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("ROUND_FROZEN")));
  }
  EXPECT_EQ(reports_.calls, 0) << "the reports are not asked in vain";
}

TEST_F(RoundsTest, IncompleteRoundDoesNotOpenAndSaysWhatIsMissing) {
  ASSERT_OK(Call(&Stub::CreateRound, "round_id: 'r' round { display_name: 'x' }"));
  EXPECT_THAT(Call(&Stub::OpenRound, "name: 'rounds/r'"),
              AllOf(HasReason("ROUND_INCOMPLETE"), HasViolation("round.voter_groups"),
                    HasViolation("round.ballot_form.criteria"),
                    HasViolation("round.scoring_policy"), HasViolation("round.anonymity")));
  EXPECT_THAT(Call(&Stub::ImportSubjects, "parent: 'rounds/r'"),
              AllOf(HasReason("ROUND_INCOMPLETE"), HasViolation("round.cycle")));
}

TEST_F(RoundsTest, DueRoundThatCannotBeSealedIsNamedBesideThoseThatClosed) {
  const std::string text = RoundText(
      fmt::format("close_time {{ seconds: {} }}", absl::ToUnixSeconds(clock_.Now()) + 60));
  for (const char* id : {"a", "b"}) MakeOpenRound(id, text);
  ASSERT_OK(database_->Write(absl::Now() + absl::Seconds(10), [](sql::Transaction& tx) {
    return tx.Execute("UPDATE turnout SET valid = valid + 1 WHERE round_id = 'a'").status();
  }));
  clock_.Advance(absl::Seconds(60));
  ASSERT_OK_AND_ASSIGN(const v1::CloseDueRoundsResponse due, Call(&Stub::CloseDueRounds, ""));
  EXPECT_THAT(due.rounds(), ElementsAre("rounds/a", "rounds/b"));
  ASSERT_EQ(due.failures_size(), 1);
  EXPECT_EQ(due.failures(0).round(), "rounds/a");
  EXPECT_EQ(due.failures(0).error().code(), static_cast<int>(absl::StatusCode::kDataLoss));
  EXPECT_EQ(Call(&Stub::GetRound, "name: 'rounds/b'")->tally_digest().size(), 64U);
}

TEST_F(RoundsTest, RequestIdsOfEitherCaseAreTheSame) {
  const std::string id = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";
  const std::string create = "round { display_name: 'x' } request_id: '" + id + "'";
  ASSERT_OK_AND_ASSIGN(const v1::Round made, Call(&Stub::CreateRound, create));
  ASSERT_OK_AND_ASSIGN(const v1::Round again,
                       Call(&Stub::CreateRound, "round { display_name: 'x' } request_id: '" +
                                                    absl::AsciiStrToUpper(id) + "'"));
  EXPECT_EQ(again.name(), made.name());
  EXPECT_THAT(Call(&Stub::CreateRound,
                   "round { display_name: 'y' } request_id: '" + absl::AsciiStrToUpper(id) + "'"),
              HasReason("REQUEST_ID_REUSED"));
}

TEST_F(RoundsTest, AuditTrailHasEveryChangeAndNoCast) {
  MakeOpenRound("r");
  ASSERT_OK(Cast(CastRequest("r", Issue("r", 1)[0])));
  Close("r");
  MakeDraft("other");
  auto request = Proto<v1::ListAuditEntriesRequest>("filter { resource: 'rounds/r' } page_size: 2");
  std::vector<std::string> actions;
  do {
    ASSERT_OK_AND_ASSIGN(const v1::ListAuditEntriesResponse page,
                         Call(&Stub::ListAuditEntries, request));
    for (const auto& entry : page.audit_entries()) {
      actions.push_back(entry.action());
      EXPECT_EQ(entry.actor(), "organiser");
      EXPECT_THAT(entry.trace_id(), SizeIs(32));
    }
    request.set_page_token(page.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_THAT(actions, SizeIs(5)) << "create, subjects, open, issue, close";
  for (const std::string& action : actions) {
    EXPECT_THAT(action, Not(::testing::HasSubstr("cast")));
  }
}

}  // namespace
}  // namespace pingyi::appraisal
