// Components through the service: figures are recorded, counted, explained, and final afterwards.
#include <array>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/rpc/service_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;

constexpr char kComponents[] = R"(
  component_combination: COMBINATION_MEAN
  components { key: "appraisal" title: "民主测评" weight: "60"
    missing: MISSING_COMPONENT_RULE_FAIL ballot {} }
  components { key: "review" title: "述职评审" weight: "20"
    missing: MISSING_COMPONENT_RULE_RENORMALIZE review_score { max_points: "100" } }
  components { key: "quarter" title: "一季度" weight: "20"
    missing: MISSING_COMPONENT_RULE_RENORMALIZE
    other_round { factor: "1" basis: DECISION_BASIS_ROUNDED } }
  components { key: "extra" title: "加减分" adjustments { bonus_cap: "5" } })";

class ComponentServiceTest : public ServiceTest {
 protected:
  // The example round with components. By the ballot s1 has 94 and s2 70.
  void AddComposite(const std::string& round) {
    v1::ScoringPolicy policy = ExamplePolicy();
    v1::ScoringPolicy components;
    EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(kComponents, &components));
    policy.MergeFrom(components);
    appraisal_.rounds[round] = ExampleRound(round, CreatePolicy(policy, "composite"));
    appraisal_.rounds[round].round.secret = false;
  }

  static v1::SetComponentFiguresRequest Figures(const std::string& round,
                                                const std::string& component,
                                                const std::string& text) {
    v1::SetComponentFiguresRequest request;
    EXPECT_TRUE(
        google::protobuf::TextFormat::ParseFromString(text, request.mutable_component_figures()))
        << text;
    request.mutable_component_figures()->set_name("rounds/" + round + "/components/" + component);
    if (request.component_figures().source().empty()) {
      request.mutable_component_figures()->set_source("评审纪要〔2026〕3号");
    }
    for (auto& subject : *request.mutable_component_figures()->mutable_subject_figures()) {
      subject.set_subject("rounds/" + round + "/subjects/" + subject.subject());
    }
    return request;
  }
  absl::StatusOr<v1::ComponentFigures> Set(const v1::SetComponentFiguresRequest& request) {
    v1::ComponentFigures figures;
    absl::Status status = Call(&Stub::SetComponentFigures, request, &figures);
    if (!status.ok()) return status;
    return figures;
  }
  absl::StatusOr<v1::ComponentFigures> Set(const std::string& round, const std::string& component,
                                           const std::string& text) {
    return Set(Figures(round, component, text));
  }

  v1::Explanation Explained(const std::string& run, const std::string& subject) {
    v1::ExplainResultRequest request;
    request.set_name(run + "/results/" + subject);
    v1::Explanation explanation;
    const absl::Status status = Call(&Stub::ExplainResult, request, &explanation);
    EXPECT_TRUE(status.ok()) << status;
    return explanation;
  }
};

constexpr char kReviews[] = R"(subject_figures { subject: "s1" score { score: "86.5" } }
                               subject_figures { subject: "s2" score { score: "90" } })";
constexpr char kOtherReviews[] = R"(subject_figures { subject: "s2" score { score: "89" } })";
constexpr char kOtherUuid[] = "1b4e28ba-2fa1-41d2-883f-0016d3cca428";

