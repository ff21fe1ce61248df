#include "services/cli/check/rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/cli/check/digest.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::GroupTurnout;
using appraisal::v1::Round;
using appraisal::v1::SubjectTally;
using appraisal::v1::Turnout;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<std::string> English(const Faults& faults) {
  std::vector<std::string> texts;
  for (const Label& fault : faults) texts.push_back(fault.en);
  return texts;
}

Turnout TurnoutOf(int64_t expected, int64_t issued, int64_t valid, int64_t spoiled) {
  Turnout turnout;
  GroupTurnout& group = *turnout.add_groups();
  group.set_group("a");
  group.set_expected(expected);
  group.set_issued(issued);
  group.set_valid(valid);
  group.set_spoiled(spoiled);
  group.set_returned(valid + spoiled);
  *turnout.mutable_total() = group;
  return turnout;
}

TEST(TurnoutFaultsTest, CountsMustFitEachOther) {
  EXPECT_THAT(TurnoutFaults(TurnoutOf(5, 4, 3, 1)), IsEmpty());
  EXPECT_THAT(English(TurnoutFaults(TurnoutOf(5, 4, 4, 1))),
              ElementsAre("group a: 5 ballots from 4 credentials"));
  EXPECT_THAT(English(TurnoutFaults(TurnoutOf(3, 4, 1, 0))),
              ElementsAre("group a: 4 credentials for 3 voters"));
  EXPECT_THAT(English(TurnoutFaults(TurnoutOf(3, 3, 2, -1))),
              ElementsAre("group a: a count is negative"));
}

TEST(TurnoutFaultsTest, ReturnedAndTotalAreSums) {
  Turnout turnout = TurnoutOf(5, 5, 3, 1);
  turnout.mutable_groups(0)->set_returned(3);
  EXPECT_THAT(English(TurnoutFaults(turnout)),
              ElementsAre("group a: 3 ballots returned, but valid and spoiled are 4",
                          "the total is not the sum of the groups"));
}

// One group, one criterion with two grades, two subjects.
class TallyRulesTest : public ::testing::Test {
 protected:
  TallyRulesTest() {
    round_.set_subject_count(2);
    round_.add_voter_groups()->set_key("a");
    auto& graded = *round_.mutable_ballot_form()->add_criteria()->mutable_graded();
    graded.add_grades();
    graded.add_grades();
    round_.mutable_validity_rules()->set_require_all_criteria(true);
    round_.mutable_validity_rules()->set_require_all_subjects(true);
  }

  static SubjectTally TallyOf(int position, std::vector<int> marks, std::vector<int64_t> counts,
                              int64_t abstentions = 0) {
    SubjectTally tally;
    tally.set_subject("s" + std::to_string(position));
    tally.set_position(position);
    auto& cell = *tally.add_cells();
    cell.mutable_marks()->Add(marks.begin(), marks.end());
    cell.mutable_counts()->Add(counts.begin(), counts.end());
    cell.set_abstentions(abstentions);
    return tally;
  }

  std::vector<std::string> FaultsOf(const std::vector<SubjectTally>& tallies) {
    const Turnout turnout = TurnoutOf(9, 9, 3, 0);
    TallyRules rules(round_, turnout.groups());
    for (const SubjectTally& tally : tallies) rules.Add(tally);
    return English(rules.Finish());
  }

  Round round_;
  const SubjectTally good_ = TallyOf(1, {0, 1}, {1, 2});
};

TEST_F(TallyRulesTest, AWholeTallyHasNoFault) {
  EXPECT_THAT(FaultsOf({good_, TallyOf(2, {1}, {2}, 1)}), IsEmpty());
}

TEST_F(TallyRulesTest, EverySubjectIsThereOnce) {
  EXPECT_THAT(FaultsOf({good_}), ElementsAre("the tally has 1 subjects, the round 2"));
  EXPECT_THAT(FaultsOf({good_, good_, TallyOf(2, {0}, {3})}),
              ElementsAre("position 1 is there twice"));
}

TEST_F(TallyRulesTest, MarksAreAsManyAsBallots) {
  EXPECT_THAT(FaultsOf({good_, TallyOf(2, {0}, {4})}),
              ElementsAre("s2[0][0]: 4 marks from 3 valid ballots"));
  EXPECT_THAT(FaultsOf({good_, TallyOf(2, {0}, {2})}),
              ElementsAre("s2[0][0]: 2 marks from 3 valid ballots"));
  SubjectTally empty;
  empty.set_subject("s2");
  empty.set_position(2);
  EXPECT_THAT(FaultsOf({good_, empty}), ElementsAre("s2: marks are missing"));
}

