// Results, their comparison, and the scheduled job.
#include <fmt/format.h>

#include "services/base/rpc/status.h"
#include "services/base/status/error.h"
#include "services/cli/command/run_command_test.h"

namespace pingyi::cli::test {
namespace {

using ::testing::HasSubstr;

class ResultTest : public RunCommandTest {
 protected:
  void SetUp() override {
    for (const char* id : {"old", "new"})
      fakes_.result.runs.emplace_back().set_name(fmt::format("rounds/r1/runs/{}", id));
    AddResult("se", "Sweden", 1, "534", "347");
    AddResult("au", "澳大利亚", 2, "511", "320");
    auto& group = *fakes_.appraisal.round.add_voter_groups();
    group.set_key("jury");
    group.set_title("评审团");
    fakes_.appraisal.round.set_display_name("2016");
  }

  void AddResult(const std::string& id, const std::string& name, int rank, const std::string& total,
                 const std::string& jury) {
    auto& result = fakes_.result.results.emplace_back();
    result.set_subject("rounds/r1/subjects/" + id);
    result.set_display_name(name);
    result.set_rank(rank);
    result.mutable_total()->set_exact(total);
    result.mutable_total()->set_rounded(total);
    auto& group = *result.add_groups();
    group.set_group("jury");
    group.mutable_score()->set_exact(jury);
    group.mutable_score()->set_rounded(jury);
  }

