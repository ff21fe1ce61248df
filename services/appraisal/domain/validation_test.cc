#include "services/appraisal/domain/validation.h"

#include <functional>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/testing/sample_round.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::HasReason;
using pingyi::test::HasViolation;
using test::SampleSpec;
using test::SampleSubjects;
using testing::IsEmpty;

// One change to a sound configuration, and the one fault it must give.
struct Case {
  const char* name;
  std::function<void(RoundSpec&)> spoil;
  const char* field;
  std::string_view reason;
};

class SpecFaultTest : public testing::TestWithParam<Case> {};

TEST_P(SpecFaultTest, IsFoundAtItsPath) {
  RoundSpec spec = SampleSpec();
  GetParam().spoil(spec);
  const std::vector<FieldViolation> faults = ValidateSpec(spec);
  ASSERT_EQ(faults.size(), 1U);
  EXPECT_EQ(faults[0].field, GetParam().field);
  EXPECT_EQ(faults[0].reason, GetParam().reason);
  EXPECT_FALSE(faults[0].description.empty());
}

std::string Repeated(std::string_view text, int times) {
  std::string out;
  for (int i = 0; i < times; ++i) out += text;
  return out;
}

GradedScale& Grades(RoundSpec& s) { return std::get<GradedScale>(s.criteria[0].scale); }
NumericScale& Numbers(RoundSpec& s) { return std::get<NumericScale>(s.criteria[1].scale); }
void Limit(RoundSpec& s, MarkLimit limit) { s.rules.mark_limits = {std::move(limit)}; }

