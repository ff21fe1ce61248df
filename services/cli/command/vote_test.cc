// Credentials and ballots.
#include <sys/stat.h>

#include <set>

#include <fmt/format.h>

#include "services/cli/bulk/bulk_request_id.h"
#include "services/cli/command/run_command_test.h"

namespace pingyi::cli::test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class VoteTest : public RunCommandTest {
 protected:
  std::string Ballots(int count) {
    std::string csv = "ballot,group,subject,criterion,mark\n";
    for (int i = 0; i < count; ++i) csv += fmt::format("{},a,s{},de,yx\n", i, i);
    return File("ballots.csv", csv);
  }
  std::string Credentials(int count) {
    std::string csv = "group,voter,own_subject,token\n";
    for (int i = 0; i < count; ++i) csv += fmt::format("a,,,token{}\n", i);
    return File("creds.csv", csv);
  }
};

TEST_F(VoteTest, IssuedTokensGoIntoANewFileForTheOwnerAloneAndNowhereElse) {
  const Ran ran = Run({"credential", "issue", "--round", "r1", "--group", "a", "--count", "2",
                       "--out", Path("c.csv")});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(Content(Path("c.csv")),
            "group,voter,own_subject,token\na,,,token-a-0\na,,,token-a-1\n");
  struct stat info {};
  ASSERT_EQ(stat(Path("c.csv").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  EXPECT_THAT(ran.out + ran.err, Not(HasSubstr("token-a")));
  EXPECT_THAT(ran.out, HasSubstr("rounds/r1/credentialBatches/b1"));
}

TEST_F(VoteTest, ExistingFileCostsNoCredentials) {
  const std::string file = File("c.csv", "keep");
  EXPECT_EQ(
      Run({"credential", "issue", "--round", "r1", "--group", "a", "--count", "2", "--out", file})
          .exit_code,
      1);
  EXPECT_EQ(Content(file), "keep");
  EXPECT_TRUE(fakes_.appraisal.issued.empty());
}

TEST_F(VoteTest, RefusedIssueLeavesNoFile) {
  fakes_.appraisal.failure = grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "no");
  EXPECT_EQ(Run({"credential", "issue", "--round", "r1", "--group", "a", "--count", "2", "--out",
                 Path("c.csv")})
                .exit_code,
            2);
  EXPECT_FALSE(std::filesystem::exists(Path("c.csv")));
}

TEST_F(VoteTest, LostAnswerIsToldWithAllThatFindsTheBatch) {
  for (const auto& [key, expected] : {std::pair("a", 2), std::pair("b", 3)}) {
    auto& group = *fakes_.appraisal.turnout.add_groups();
    group.set_group(key);
    group.set_expected(expected);
  }
  fakes_.appraisal.lost_group = "b";
  const Ran ran = Run({"credential", "issue", "--round", "r1", "--all", "--out", Path("c.csv")});
  EXPECT_EQ(ran.exit_code, 5);
  ASSERT_EQ(fakes_.appraisal.issued.size(), 2u);
  EXPECT_THAT(ran.err, HasSubstr("group b, 3 credentials, request_id " +
                                 fakes_.appraisal.issued[1].request_id()));
  EXPECT_THAT(ran.err, HasSubstr("audit list --service appraisal --resource rounds/r1"));
  EXPECT_THAT(ran.err, Not(HasSubstr("--request_id " + fakes_.appraisal.issued[0].request_id())))
      << "the whole command again would ask for something else";
  EXPECT_THAT(ran.out, HasSubstr("rounds/r1/credentialBatches/b1")) << "what was issued is told";
  EXPECT_THAT(Content(Path("c.csv")), HasSubstr("token-a-1"));
}

TEST_F(VoteTest, RefusedIssueIsNoLostAnswer) {
  fakes_.appraisal.failure = grpc::Status(grpc::StatusCode::FAILED_PRECONDITION, "no");
  const Ran ran = Run({"credential", "issue", "--round", "r1", "--group", "a", "--count", "2",
                       "--out", Path("c.csv")});
  EXPECT_THAT(ran.err, Not(HasSubstr("request_id")));
}

TEST_F(VoteTest, LongWorkShowsABarOnATerminalAlone) {
  const std::vector<std::string> issue = {"credential", "issue",   "--round", "r1",   "--group",
                                          "a",          "--count", "2",       "--out"};
  std::vector<std::string> line = issue;
  line.push_back(Path("c1.csv"));
  EXPECT_EQ(Run(line).err, "");
  err_is_terminal_ = true;
  line.back() = Path("c2.csv");
  EXPECT_THAT(Run(line).err,
              HasSubstr("Issuing credentials [██████████████████████████████]  2/2"));
}

TEST_F(VoteTest, HoldersAreKeptWithTheirTokens) {
  const std::string holders =
      File("h.csv", "group,voter,own_subject\na,张三,zs\nb,李四,\na,王五,\n");
  const Ran ran =
      Run({"credential", "issue", "--round", "r1", "--holders", holders, "--out", Path("c.csv")});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(
      Content(Path("c.csv")),
      "group,voter,own_subject,token\na,张三,zs,token-a-0\na,王五,,token-a-1\nb,李四,,token-b-0\n");
  std::set<std::string> ids;
  for (const auto& request : fakes_.appraisal.issued) ids.insert(request.request_id());
  EXPECT_EQ(ids.size(), 2u);
}

TEST_F(VoteTest, AllIssuesWhatIsMissingInEachGroup) {
  for (const auto& [key, expected, issued] :
       {std::tuple("a", 12, 10), std::tuple("b", 5, 5), std::tuple("c", 30, 0)}) {
    auto& group = *fakes_.appraisal.turnout.add_groups();
    group.set_group(key);
    group.set_expected(expected);
    group.set_issued(issued);
  }
  EXPECT_EQ(
      Run({"credential", "issue", "--round", "r1", "--all", "--out", Path("c.csv")}).exit_code, 0);
  ASSERT_EQ(fakes_.appraisal.issued.size(), 2u);
  EXPECT_EQ(fakes_.appraisal.issued[0].count(), 2);
  EXPECT_EQ(fakes_.appraisal.issued[1].group(), "c");
  EXPECT_EQ(fakes_.appraisal.issued[1].count(), 30);
}

TEST_F(VoteTest, ContradictingWishesAreRefused) {
  for (const std::vector<std::string>& wish :
       std::vector<std::vector<std::string>>{{},
                                             {"--all", "--count", "3"},
                                             {"--group", "a", "--all"},
                                             {"--count", "3"},
                                             {"--group", "a", "--count", "-1"}}) {
    std::vector<std::string> line = {"credential", "issue", "--round",
                                     "r1",         "--out", Path("c.csv")};
    line.insert(line.end(), wish.begin(), wish.end());
    EXPECT_EQ(Run(line).exit_code, 1);
    EXPECT_FALSE(std::filesystem::exists(Path("c.csv")));
  }
}

TEST_F(VoteTest, CastReadsTheTokenFromAFileAndUsesARandomId) {
  const std::string ballot =
      File("b.yaml", "subjects: [{subject: zs, marks: [{criterion: de, mark: yx}]}]\n");
  const std::string token = File("t", "tokenX\n");
  for (int i = 0; i < 2; ++i) {
    const Ran ran =
        Run({"vote", "cast", "--round", "r1", "--ballot", ballot, "--credential-file", token});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
    EXPECT_THAT(ran.out, HasSubstr("receipt1"));
    EXPECT_THAT(ran.out, Not(HasSubstr("tokenX")));
  }
  const auto& cast = fakes_.appraisal.cast;
  ASSERT_EQ(cast.size(), 2u);
  EXPECT_EQ(cast[0].credential(), "tokenX");
  EXPECT_EQ(cast[0].ballot().subjects(0).marks(0).mark(), "yx");
  EXPECT_NE(cast[0].request_id(), cast[1].request_id());
}

TEST_F(VoteTest, ImportSendsEveryBallotOnceWithTheIdThatBelongsToItsToken) {
  const Ran ran = Run({"vote", "import", "--round", "r1", "--ballots", Ballots(1234),
                       "--credentials", Credentials(1300)});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  std::map<std::string, std::string> subject_by_token;
  for (const auto& batch : fakes_.appraisal.batches) {
    EXPECT_LE(batch.entries_size(), 500);
    for (const auto& entry : batch.entries()) {
      const std::string label = entry.credential().substr(5);  // token17 is dealt to ballot 17
      EXPECT_EQ(entry.request_id(), BulkRequestId(entry.credential(), "rounds/r1", label));
      subject_by_token[entry.credential()] = entry.ballot().subjects(0).subject();
    }
  }
  EXPECT_EQ(subject_by_token.size(), 1234u);
  EXPECT_EQ(subject_by_token["token0"], "s0");
  EXPECT_EQ(subject_by_token["token1233"], "s1233");
  EXPECT_THAT(ran.out, HasSubstr(" 1234 "));
}

TEST_F(VoteTest, BallotThatMovesUpToAnotherTokenIsNoRepetition) {
  const char* const kHead = "ballot,group,subject,criterion,mark\n";
  const std::string both = File("both.csv", fmt::format("{}1,a,s1,de,yx\n2,a,s1,de,yx\n", kHead));
  const std::string second = File("second.csv", fmt::format("{}2,a,s1,de,yx\n", kHead));
  for (const std::string& sheet : {both, second}) {
    const Ran ran = Run(
        {"vote", "import", "--round", "r1", "--ballots", sheet, "--credentials", Credentials(2)});
    EXPECT_EQ(ran.exit_code, 0) << ran.err;
  }
  const auto& batches = fakes_.appraisal.batches;
  ASSERT_EQ(batches.size(), 2u);
  ASSERT_EQ(batches[1].entries(0).credential(), batches[0].entries(0).credential());
  EXPECT_NE(batches[1].entries(0).request_id(), batches[0].entries(0).request_id())
      << "the service must see that this is another ballot, though it is marked alike";
}

TEST_F(VoteTest, RefusedBallotIsALineAndExitCodeThree) {
  fakes_.appraisal.refused_subject = "s2";
  const Ran ran = Run({"vote", "import", "--round", "r1", "--ballots", Ballots(4), "--credentials",
                       Credentials(4)});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_EQ(ran.err, "2 (a): MARK_OFF_SCALE: ballot.subjects[0].marks[0]: is not on the scale\n");
  EXPECT_EQ(ran.out,
            "Ballots entered\nTaken  Of these spoiled  Refused\n─────  ────────────────  ───────\n "
            "   3                 0        1\n");
}

TEST_F(VoteTest, RefusalsGoToAFileIfWanted) {
  fakes_.appraisal.refused_subject = "s2";
  const Ran ran = Run({"vote", "import", "--round", "r1", "--ballots", Ballots(4), "--credentials",
                       Credentials(4), "--errors-out", Path("errors.csv")});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_EQ(ran.err, "");
  EXPECT_EQ(Content(Path("errors.csv")),
            "ballot,group,reason,message\n2,a,MARK_OFF_SCALE,ballot.subjects[0].marks[0]: is not "
            "on the scale\n");
}

TEST_F(VoteTest, AccountOfAnEarlierRunIsNotOverwrittenAndNothingIsSent) {
  const std::string file = File("errors.csv", "keep");
  const Ran ran = Run({"vote", "import", "--round", "r1", "--ballots", Ballots(4), "--credentials",
                       Credentials(4), "--errors-out", file});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("exists already"));
  EXPECT_EQ(Content(file), "keep");
  EXPECT_TRUE(fakes_.appraisal.batches.empty());
}