TEST_F(ComponentServiceTest, TheTotalIsMadeOfComponents) {
  AddComposite("r1");
  ASSERT_OK_AND_ASSIGN(const v1::ComponentFigures set, Set("r1", "review", kReviews));
  EXPECT_EQ(set.subject_count(), 2);
  EXPECT_EQ(set.subject_figures_size(), 0);
  EXPECT_EQ(set.recorder(), "审计员");
  EXPECT_EQ(set.digest().size(), 64U);
  ASSERT_OK(Set("r1", "extra", R"(subject_figures { subject: "s2" adjustments {
      items { points: "4" reason: "创新" } items { points: "3" reason: "先进" } } })"));
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  // (60 × 94 + 20 × 86.5) / 80, and (60 × 70 + 20 × 90) / 80 + 5
  const v1::Explanation first = Explained(run.name(), "s1");
  EXPECT_EQ(first.result().total().exact(), "737/8");
  ASSERT_EQ(first.result().components_size(), 4);
  EXPECT_EQ(first.result().components(0).component(), "appraisal");
  EXPECT_EQ(first.result().components(0).score().exact(), "94");
  EXPECT_EQ(first.result().components(1).contribution().exact(), "173/8");
  EXPECT_FALSE(first.result().components(2).has_score());
  EXPECT_FALSE(first.result().components(2).has_contribution());
  const v1::Explanation second = Explained(run.name(), "s2");
  EXPECT_EQ(second.result().total().exact(), "80");
  EXPECT_EQ(second.result().components(3).score().exact(), "5");
  EXPECT_EQ(second.root().children(1).children(0).kind(), v1::ExplanationNode::KIND_COMPONENTS);
}

TEST_F(ComponentServiceTest, FiguresCanBeReadAndReplacedUntilTheRoundIsAggregated) {
  AddComposite("r1");
  ASSERT_OK(Set("r1", "review", kReviews));
  ASSERT_OK(Set("r1", "review", R"(subject_figures { subject: "s2" score { score: "91" } }
                                   subject_figures { subject: "s1" score { score: "81" } })"));
  v1::ListComponentFiguresRequest list;
  list.set_parent("rounds/r1");
  v1::ListComponentFiguresResponse listed;
  ASSERT_OK(Call(&Stub::ListComponentFigures, list, &listed));
  ASSERT_EQ(listed.component_figures_size(), 1);
  EXPECT_EQ(listed.component_figures(0).source(), "评审纪要〔2026〕3号");
  v1::ListSubjectFiguresRequest figures;
  figures.set_parent("rounds/r1/components/review");
  figures.set_page_size(1);
  v1::ListSubjectFiguresResponse page;
  ASSERT_OK(Call(&Stub::ListSubjectFigures, figures, &page));
  ASSERT_EQ(page.subject_figures_size(), 1);
  EXPECT_EQ(page.subject_figures(0).subject(), "rounds/r1/subjects/s1");
  EXPECT_EQ(page.subject_figures(0).score().score(), "81");
  figures.set_page_token(page.next_page_token());
  page.Clear();
  ASSERT_OK(Call(&Stub::ListSubjectFigures, figures, &page));
  EXPECT_EQ(page.subject_figures(0).score().score(), "91");
  EXPECT_EQ(page.next_page_token(), "");
  ASSERT_OK(Aggregate("r1"));
  EXPECT_THAT(Set("r1", "review", kReviews), HasReason("ROUND_AGGREGATED"));
}

// By the ballot s2 has 70; × 1.2 that is 84.
TEST_F(ComponentServiceTest, FactorsOfCriteriaAreRecordedLikeFigures) {
  v1::ScoringPolicy policy = ExamplePolicy();
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(
      R"(key: "dd" title: "难度系数" min: "1" max: "2")", policy.mutable_criterion_factors()));
  appraisal_.rounds["r2"] = ExampleRound("r2", CreatePolicy(policy, "factors"));
  appraisal_.rounds["r2"].round.secret = false;
  const auto set = [this](const std::string& item) {
    return Set("r2", "dd",
               R"(subject_figures { subject: "s2" factors { items { )" + item + "} } }");
  };
  const std::string item = "component_figures.subject_figures[0].factors.items[0].";
  EXPECT_THAT(set(R"(criterion: "work" factor: "2.1")"), HasViolation(item + "factor"));
  EXPECT_THAT(set(R"(criterion: "virtue" factor: "2")"), HasViolation(item + "criterion"));
  EXPECT_THAT(Set("r2", "extra", kReviews), HasReason("COMPONENT_UNKNOWN"));
  ASSERT_OK(set(R"(criterion: "work" factor: "1.2" reason: "攻坚")"));
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r2"));
  const v1::Explanation explained = Explained(run.name(), "s2");
  EXPECT_EQ(explained.result().total().exact(), "84");
  EXPECT_THAT(explained.DebugString(), ::testing::HasSubstr("KIND_FACTOR"));
  EXPECT_THAT(set(R"(criterion: "work" factor: "1.3")"), HasReason("ROUND_AGGREGATED"));
}

