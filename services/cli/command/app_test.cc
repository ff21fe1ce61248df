#include "services/cli/command/app.h"

#include "services/base/rpc/status.h"
#include "services/base/status/error.h"
#include "services/cli/command/run_command_test.h"

namespace pingyi::cli::test {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class AppTest : public RunCommandTest {
 protected:
  // Two rounds on two pages.
  void GiveRounds() {
    auto& pages = fakes_.appraisal.round_pages;
    pages.resize(2);
    auto& first = *pages[0].add_rounds();
    first.set_name("rounds/leaders-2026");
    first.set_display_name("2026年度民主评议");
    first.set_state(appraisal::v1::Round::STATE_OPEN);
    first.set_subject_count(12);
    first.set_anonymity(appraisal::v1::ANONYMITY_ANONYMOUS);
    pages[0].set_next_page_token("next");
    auto& second = *pages[1].add_rounds();
    second.set_name("rounds/x");
    second.set_display_name("Trial, small");
    second.set_state(appraisal::v1::Round::STATE_DRAFT);
    second.set_anonymity(appraisal::v1::ANONYMITY_NAMED);
  }
};

TEST_F(AppTest, ListsAllPagesAsOneTable) {
  GiveRounds();
  const Ran ran = Run({"round", "list"}, "zh");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "评议轮次（2）\n"
            "编号          标题              状态    对象  票类  记名\n"
            "────────────  ────────────────  ──────  ────  ────  ──────\n"
            "leaders-2026  2026年度民主评议  进行中    12     0  无记名\n"
            "x             Trial, small      草稿       0     0  实名\n");
  ASSERT_EQ(fakes_.appraisal.list_requests.size(), 2u);
  EXPECT_EQ(fakes_.appraisal.list_requests[1].page_token(), "next");
}

TEST_F(AppTest, CsvAndJsonAreForMachines) {
  GiveRounds();
  const Ran csv = Run({"round", "list", "--output", "csv"}, "zh");
  EXPECT_THAT(csv.out, StartsWith("name,display_name,state,subject_count,"));
  EXPECT_THAT(csv.out, HasSubstr("\nrounds/x,\"Trial, small\",STATE_DRAFT,0,"));
  fakes_.appraisal.list_requests.clear();
  const Ran json = Run({"-o", "json", "round", "list"});
  EXPECT_THAT(json.out, StartsWith("[\n{\"name\":\"rounds/leaders-2026\""));
  EXPECT_THAT(json.out, HasSubstr("\"state\":\"STATE_OPEN\""));
}

TEST_F(AppTest, FiltersAreSentAsTheContractHasThem) {
  Run({"round", "list", "--state", "open", "--state", "STATE_CLOSED", "--cycle", "c1"});
  const auto& request = fakes_.appraisal.list_requests.at(0);
  EXPECT_EQ(request.cycle(), "cycles/c1");
  EXPECT_THAT(request.states(), ::testing::ElementsAre(appraisal::v1::Round::STATE_OPEN,
                                                       appraisal::v1::Round::STATE_CLOSED));
  EXPECT_EQ(Run({"round", "list", "--state", "ajar"}).exit_code, 1);
}

TEST_F(AppTest, WrongUsageIsExitCodeOne) {
  for (const std::vector<std::string>& line : std::vector<std::vector<std::string>>{
           {},
           {"round"},
           {"round", "lisst"},
           {"round", "show"},
           {"round", "list", "--output", "xml"},
           {"round", "list", "--timeout", "soon"},
           {"round", "close"},
           {"policy", "create", "--id", "p"},
           {"policy", "create", "--id", "p", "--preset", "nope"},
           {"policy", "create", "--id", "p", "--preset", "satisfaction", "--file", "-"},
           {"round", "close", "r1", "--due"}}) {
    const Ran ran = Run(line);
    EXPECT_EQ(ran.exit_code, 1) << ran.out;
    EXPECT_NE(ran.err, "");
  }
}

TEST_F(AppTest, HelpTellsTheExitCodesInEitherLanguage) {
  const Ran help = Run({"--help"});
  EXPECT_EQ(help.exit_code, 0);
  EXPECT_THAT(help.out, HasSubstr("  4  a comparison found a difference"));
  EXPECT_THAT(Run({"round", "--help"}, "zh").out, HasSubstr("冻结并开启投票"));
}

