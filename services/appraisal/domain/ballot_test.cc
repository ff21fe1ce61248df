#include "services/appraisal/domain/ballot.h"

#include <algorithm>
#include <functional>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/testing/sample_round.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::HasReason;
using pingyi::test::HasViolation;
using pingyi::test::StatusIs;
using test::SameMarks;
using test::SampleRules;
using test::SampleSpec;

std::shared_ptr<const BallotRules> RulesWith(const std::function<void(ValidityRules&)>& change,
                                             int subjects = 3) {
  RoundSpec spec = SampleSpec();
  change(spec.rules);
  return SampleRules(spec, subjects);
}

absl::StatusOr<bool> Check(const BallotRules& rules, const Ballot& ballot,
                           std::optional<uint32_t> own_subject = std::nullopt) {
  absl::StatusOr<ReadableBallot> readable = ReadBallot(rules, ballot);
  if (!readable.ok()) return readable.status();
  return JudgeBallot(rules, *readable, own_subject);
}

std::string ContentOf(const BallotRules& rules, const Ballot& ballot) {
  absl::StatusOr<ReadableBallot> readable = ReadBallot(rules, ballot);
  return readable.ok() ? readable->content : readable.status().ToString();
}

// ------------------------------------------------------------------------- what no form holds

struct Unreadable {
  const char* name;
  std::function<void(Ballot&)> spoil;
  const char* field;
  std::string_view reason;
};

class UnreadableBallotTest : public testing::TestWithParam<Unreadable> {};

