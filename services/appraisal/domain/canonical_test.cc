#include "services/appraisal/domain/canonical.h"

#include <functional>

#include <gtest/gtest.h>

#include "services/appraisal/testing/sample_round.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::StatusIs;
using test::SampleSpec;
using test::SampleSubjects;

Round SampleRound() {
  Round round;
  round.id = "r1";
  round.spec = SampleSpec();
  return round;
}

TEST(CanonicalTest, TheFrozenTextIsWhatTheCommentSays) {
  Round round = SampleRound();
  round.spec.open_time = absl::FromUnixSeconds(5);
  round.spec.rules = {true,
                      false,
                      true,
                      false,
                      {{"", "excellent", 2}, {"results", "100", "12.5"}},
                      BreachEffect::kCountAsSpoiled};
  EXPECT_EQ(FrozenText(round, SampleSubjects(1)),
            "pingyi-round-v1\n"
            "round\trounds/r1\n"
            "open_time\t5000000\n"
            "display_name\t2026 年度民主评议\n"
            "cycle\t\n"
            "anonymity\tanonymous\n"
            "policy\tpolicies/p/versions/1\t" +
                std::string(64, 'a') +
                "\n"
                "rules\t1\t0\t1\t0\tspoil\n"
                "limit\t\texcellent\tcount\t2\n"
                "limit\tresults\t100\tpercent\t12.5\n"
                "criterion\tability\t能\t30\tgraded\n"
                "grade\texcellent\t优秀\t100\n"
                "grade\tgood\t称职\t80\n"
                "grade\tpoor\t差\t0\n"
                "criterion\tresults\t绩\t70\tnumeric\t0\t100\t0.5\n"
                "group\ta\tA票\t40\t1000\n"
                "group\tb\tB票\t1/3\t5\n"
                "subject\t10\ts1\t对象 1\t办公室\thead\t\n");
}

TEST(CanonicalTest, BallotExtremesAreALineWhereTheyAreSet) {
  RoundSpec spec = SampleSpec();
  const std::string without = SpecText(spec);
  spec.extremes = BallotExtremes{.drop = 2, .min_ballots = 7, .scope = ExtremesScope::kGroup};
  EXPECT_EQ(SpecText(spec), without + "extremes\t7\tcount\t2\tGROUP\n");
  ASSERT_OK_AND_ASSIGN(RoundSpec read, ParseSpecText(SpecText(spec)));
  EXPECT_EQ(read, spec);
  spec.extremes = BallotExtremes{.drop = DroppedShare{"1/10", ShareRounding::kHalfEven},
                                 .min_ballots = 9,
                                 .scope = ExtremesScope::kAllGroups};
  EXPECT_EQ(SpecText(spec), without + "extremes\t9\tshare\t1/10\tHALF_EVEN\tALL_GROUPS\n");
  ASSERT_OK_AND_ASSIGN(read, ParseSpecText(SpecText(spec)));
  EXPECT_EQ(read, spec);
  for (const char* bad : {"extremes\t7\tcount\tx\tGROUP\n", "extremes\t7\tcount\t1\tMANY\n",
                          "extremes\tx\tcount\t1\tGROUP\n", "extremes\t7\tshare\t1\tGROUP\n",
                          "extremes\t7\tshare\t1/3\tOFF\tGROUP\n", "extremes\t7\tcount\t1\n"}) {
    EXPECT_THAT(ParseSpecText(bad), StatusIs(absl::StatusCode::kDataLoss)) << bad;
  }
}

TEST(CanonicalTest, ReadsBackWhatItWrote) {
  RoundSpec spec = SampleSpec();
  spec.display_name = "a\tb\\n\nc\\";
  spec.cycle = "cycles/c";
  spec.rules = {true,
                true,
                true,
                true,
                {{"ability", "good", 0}, {"", "5", "33.3"}},
                BreachEffect::kCountAsSpoiled};
  ASSERT_OK_AND_ASSIGN(const RoundSpec read, ParseSpecText(SpecText(spec)));
  EXPECT_EQ(read, spec);
  ASSERT_OK_AND_ASSIGN(const RoundSpec empty, ParseSpecText(SpecText({})));
  EXPECT_EQ(empty, RoundSpec{});
}

TEST(CanonicalTest, CorruptTextIsDataLoss) {
  for (const char* text :
       {"x", "unknown\t1\n", "grade\ta\tb\tc\n", "cycle\n", "cycle\t\\x\n", "cycle\ta\\",
        "group\tk\tt\t1\tmany\n", "limit\t\ta\tcount\t9999999999\n",
        "criterion\tk\tt\t1\tnumeric\n", "anonymity\tsecret\n"}) {
    EXPECT_THAT(ParseSpecText(text), StatusIs(absl::StatusCode::kDataLoss)) << text;
  }
}

TEST(CanonicalTest, EveryFrozenFieldChangesTheDigest) {
  const std::string before = FrozenDigest(SampleRound(), SampleSubjects());
  EXPECT_EQ(before.size(), 64U);
  const std::vector<std::function<void(Round&)>> changes = {
      [](Round& r) { r.id = "r2"; },
      [](Round& r) { r.spec.display_name += "x"; },
      [](Round& r) { r.spec.cycle = "cycles/c"; },
      [](Round& r) { r.spec.anonymity = Anonymity::kNamed; },
      [](Round& r) { r.spec.open_time = absl::FromUnixSeconds(1); },
      [](Round& r) { r.spec.policy->digest[0] = 'b'; },
      [](Round& r) { r.spec.rules.forbid_self = true; },
      [](Round& r) { r.spec.rules.breach_effect = BreachEffect::kCountAsSpoiled; },
      [](Round& r) { r.spec.criteria[0].weight = "31"; },
      [](Round& r) { std::swap(r.spec.criteria[0], r.spec.criteria[1]); },
      [](Round& r) { r.spec.groups[0].weight = "41"; },
      [](Round& r) { r.spec.groups[0].expected_voters = 1001; }};
  for (size_t i = 0; i < changes.size(); ++i) {
    Round round = SampleRound();
    changes[i](round);
    EXPECT_NE(FrozenDigest(round, SampleSubjects()), before) << i;
  }
  EXPECT_NE(FrozenDigest(SampleRound(), SampleSubjects(2)), before);
}

TEST(CanonicalTest, TheClosingTimeIsNotFrozen) {
  Round round = SampleRound();
  const std::string before = FrozenDigest(round, SampleSubjects());
  round.spec.close_time = absl::FromUnixSeconds(9);
  EXPECT_EQ(FrozenDigest(round, SampleSubjects()), before);
}

}  // namespace
}  // namespace pingyi::appraisal
