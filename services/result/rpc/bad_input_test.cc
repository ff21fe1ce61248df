// Bad input to every method: the code, the reason and the field that is wrong.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/rpc/service_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;

const std::string kLongId(64, 'a');

class BadInputTest : public ServiceTest {
 protected:
  // Calls `method` with the request that the text format gives.
  template <typename Request, typename Response>
  void Expect(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
              const Request& request, const std::string& field, const std::string& reason) {
    Response response;
    EXPECT_THAT(Call(method, request, &response),
                AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasViolation(field, reason)))
        << request.ShortDebugString();
  }

  // Every way in which a name of the form `good` can be wrong.
  template <typename Request, typename Response>
  void ExpectBadNames(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      Request request, const std::string& field, const std::string& good) {
    const auto* descriptor = request.GetDescriptor()->FindFieldByName(field);
    const auto set = [&](const std::string& name) {
      request.GetReflection()->SetString(&request, descriptor, name);
      return request;
    };
    Expect(method, set(""), field, "REQUIRED_FIELD_MISSING");
    const std::string head = good.substr(0, good.rfind('/') + 1);
    for (const std::string& name :
         {std::string("nothing"), good + "/", good + "/x", "/" + good, head, head + "A",
          head + "-a", head + "a-", head + "a b", head + kLongId, head + "评议", "x" + good}) {
      Expect(method, set(name), field, "INVALID_RESOURCE_NAME");
    }
    Response response;
    EXPECT_THAT(Call(method, set(std::string(head) + "\xff"), &response),
                AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("MALFORMED_UTF8")));
  }

  // Every way in which a page can be asked for wrongly; `request` is good but for that.
  template <typename Request, typename Response>
  void ExpectBadPages(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                      Request request) {
    request.set_page_size(-1);
    Expect(method, request, "page_size", "INVALID_FIELD");
    request.set_page_size(1);
    for (const char* token : {"x", "AAAAAAAAAAAAAAAAAAAAAA", "%%%"}) {
      request.set_page_token(token);
      Expect(method, request, "page_token", "INVALID_PAGE_TOKEN");
    }
  }
};

TEST_F(BadInputTest, CreateScoringPolicy) {
  v1::CreateScoringPolicyRequest request;
  *request.mutable_scoring_policy() = ExamplePolicy();
  ExpectBadNames(&Stub::CreateScoringPolicy, request, "parent", "policies/p");
  request.set_parent("policies/-");
  Expect(&Stub::CreateScoringPolicy, request, "parent", "INVALID_RESOURCE_NAME");
  request.set_parent("policies/p");
  request.set_request_id("not a uuid");
  Expect(&Stub::CreateScoringPolicy, request, "request_id", "INVALID_REQUEST_ID");
  request.clear_request_id();
  request.clear_scoring_policy();
  Expect(&Stub::CreateScoringPolicy, request, "scoring_policy", "REQUIRED_FIELD_MISSING");
  *request.mutable_scoring_policy() = ExamplePolicy();
  std::string name;
  for (int i = 0; i < 201; ++i) name += "评";
  request.mutable_scoring_policy()->set_display_name(name);
  Expect(&Stub::CreateScoringPolicy, request, "scoring_policy.display_name", "LIMIT_EXCEEDED");
  request.mutable_scoring_policy()->set_display_name("\xff");
  v1::ScoringPolicy policy;
  EXPECT_THAT(Call(&Stub::CreateScoringPolicy, request, &policy), HasReason("MALFORMED_UTF8"));
}

TEST_F(BadInputTest, RulesOfAPolicy) {
  const auto expect = [&](const std::string& field, auto spoil) {
    v1::CreateScoringPolicyRequest request;
    request.set_parent("policies/p");
    *request.mutable_scoring_policy() = ExamplePolicy();
    spoil(*request.mutable_scoring_policy());
    v1::ScoringPolicy created;
    EXPECT_THAT(Call(&Stub::CreateScoringPolicy, request, &created),
                AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                      HasViolation("scoring_policy." + field)));
  };
  using Policy = v1::ScoringPolicy;
  expect("mark_combination", [](Policy& p) { p.clear_mark_combination(); });
  expect("criterion_combination",
         [](Policy& p) { p.set_criterion_combination(static_cast<v1::Combination>(9)); });
  expect("group_combination", [](Policy& p) { p.clear_group_combination(); });
  expect("decision_basis", [](Policy& p) { p.clear_decision_basis(); });
  expect("rank_method", [](Policy& p) { p.clear_rank_method(); });
  expect("rounding.mode", [](Policy& p) { p.mutable_rounding()->clear_mode(); });
  expect("grade_thresholds[0].min_total",
         [](Policy& p) { p.mutable_grade_thresholds(0)->set_min_total("ninety"); });
  expect("grade_thresholds[1].grade",
         [](Policy& p) { p.mutable_grade_thresholds(1)->set_grade("excellent"); });
  expect("tie_breakers[0]", [](Policy& p) { p.add_tie_breakers(); });
  expect("tie_breakers[0].up_to_rank", [](Policy& p) {
    p.add_tie_breakers()->mutable_position();
    p.mutable_tie_breakers(0)->set_up_to_rank(-1);
  });
}

