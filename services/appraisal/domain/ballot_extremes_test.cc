#include "services/appraisal/domain/ballot_extremes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/domain/validation.h"
#include "services/appraisal/testing/sample_round.h"

namespace pingyi::appraisal {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

BallotExtremes Count(int32_t count, int64_t least) {
  return {.drop = count, .min_ballots = least, .scope = ExtremesScope::kGroup};
}
BallotExtremes Share(const std::string& share, ShareRounding rounding, int64_t least = 1) {
  return {
      .drop = DroppedShare{share, rounding}, .min_ballots = least, .scope = ExtremesScope::kGroup};
}

TEST(BallotExtremesTest, ACountIsLeftOutFromTheLeastNumberOn) {
  EXPECT_EQ(LeftOutAtEitherEnd(Count(1, 5), 4), 0);
  EXPECT_EQ(LeftOutAtEitherEnd(Count(1, 5), 5), 1);
  EXPECT_EQ(LeftOutAtEitherEnd(Count(2, 5), 5), 2);
  EXPECT_EQ(LeftOutAtEitherEnd(Count(2, 5), 1'000'000), 2);
  EXPECT_EQ(LeftOutAtEitherEnd(Count(1, 3), 0), 0);
}

TEST(BallotExtremesTest, AShareIsRoundedAsTheRuleSays) {
  // 1/10 of 15 is 1.5, of 25 is 2.5, of 14 is 1.4.
  EXPECT_EQ(LeftOutAtEitherEnd(Share("0.1", ShareRounding::kHalfUp), 15), 2);
  EXPECT_EQ(LeftOutAtEitherEnd(Share("0.1", ShareRounding::kHalfEven), 15), 2);
  EXPECT_EQ(LeftOutAtEitherEnd(Share("1/10", ShareRounding::kHalfEven), 25), 2);
  EXPECT_EQ(LeftOutAtEitherEnd(Share("1/10", ShareRounding::kHalfUp), 25), 3);
  EXPECT_EQ(LeftOutAtEitherEnd(Share("0.1", ShareRounding::kDown), 19), 1);
  EXPECT_EQ(LeftOutAtEitherEnd(Share("0.1", ShareRounding::kUp), 11), 2);
  EXPECT_EQ(LeftOutAtEitherEnd(Share("0.1", ShareRounding::kUp), 10), 1);
  EXPECT_EQ(LeftOutAtEitherEnd(Share("0.1", ShareRounding::kHalfUp), 14), 1);
  EXPECT_EQ(LeftOutAtEitherEnd(Share("0.1", ShareRounding::kHalfUp, 20), 19), 0);
}

TEST(BallotExtremesTest, ABallotIsAlwaysLeft) {
  EXPECT_EQ(LeftOutAtEitherEnd(Share("0.49", ShareRounding::kUp), 1), 0);
  EXPECT_EQ(LeftOutAtEitherEnd(Share("0.49", ShareRounding::kUp), 2), 0);
  EXPECT_EQ(LeftOutAtEitherEnd(Share("0.49", ShareRounding::kUp), 3), 1);
  EXPECT_EQ(LeftOutAtEitherEnd(Share("0.49", ShareRounding::kUp), 10), 4);
}

RoundSpec SoundSpec() {
  RoundSpec spec = test::SampleSpec();
  spec.rules.require_all_criteria = true;
  spec.extremes = Count(1, 3);
  return spec;
}

std::vector<std::pair<std::string, std::string>> FaultsOf(const RoundSpec& spec) {
  std::vector<std::pair<std::string, std::string>> faults;
  for (const FieldViolation& fault : ValidateSpec(spec)) {
    faults.emplace_back(fault.field, fault.reason);
  }
  return faults;
}

TEST(BallotExtremesTest, ASoundRuleHasNoFault) {
  RoundSpec spec = SoundSpec();
  EXPECT_THAT(FaultsOf(spec), IsEmpty());
  spec.extremes = Share("1/3", ShareRounding::kHalfEven);
  EXPECT_THAT(FaultsOf(spec), IsEmpty());
  spec.extremes->scope = ExtremesScope::kAllGroups;
  EXPECT_THAT(FaultsOf(spec), IsEmpty());
}

TEST(BallotExtremesTest, AllFaultsAreFoundAtOnce) {
  RoundSpec spec = test::SampleSpec();
  spec.rules.allow_abstention = true;
  spec.extremes = BallotExtremes{.drop = 0, .min_ballots = 0, .scope = ExtremesScope::kUnspecified};
  EXPECT_THAT(FaultsOf(spec),
              ElementsAre(Pair("round.ballot_extremes.count", "INVALID_FIELD"),
                          Pair("round.ballot_extremes.min_ballots", "INVALID_FIELD"),
                          Pair("round.ballot_extremes.scope", "REQUIRED_FIELD_MISSING"),
                          Pair("round.validity_rules.require_all_criteria", "INVALID_FIELD"),
                          Pair("round.validity_rules.allow_abstention", "INVALID_FIELD")));
}

TEST(BallotExtremesTest, EachFaultHasItsPathAndReason) {
  const auto fault = [](BallotExtremes extremes) {
    RoundSpec spec = SoundSpec();
    spec.extremes = std::move(extremes);
    return FaultsOf(spec);
  };
  const std::string at = "round.ballot_extremes";
  EXPECT_THAT(fault(Count(1001, 5000)), ElementsAre(Pair(at + ".count", "LIMIT_EXCEEDED")));
  EXPECT_THAT(fault(Count(2, 4)), ElementsAre(Pair(at + ".min_ballots", "INVALID_FIELD")));
  EXPECT_THAT(fault(Count(2, 1'000'001)), ElementsAre(Pair(at + ".min_ballots", "LIMIT_EXCEEDED")));
  for (const char* share : {"1/2", "0", "-0.1", "much"}) {
    EXPECT_THAT(fault(Share(share, ShareRounding::kUp)),
                ElementsAre(Pair(at + ".share.share", "INVALID_NUMBER")))
        << share;
  }
  EXPECT_THAT(fault(Share("", ShareRounding::kUnspecified)),
              ElementsAre(Pair(at + ".share.share", "REQUIRED_FIELD_MISSING"),
                          Pair(at + ".share.rounding", "REQUIRED_FIELD_MISSING")));
  EXPECT_THAT(fault({.drop = {}, .min_ballots = 1, .scope = ExtremesScope::kGroup}),
              ElementsAre(Pair(at + ".drop", "REQUIRED_FIELD_MISSING")));
}

}  // namespace
}  // namespace pingyi::appraisal