INSTANTIATE_TEST_SUITE_P(
    Rounds, SpecFaultTest,
    testing::Values(Case{"NoTitle", [](RoundSpec& s) { s.display_name = ""; }, "round.display_name",
                         reason::kRequiredFieldMissing},
                    Case{"LongTitle", [](RoundSpec& s) { s.display_name = Repeated("评", 201); },
                         "round.display_name", reason::kLimitExceeded},
                    Case{"ControlCharacter", [](RoundSpec& s) { s.display_name = "a\nb"; },
                         "round.display_name", reason::kInvalidField},
                    Case{"Cycle", [](RoundSpec& s) { s.cycle = "cycles/"; }, "round.cycle",
                         reason::kInvalidResourceName},
                    Case{"CycleTooDeep", [](RoundSpec& s) { s.cycle = "cycles/a/b"; },
                         "round.cycle", reason::kInvalidResourceName},
                    Case{"Policy", [](RoundSpec& s) { s.policy->name = "policies/p"; },
                         "round.scoring_policy.name", reason::kInvalidResourceName},
                    Case{"PolicyDigest", [](RoundSpec& s) { s.policy->digest.pop_back(); },
                         "round.scoring_policy.digest", reason::kInvalidField},
                    Case{"ClosesBeforeItOpens",
                         [](RoundSpec& s) {
                           s.open_time = absl::FromUnixSeconds(2);
                           s.close_time = absl::FromUnixSeconds(2);
                         },
                         "round.close_time", reason::kInvalidField}),
    [](const auto& info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Groups, SpecFaultTest,
    testing::Values(Case{"Key", [](RoundSpec& s) { s.groups[1].key = "B"; },
                         "round.voter_groups[1].key", reason::kInvalidField},
                    Case{"SameKey", [](RoundSpec& s) { s.groups[1].key = "a"; },
                         "round.voter_groups[1].key", reason::kInvalidField},
                    Case{"NoTitle", [](RoundSpec& s) { s.groups[0].title = ""; },
                         "round.voter_groups[0].title", reason::kRequiredFieldMissing},
                    Case{"Weight", [](RoundSpec& s) { s.groups[0].weight = "0"; },
                         "round.voter_groups[0].weight", reason::kInvalidNumber},
                    Case{"WeightByZero", [](RoundSpec& s) { s.groups[0].weight = "1/0"; },
                         "round.voter_groups[0].weight", reason::kInvalidNumber},
                    Case{"NobodyExpected", [](RoundSpec& s) { s.groups[0].expected_voters = 0; },
                         "round.voter_groups[0].expected_voters", reason::kInvalidField},
                    Case{"TooManyExpected",
                         [](RoundSpec& s) { s.groups[0].expected_voters = 1'000'001; },
                         "round.voter_groups[0].expected_voters", reason::kLimitExceeded}),
    [](const auto& info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Form, SpecFaultTest,
    testing::Values(
        Case{"SameKey", [](RoundSpec& s) { s.criteria[1].key = "ability"; },
             "round.ballot_form.criteria[1].key", reason::kInvalidField},
        Case{"NoWeight", [](RoundSpec& s) { s.criteria[0].weight = ""; },
             "round.ballot_form.criteria[0].weight", reason::kRequiredFieldMissing},
        Case{"NegativeWeight", [](RoundSpec& s) { s.criteria[0].weight = "-1"; },
             "round.ballot_form.criteria[0].weight", reason::kInvalidNumber},
        Case{"NoScale", [](RoundSpec& s) { s.criteria[0].scale = {}; },
             "round.ballot_form.criteria[0].scale", reason::kRequiredFieldMissing},
        Case{"OneGrade", [](RoundSpec& s) { Grades(s).grades.resize(1); },
             "round.ballot_form.criteria[0].graded.grades", reason::kRequiredFieldMissing},
        Case{"SameGrade", [](RoundSpec& s) { Grades(s).grades[1].key = "excellent"; },
             "round.ballot_form.criteria[0].graded.grades[1].key", reason::kInvalidField},
        Case{"PointsDoNotFall", [](RoundSpec& s) { Grades(s).grades[1].points = "100"; },
             "round.ballot_form.criteria[0].graded.grades[1].points", reason::kInvalidField},
        Case{"NegativePoints", [](RoundSpec& s) { Grades(s).grades[2].points = "-1"; },
             "round.ballot_form.criteria[0].graded.grades[2].points", reason::kInvalidNumber},
        Case{"NoMinimum", [](RoundSpec& s) { Numbers(s).min = ""; },
             "round.ballot_form.criteria[1].numeric.min", reason::kRequiredFieldMissing},
        Case{"FractionAsMaximum", [](RoundSpec& s) { Numbers(s).max = "100/1"; },
             "round.ballot_form.criteria[1].numeric.max", reason::kInvalidNumber},
        Case{"MaximumBelow", [](RoundSpec& s) { Numbers(s).max = "0"; },
             "round.ballot_form.criteria[1].numeric.max", reason::kInvalidNumber},
        Case{"StepDoesNotDivide", [](RoundSpec& s) { Numbers(s).step = "0.3"; },
             "round.ballot_form.criteria[1].numeric.step", reason::kInvalidNumber},
        Case{"NoStep", [](RoundSpec& s) { Numbers(s).step = "0"; },
             "round.ballot_form.criteria[1].numeric.step", reason::kInvalidNumber},
        Case{"TooManySteps", [](RoundSpec& s) { Numbers(s).step = "0.0005"; },
             "round.ballot_form.criteria[1].numeric.step", reason::kLimitExceeded}),
    [](const auto& info) { return info.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Limits, SpecFaultTest,
    testing::Values(Case{"NoMark",
                         [](RoundSpec& s) {
                           Limit(s, {"", "outstanding", 1});
                         },
                         "round.validity_rules.mark_limits[0].mark", reason::kInvalidField},
                    Case{"MarkOfAnotherCriterion",
                         [](RoundSpec& s) {
                           Limit(s, {"results", "excellent", 1});
                         },
                         "round.validity_rules.mark_limits[0].mark", reason::kInvalidField},
                    Case{"OffTheScale",
                         [](RoundSpec& s) {
                           Limit(s, {"results", "100.5", 1});
                         },
                         "round.validity_rules.mark_limits[0].mark", reason::kInvalidField},
                    Case{"NoLimit",
                         [](RoundSpec& s) {
                           Limit(s, {"", "excellent", {}});
                         },
                         "round.validity_rules.mark_limits[0].limit",
                         reason::kRequiredFieldMissing},
                    Case{"NegativeCount",
                         [](RoundSpec& s) {
                           Limit(s, {"", "excellent", -1});
                         },
                         "round.validity_rules.mark_limits[0].max_count", reason::kInvalidField},
                    Case{"TooManyPercent",
                         [](RoundSpec& s) {
                           Limit(s, {"", "excellent", "100.1"});
                         },
                         "round.validity_rules.mark_limits[0].max_percent",
                         reason::kInvalidNumber}),
    [](const auto& info) { return info.param.name; });

TEST(ValidationTest, TheSampleIsSoundAndSoIsAnEmptyDraft) {
  EXPECT_THAT(ValidateSpec(SampleSpec()), IsEmpty());
  RoundSpec spec;
  spec.display_name = Repeated("评", 200);  // characters, not bytes
  EXPECT_THAT(ValidateSpec(spec), IsEmpty());
}

TEST(ValidationTest, FindsAllFaultsAtOnce) {
  RoundSpec spec = SampleSpec();
  spec.display_name = "";
  spec.groups[0].weight = "x";
  spec.groups[1].expected_voters = 0;
  spec.criteria[0].key = "Ability";
  EXPECT_EQ(ValidateSpec(spec).size(), 4U);
}

TEST(ValidationTest, ListsHaveLimits) {
  RoundSpec spec = SampleSpec();
  for (int i = 0; i < 50; ++i) {
    spec.groups.push_back(spec.groups[0]);
    spec.groups.back().key = "g" + std::to_string(i);
    spec.criteria.push_back(spec.criteria[0]);
    spec.criteria.back().key = "c" + std::to_string(i);
  }
  const absl::Status status = InvalidFields(ValidateSpec(spec));
  EXPECT_THAT(status, HasViolation("round.voter_groups", reason::kLimitExceeded));
  EXPECT_THAT(status, HasViolation("round.ballot_form.criteria", reason::kLimitExceeded));
}

TEST(ValidationTest, OpeningSaysAllThatIsMissing) {
  Round round;
  round.spec.display_name = "x";
  round.spec.close_time = absl::FromUnixSeconds(10);
  const absl::Status status = CheckReadyToOpen(round, {}, absl::FromUnixSeconds(10));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(status, HasReason(reason::kRoundIncomplete));
  for (const char* field : {"round.ballot_form.criteria", "round.voter_groups", "round.anonymity",
                            "round.scoring_policy", "round.subjects", "round.close_time"}) {
    EXPECT_THAT(status, HasViolation(field));
  }
  round.spec = SampleSpec();
  EXPECT_OK(CheckReadyToOpen(round, SampleSubjects(), absl::FromUnixSeconds(10)));
}

TEST(ValidationTest, SubjectsAreCheckedByThemselvesAndAgainstEachOther) {
  EXPECT_THAT(ValidateSubjects(SampleSubjects()), IsEmpty());
  std::vector<Subject> subjects = SampleSubjects(7);
  subjects[0].id = "-x";
  subjects[1].id = subjects[2].id;
  subjects[3].display_name = "";
  subjects[4].position = 10'001;
  subjects[5].position = subjects[3].position;
  subjects[6].report = "cycles/c/report/r";
  const absl::Status status = InvalidFields(ValidateSubjects(subjects));
  EXPECT_EQ(DetailsOf(status).violations.size(), 6U);
  EXPECT_THAT(status, HasViolation("subjects[0].name", reason::kInvalidResourceName));
  EXPECT_THAT(status, HasViolation("subjects[2].name", reason::kInvalidField));
  EXPECT_THAT(status, HasViolation("subjects[3].display_name", reason::kRequiredFieldMissing));
  EXPECT_THAT(status, HasViolation("subjects[4].position", reason::kLimitExceeded));
  EXPECT_THAT(status, HasViolation("subjects[5].position", reason::kInvalidField));
  EXPECT_THAT(status, HasViolation("subjects[6].report", reason::kInvalidResourceName));
}

}  // namespace
}  // namespace pingyi::appraisal