TEST_F(VoteTest, FailedCallLeavesNoAccountInTheWayOfTheRepeat) {
  fakes_.appraisal.failure = grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "busy");
  Run({"vote", "import", "--round", "r1", "--ballots", Ballots(4), "--credentials", Credentials(4),
       "--errors-out", Path("errors.csv")});
  EXPECT_FALSE(std::filesystem::exists(Path("errors.csv")));
}

TEST_F(VoteTest, NothingIsSentUnlessBothFilesAreGood) {
  const Ran few = Run({"vote", "import", "--round", "r1", "--ballots", Ballots(3), "--credentials",
                       Credentials(2)});
  EXPECT_EQ(few.exit_code, 1);
  EXPECT_THAT(few.err, HasSubstr("group \"a\" has 3 ballots but 2 credentials"));
  const std::string bad =
      File("bad.csv", "ballot,group,subject,criterion,mark\n1,a,s1,de,yx\n1,b,s1,neng,yx\n");
  const Ran twice =
      Run({"vote", "import", "--round", "r1", "--ballots", bad, "--credentials", Credentials(2)});
  EXPECT_EQ(twice.exit_code, 1);
  EXPECT_THAT(twice.err, HasSubstr("bad.csv:3: ballot \"1\" has another group"));
  EXPECT_TRUE(fakes_.appraisal.batches.empty());
}

TEST_F(VoteTest, FailedCallTellsThatARepeatIsHarmless) {
  fakes_.appraisal.failure = grpc::Status(grpc::StatusCode::RESOURCE_EXHAUSTED, "busy");
  const Ran ran = Run({"vote", "import", "--round", "r1", "--ballots", Ballots(3), "--credentials",
                       Credentials(3)});
  EXPECT_EQ(ran.exit_code, 5);
  EXPECT_THAT(ran.err, HasSubstr("nothing is counted twice"));
}

}  // namespace
}  // namespace pingyi::cli::test