TEST_P(UnreadableBallotTest, IsAlwaysRefused) {
  for (const BreachEffect effect : {BreachEffect::kRefuse, BreachEffect::kCountAsSpoiled}) {
    const auto rules = RulesWith([effect](ValidityRules& r) { r.breach_effect = effect; });
    Ballot ballot = SameMarks({"s1", "s2"}, "good", "80");
    GetParam().spoil(ballot);
    const auto result = Check(*rules, ballot);
    EXPECT_THAT(result, StatusIs(absl::StatusCode::kInvalidArgument));
    EXPECT_THAT(result, HasViolation(GetParam().field, GetParam().reason));
    EXPECT_EQ(DetailsOf(result.status()).violations.size(), 1U);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Ballots, UnreadableBallotTest,
    testing::Values(
        Unreadable{"Subject", [](Ballot& b) { b.subjects[1].subject = "s9"; },
                   "ballot.subjects[1].subject", reason::kUnknownOnForm},
        Unreadable{"Criterion", [](Ballot& b) { b.subjects[0].marks[1].criterion = "x"; },
                   "ballot.subjects[0].marks[1].criterion", reason::kUnknownOnForm},
        Unreadable{"Grade", [](Ballot& b) { b.subjects[0].marks[0].mark = "best"; },
                   "ballot.subjects[0].marks[0].mark", reason::kMarkOffScale},
        Unreadable{"NoNumber", [](Ballot& b) { b.subjects[1].marks[1].mark = "eighty"; },
                   "ballot.subjects[1].marks[1].mark", reason::kMarkOffScale},
        Unreadable{"NoValue", [](Ballot& b) { b.subjects[1].marks[1].mark = ""; },
                   "ballot.subjects[1].marks[1].value", reason::kRequiredFieldMissing},
        Unreadable{"TwoValues", [](Ballot& b) { b.subjects[1].marks[1].abstain = true; },
                   "ballot.subjects[1].marks[1].value", reason::kRequiredFieldMissing}),
    [](const auto& info) { return info.param.name; });

// ------------------------------------------------------------------------- the rules

struct Breach {
  const char* name;
  std::function<void(ValidityRules&)> rule;
  std::function<void(Ballot&)> spoil;
  const char* field;
  std::string_view reason;
};

void Nothing(ValidityRules&) {}

class BreachTest : public testing::TestWithParam<Breach> {};

TEST_P(BreachTest, IsRefusedWithItsField) {
  const auto rules = RulesWith(GetParam().rule);
  Ballot ballot = SameMarks({"s1", "s2", "s3"}, "good", "80");
  EXPECT_OK(Check(*rules, ballot));
  GetParam().spoil(ballot);
  const auto result = Check(*rules, ballot);
  EXPECT_THAT(result, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(result, HasReason(GetParam().reason));
  EXPECT_THAT(result, HasViolation(GetParam().field, GetParam().reason));
}

TEST_P(BreachTest, IsSpoiledWhereBreachesAreCounted) {
  const auto rules = RulesWith([](ValidityRules& r) {
    GetParam().rule(r);
    r.breach_effect = BreachEffect::kCountAsSpoiled;
  });
  Ballot ballot = SameMarks({"s1", "s2", "s3"}, "good", "80");
  ASSERT_OK_AND_ASSIGN(const bool sound, Check(*rules, ballot));
  EXPECT_FALSE(sound);
  GetParam().spoil(ballot);
  ASSERT_OK_AND_ASSIGN(const bool spoiled, Check(*rules, ballot));
  EXPECT_TRUE(spoiled);
}

INSTANTIATE_TEST_SUITE_P(
    Ballots, BreachTest,
    testing::Values(
        Breach{"CriterionNotMarked", [](ValidityRules& r) { r.require_all_criteria = true; },
               [](Ballot& b) { b.subjects[1].marks.pop_back(); }, "ballot.subjects[1].marks",
               reason::kBallotIncomplete},
        Breach{"SubjectNotRated", [](ValidityRules& r) { r.require_all_subjects = true; },
               [](Ballot& b) { b.subjects.pop_back(); }, "ballot.subjects",
               reason::kBallotIncomplete},
        Breach{"SubjectWithoutMarks", [](ValidityRules& r) { r.require_all_subjects = true; },
               [](Ballot& b) { b.subjects[2].marks.clear(); }, "ballot.subjects",
               reason::kBallotIncomplete},
        Breach{"SubjectTwice", Nothing, [](Ballot& b) { b.subjects[2].subject = "s1"; },
               "ballot.subjects[2].subject", reason::kDuplicateMark},
        Breach{"CriterionTwice", Nothing,
               [](Ballot& b) {
                 b.subjects[0].marks.push_back({"ability", "poor"});
               },
               "ballot.subjects[0].marks[2].criterion", reason::kDuplicateMark},
        Breach{"AboveTheScale", Nothing, [](Ballot& b) { b.subjects[0].marks[1].mark = "100.5"; },
               "ballot.subjects[0].marks[1].mark", reason::kMarkOffScale},
        Breach{"BetweenTheSteps", Nothing, [](Ballot& b) { b.subjects[0].marks[1].mark = "99.75"; },
               "ballot.subjects[0].marks[1].mark", reason::kMarkOffScale},
        Breach{"Abstention", Nothing,
               [](Ballot& b) {
                 b.subjects[0].marks[1] = {"results", "", true};
               },
               "ballot.subjects[0].marks[1].abstain", reason::kAbstentionNotAllowed},
        Breach{"TooManyByCount",
               [](ValidityRules& r) {
                 r.mark_limits = {{"ability", "excellent", 1}};
               },
               [](Ballot& b) {
                 b.subjects[0].marks[0].mark = "excellent";
                 b.subjects[2].marks[0].mark = "excellent";
               },
               "ballot.subjects", reason::kMarkLimitExceeded},
        Breach{"TooManyByShare",
               [](ValidityRules& r) {
                 r.mark_limits = {{"", "excellent", "66"}};
               },  // 1 of 3
               [](Ballot& b) {
                 b.subjects[0].marks[0].mark = "excellent";
                 b.subjects[1].marks[0].mark = "excellent";
               },
               "ballot.subjects", reason::kMarkLimitExceeded}),
    [](const auto& info) { return info.param.name; });

TEST(BallotTest, AllViolationsAreToldAtOnce) {
  const auto rules = RulesWith([](ValidityRules& r) {
    r.require_all_criteria = true;
    r.require_all_subjects = true;
    r.mark_limits = {{"", "excellent", 0}};
  });
  Ballot ballot = SameMarks({"s1", "s2"}, "excellent", "");
  EXPECT_EQ(DetailsOf(Check(*rules, ballot).status()).violations.size(), 4U);
  ballot.subjects[0].subject = "x";
  ballot.subjects[1].marks[0].mark = "y";
  EXPECT_EQ(DetailsOf(Check(*rules, ballot).status()).violations.size(), 2U);
}

TEST(BallotTest, AbstentionCountsAsMarkedWhereItIsAllowed) {
  const auto rules = RulesWith([](ValidityRules& r) {
    r.allow_abstention = r.require_all_criteria = r.require_all_subjects = true;
  });
  Ballot ballot = SameMarks({"s1", "s2", "s3"}, "good", "80");
  ballot.subjects[1].marks = {{"ability", "", true}, {"results", "", true}};
  EXPECT_OK(Check(*rules, ballot));
}

TEST(BallotTest, ALimitCountsEachCriterionByItself) {
  RoundSpec spec = SampleSpec();
  Criterion second = spec.criteria[0];
  second.key = "conduct";
  spec.criteria.push_back(second);
  spec.rules.mark_limits = {{"", "excellent", 1}};
  const auto rules = SampleRules(spec);
  Ballot ballot;
  ballot.subjects = {{"s1", {{"ability", "excellent"}, {"conduct", "good"}}},
                     {"s2", {{"ability", "good"}, {"conduct", "excellent"}}}};
  EXPECT_OK(Check(*rules, ballot));
  ballot.subjects[1].marks[0].mark = "excellent";
  EXPECT_THAT(Check(*rules, ballot), HasReason(reason::kMarkLimitExceeded));
}

TEST(BallotTest, ANumberCanBeLimitedHoweverItIsWritten) {
  const auto rules = RulesWith([](ValidityRules& r) { r.mark_limits = {{"results", "100.0", 1}}; });
  EXPECT_OK(Check(*rules, SameMarks({"s1"}, "", "100")));
  EXPECT_THAT(Check(*rules, SameMarks({"s1", "s2"}, "", "100")),
              HasReason(reason::kMarkLimitExceeded));
}

// ------------------------------------------------------------------------- the voter's own entry

TEST(BallotTest, NobodyRatesHimselfWhereThatIsForbidden) {
  const auto forbidding = RulesWith([](ValidityRules& r) { r.forbid_self = true; });
  const Ballot ballot = SameMarks({"s1", "s2"}, "good", "80");
  EXPECT_OK(Check(*forbidding, ballot));     // not a subject himself
  EXPECT_OK(Check(*forbidding, ballot, 2));  // s3
  const auto refused = Check(*forbidding, ballot, 1);
  EXPECT_THAT(refused, HasViolation("ballot.subjects[1].subject", reason::kSelfVote));
  EXPECT_OK(Check(*SampleRules(), ballot, 1));
}

TEST(BallotTest, TheOwnEntryNeedNotBeRated) {
  const auto rules = RulesWith([](ValidityRules& r) {
    r.forbid_self = r.require_all_subjects = r.require_all_criteria = true;
  });
  EXPECT_OK(Check(*rules, SameMarks({"s1", "s3"}, "good", "80"), 1));
  EXPECT_THAT(Check(*rules, SameMarks({"s1", "s3"}, "good", "80"), 0),
              HasReason(reason::kSelfVote));
  EXPECT_THAT(Check(*rules, SameMarks({"s1", "s3"}, "good", "80")),
              HasReason(reason::kBallotIncomplete));
  Ballot with_empty_entry = SameMarks({"s1", "s3"}, "good", "80");
  with_empty_entry.subjects.push_back({"s2", {}});
  EXPECT_OK(Check(*rules, with_empty_entry, 1));
}

TEST(BallotTest, ASharesBaseIsWhatTheVoterMayRate) {
  const auto rules = RulesWith(
      [](ValidityRules& r) {
        r.forbid_self = true;
        r.mark_limits = {{"", "excellent", "20"}};
      },
      10);
  const Ballot two = SameMarks({"s1", "s2"}, "excellent", "80");
  EXPECT_OK(Check(*rules, two));                                              // 20 % of 10
  EXPECT_THAT(Check(*rules, two, 9), HasReason(reason::kMarkLimitExceeded));  // of 9, floor: 1
  EXPECT_OK(Check(*rules, SameMarks({"s1"}, "excellent", "80"), 9));
}

// ------------------------------------------------------------------------- content

TEST(BallotTest, TheOrderOfMarksDoesNotMatter) {
  const auto rules = SampleRules();
  Ballot ballot = SameMarks({"s1", "s2", "s3"}, "good", "80.0");
  const std::string content = ContentOf(*rules, ballot);
  std::reverse(ballot.subjects.begin(), ballot.subjects.end());
  for (SubjectMarks& subject : ballot.subjects) {
    std::reverse(subject.marks.begin(), subject.marks.end());
    subject.marks[0].mark = "80";  // the same number
  }
  EXPECT_EQ(ContentOf(*rules, ballot), content);
}

TEST(BallotTest, EveryDifferenceShowsInTheContent) {
  const auto rules = SampleRules();
  const std::string content = ContentOf(*rules, SameMarks({"s1", "s2"}, "good", "80"));
  EXPECT_NE(ContentOf(*rules, SameMarks({"s1", "s2"}, "good", "80.5")), content);
  EXPECT_NE(ContentOf(*rules, SameMarks({"s1", "s3"}, "good", "80")), content);
  EXPECT_NE(ContentOf(*rules, SameMarks({"s1"}, "good", "80")), content);
  EXPECT_NE(ContentOf(*rules, SameMarks({"s1", "s2"}, "good", "")), content);
}

TEST(BallotTest, BallotsThatBreakRulesHaveDifferentContentsToo) {
  const auto rules = SampleRules();
  const std::string above = ContentOf(*rules, SameMarks({"s1"}, "good", "101"));
  EXPECT_NE(ContentOf(*rules, SameMarks({"s1"}, "good", "102")), above);
  Ballot twice = SameMarks({"s1", "s1"}, "good", "80");
  const std::string content = ContentOf(*rules, twice);
  twice.subjects[1].marks[0].mark = "poor";
  const std::string other = ContentOf(*rules, twice);
  EXPECT_NE(other, content);
  std::reverse(twice.subjects.begin(), twice.subjects.end());
  EXPECT_EQ(ContentOf(*rules, twice), other);
}

TEST(BallotTest, MessagesTellNoMarks) {
  const auto rules = RulesWith([](ValidityRules& r) { r.mark_limits = {{"", "excellent", 0}}; });
  const auto result = Check(*rules, SameMarks({"s1"}, "excellent", "99.75"));
  ASSERT_FALSE(result.ok());
  for (const FieldViolation& violation : DetailsOf(result.status()).violations) {
    EXPECT_EQ(violation.description.find("excellent"), std::string::npos);
    EXPECT_EQ(violation.description.find("99.75"), std::string::npos);
  }
  EXPECT_EQ(result.status().message().find("excellent"), absl::string_view::npos);
}

TEST(BallotTest, APackedBallotCanBeDescribed) {
  const auto rules = RulesWith([](ValidityRules& r) { r.allow_abstention = true; });
  Ballot ballot = SameMarks({"s2"}, "poor", "80.50");
  ballot.subjects.push_back({"s1", {{"ability", "", true}}});
  ASSERT_OK_AND_ASSIGN(const ReadableBallot readable, ReadBallot(*rules, ballot));
  ASSERT_OK_AND_ASSIGN(const auto described, DescribeBallot(*rules, PackBallot(readable.marks, 2)));
  ASSERT_EQ(described.size(), 2U);
  EXPECT_EQ(described[0].subject, 0U);
  ASSERT_EQ(described[0].marks.size(), 1U);
  EXPECT_EQ(described[0].marks[0].mark, "");
  ASSERT_EQ(described[1].marks.size(), 2U);
  EXPECT_EQ(described[1].marks[0].mark, "poor");
  EXPECT_EQ(described[1].marks[1].criterion, 1U);
  EXPECT_EQ(described[1].marks[1].mark, "80.5");
  EXPECT_THAT(DescribeBallot(*rules, "x"), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace pingyi::appraisal
