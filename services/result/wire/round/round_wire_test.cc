#include "services/result/wire/round/round_wire.h"

#include <variant>

#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;

TEST(RoundWireTest, TakesWhatScoresDependOn) {
  appraisal::v1::Round round;
  round.set_name("rounds/r1");
  round.set_frozen_digest("f");
  auto& graded = *round.mutable_ballot_form()->add_criteria();
  graded.set_key("work");
  graded.set_title("绩");
  graded.set_weight("30");
  auto& grade = *graded.mutable_graded()->add_grades();
  grade.set_key("good");
  grade.set_title("好");
  grade.set_points("100");
  auto& numeric = *round.mutable_ballot_form()->add_criteria();
  numeric.mutable_numeric()->set_min("0");
  numeric.mutable_numeric()->set_max("10");
  numeric.mutable_numeric()->set_step("0.5");
  auto& group = *round.add_voter_groups();
  group.set_key("a");
  group.set_title("A票");
  group.set_weight("1/3");

  const RoundFacts facts = ToFacts(round);
  EXPECT_EQ(facts.name, "rounds/r1");
  EXPECT_EQ(facts.frozen_digest, "f");
  ASSERT_EQ(facts.criteria.size(), 2);
  EXPECT_EQ(facts.criteria[0].key, "work");
  EXPECT_EQ(facts.criteria[0].title, "绩");
  EXPECT_EQ(facts.criteria[0].weight, "30");
  EXPECT_EQ(std::get<GradedScale>(facts.criteria[0].scale).grades.at(0).points, "100");
  EXPECT_EQ(std::get<NumericScale>(facts.criteria[1].scale).step, "0.5");
  ASSERT_EQ(facts.groups.size(), 1);
  EXPECT_EQ(facts.groups[0].weight, "1/3");
  EXPECT_FALSE(facts.ballot_extremes.has_value());
}

TEST(RoundWireTest, TakesTheRuleAboutBallotExtremes) {
  appraisal::v1::Round round;
  appraisal::v1::BallotExtremes& rule = *round.mutable_ballot_extremes();
  rule.set_count(2);
  rule.set_min_ballots(7);
  rule.set_scope(appraisal::v1::BallotExtremes::SCOPE_GROUP);
  EXPECT_EQ(ToFacts(round).ballot_extremes, (BallotExtremes{2, 7, ExtremesScope::kGroup}));
  rule.mutable_share()->set_share("1/10");
  rule.mutable_share()->set_rounding(appraisal::v1::BallotExtremes::ROUNDING_HALF_EVEN);
  rule.set_scope(appraisal::v1::BallotExtremes::SCOPE_ALL_GROUPS);
  EXPECT_EQ(ToFacts(round).ballot_extremes,
            (BallotExtremes{DroppedShare{"1/10", RoundingMode::kHalfEven}, 7,
                            ExtremesScope::kAllGroups}));
  rule.clear_drop();
  EXPECT_EQ(ToFacts(round).ballot_extremes->drop, Dropped());
}

TEST(RoundWireTest, BallotsLeftOutComeByGroup) {
  appraisal::v1::SubjectTally tally;
  tally.set_subject("rounds/r1/subjects/s1");
  const auto add = [&tally](int32_t group, int64_t ballots) {
    appraisal::v1::BallotsLeftOut& entry = *tally.add_left_out();
    entry.set_group_index(group);
    entry.set_ballots(ballots);
  };
  add(1, 2);
  add(3, 4);
  ASSERT_OK_AND_ASSIGN(const SubjectTally taken, ToTally(tally));
  EXPECT_EQ(taken.left_out, (std::vector<int64_t>{0, 2, 0, 4}));
  for (const auto& [group, ballots] : std::vector<std::pair<int32_t, int64_t>>{
           {3, 1}, {0, 1}, {-1, 1}, {50, 1}, {4, 0}, {4, -1}}) {
    add(group, ballots);
    EXPECT_THAT(ToTally(tally), HasReason("TALLY_DIGEST_MISMATCH")) << group << " " << ballots;
    tally.mutable_left_out()->RemoveLast();
  }
}

TEST(RoundWireTest, TakesTheCellsOfATally) {
  appraisal::v1::SubjectTally tally;
  tally.set_subject("rounds/r1/subjects/s1");
  tally.set_position(7);
  auto& cell = *tally.add_cells();
  cell.set_group_index(1);
  cell.set_criterion_index(2);
  cell.add_marks(3);
  cell.add_counts(4);
  cell.set_abstentions(5);
  ASSERT_OK_AND_ASSIGN(const SubjectTally taken, ToTally(tally));
  EXPECT_EQ(taken.subject, "s1");
  EXPECT_EQ(taken.position, 7);
  ASSERT_EQ(taken.cells.size(), 1);
  EXPECT_EQ(taken.cells[0].group_index, 1);
  EXPECT_EQ(taken.cells[0].criterion_index, 2);
  EXPECT_EQ(taken.cells[0].marks.at(0), (MarkCount{3, 4}));
  EXPECT_EQ(taken.cells[0].abstentions, 5);
  cell.add_counts(1);
  EXPECT_THAT(ToTally(tally), HasReason("TALLY_DIGEST_MISMATCH"));
}

}  // namespace
}  // namespace pingyi::result
