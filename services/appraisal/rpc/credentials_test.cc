// Who may cast in a round and, where ballots are named, who did, over the wire.
#include <set>
#include <string>

#include <fmt/format.h>

#include "services/appraisal/rpc/rounds_fixture.h"

namespace pingyi::appraisal {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::SizeIs;

TEST_F(RoundsTest, IssuingAgainNamesTheBatchToRevoke) {
  MakeOpenRound("r");
  const std::string issue =
      fmt::format("parent: 'rounds/r' group: 'a' count: 3 request_id: '{}'", NewUuid());
  ASSERT_OK_AND_ASSIGN(const v1::IssueCredentialsResponse issued,
                       Call(&Stub::IssueCredentials, issue));
  std::set<std::string> tokens;
  for (const v1::Credential& credential : issued.credentials()) tokens.insert(credential.token());
  EXPECT_THAT(tokens, SizeIs(3));
  const absl::Status again = Call(&Stub::IssueCredentials, issue).status();
  EXPECT_THAT(again, AllOf(StatusIs(absl::StatusCode::kAlreadyExists),
                           HasReason("CREDENTIALS_ALREADY_ISSUED")));
  EXPECT_EQ(DetailsOf(again).metadata["batch"], issued.batch());
  const std::string revoke = fmt::format("name: '{}' reason: '未送达'", issued.batch());
  EXPECT_EQ(Call(&Stub::RevokeCredentials, revoke)->revoked_count(), 3);
  EXPECT_OK(
      Call(&Stub::IssueCredentials,
           fmt::format("parent: 'rounds/r' group: 'a' count: 1000 request_id: '{}'", NewUuid())))
      << "revoked credentials leave their places free";
  EXPECT_THAT(
      Call(&Stub::IssueCredentials,
           fmt::format("parent: 'rounds/r' group: 'a' count: 1 request_id: '{}'", NewUuid())),
      HasReason("CREDENTIALS_EXCEED_EXPECTED"));
}

TEST_F(RoundsTest, UsedBatchCannotBeRevoked) {
  MakeOpenRound("r");
  ASSERT_OK_AND_ASSIGN(
      const v1::IssueCredentialsResponse issued,
      Call(&Stub::IssueCredentials,
           fmt::format("parent: 'rounds/r' group: 'a' count: 2 request_id: '{}'", NewUuid())));
  ASSERT_OK(Cast(CastRequest("r", issued.credentials(0).token())));
  EXPECT_THAT(
      Call(&Stub::RevokeCredentials, fmt::format("name: '{}' reason: 'x'", issued.batch())),
      AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("CREDENTIALS_IN_USE")));
}

TEST_F(RoundsTest, NamedBallotsAreShownAfterClosing) {
  MakeOpenRound("r", RoundText("anonymity: ANONYMITY_NAMED "
                               "validity_rules { allow_abstention: true forbid_self: true }"));
  ASSERT_OK_AND_ASSIGN(
      const v1::IssueCredentialsResponse issued,
      Call(
          &Stub::IssueCredentials,
          fmt::format("parent: 'rounds/r' group: 'b' holders {{ voter: '王' own_subject: 'wang' }} "
                      "holders {{ voter: '李' own_subject: 'li' }} request_id: '{}'",
                      NewUuid())));
  EXPECT_EQ(issued.credentials(0).holder().voter(), "王");
  v1::Ballot ballot = Ballot("b", "0.5");
  ballot.mutable_subjects(0)->mutable_marks(0)->set_abstain(true);
  ASSERT_OK(Cast(CastRequest("r", issued.credentials(0).token(), ballot)));
  EXPECT_THAT(Cast(CastRequest("r", issued.credentials(1).token())),
              AllOf(HasReason("SELF_VOTE"), HasViolation("ballot.subjects[0].subject")));
  EXPECT_THAT(Call(&Stub::ListNamedBallots, "parent: 'rounds/r'"), HasReason("ROUND_NOT_CLOSED"));
  Close("r");
  ASSERT_OK_AND_ASSIGN(const v1::ListNamedBallotsResponse shown,
                       Call(&Stub::ListNamedBallots, "parent: 'rounds/r'"));
  ASSERT_THAT(shown.named_ballots(), SizeIs(1));
  const v1::NamedBallot& named = shown.named_ballots(0);
  EXPECT_EQ(named.voter(), "王");
  EXPECT_EQ(named.group(), "b");
  EXPECT_EQ(named.ballot().SerializeAsString(), ballot.SerializeAsString());
}

TEST_F(RoundsTest, NamedBallotsArePaged) {
  MakeOpenRound("r", RoundText("anonymity: ANONYMITY_NAMED"));
  std::string holders;
  for (int i = 0; i < 5; ++i) holders += fmt::format("holders {{ voter: 'v{}' }} ", i);
  ASSERT_OK_AND_ASSIGN(
      const v1::IssueCredentialsResponse issued,
      Call(&Stub::IssueCredentials,
           fmt::format("parent: 'rounds/r' group: 'a' {} request_id: '{}'", holders, NewUuid())));
  for (const v1::Credential& credential : issued.credentials()) {
    ASSERT_OK(Cast(CastRequest("r", credential.token())));
  }
  Close("r");
  std::set<std::string> voters;
  auto request = Proto<v1::ListNamedBallotsRequest>("parent: 'rounds/r' page_size: 2");
  int pages = 0;
  do {
    ASSERT_OK_AND_ASSIGN(const v1::ListNamedBallotsResponse page,
                         Call(&Stub::ListNamedBallots, request));
    for (const v1::NamedBallot& ballot : page.named_ballots()) voters.insert(ballot.voter());
    request.set_page_token(page.next_page_token());
    ++pages;
  } while (!request.page_token().empty());
  EXPECT_THAT(voters, SizeIs(5));
  EXPECT_EQ(pages, 3);
}

TEST_F(RoundsTest, BallotsOfAnonymousAndUnopenedRoundsAreNeverShown) {
  MakeDraft("d");
  MakeOpenRound("r");
  Close("r");
  EXPECT_THAT(Call(&Stub::ListNamedBallots, "parent: 'rounds/r'"), HasReason("ROUND_ANONYMOUS"));
  EXPECT_THAT(Call(&Stub::ListNamedBallots, "parent: 'rounds/d'"),
              StatusIs(absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace pingyi::appraisal