TEST_F(BadInputTest, GetScoringPolicy) {
  ExpectBadNames(&Stub::GetScoringPolicy, v1::GetScoringPolicyRequest(), "name",
                 "policies/p/versions/1");
  v1::GetScoringPolicyRequest request;
  for (const char* version : {"0", "01", "-1", "+1", "1.0", "9999999999", "latest"}) {
    request.set_name(std::string("policies/p/versions/") + version);
    Expect(&Stub::GetScoringPolicy, request, "name", "INVALID_RESOURCE_NAME");
  }
  request.set_name("policies/p/versions/1");
  v1::ScoringPolicy policy;
  EXPECT_THAT(Call(&Stub::GetScoringPolicy, request, &policy),
              AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
}

TEST_F(BadInputTest, ListScoringPolicies) {
  v1::ListScoringPoliciesRequest request;
  ExpectBadNames(&Stub::ListScoringPolicies, request, "parent", "policies/p");
  request.set_parent("policies/-");
  ExpectBadPages(&Stub::ListScoringPolicies, request);
}

TEST_F(BadInputTest, PageTokenOfAnotherList) {
  for (const char* id : {"a", "b"}) CreatePolicy(ExamplePolicy(), id);
  v1::ListScoringPoliciesRequest request;
  request.set_parent("policies/-");
  request.set_page_size(1);
  v1::ListScoringPoliciesResponse page;
  ASSERT_OK(Call(&Stub::ListScoringPolicies, request, &page));
  request.set_page_token(page.next_page_token());
  request.set_parent("policies/a");
  Expect(&Stub::ListScoringPolicies, request, "page_token", "INVALID_PAGE_TOKEN");
}

TEST_F(BadInputTest, RunAggregation) {
  v1::RunAggregationRequest request;
  ExpectBadNames(&Stub::RunAggregation, request, "parent", "rounds/r");
  request.set_parent("rounds/-");
  Expect(&Stub::RunAggregation, request, "parent", "INVALID_RESOURCE_NAME");
  request.set_parent("rounds/r");
  for (const std::string& digest :
       {std::string("abc"), std::string(64, 'G'), std::string(64, 'A'), std::string(65, 'a')}) {
    request.set_policy_digest(digest);
    Expect(&Stub::RunAggregation, request, "policy_digest", "INVALID_FIELD");
  }
  request.clear_policy_digest();
  request.set_request_id("1b4e28ba");
  Expect(&Stub::RunAggregation, request, "request_id", "INVALID_REQUEST_ID");
  EXPECT_TRUE(Runs().empty());
}

TEST_F(BadInputTest, AggregateDue) {
  v1::AggregateDueRequest request;
  for (const int32_t rounds : {-1, 1001}) {
    request.set_max_rounds(rounds);
    Expect(&Stub::AggregateDue, request, "max_rounds", "LIMIT_EXCEEDED");
  }
  EXPECT_EQ(appraisal_.closings(), 0);
}

TEST_F(BadInputTest, GetAggregationRun) {
  ExpectBadNames(&Stub::GetAggregationRun, v1::GetAggregationRunRequest(), "name",
                 "rounds/r/runs/x");
  v1::GetAggregationRunRequest request;
  request.set_name("rounds/r/runs/x");
  v1::AggregationRun run;
  EXPECT_THAT(Call(&Stub::GetAggregationRun, request, &run),
              AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
}

TEST_F(BadInputTest, ListAggregationRuns) {
  v1::ListAggregationRunsRequest request;
  ExpectBadNames(&Stub::ListAggregationRuns, request, "parent", "rounds/r");
  request.set_parent("rounds/-");
  ExpectBadPages(&Stub::ListAggregationRuns, request);
  request.set_state(static_cast<v1::AggregationRun::State>(99));
  Expect(&Stub::ListAggregationRuns, request, "state", "INVALID_FIELD");
}

TEST_F(BadInputTest, ListSubjectResults) {
  v1::ListSubjectResultsRequest request;
  ExpectBadNames(&Stub::ListSubjectResults, request, "parent", "rounds/r/runs/x");
  request.set_parent("rounds/r/releases/0");
  Expect(&Stub::ListSubjectResults, request, "parent", "INVALID_RESOURCE_NAME");
  request.set_parent("rounds/r/releases/1");
  ExpectBadPages(&Stub::ListSubjectResults, request);
  request.clear_page_token();
  v1::ListSubjectResultsResponse results;
  for (const char* parent : {"rounds/r/releases/1", "rounds/r/runs/x"}) {
    request.set_parent(parent);
    EXPECT_THAT(Call(&Stub::ListSubjectResults, request, &results),
                AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
  }
}

TEST_F(BadInputTest, GetSubjectResult) {
  ExpectBadNames(&Stub::GetSubjectResult, v1::GetSubjectResultRequest(), "name",
                 "rounds/r/runs/x/results/s");
  v1::GetSubjectResultRequest request;
  request.set_name("rounds/r/runs/x/results/s");
  v1::SubjectResult result;
  EXPECT_THAT(Call(&Stub::GetSubjectResult, request, &result),
              AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
}

TEST_F(BadInputTest, ExplainResult) {
  ExpectBadNames(&Stub::ExplainResult, v1::ExplainResultRequest(), "name",
                 "rounds/r/runs/x/results/s");
  v1::ExplainResultRequest request;
  request.set_name("rounds/r/runs/x/results/s");
  v1::Explanation explanation;
  EXPECT_THAT(Call(&Stub::ExplainResult, request, &explanation),
              AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
}

TEST_F(BadInputTest, ReleaseResults) {
  v1::ReleaseResultsRequest request;
  ExpectBadNames(&Stub::ReleaseResults, request, "run", "rounds/r/runs/x");
  request.set_run("rounds/r/runs/x");
  request.set_request_id("1");
  Expect(&Stub::ReleaseResults, request, "request_id", "INVALID_REQUEST_ID");
  request.clear_request_id();
  std::string note;
  for (int i = 0; i < 2001; ++i) note += "公";
  request.set_note(note);
  Expect(&Stub::ReleaseResults, request, "note", "LIMIT_EXCEEDED");
  request.set_note(note.substr(3));
  v1::Release release;
  EXPECT_THAT(Call(&Stub::ReleaseResults, request, &release),
              AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
}

TEST_F(BadInputTest, GetRelease) {
  ExpectBadNames(&Stub::GetRelease, v1::GetReleaseRequest(), "name", "rounds/r/releases/1");
  v1::GetReleaseRequest request;
  request.set_name("rounds/r/releases/1");
  v1::Release release;
  EXPECT_THAT(Call(&Stub::GetRelease, request, &release),
              AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
}

TEST_F(BadInputTest, ListReleases) {
  v1::ListReleasesRequest request;
  ExpectBadNames(&Stub::ListReleases, request, "parent", "rounds/r");
  request.set_parent("rounds/-");
  ExpectBadPages(&Stub::ListReleases, request);
}

TEST_F(BadInputTest, ListAuditEntries) {
  v1::ListAuditEntriesRequest request;
  ExpectBadPages(&Stub::ListAuditEntries, request);
  request.mutable_filter()->set_resource(std::string(301, 'a'));
  Expect(&Stub::ListAuditEntries, request, "filter.resource", "LIMIT_EXCEEDED");
  request.mutable_filter()->set_resource("\xff");
  v1::ListAuditEntriesResponse entries;
  EXPECT_THAT(Call(&Stub::ListAuditEntries, request, &entries), HasReason("MALFORMED_UTF8"));
}

TEST_F(BadInputTest, AllFaultsAreNamedAtOnce) {
  v1::ReleaseResultsRequest request;
  request.set_run("x");
  request.set_request_id("y");
  request.set_note(std::string(2001, 'z'));
  v1::Release release;
  EXPECT_THAT(Call(&Stub::ReleaseResults, request, &release),
              AllOf(HasViolation("run"), HasViolation("request_id"), HasViolation("note")));
}

}  // namespace
}  // namespace pingyi::result