// The answer may have been lost: what has become of the round since does not matter.
TEST_F(ComponentServiceTest, ARepeatedRequestIsAnsweredWhateverCameAfter) {
  AddComposite("r1");
  v1::SetComponentFiguresRequest request = Figures("r1", "review", kReviews);
  request.set_request_id(kUuid);
  ASSERT_OK_AND_ASSIGN(const v1::ComponentFigures set, Set(request));
  ASSERT_OK(Aggregate("r1"));
  appraisal_.down = absl::UnavailableError("away");
  ASSERT_OK_AND_ASSIGN(const v1::ComponentFigures again, Set(request));
  EXPECT_EQ(again.digest(), set.digest());
  request.mutable_component_figures()->set_source("另一份");
  EXPECT_THAT(Set(request), HasReason("REQUEST_ID_REUSED"));
}

// Else the sender would take the digest of another's figures for that of his own.
TEST_F(ComponentServiceTest, ARepeatedRequestIsAnsweredWithWhatItRecorded) {
  AddRound("q1").round.secret = false;
  AddComposite("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun taken, Aggregate("q1"));
  for (const auto& [component, figures, others] :
       {std::array<std::string, 3>{"review", kReviews, kOtherReviews},
        std::array<std::string, 3>{"quarter", "source_run: '" + taken.name() + "'",
                                   "source: '另一份' source_run: '" + taken.name() + "'"}}) {
    v1::SetComponentFiguresRequest request = Figures("r1", component, figures);
    request.set_request_id(component == "review" ? kUuid : kOtherUuid);
    ASSERT_OK_AND_ASSIGN(const v1::ComponentFigures set, Set(request));
    clock_.Advance(absl::Seconds(5));
    ASSERT_OK_AND_ASSIGN(const v1::ComponentFigures later, Set("r1", component, others));
    EXPECT_NE(later.digest(), set.digest());
    ASSERT_OK_AND_ASSIGN(const v1::ComponentFigures again, Set(request));
    EXPECT_EQ(again.DebugString(), set.DebugString());
  }
}

TEST_F(ComponentServiceTest, AnotherRoundsTotalsAreTaken) {
  AddRound("q1").round.secret = false;
  AddComposite("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun quarter, Aggregate("q1"));
  ASSERT_OK_AND_ASSIGN(const v1::ComponentFigures set,
                       Set("r1", "quarter", "source_run: '" + quarter.name() + "'"));
  EXPECT_EQ(set.source_run(), quarter.name());
  EXPECT_EQ(set.source_result_digest(), quarter.result_digest());
  EXPECT_EQ(set.subject_count(), 2);
  ASSERT_OK(Set("r1", "review", kReviews));
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  const v1::Explanation first = Explained(run.name(), "s1");
  EXPECT_EQ(first.result().components(2).score().exact(), "94");
  // (60 × 94 + 20 × 86.5 + 20 × 94) / 100
  EXPECT_EQ(first.result().total().exact(), "185/2");
}

TEST_F(ComponentServiceTest, ARoundIsNoComponentOfItself) {
  AddComposite("r1");
  AddComposite("r2");
  EXPECT_THAT(Set("r1", "quarter", "source_run: 'rounds/r1/runs/x'"), HasReason("COMPONENT_CYCLE"));
  ASSERT_OK(Set("r1", "review", kReviews));
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  ASSERT_OK(Set("r2", "quarter", "source_run: '" + run.name() + "'"));
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun second, Aggregate("r2"));
  EXPECT_THAT(Set("r1", "quarter", "source_run: '" + second.name() + "'"),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("COMPONENT_CYCLE")));
}