TEST_F(TallyRulesTest, WhereMarksMayBeLeftOutFewerAreFine) {
  round_.mutable_validity_rules()->set_forbid_self(true);
  EXPECT_THAT(FaultsOf({good_, TallyOf(2, {0}, {2})}), IsEmpty());
  EXPECT_THAT(FaultsOf({good_, TallyOf(2, {0}, {4})}),
              ElementsAre("s2[0][0]: 4 marks from 3 valid ballots"));
}

TEST_F(TallyRulesTest, BallotsLeftOutAreNotMissing) {
  SubjectTally one = TallyOf(2, {1}, {1});
  one.add_left_out()->set_ballots(2);
  EXPECT_THAT(FaultsOf({good_, one}),
              ElementsAre("s2: ballots are left out, though the round has no such rule"));
  round_.mutable_ballot_extremes()->set_count(1);
  EXPECT_THAT(FaultsOf({good_, one}), IsEmpty());
  one.mutable_left_out(0)->set_ballots(1);
  EXPECT_THAT(FaultsOf({good_, one}), ElementsAre("s2[0][0]: 1 marks from 2 valid ballots"));
}

TEST_F(TallyRulesTest, WhatIsOnNoBallotIsAFault) {
  for (const SubjectTally& bad : {TallyOf(2, {2}, {3}), TallyOf(2, {1, 0}, {1, 2}),
                                  TallyOf(2, {0, 1}, {3, 0}), TallyOf(2, {0, 1}, {3})}) {
    EXPECT_THAT(FaultsOf({good_, bad}), ElementsAre("s2[0][0]: holds what is on no ballot"));
  }
  SubjectTally foreign = TallyOf(2, {0}, {3});
  foreign.mutable_cells(0)->set_group_index(1);
  EXPECT_THAT(FaultsOf({good_, foreign}), ElementsAre("s2[1][0]: is not on the form"));
}

TEST_F(TallyRulesTest, TheTurnoutIsTheSame) {
  const Turnout sealed = TurnoutOf(9, 9, 3, 0);
  TallyRules rules(round_, sealed.groups());
  rules.CompareWith(TurnoutOf(9, 9, 4, 0));
  rules.Add(good_);
  rules.Add(TallyOf(2, {0}, {3}));
  EXPECT_THAT(English(rules.Finish()),
              ElementsAre("group a: the tally holds 3 valid ballots, the turnout 4"));
}

TEST(RunFaultsTest, ARunRestsOnItsRound) {
  Round round;
  round.set_frozen_digest("f");
  round.set_tally_digest("t");
  round.mutable_scoring_policy()->set_name("policies/p/versions/1");
  round.mutable_scoring_policy()->set_digest("p");
  result::v1::AggregationRun run;
  run.set_frozen_digest("f");
  run.set_tally_digest("t");
  run.set_policy_digest("p");
  run.set_policy("policies/p/versions/1");
  EXPECT_THAT(RunFaults(round, run), IsEmpty());
  run.set_tally_digest("other");
  run.set_policy("policies/p/versions/2");
  EXPECT_THAT(English(RunFaults(round, run)),
              ElementsAre("the run's tally digest: other instead of t",
                          "the run's policy is not that of the round"));
}

TEST(ReleaseFaultsTest, ReleasesAreNumberedAndBearTheirDigests) {
  std::map<std::string, result::v1::AggregationRun> runs;
  runs["rounds/r/runs/x"].set_result_digest("rr");
  google::protobuf::RepeatedPtrField<result::v1::Release> releases;
  for (const int number : {1, 2}) {
    auto& release = *releases.Add();
    release.set_name("rounds/r/releases/" + std::to_string(number));
    release.set_number(number);
    release.set_run("rounds/r/runs/x");
    release.set_result_digest("rr");
    release.set_digest(ReleaseDigest(release));
  }
  EXPECT_THAT(ReleaseFaults(releases, runs), IsEmpty());
  releases[1].set_number(3);
  EXPECT_THAT(English(ReleaseFaults(releases, runs)), ElementsAre("release 3 where 2 should be"));
  releases[1].set_number(2);
  releases[1].set_note("changed afterwards");
  EXPECT_THAT(English(ReleaseFaults(releases, runs)),
              ElementsAre(HasSubstr("the release's digest: ")));
  releases[1].set_note("");
  releases[1].set_run("rounds/r/runs/y");
  EXPECT_THAT(English(ReleaseFaults(releases, runs)),
              ElementsAre("rounds/r/releases/2: its run is not there"));
}

}  // namespace
}  // namespace pingyi::cli
