#include "services/cli/check/digest.h"

#include <gtest/gtest.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::cli {
namespace {

std::string DigestOf(std::string_view text) { return crypto::Hex(crypto::Sha256(text)); }

TEST(DigestTest, FrozenRound) {
  appraisal::v1::Round round;
  round.set_name("rounds/r1");
  round.set_display_name("a\tb\\c\nd");
  round.set_cycle("cycles/c1");
  round.set_anonymity(appraisal::v1::ANONYMITY_NAMED);
  round.mutable_open_time()->set_seconds(5);
  round.mutable_open_time()->set_nanos(7000);
  round.mutable_scoring_policy()->set_name("policies/p/versions/1");
  round.mutable_scoring_policy()->set_digest("dd");
  auto& rules = *round.mutable_validity_rules();
  rules.set_require_all_criteria(true);
  rules.set_forbid_self(true);
  rules.set_breach_effect(appraisal::v1::ValidityRules::BREACH_EFFECT_COUNT_AS_SPOILED);
  auto& count = *rules.add_mark_limits();
  count.set_mark("excellent");
  count.set_max_count(3);
  auto& percent = *rules.add_mark_limits();
  percent.set_criterion("morals");
  percent.set_mark("excellent");
  percent.set_max_percent("20");
  auto& graded = *round.mutable_ballot_form()->add_criteria();
  graded.set_key("morals");
  graded.set_title("德");
  graded.set_weight("30");
  auto& grade = *graded.mutable_graded()->add_grades();
  grade.set_key("excellent");
  grade.set_title("优秀");
  grade.set_points("100");
  auto& numeric = *round.mutable_ballot_form()->add_criteria();
  numeric.set_key("results");
  numeric.set_title("绩");
  numeric.set_weight("1/3");
  numeric.mutable_numeric()->set_min("0");
  numeric.mutable_numeric()->set_max("100");
  numeric.mutable_numeric()->set_step("0.5");
  auto& group = *round.add_voter_groups();
  group.set_key("a");
  group.set_title("A票");
  group.set_weight("40");
  group.set_expected_voters(3);
  appraisal::v1::Subject subject;
  subject.set_name("rounds/r1/subjects/s1");
  subject.set_position(1);
  subject.set_display_name("吴晓梅");
  subject.set_unit("后勤处");
  FrozenDigest digest(round);
  digest.Add(subject);
  EXPECT_EQ(digest.Finish(),
            DigestOf("pingyi-round-v1\nround\trounds/r1\nopen_time\t5000007\n"
                     "display_name\ta\\tb\\\\c\\nd\ncycle\tcycles/c1\nanonymity\tnamed\n"
                     "policy\tpolicies/p/versions/1\tdd\nrules\t1\t0\t0\t1\tspoil\n"
                     "limit\t\texcellent\tcount\t3\nlimit\tmorals\texcellent\tpercent\t20\n"
                     "criterion\tmorals\t德\t30\tgraded\ngrade\texcellent\t优秀\t100\n"
                     "criterion\tresults\t绩\t1/3\tnumeric\t0\t100\t0.5\n"
                     "group\ta\tA票\t40\t3\nsubject\t1\ts1\t吴晓梅\t后勤处\t\t\n"));
}

TEST(DigestTest, ARoundThatOpensAtOnceHasAnEmptyOpenTime) {
  appraisal::v1::Round round;
  round.set_name("rounds/r1");
  round.set_anonymity(appraisal::v1::ANONYMITY_ANONYMOUS);
  EXPECT_EQ(FrozenDigest(round).Finish(),
            DigestOf("pingyi-round-v1\nround\trounds/r1\nopen_time\t\ndisplay_name\t\ncycle\t\n"
                     "anonymity\tanonymous\nrules\t0\t0\t0\t0\trefuse\n"));
}

TEST(DigestTest, ARoundThatLeavesOutBallotsHasALineForIt) {
  const std::string before =
      "pingyi-round-v1\nround\trounds/r1\nopen_time\t\ndisplay_name\t\ncycle\t\n"
      "anonymity\tanonymous\nrules\t0\t0\t0\t0\trefuse\n";
  appraisal::v1::Round round;
  round.set_name("rounds/r1");
  appraisal::v1::BallotExtremes& rule = *round.mutable_ballot_extremes();
  rule.set_count(1);
  rule.set_min_ballots(5);
  rule.set_scope(appraisal::v1::BallotExtremes::SCOPE_GROUP);
  EXPECT_EQ(FrozenDigest(round).Finish(), DigestOf(before + "extremes\t5\tcount\t1\tGROUP\n"));
  rule.mutable_share()->set_share("0.10");
  rule.mutable_share()->set_rounding(appraisal::v1::BallotExtremes::ROUNDING_HALF_EVEN);
  rule.set_scope(appraisal::v1::BallotExtremes::SCOPE_ALL_GROUPS);
  EXPECT_EQ(FrozenDigest(round).Finish(),
            DigestOf(before + "extremes\t5\tshare\t0.10\tHALF_EVEN\tALL_GROUPS\n"));
}

TEST(DigestTest, Tally) {
  google::protobuf::RepeatedPtrField<appraisal::v1::GroupTurnout> groups;
  groups.Add()->set_group("a");
  groups[0].set_valid(12);
  groups[0].set_spoiled(1);
  appraisal::v1::SubjectTally tally;
  tally.set_subject("rounds/r1/subjects/s1");
  auto& cell = *tally.add_cells();
  cell.set_criterion_index(2);
  cell.set_abstentions(4);
  for (const int mark : {0, 3}) {
    cell.add_marks(mark);
    cell.add_counts(mark + 5);
  }
  TallyDigest digest("rounds/r1", groups, "");
  digest.Add(tally);
  EXPECT_EQ(digest.Finish(), DigestOf("pingyi-tally-v1\nround rounds/r1\ngroup a 12 1\nsubject s1\n"
                                      "cell 0 2 4 0:5 3:8\n"));
  for (const int group : {0, 2}) {
    tally.add_left_out()->set_group_index(group);
    tally.mutable_left_out(group / 2)->set_ballots(group + 2);
  }
  TallyDigest left_out("rounds/r1", groups, "");
  left_out.Add(tally);
  EXPECT_EQ(left_out.Finish(),
            DigestOf("pingyi-tally-v1\nround rounds/r1\ngroup a 12 1\nsubject s1\n"
                     "left-out 0 2\nleft-out 2 4\ncell 0 2 4 0:5 3:8\n"));
  groups[0].set_straight_lined(0);
  TallyDigest sealed("rounds/r1", groups, "5a17");
  EXPECT_EQ(sealed.Finish(), DigestOf("pingyi-tally-v1\nround rounds/r1\ngroup a 12 1\n"
                                      "straight a 0\nsalt 5a17\n"));
}

TEST(DigestTest, Results) {
  result::v1::AggregationRun run;
  run.set_name("rounds/r1/runs/x");
  run.set_frozen_digest("ff");
  run.set_tally_digest("tt");
  run.set_policy_digest("pp");
  result::v1::SubjectResult result;
  result.set_subject("rounds/r1/subjects/s1");
  result.set_rank(1);
  result.mutable_total()->set_exact("177/2");
  result.mutable_total()->set_rounded("88.50");
  auto& scored = *result.add_groups();
  scored.set_group("a");
  scored.mutable_score()->set_exact("88");
  auto& criterion = *scored.add_criteria();
  criterion.set_criterion("morals");
  criterion.mutable_score()->set_exact("88");
  result.add_groups()->set_group("b");
  ResultDigest digest(run, "5a17");
  digest.Add(result);
  EXPECT_EQ(digest.Finish(),
            DigestOf("pingyi-result-v1\nround rounds/r1 ff\ntally tt\npolicy pp\nsalt 5a17\n"
                     "result s1 1 - 177/2 88.50\ngroup a 88\ncriterion morals 88\ngroup b -\n"));
}

TEST(DigestTest, ResultsOfPoolsComponentsExclusionsAndBoards) {
  result::v1::AggregationRun run;
  run.set_name("rounds/r1/runs/x");
  run.set_frozen_digest("ff");
  run.set_tally_digest("tt");
  run.set_policy_digest("pp");
  run.set_inputs_digest("ii");
  result::v1::SubjectResult result;
  result.set_subject("rounds/r1/subjects/s1");
  result.mutable_total()->set_exact("88");
  result.mutable_total()->set_rounded("88.00");
  result.set_exclusion("veto");
  result.set_undecided_grade("good");
  auto& pooled = *result.add_pooled_criteria();
  pooled.set_criterion("morals");
  pooled.mutable_score()->set_exact("90");
  result.add_pooled_criteria()->set_criterion("work");
  auto& component = *result.add_components();
  component.set_component("ballot");
  component.mutable_score()->set_exact("89");
  result::v1::LeaderboardRow row;
  row.set_leaderboard("units");
  row.set_section("一科");
  row.set_subject(result.subject());
  ResultDigest digest(run, "");
  digest.Add(result);
  digest.Add(row);
  EXPECT_EQ(digest.Finish(),
            DigestOf("pingyi-result-v1\nround rounds/r1 ff\ntally tt\npolicy pp\ninputs ii\n"
                     "result s1 - - 88 88.00\nexclusion veto\nundecided good\n"
                     "pooled morals 90\npooled work -\ncomponent ballot 89\n"
                     "board units 一科\nrow s1 - - -\n"));
}

TEST(DigestTest, Policy) {
  using namespace result::v1;
  ScoringPolicy policy;
  policy.set_display_name("不计入摘要");
  policy.set_mark_combination(COMBINATION_MEAN);
  policy.set_criterion_combination(COMBINATION_SUM);
  policy.set_group_combination(COMBINATION_MEAN);
  policy.set_missing_group(MISSING_GROUP_RULE_RENORMALIZE);
  policy.mutable_rounding()->set_digits(2);
  policy.mutable_rounding()->set_mode(Rounding::MODE_HALF_EVEN);
  policy.set_decision_basis(DECISION_BASIS_ROUNDED);
  policy.set_rank_method(RANK_METHOD_STANDARD_COMPETITION);
  auto& grade = *policy.add_grade_thresholds();
  grade.set_grade("excellent");
  grade.set_title("优秀");
  grade.set_min_total("88.50");
  policy.add_grade_thresholds()->set_grade("rest");
  auto& count = *policy.add_tie_breakers();
  count.set_up_to_rank(3);
  count.mutable_mark_count()->mutable_scope()->add_groups("b");
  count.mutable_mark_count()->mutable_scope()->add_groups("a");
  count.mutable_mark_count()->set_points_at_least("2/4");
  policy.add_tie_breakers()->mutable_countback();
  policy.add_tie_breakers()->mutable_group_score()->set_group("a");
  policy.add_tie_breakers()->mutable_position();
  const auto digest = PolicyDigest(policy);
  ASSERT_TRUE(digest.ok()) << digest.status();
  EXPECT_EQ(*digest,
            DigestOf("pingyi-policy-v1\nmarks MEAN\ncriteria SUM\ngroups MEAN\n"
                     "missing RENORMALIZE\ngrade excellent 177/2 优秀\ngrade rest - \n"
                     "rounding 2 HALF_EVEN\nbasis ROUNDED\ntie 3 mark-count a,b * at-least 1/2\n"
                     "tie 0 countback * *\ntie 0 group-score a\ntie 0 position\n"
                     "rank STANDARD_COMPETITION\n"));
  count.mutable_mark_count()->set_points_above("many");
  EXPECT_FALSE(PolicyDigest(policy).ok());
}

TEST(DigestTest, PolicyWithALeastNumberOfShownBallots) {
  result::v1::ScoringPolicy policy;
  policy.set_mark_combination(result::v1::COMBINATION_MEAN);
  policy.set_criterion_combination(result::v1::COMBINATION_MEAN);
  policy.set_group_combination(result::v1::COMBINATION_MEAN);
  policy.set_missing_group(result::v1::MISSING_GROUP_RULE_FAIL);
  policy.mutable_rounding()->set_mode(result::v1::Rounding::MODE_DOWN);
  policy.set_decision_basis(result::v1::DECISION_BASIS_EXACT);
  policy.set_rank_method(result::v1::RANK_METHOD_DENSE);
  policy.set_min_shown_ballots(7);
  EXPECT_EQ(PolicyDigest(policy).value(),
            DigestOf("pingyi-policy-v1\nmarks MEAN\ncriteria MEAN\ngroups MEAN\nmissing FAIL\n"
                     "rounding 0 DOWN\nbasis EXACT\nrank DENSE\nshown 7\n"));
}

TEST(DigestTest, PolicyWithFurtherRules) {
  result::v1::ScoringPolicy policy;
  policy.set_mark_combination(result::v1::COMBINATION_MEAN);
  policy.set_criterion_combination(result::v1::COMBINATION_MEAN);
  policy.set_group_combination(result::v1::COMBINATION_MEAN);
  policy.set_missing_group(result::v1::MISSING_GROUP_RULE_FAIL);
  policy.mutable_rounding()->set_mode(result::v1::Rounding::MODE_DOWN);
  policy.set_decision_basis(result::v1::DECISION_BASIS_EXACT);
  policy.set_rank_method(result::v1::RANK_METHOD_DENSE);
  policy.set_abstention_points("60.0");
  policy.set_mean_denominator(result::v1::DENOMINATOR_EXPECTED_VOTERS);
  policy.mutable_extremes()->set_min_marks(5);
  policy.mutable_extremes()->set_count(2);
  policy.mutable_criterion_rounding()->set_digits(1);
  policy.mutable_criterion_rounding()->set_mode(result::v1::Rounding::MODE_UP);
  policy.mutable_group_rounding()->set_mode(result::v1::Rounding::MODE_HALF_EVEN);
  policy.mutable_criterion_factors()->set_key("dd");
  policy.mutable_criterion_factors()->set_title("难度系数");
  policy.mutable_criterion_factors()->set_min("1.20");
  policy.mutable_criterion_factors()->set_max("4.8");
  policy.set_total_floor("10");
  policy.set_total_cap("95.50");
  auto& high = *policy.add_grade_share_rules();
  high.set_best_grade("poor");
  high.set_points_at_most("0");
  high.set_share_above("1/3");
  high.mutable_scope()->add_groups("a");
  auto& low = *policy.add_grade_share_rules();
  low.set_best_grade("fair");
  low.set_points_at_least("100");
  low.set_share_below("0.5");
  low.set_denominator(result::v1::DENOMINATOR_RETURNED_BALLOTS);
  auto& quota = *policy.add_grade_quotas();
  quota.set_grade("good");
  quota.set_pool(result::v1::GradeQuota::POOL_ALL_SUBJECTS);
  quota.set_share("0.20");
  quota.set_rounding(result::v1::Rounding::MODE_DOWN);
  quota.set_minimum(1);
  quota.set_tie(result::v1::GradeQuota::TIE_ALL_OUT);
  policy.mutable_quorum()->set_overall("4/6");
  const std::string before =
      "pingyi-policy-v1\nmarks MEAN\ncriteria MEAN\ngroups MEAN\nmissing FAIL\n"
      "rounding 0 DOWN\nbasis EXACT\nrank DENSE\nabstention 60\ndenominator EXPECTED_VOTERS\n";
  const std::string after =
      "factors dd 6/5 24/5 ONE 难度系数\ncriterion-rounding 1 UP\ngroup-rounding 0 "
      "HALF_EVEN\nfloor 10\ncap 191/2\n"
      "share-rule fair * * at-least 100 below 1/2 RETURNED_BALLOTS\n"
      "share-rule poor a * at-most 0 above 1/3 MARKS\n"
      "quota good ALL_SUBJECTS 1/5 DOWN 1 ALL_OUT\nquorum 2/3 -\n";
  const auto digest = PolicyDigest(policy);
  ASSERT_TRUE(digest.ok()) << digest.status();
  EXPECT_EQ(*digest, DigestOf(before + "extremes 5 count 2\n" + after));
  policy.mutable_extremes()->mutable_share()->set_share("0.1");
  policy.mutable_extremes()->mutable_share()->set_rounding(result::v1::Rounding::MODE_HALF_UP);
  EXPECT_EQ(*PolicyDigest(policy), DigestOf(before + "extremes 5 share 1/10 HALF_UP\n" + after));
  policy.mutable_extremes()->set_over(result::v1::Extremes::OVER_BALLOT_TOTAL);
  EXPECT_EQ(*PolicyDigest(policy),
            DigestOf(before + "extremes 5 share 1/10 HALF_UP BALLOT_TOTAL\n" + after));
  policy.mutable_extremes()->set_over(result::v1::Extremes::OVER_MARKS);
  EXPECT_EQ(*PolicyDigest(policy), DigestOf(before + "extremes 5 share 1/10 HALF_UP\n" + after));
  policy.mutable_criterion_factors()->set_missing(result::v1::CriterionFactors::MISSING_FAIL);
  EXPECT_NE(*PolicyDigest(policy), DigestOf(before + "extremes 5 share 1/10 HALF_UP\n" + after));
  policy.set_total_cap("many");
  EXPECT_FALSE(PolicyDigest(policy).ok());
}

TEST(DigestTest, PolicyWithRulesAboutOrders) {
  result::v1::ScoringPolicy policy;
  policy.set_mark_combination(result::v1::COMBINATION_LOWER_MEDIAN);
  policy.set_criterion_combination(result::v1::COMBINATION_SUM);
  policy.set_group_combination(result::v1::COMBINATION_POOLED);
  policy.set_missing_group(result::v1::MISSING_GROUP_RULE_FAIL);
  policy.mutable_rounding()->set_mode(result::v1::Rounding::MODE_DOWN);
  policy.set_decision_basis(result::v1::DECISION_BASIS_EXACT);
  policy.set_rank_method(result::v1::RANK_METHOD_DENSE);
  policy.add_tie_breakers()->mutable_majority_gauge()->mutable_scope()->add_groups("a");
  policy.add_tie_breakers()->mutable_majority_value();
  auto& share = *policy.add_grade_share_rules();
  share.set_best_grade("poor");
  share.set_up_to_grade("fair");
  share.set_points_at_least("7");
  share.set_share_at_most("0");
  policy.set_total_order(result::v1::TOTAL_ORDER_ASCENDING);
  policy.set_best_criteria(2);
  auto& points = *policy.mutable_group_rank_points();
  points.mutable_table()->add_points("12.0");
  points.mutable_table()->add_points("0.5");
  points.set_tie(result::v1::GroupRankPoints::TIE_MEAN_OF_PLACES);
  auto& tier = *policy.add_tiers();
  tier.add_criteria("y");
  tier.add_criteria("x");
  policy.mutable_mark_shares()->set_digits(1);
  policy.mutable_mark_shares()->set_method(result::v1::MarkShares::METHOD_EACH_HALF_UP);
  const std::string before =
      "pingyi-policy-v1\nmarks LOWER_MEDIAN\ncriteria SUM\ngroups POOLED\nmissing FAIL\n"
      "rounding 0 DOWN\nbasis EXACT\ntie 0 majority-gauge a *\ntie 0 majority-value * *\n"
      "rank DENSE\nshare-rule poor * * at-least 7 at-most 0 MARKS up-to fair\n"
      "order ASCENDING\nbest-criteria 2\n";
  EXPECT_EQ(*PolicyDigest(policy),
            DigestOf(before + "rank-points DESCENDING MEAN_OF_PLACES 12,1/2\ntier * x,y\n"
                              "mark-shares 1 EACH_HALF_UP MARKS\n"));
  points.set_place(true);
  points.set_score_order(result::v1::TOTAL_ORDER_ASCENDING);
  policy.mutable_mark_shares()->set_with_abstentions(true);
  EXPECT_EQ(*PolicyDigest(policy),
            DigestOf(before + "rank-points ASCENDING MEAN_OF_PLACES place\ntier * x,y\n"
                              "mark-shares 1 EACH_HALF_UP MARKS_AND_ABSTENTIONS\n"));
  points.mutable_table()->add_points("many");
  EXPECT_FALSE(PolicyDigest(policy).ok());
}

TEST(DigestTest, Release) {
  result::v1::Release release;
  release.set_name("rounds/r1/releases/1");
  release.set_result_digest("rr");
  release.set_note("公示");
  release.mutable_create_time()->set_seconds(1);
  EXPECT_EQ(ReleaseDigest(release),
            DigestOf("pingyi-release-v1\nname rounds/r1/releases/1\nresult rr\nnote " +
                     DigestOf("公示") + "\ntime 1000000\n"));
}

}  // namespace
}  // namespace pingyi::cli
