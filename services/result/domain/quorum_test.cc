#include "services/result/domain/quorum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::IsOk;
using ::pingyi::test::StatusIs;
using test::Cell;
using ::testing::AllOf;
using ::testing::Not;

// Group a: 5 valid and 1 spoiled of 9; group b: 2 of 6. 8 of 15 in all.
class QuorumTest : public ::testing::Test {
 protected:
  QuorumTest() {
    facts_.groups[0].expected_voters = 9;
    facts_.groups[1].expected_voters = 6;
    tally_.groups[0].spoiled = 1;
  }
  absl::Status Run() { return Aggregate(policy_, facts_, tally_).status(); }

  RoundFacts facts_ = test::Facts({{"de", "1"}}, {{"a", "1"}, {"b", "1"}}, test::FourGrades());
  PolicyRules policy_ = test::MeanPolicy();
  Tally tally_ = test::TallyOf({5, 2}, {{"s1", 1, {Cell(0, 0, {{0, 5}}), Cell(1, 0, {{0, 2}})}}});
};

TEST_F(QuorumTest, AnExactShareReachesIt) {
  policy_.quorum = Quorum{"8/15", "1/3"};
  EXPECT_THAT(Run(), IsOk());
}

TEST_F(QuorumTest, TooFewBallotsInAllFailTheRun) {
  policy_.quorum = Quorum{"0.54", ""};
  EXPECT_THAT(Run(), AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                           HasReason("QUORUM_NOT_REACHED"), HasViolation("round.voter_groups")));
}

TEST_F(QuorumTest, EveryGroupThatIsShortIsNamed) {
  policy_.quorum = Quorum{"", "2/3"};
  EXPECT_THAT(Run(), AllOf(HasReason("QUORUM_NOT_REACHED"), HasViolation("round.voter_groups[1]"),
                           Not(HasViolation("round.voter_groups[0]"))));
}

TEST_F(QuorumTest, NeedsTheExpectedVoters) {
  policy_.quorum = Quorum{"0.1", ""};
  facts_.groups[1].expected_voters = 0;
  EXPECT_THAT(Run(), AllOf(HasReason("POLICY_DOES_NOT_FIT"),
                           HasViolation("round.voter_groups[1].expected_voters")));
  facts_.groups[1].expected_voters = 1;
  EXPECT_THAT(Run(), StatusIs(absl::StatusCode::kInternal)) << "more ballots than voters";
}

}  // namespace
}  // namespace pingyi::result