  // One outcome of AggregateDue's first answer; an empty reason is success.
  void AddOutcome(const std::string& round, const std::string& reason) {
    AddOutcome(fakes_.result.due, round, reason);
  }
  static void AddOutcome(result::v1::AggregateDueResponse& answer, const std::string& round,
                         const std::string& reason) {
    auto& outcome = *answer.add_outcomes();
    outcome.set_round(round);
    if (reason.empty()) {
      outcome.mutable_run()->set_name(round + "/runs/x");
      return;
    }
    const grpc::Status status =
        rpc::ToGrpc(MakeError(absl::StatusCode::kAborted, reason, "not now"));
    outcome.mutable_error()->ParseFromString(status.error_details());
  }
};

TEST_F(ResultTest, ListShowsTheNewestRunWithGroupTitles) {
  const Ran ran = Run({"result", "list", "--round", "r1"}, "zh");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(fakes_.result.results_parent, "rounds/r1/runs/new");
  EXPECT_EQ(ran.out,
            "2016 评议结果（2）\n"
            "名次  编号  对象      评审团  总分\n"
            "────  ────  ────────  ──────  ────\n"
            "   1  se    Sweden       347   534\n"
            "   2  au    澳大利亚     320   511\n");
}

TEST_F(ResultTest, ReleasesAndRunsCanBeNamed) {
  Run({"result", "list", "r1", "--release", "1"});
  EXPECT_EQ(fakes_.result.results_parent, "rounds/r1/releases/1");
  Run({"result", "list", "r1", "--run", "old"});
  EXPECT_EQ(fakes_.result.results_parent, "rounds/r1/runs/old");
}

TEST_F(ResultTest, AnExplanationTellsEachValueOnce) {
  using Node = result::v1::ExplanationNode;
  const auto add = [](Node& parent, Node::Kind kind, const char* formula, const char* exact,
                      const char* rounded) -> Node& {
    Node& node = *parent.add_children();
    node.set_kind(kind);
    node.set_text_zh("步骤");
    node.set_formula(formula);
    node.mutable_value()->set_exact(exact);
    node.mutable_value()->set_rounded(rounded);
    return node;
  };
  Node& root = *fakes_.result.explanation.mutable_root();
  root.set_kind(Node::KIND_RANK);
  root.set_text_zh("第 1 名");
  Node& bounds = add(root, Node::KIND_BOUNDS, "10 ≤ 187/2 ≤ 95", "187/2", "93.50");
  Node& group = add(bounds, Node::KIND_GROUP, "(87 + 100) / 2", "187/2", "93.50");
  add(group, Node::KIND_STEP_ROUNDING, "187/2 = 93.50", "187/2", "93.50");
  add(root, Node::KIND_SHARE_RULE, "3 / 6 < 0.6", "1/2", "0.50");
  add(root, Node::KIND_EXTREMES, "6 - 2 × 1", "4", "4.00");
  const Ran ran = Run({"result", "explain", "r1", "--subject", "se"}, "zh");
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "第 1 名\n"
            "├─ 步骤  10 ≤ 187/2 ≤ 95\n"
            "│  └─ 步骤  (87 + 100) / 2 = 187/2 ≈ 93.50\n"
            "│     └─ 步骤  187/2 = 93.50\n"
            "├─ 步骤  3 / 6 < 0.6\n"
            "└─ 步骤  6 - 2 × 1 = 4\n");
}

TEST_F(ResultTest, RoundWithoutResultIsToldSo) {
  fakes_.result.runs.clear();
  const Ran ran = Run({"result", "list", "r1"});
  EXPECT_EQ(ran.exit_code, 2);
  EXPECT_THAT(ran.err, HasSubstr("rounds/r1 has no result yet"));
}

TEST_F(ResultTest, CheckCountsWhatAgrees) {
  const std::string file =
      File("e.csv",
           "subject_id,criterion,expected,rank\nse,TOTAL,534,1\nse,jury,347,\nau,TOTAL,511,2\n");
  const Ran ran = Run({"result", "check", "r1", "--expected", file, "--show", "1"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_EQ(ran.out,
            "5 of 5 agree\n"
            "First places (1)\n"
            "Place  Published  Id  Name    Total  Published\n"
            "─────  ─────────  ──  ──────  ─────  ─────────\n"
            "    1          1  se  Sweden    534        534\n");
}

TEST_F(ResultTest, DifferenceIsShownAndIsExitCodeFour) {
  const std::string file =
      File("e.csv", "subject_id,criterion,expected,rank\nse,TOTAL,534,1\nau,TOTAL,512,2\n");
  const Ran ran = Run({"result", "check", "r1", "--expected", file}, "zh");
  EXPECT_EQ(ran.exit_code, 4);
  EXPECT_THAT(ran.out, HasSubstr("4 项中 3 项一致\n"));
  EXPECT_THAT(ran.out, HasSubstr("au    TOTAL     512     511\n"));
}

TEST_F(ResultTest, CheckFetchesSharesCountsAndBallotsWhereTheFileNeedsThem) {
  using Node = result::v1::ExplanationNode;
  Node& total = *fakes_.result.explanation.mutable_root()->add_children();
  total.set_kind(Node::KIND_TOTAL);
  Node& shares = *total.add_children();
  shares.set_kind(Node::KIND_MARK_SHARES);
  shares.set_key("points");
  Node& share = *shares.add_children();
  share.set_key("good");
  share.mutable_value()->set_exact("68/5");
  auto& graded = *fakes_.appraisal.round.mutable_ballot_form()->add_criteria();
  graded.set_key("points");
  graded.mutable_graded()->add_grades()->set_key("good");
  auto& numeric = *fakes_.appraisal.round.mutable_ballot_form()->add_criteria();
  numeric.set_key("speed");
  numeric.mutable_numeric()->set_min("1");
  numeric.mutable_numeric()->set_step("0.5");
  auto& tally = *fakes_.appraisal.tallies.add_tallies();
  tally.set_subject("rounds/r1/subjects/se");
  for (const int group : {0, 1}) {
    auto& cell = *tally.add_cells();
    cell.set_group_index(group);
    cell.add_marks(0);
    cell.add_counts(3);
    cell.set_abstentions(1);
  }
  auto& cell = *tally.add_cells();
  cell.set_criterion_index(1);
  cell.add_marks(2);
  cell.add_counts(7);
  fakes_.appraisal.turnout.mutable_total()->set_valid(40);
  const std::string file =
      File("e.csv",
           "subject_id,criterion,expected,corrected\nse,SHARE/points/good,13.6,\n"
           "se,COUNT/points/good,6,\nse,COUNT/points/-,2,\n"
           "se,COUNT/speed/2,7,\n*,VALID_BALLOTS,40,\nse,TOTAL,543,534\n");
  const Ran ran = Run({"result", "check", "r1", "--expected", file});
  EXPECT_EQ(ran.exit_code, 0) << ran.err << ran.out;
  EXPECT_THAT(ran.out, HasSubstr("5 of 6 agree; 1 known misprints agree as corrected\n"));
}

TEST_F(ResultTest, FileThatComparesNothingIsAnError) {
  EXPECT_EQ(
      Run({"result", "check", "r1", "--expected", File("e.csv", "subject_id,criterion,expected\n")})
          .exit_code,
      1);
}

TEST_F(ResultTest, ScheduledJobWithNothingToDoSaysNothing) {
  const Ran ran = Run({"aggregate", "--due"});
  EXPECT_EQ(ran.exit_code, 0);
  EXPECT_EQ(ran.out + ran.err, "");
}

TEST_F(ResultTest, RoundThatAnotherCallerAggregatesIsNoRefusal) {
  AddOutcome("rounds/r1", "");
  AddOutcome("rounds/r2", "AGGREGATION_RUNNING");
  const Ran ran = Run({"aggregate", "--due"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("r2"));
}

TEST_F(ResultTest, RoundThatFailsIsExitCodeThree) {
  AddOutcome("rounds/r1", "");
  AddOutcome("rounds/r2", "NO_BALLOTS");
  const Ran ran = Run({"aggregate", "--due"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.out, HasSubstr("NO_BALLOTS"));
}

TEST_F(ResultTest, RefusedRoundDoesNotEndTheScheduledJob) {
  AddOutcome("rounds/r1", "NO_BALLOTS");
  AddOutcome("rounds/r2", "UPSTREAM_UNAVAILABLE");
  fakes_.result.due.set_more(true);
  auto& later = fakes_.result.later;
  later.resize(2);
  for (auto& answer : later) {
    AddOutcome(answer, "rounds/r1", "NO_BALLOTS");
    answer.set_more(true);
  }
  AddOutcome(later[0], "rounds/r2", "");
  AddOutcome(later[0], "rounds/r3", "");
  const Ran ran = Run({"aggregate", "--due"});
  EXPECT_EQ(ran.exit_code, 3);
  EXPECT_THAT(ran.out, HasSubstr("rounds/r3/runs/x"));
  EXPECT_EQ(ran.err, "1 without a result: rounds/r1\n");
  EXPECT_EQ(fakes_.result.due_calls, 3u) << "an answer without news ends it";
}

TEST_F(ResultTest, FailedCallDoesNotHideWhatWasDoneBefore) {
  AddOutcome("rounds/r1", "");
  AddOutcome("rounds/r2", "NO_BALLOTS");
  fakes_.result.due.set_more(true);
  fakes_.result.due_failure = grpc::Status(grpc::StatusCode::UNAVAILABLE, "gone");
  const Ran ran = Run({"aggregate", "--due"});
  EXPECT_EQ(ran.exit_code, 5);
  EXPECT_THAT(ran.out, HasSubstr("rounds/r1/runs/x"));
  EXPECT_THAT(ran.err, HasSubstr("without a result: rounds/r2"));
}

TEST_F(ResultTest, CheckTellsWhichSubjectsTheFileLeavesOut) {
  const std::string file = File("e.csv", "subject_id,criterion,expected,rank\nse,TOTAL,534,1\n");
  for (const char* format : {"table", "csv"}) {
    const Ran ran = Run({"result", "check", "r1", "--expected", file, "-o", format});
    EXPECT_EQ(ran.exit_code, 0) << "as before: what was compared agrees";
    EXPECT_THAT(ran.err, HasSubstr("the expected file does not name them: au (1)"));
  }
}

TEST_F(ResultTest, WhatIsSuppressedIsAStarThatIsExplained) {
  result::v1::SubjectResult& first = fakes_.result.results[0];
  first.mutable_total()->clear_exact();
  first.mutable_groups(0)->clear_score();
  first.mutable_groups(0)->set_suppression(result::v1::SUPPRESSION_SMALL);
  const Ran ran = Run({"result", "list", "--round", "r1"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  EXPECT_THAT(ran.out, HasSubstr("*"));
  EXPECT_THAT(ran.err, HasSubstr("* not shown: it rests on too few ballots"));
  const Ran json = Run({"--output", "json", "result", "list", "--round", "r1"});
  EXPECT_THAT(json.out, HasSubstr("SUPPRESSION_SMALL"));
}

TEST_F(ResultTest, ExactTotalsAreNoDaysInCsv) {
  fakes_.result.results[0].mutable_total()->set_exact("3/4");
  EXPECT_THAT(Run({"--output", "csv", "result", "list", "--round", "r1"}).out, HasSubstr(",'3/4,"));
  EXPECT_THAT(Run({"--output", "json", "result", "list", "--round", "r1"}).out,
              HasSubstr("\"exact\":\"3/4\""));
  EXPECT_THAT(Run({"--output", "csv", "result", "explain", "--round", "r1", "--subject", "se"}).err,
              HasSubstr("choose --output table or json"));
}

TEST_F(ResultTest, StatisticsAreToldApartFromScores) {
  result::v1::RaterStatistics& statistics = fakes_.result.statistics;
  result::v1::GroupStatistics& group = *statistics.add_groups();
  group.set_group("jury");
  group.set_top_share("0.6000");
  group.set_alpha("0.815");
  group.set_straight_lined_suppression(result::v1::SUPPRESSION_SMALL);
  result::v1::TieBand& band = *statistics.add_tie_bands();
  band.set_subject("rounds/r1/subjects/se");
  band.set_rank(3);
  band.set_standard_error("1.2500");
  band.set_first_rank(3);
  band.set_last_rank(7);
  const Ran ran = Run({"result", "statistics", "--round", "r1"});
  EXPECT_EQ(ran.exit_code, 0) << ran.err;
  for (const char* text : {"part of no score", "0.6000", "0.815", "*", "1.2500", "3–7"}) {
    EXPECT_THAT(ran.out, HasSubstr(text));
  }
  EXPECT_THAT(ran.err, HasSubstr("* not shown"));
  EXPECT_THAT(Run({"--output", "csv", "result", "statistics", "--round", "r1"}).out,
              HasSubstr("3–7"));
  EXPECT_THAT(Run({"--output", "json", "result", "statistics", "--round", "r1"}).out,
              HasSubstr("\"0.815\""));
}

}  // namespace
}  // namespace pingyi::cli::test