TEST_F(ComponentServiceTest, TotalsThatAreNotShownAreNotTaken) {
  AddRound("q1").round.secret = true;  // three ballots and one
  AddComposite("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun quarter, Aggregate("q1"));
  EXPECT_THAT(Set("r1", "quarter", "source_run: '" + quarter.name() + "'"),
              HasReason("SOURCE_NOT_SHOWN"));
}

TEST_F(ComponentServiceTest, AVoidRoundIsTakenFromNoMore) {
  AddRound("q1");
  AddComposite("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun quarter, Aggregate("q1"));
  appraisal_.rounds["q1"].round.state = AppraisedRound::State::kVoid;
  EXPECT_THAT(Set("r1", "quarter", "source_run: '" + quarter.name() + "'"),
              HasReason("ROUND_VOID"));
}

TEST_F(ComponentServiceTest, OnlyARunWithResultsIsTakenFrom) {
  AddRound("q1").tally = {};
  AddComposite("r1");
  EXPECT_FALSE(Aggregate("q1").ok());
  const std::string failed = Runs("q1").at(0).name();
  EXPECT_THAT(Set("r1", "quarter", "source_run: '" + failed + "'"), HasReason("RUN_NOT_SUCCEEDED"));
  EXPECT_THAT(Set("r1", "quarter", "source_run: 'rounds/q1/runs/none'"),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ComponentServiceTest, AMissingComponentFailsTheRunWhereThePolicySaysSo) {
  v1::ScoringPolicy policy = ExamplePolicy();
  v1::ScoringPolicy components;
  ASSERT_TRUE(google::protobuf::TextFormat::ParseFromString(kComponents, &components));
  components.mutable_components(1)->set_missing(v1::MISSING_COMPONENT_RULE_FAIL);
  policy.MergeFrom(components);
  appraisal_.rounds["r1"] = ExampleRound("r1", CreatePolicy(policy));
  EXPECT_THAT(Aggregate("r1"),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("COMPONENT_MISSING"),
                    HasViolation("scoring_policy.components[1]", "COMPONENT_MISSING")));
  ASSERT_OK(Set("r1", "review", kReviews));  // then it can be mended
  EXPECT_OK(Aggregate("r1"));
}

TEST_F(ComponentServiceTest, TheRoundMustBeFrozenAndHaveTheComponent) {
  AddComposite("r1");
  EXPECT_THAT(Set("r1", "none", ""), HasReason("COMPONENT_UNKNOWN"));
  EXPECT_THAT(Set("r1", "appraisal", ""), HasReason("COMPONENT_UNKNOWN"));
  EXPECT_THAT(Set("r9", "review", ""), StatusIs(absl::StatusCode::kNotFound));
  appraisal_.rounds["r1"].round.facts.frozen_digest = "";
  EXPECT_THAT(Set("r1", "review", kReviews), HasReason("ROUND_NOT_FROZEN"));
}

TEST_F(ComponentServiceTest, EachFaultHasItsFieldAndReason) {
  AddComposite("r1");
  struct Case {
    const char* component;
    const char* text;
    const char* field;  // below component_figures
    const char* reason;
  };
  const Case cases[] = {
      {"review", R"(subject_figures { subject: "s1" score { score: "101" } })",
       "subject_figures[0].score.score", "INVALID_NUMBER"},
      {"review", R"(subject_figures { subject: "s1" score { score: "" } })",
       "subject_figures[0].score.score", "REQUIRED_FIELD_MISSING"},
      {"review", R"(subject_figures { subject: "s1" level_counts { items { level: "x" } } })",
       "subject_figures[0]", "INVALID_FIELD"},
      {"review", R"(subject_figures { subject: "s1" })", "subject_figures[0]",
       "REQUIRED_FIELD_MISSING"},
      {"review", R"(subject_figures { subject: "s9" score { score: "1" } })",
       "subject_figures[0].subject", "INVALID_FIELD"},
      {"review", R"(subject_figures { subject: "S" score { score: "1" } })",
       "subject_figures[0].subject", "INVALID_RESOURCE_NAME"},
      {"review", "source_run: 'rounds/q1/runs/x'", "source_run", "INVALID_FIELD"},
      {"quarter", "", "source_run", "REQUIRED_FIELD_MISSING"},
      {"quarter", "source_run: 'runs/x'", "source_run", "INVALID_RESOURCE_NAME"},
      {"quarter",
       R"(source_run: "rounds/q1/runs/x" subject_figures { subject: "s1" score { score: "1" } })",
       "subject_figures", "INVALID_FIELD"},
      {"extra", R"(subject_figures { subject: "s1" adjustments { items { points: "1" } } })",
       "subject_figures[0].adjustments.items[0].reason", "REQUIRED_FIELD_MISSING"},
      {"No-Key", "", "name", "INVALID_RESOURCE_NAME"},
  };
  for (const Case& c : cases) {
    EXPECT_THAT(Set("r1", c.component, c.text),
                AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                      HasViolation(std::string("component_figures.") + c.field, c.reason)))
        << c.component << " " << c.text;
  }
  v1::SetComponentFiguresRequest request = Figures("r1", "review", kReviews);
  request.set_request_id("no uuid");
  request.mutable_component_figures()->set_source("");
  EXPECT_THAT(Set(request), HasViolation("request_id", "INVALID_REQUEST_ID"));
  request.set_request_id("");
  EXPECT_THAT(Set(request), HasViolation("component_figures.source", "REQUIRED_FIELD_MISSING"));
}

TEST_F(ComponentServiceTest, ARepeatedRequestIsAnsweredAgain) {
  AddComposite("r1");
  v1::SetComponentFiguresRequest request = Figures("r1", "review", kReviews);
  request.set_request_id(kUuid);
  ASSERT_OK_AND_ASSIGN(const v1::ComponentFigures set, Set(request));
  ASSERT_OK_AND_ASSIGN(const v1::ComponentFigures again, Set(request));
  EXPECT_EQ(again.SerializeAsString(), set.SerializeAsString());
  request.mutable_component_figures()->set_source("另一份");
  EXPECT_THAT(Set(request), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(ComponentServiceTest, ListsRefuseBadNamesAndPages) {
  v1::ListSubjectFiguresRequest request;
  v1::ListSubjectFiguresResponse response;
  for (const char* name : {"", "rounds/r1", "rounds/r1/components/", "rounds/r1/components/a-b",
                           "rounds/-/components/a", "rounds/r1/components/a/b"}) {
    request.set_parent(name);
    EXPECT_THAT(Call(&Stub::ListSubjectFigures, request, &response),
                StatusIs(absl::StatusCode::kInvalidArgument))
        << name;
  }
  request.set_parent("rounds/r1/components/none");
  EXPECT_THAT(Call(&Stub::ListSubjectFigures, request, &response),
              StatusIs(absl::StatusCode::kNotFound));
  request.set_page_token("x");
  EXPECT_THAT(Call(&Stub::ListSubjectFigures, request, &response), HasReason("INVALID_PAGE_TOKEN"));
  v1::ListComponentFiguresRequest list;
  v1::ListComponentFiguresResponse listed;
  list.set_parent("rounds/-");
  EXPECT_THAT(Call(&Stub::ListComponentFigures, list, &listed),
              StatusIs(absl::StatusCode::kInvalidArgument));
  list.set_parent("rounds/r1");
  EXPECT_OK(Call(&Stub::ListComponentFigures, list, &listed));
  EXPECT_EQ(listed.component_figures_size(), 0);
}

}  // namespace
}  // namespace pingyi::result