TEST_F(AppTest, RefusalTellsReasonAndEachViolation) {
  fakes_.appraisal.failure = rpc::ToGrpc(
      MakeError(absl::StatusCode::kFailedPrecondition, "the round lacks what opening needs",
                {.reason = "ROUND_INCOMPLETE",
                 .violations = {{"voter_groups", "at least one is required", ""}},
                 .metadata = {}}));
  const Ran ran = Run({"round", "open", "r1"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_EQ(ran.out, "");
  EXPECT_EQ(ran.err,
            "pingyi: round open: the round lacks what opening needs [ROUND_INCOMPLETE]\n"
            "  voter_groups: at least one is required\n");
}

TEST_F(AppTest, DueRoundThatCannotBeSealedIsToldAndIsExitCodeThree) {
  auto& due = fakes_.appraisal.due;
  due.add_rounds("rounds/r1");
  EXPECT_EQ(Run({"round", "close", "--due"}).exit_code, 0);
  auto& failure = *due.add_failures();
  failure.set_round("rounds/r2");
  failure.mutable_error()->set_message("the ballots are not as many as were cast");
  for (const char* format : {"table", "json"}) {
    const Ran ran = Run({"round", "close", "--due", "-o", format});
    EXPECT_EQ(ran.exit_code, 3);
    EXPECT_THAT(ran.err, HasSubstr("rounds/r2: the ballots are not as many as were cast"));
    EXPECT_THAT(ran.out, HasSubstr("r1"));
  }
}

TEST_F(AppTest, SilentServiceIsExitCodeFiveWithAdviceHowToRepeat) {
  address_ = "127.0.0.1:1";
  const Ran read = Run({"round", "show", "r1"});
  EXPECT_EQ(read.exit_code, 5);
  EXPECT_THAT(read.err, HasSubstr("AppraisalService at 127.0.0.1:1 does not answer"));
  EXPECT_THAT(read.err, ::testing::Not(HasSubstr("--request_id")));
  const Ran change =
      Run({"round", "open", "r1", "--request_id", "6f1d2c3b-0a9e-4c57-8d21-0f3b5a7c9e10"});
  EXPECT_EQ(change.exit_code, 5);
  EXPECT_THAT(change.err, HasSubstr("add --request_id 6f1d2c3b-0a9e-4c57-8d21-0f3b5a7c9e10"));
}

TEST_F(AppTest, PlainTextLeavesThisMachineOnlyWhenAllowed) {
  address_ = "192.0.2.1:1";
  const Ran refused = Run({"round", "show", "r1"});
  EXPECT_EQ(refused.exit_code, 1);
  EXPECT_THAT(refused.err, HasSubstr("\"192.0.2.1:1\" is neither a loopback address"));
  EXPECT_EQ(Run({"round", "show", "r1", "--plaintext", "--timeout", "50ms"}).exit_code, 5);
}

TEST_F(AppTest, TlsTakesAllItsPathsAndSaysWhatIsWrongWithThem) {
  const auto error = [this](std::vector<std::string> flags) {
    flags.insert(flags.begin(), {"round", "show", "r1"});
    const Ran ran = Run(flags);
    EXPECT_EQ(ran.exit_code, 1) << ran.err;
    return ran.err;
  };
  EXPECT_THAT(error({"--tls-ca", "a.pem"}), HasSubstr("needs all of --tls-ca"));
  EXPECT_THAT(error({"--tls-name", "a.example"}), HasSubstr("has no effect without TLS"));
  const std::vector<std::string> all = {"--tls-ca",    Path("a.pem"), "--tls-certificate",
                                        Path("c.pem"), "--tls-key",   Path("k.pem")};
  EXPECT_THAT(error(all), HasSubstr("c.pem: No such file"));
  std::vector<std::string> both = all;
  both.emplace_back("--plaintext");
  EXPECT_THAT(error(both), HasSubstr("--plaintext contradicts --tls-ca"));
}

TEST_F(AppTest, CallThatTheServiceBreaksOffIsNoSuccess) {
  fakes_.appraisal.failure = grpc::Status(grpc::StatusCode::CANCELLED, "the call was cancelled");
  const Ran ran = Run({"round", "open", "r1"});
  EXPECT_EQ(ran.exit_code, 5);
  EXPECT_THAT(ran.err, HasSubstr("the call was cancelled"));
  EXPECT_THAT(ran.err, HasSubstr("add --request_id"));
}

TEST_F(AppTest, ActorTravelsPercentEncoded) {
  Run({"round", "show", "r1", "--actor", "张 三"});
  EXPECT_EQ(fakes_.appraisal.actor, "%E5%BC%A0%20%E4%B8%89");
}

TEST_F(AppTest, WatchPrintsALineForEachChange) {
  auto& turnout = fakes_.appraisal.turnout;
  turnout.set_state(appraisal::v1::Round::STATE_OPEN);
  turnout.mutable_read_time()->set_seconds(1);
  auto& group = *turnout.add_groups();
  group.set_group("a");
  group.set_expected(3);
  group.set_returned(2);
  turnout.mutable_total()->set_expected(3);
  turnout.mutable_total()->set_returned(2);
  const Ran ran = Run({"turnout", "watch", "r1"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(std::ranges::count(ran.out, '\n'), 2);
  EXPECT_THAT(ran.out, HasSubstr("open  a 2/3  = 2/3 66.7%\n"));
  EXPECT_EQ(Run({"turnout", "watch", "r1", "-o", "csv"}).out,
            "time,state,group,expected,returned\n"
            "1970-01-01T00:00:01Z,STATE_OPEN,a,3,2\n"
            "1970-01-01T00:00:01Z,STATE_OPEN,a,3,2\n");
  EXPECT_THAT(Run({"turnout", "show", "r1"}).out, HasSubstr("total         3       0         2"));
}

}  // namespace
}  // namespace pingyi::cli::test
