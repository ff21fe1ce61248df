#include "services/appraisal/rpc/convert.h"

#include <string>
#include <vector>

#include "services/appraisal/rpc/names.h"
#include "services/base/rpc/fill_page.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using ::testing::SizeIs;

Round FullRound() {
  Round round;
  round.id = "r";
  round.spec.display_name = "民主测评";
  round.spec.cycle = "cycles/c";
  round.spec.criteria = {
      {.key = "de",
       .title = "德",
       .weight = "1/3",
       .scale = GradedScale{.grades = {{.key = "a", .title = "优秀", .points = "100"},
                                       {.key = "b", .title = "称职", .points = "80"}}}},
      {.key = "ji",
       .title = "绩",
       .weight = "2",
       .scale = NumericScale{.min = "0", .max = "100", .step = "0.5"}}};
  round.spec.groups = {{.key = "a", .title = "A票", .weight = "40", .expected_voters = 7}};
  round.spec.rules.require_all_criteria = true;
  round.spec.rules.require_all_subjects = true;
  round.spec.rules.allow_abstention = true;
  round.spec.rules.forbid_self = true;
  round.spec.rules.mark_limits = {{.criterion = "de", .mark = "a", .limit = 0},
                                  {.criterion = "", .mark = "a", .limit = std::string("20")}};
  round.spec.rules.breach_effect = BreachEffect::kCountAsSpoiled;
  round.spec.anonymity = Anonymity::kNamed;
  round.spec.open_time = absl::FromUnixMicros(-1);
  round.spec.close_time = absl::FromUnixMicros(1'800'000'000'123'456);
  round.spec.policy = {.name = "policies/p/versions/1", .digest = std::string(64, 'a')};
  round.spec.extremes =
      BallotExtremes{.drop = DroppedShare{.share = "1/5", .rounding = ShareRounding::kDown},
                     .min_ballots = 9,
                     .scope = ExtremesScope::kAllGroups};
  round.state = RoundState::kClosed;
  round.frozen_digest = std::string(64, 'b');
  round.tally_digest = std::string(64, 'c');
  round.subject_count = 3;
  round.create_time = absl::FromUnixSeconds(1);
  round.update_time = absl::FromUnixSeconds(2);
  round.opened_time = absl::FromUnixSeconds(3);
  round.closed_time = absl::FromUnixSeconds(4);
  round.version = 9;
  return round;
}

TEST(ConvertTest, RoundKeepsEverythingOnTheWayThereAndBack) {
  const Round round = FullRound();
  const v1::Round message = FromRound(round);
  RoundSpec spec;
  FieldChecks checks;
  spec = ToSpec(message, "round", checks);
  EXPECT_TRUE(checks.empty());
  EXPECT_EQ(spec, round.spec);
  EXPECT_EQ(message.name(), "rounds/r");
  EXPECT_EQ(message.state(), v1::Round::STATE_CLOSED);
  EXPECT_EQ(message.frozen_digest(), round.frozen_digest);
  EXPECT_EQ(message.tally_digest(), round.tally_digest);
  EXPECT_EQ(message.subject_count(), 3);
  EXPECT_EQ(message.closed_time().seconds(), 4);
  EXPECT_EQ(message.etag(), "v9");
}

TEST(ConvertTest, DraftHasNoTimesItWasNotGiven) {
  Round round;
  round.id = "r";
  const v1::Round message = FromRound(round);
  EXPECT_FALSE(message.has_open_time());
  EXPECT_FALSE(message.has_close_time());
  EXPECT_FALSE(message.has_opened_time());
  EXPECT_FALSE(message.has_scoring_policy());
}

TEST(ConvertTest, TimesBeforeTheEpochHaveNanosThatAreNotNegative) {
  google::protobuf::Timestamp timestamp;
  FromTime(absl::FromUnixMicros(-1), timestamp);
  EXPECT_EQ(timestamp.seconds(), -1);
  EXPECT_EQ(timestamp.nanos(), 999'999'000);
}

TEST(ConvertTest, TurnoutTotalsItsGroups) {
  Turnout turnout;
  turnout.state = RoundState::kOpen;
  turnout.groups = {{.group = "a", .expected = 10, .issued = 8, .valid = 3, .spoiled = 1},
                    {.group = "b", .expected = 5, .issued = 5, .valid = 2, .spoiled = 0}};
  const v1::Turnout message = FromTurnout("r", turnout);
  EXPECT_EQ(message.total().expected(), 15);
  EXPECT_EQ(message.total().issued(), 13);
  EXPECT_EQ(message.total().returned(), 6);
  EXPECT_EQ(message.total().valid(), 5);
  EXPECT_EQ(message.total().spoiled(), 1);
  EXPECT_EQ(message.total().group(), "");
}

TEST(NamesTest, OnlyNamesOfTheRightFormAreRead) {
  EXPECT_EQ(ParseRoundName("rounds/2026-a"), "2026-a");
  for (const char* wrong : {"", "rounds", "rounds/", "rounds/A", "rounds/a/", "round/a",
                            "/rounds/a", "rounds/a/subjects/b", "rounds//a", "rounds/-a"}) {
    EXPECT_EQ(ParseRoundName(wrong), std::nullopt) << wrong;
  }
  EXPECT_EQ(ParseSubjectName("rounds/a/subjects/b")->id, "b");
  EXPECT_EQ(ParseBatchName("rounds/a/credentialBatches/b")->round_id, "a");
  for (const char* wrong : {"", "/", "//", "rounds/a", "rounds/a/subjects", "rounds/a/subjects/",
                            "rounds/a/batches/b", "rounds/a/subjects/b/c", "rounds//subjects/b"}) {
    EXPECT_EQ(ParseSubjectName(wrong), std::nullopt) << wrong;
  }
  EXPECT_TRUE(IsCycleName("cycles/c"));
  EXPECT_FALSE(IsCycleName("cycles/c/reports/r"));
}

v1::Subject SubjectOf(size_t bytes) {
  v1::Subject subject;
  subject.set_display_name(std::string(bytes, 'x'));
  return subject;
}

TEST(PageTest, EndsAtTheLimitOrAtTwoMebibytesButHoldsAtLeastOne) {
  v1::ListSubjectsResponse page;
  const auto fill = [&page](const std::vector<size_t>& sizes, int limit) {
    page.Clear();
    return rpc::FillPage(sizes, limit, *page.mutable_subjects(), SubjectOf);
  };
  EXPECT_EQ(fill({}, 10), 0U);
  EXPECT_EQ(fill({1, 1, 1}, 2), 2U);
  const size_t half = rpc::kMaxPageBytes / 2;
  EXPECT_EQ(fill({half - 100, half - 100, 1000}, 10), 2U);
  EXPECT_EQ(fill({half, half, 1}, 10), 1U);
  EXPECT_EQ(fill({2 * rpc::kMaxPageBytes, 1}, 10), 1U);
  EXPECT_THAT(page.subjects(), SizeIs(1));
}

}  // namespace
}  // namespace pingyi::appraisal
