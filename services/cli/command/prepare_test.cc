// Commands that bring files to the services: cycles, rosters, reports, rounds, subjects.
#include <fmt/format.h>

#include "services/cli/command/run_command_test.h"

namespace pingyi::cli::test {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr char kId[] = "6f1d2c3b-0a9e-4c57-8d21-0f3b5a7c9e10";

class PrepareTest : public RunCommandTest {};

TEST_F(PrepareTest, RoundGetsTheNewestPolicysDigest) {
  for (const char* version : {"1", "2"}) {
    auto& policy = fakes_.result.policies.emplace_back();
    policy.set_name(fmt::format("policies/p/versions/{}", version));
    policy.set_digest(fmt::format("digest-{}", version));
  }
  const std::string file =
      File("round.yaml", "display_name: 评议\ncycle: c1\nvoter_groups: {key: a, weight: 40}\n");
  const Ran ran =
      Run({"round", "create", "--id", "r1", "-f", file, "--policy", "p", "--request_id", kId});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const auto& request = fakes_.appraisal.created.at(0);
  EXPECT_EQ(request.round_id(), "r1");
  EXPECT_EQ(request.request_id(), kId);
  EXPECT_EQ(request.round().cycle(), "cycles/c1");
  EXPECT_EQ(request.round().voter_groups(0).weight(), "40");
  EXPECT_EQ(request.round().scoring_policy().name(), "policies/p/versions/2");
  EXPECT_EQ(request.round().scoring_policy().digest(), "digest-2");
}

TEST_F(PrepareTest, FaultyFileIsNotSent) {
  const Ran ran =
      Run({"round", "create", "-f", File("round.yaml", "display_name: x\nanonimity: named\n")});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("round.yaml:2: no field \"anonimity\""));
  EXPECT_TRUE(fakes_.appraisal.created.empty());
}

TEST_F(PrepareTest, SubjectsGoInBatchesWithIdsThatARepeatHasAgain) {
  std::string csv = "subject_id,display_name,position\n";
  for (int i = 1; i <= 1001; ++i) csv += fmt::format("s-{},对象{},{}\n", i, i, i);
  const std::string file = File("subjects.csv", csv);
  ASSERT_EQ(
      Run({"subject", "import", "--round", "r1", "--file", file, "--request_id", kId}).exit_code,
      0);
  ASSERT_EQ(
      Run({"subject", "import", "--round", "r1", "--file", file, "--request_id", kId}).exit_code,
      0);
  const auto& batches = fakes_.appraisal.subject_batches;
  ASSERT_EQ(batches.size(), 4u);
  EXPECT_EQ(batches[0].subjects_size(), 1000);
  EXPECT_EQ(batches[1].subjects_size(), 1);
  EXPECT_EQ(batches[1].subjects(0).name(), "rounds/r1/subjects/s-1001");
  EXPECT_EQ(batches[0].request_id(), kId);
  EXPECT_NE(batches[1].request_id(), kId);
  EXPECT_EQ(batches[1].request_id(), batches[3].request_id());
}

TEST_F(PrepareTest, RosterTakesKindsInEitherLanguage) {
  const std::string file = File("roster.csv",
                                "reporter_id,display_name,unit,kinds\nzs,张三,一处,duty;述廉\nls,"
                                "李四,二处,REPORT_KIND_PARTY_BUILDING\n");
  const Ran ran = Run({"reporter", "import", "--cycle", "c1", "--file", file}, "zh");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const auto& reporters = fakes_.report.reporter_batches.at(0).reporters();
  EXPECT_THAT(reporters[0].kinds(),
              ElementsAre(report::v1::REPORT_KIND_DUTY, report::v1::REPORT_KIND_INTEGRITY));
  EXPECT_EQ(reporters[1].name(), "cycles/c1/reporters/ls");
  EXPECT_THAT(ran.out, HasSubstr("张三  一处  述职, 述廉"));
}

TEST_F(PrepareTest, BadRosterIsRefusedWithItsLineAndNotSent) {
  const std::string file =
      File("roster.csv", "reporter_id,display_name,kinds\nzs,张三,duty\nls,李四,dutty\n");
  const Ran ran = Run({"reporter", "import", "--cycle", "c1", "--file", file});
  EXPECT_EQ(ran.exit_code, 1);
  EXPECT_THAT(ran.err, HasSubstr("roster.csv:3: \"dutty\" is none of duty, integrity"));
  EXPECT_TRUE(fakes_.report.reporter_batches.empty());
}

TEST_F(PrepareTest, CyclesDueTimeChangesWithoutAFileAndAlone) {
  const Ran ran = Run({"cycle", "update", "c1", "--due-time", "2026-12-31T10:00:00Z"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  const auto& request = fakes_.report.cycle_updates.at(0);
  EXPECT_EQ(request.cycle().name(), "cycles/c1");
  EXPECT_EQ(request.cycle().due_time().seconds(), 1798711200);
  EXPECT_THAT(request.update_mask().paths(), ElementsAre("due_time"));
  EXPECT_EQ(Run({"cycle", "update", "c1"}).exit_code, 1);
}

TEST_F(PrepareTest, ReportIsNamedByIdAndCycleOrInFull) {
  EXPECT_EQ(Run({"report", "accept", "r1", "--cycle", "c1", "--score", "92.5"}).exit_code, 0);
  EXPECT_EQ(Run({"report", "accept", "--report", "cycles/c1/reports/r1", "--review-score", "92.5"})
                .exit_code,
            0);
  for (const auto& request : fakes_.report.accepted) {
    EXPECT_EQ(request.name(), "cycles/c1/reports/r1");
    EXPECT_EQ(request.review_score(), "92.5");
  }
  EXPECT_EQ(fakes_.report.accepted.size(), 2u);
  EXPECT_EQ(Run({"report", "accept", "r1", "--score", "92.5"}).exit_code, 1) << "which cycle?";
}

TEST_F(PrepareTest, CheckSpeaksTheOperatorsLanguage) {
  auto& finding = *fakes_.report.checked.add_findings();
  finding.set_severity(report::v1::Finding::SEVERITY_ERROR);
  finding.set_key("duties");
  finding.set_message_zh("遗留占位符");
  finding.set_message_en("a placeholder was left in");
  const Ran zh = Run({"report", "check", "r1", "--cycle", "c1"}, "zh");
  EXPECT_EQ(zh.exit_code, 2) << zh.err;
  EXPECT_THAT(zh.out, HasSubstr("错误  duties     0  遗留占位符"));
  EXPECT_THAT(zh.out, HasSubstr("不能提交"));
  EXPECT_THAT(Run({"report", "check", "r1", "--cycle", "c1"}).out,
              HasSubstr("a placeholder was left in"));
}

TEST_F(PrepareTest, CheckTellsScriptsByItsExitCodeWhetherTheReportCanBeSubmitted) {
  for (const bool submittable : {false, true}) {
    fakes_.report.checked.set_submittable(submittable);
    for (const char* format : {"table", "json", "csv"}) {
      const Ran ran = Run({"report", "check", "r1", "--cycle", "c1", "--output", format});
      EXPECT_EQ(ran.exit_code, submittable ? 0 : 2) << format;
      EXPECT_EQ(ran.err, "") << "the findings are the answer, not an error";
    }
  }
}

}  // namespace
}  // namespace pingyi::cli::test
