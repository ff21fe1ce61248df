// Policies, results, explanations, releases and the audit trail through the service.
#include <absl/strings/ascii.h>
#include <gmock/gmock.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/base/testing/status_matchers.h"
#include "services/result/rpc/service_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;

class ResultServiceTest : public ServiceTest {
 protected:
  absl::StatusOr<v1::Release> Release(const std::string& run, const std::string& request_id = "") {
    v1::ReleaseResultsRequest request;
    request.set_run(run);
    request.set_note("公示五个工作日");
    request.set_request_id(request_id);
    v1::Release release;
    if (absl::Status status = Call(&Stub::ReleaseResults, request, &release); !status.ok()) {
      return status;
    }
    return release;
  }

  // Every page of the results, and the number of pages.
  std::vector<v1::SubjectResult> ReadResults(const std::string& parent, int page_size, int* pages) {
    v1::ListSubjectResultsRequest request;
    request.set_parent(parent);
    request.set_page_size(page_size);
    std::vector<v1::SubjectResult> results;
    for (*pages = 0; *pages == 0 || !request.page_token().empty(); ++*pages) {
      v1::ListSubjectResultsResponse page;
      const absl::Status status = Call(&Stub::ListSubjectResults, request, &page);
      EXPECT_TRUE(status.ok()) << status;
      if (!status.ok()) break;
      EXPECT_LE(page.ByteSizeLong(), (size_t{2} << 20) + 200);
      results.insert(results.end(), page.subject_results().begin(), page.subject_results().end());
      request.set_page_token(page.next_page_token());
    }
    return results;
  }
};

TEST_F(ResultServiceTest, PolicyComesBackAsItWasGiven) {
  v1::ScoringPolicy policy = ExamplePolicy();
  v1::TieBreaker* breaker = policy.add_tie_breakers();
  breaker->set_up_to_rank(1);
  breaker->mutable_mark_count()->mutable_scope()->add_groups("a");
  breaker->mutable_mark_count()->set_points_at_least("100");
  policy.add_tie_breakers()->mutable_position();
  policy.set_name("ignored");
  policy.set_digest("ignored");
  const v1::ScoringPolicy created = CreatePolicy(policy);
  EXPECT_EQ(created.name(), "policies/annual/versions/1");
  EXPECT_EQ(created.digest().size(), 64);
  v1::GetScoringPolicyRequest request;
  request.set_name(created.name());
  v1::ScoringPolicy read;
  ASSERT_OK(Call(&Stub::GetScoringPolicy, request, &read));
  EXPECT_EQ(read.SerializeAsString(), created.SerializeAsString());
  for (v1::ScoringPolicy* one : {&policy, &read}) {
    one->clear_name();
    one->clear_digest();
    one->clear_create_time();
  }
  EXPECT_EQ(read.SerializeAsString(), policy.SerializeAsString());
}

TEST_F(ResultServiceTest, SameRulesAreTheSameVersion) {
  const v1::ScoringPolicy first = CreatePolicy(ExamplePolicy());
  v1::ScoringPolicy renamed = ExamplePolicy();
  renamed.set_display_name("另一个名称");
  EXPECT_EQ(CreatePolicy(renamed).SerializeAsString(), first.SerializeAsString());
  v1::ScoringPolicy changed = ExamplePolicy();
  changed.mutable_rounding()->set_digits(1);
  const v1::ScoringPolicy second = CreatePolicy(changed);
  EXPECT_EQ(second.name(), "policies/annual/versions/2");
  EXPECT_NE(second.digest(), first.digest());
}

// From the comment on ScoringPolicy alone.
TEST_F(ResultServiceTest, PolicyDigestCanBeRecomputedByAnybody) {
  v1::ScoringPolicy policy = ExamplePolicy();
  policy.mutable_grade_thresholds(0)->set_min_total("88.50");
  policy.add_tie_breakers()->mutable_group_score()->set_group("a");
  auto& count = *policy.add_tie_breakers();
  count.set_up_to_rank(3);
  for (const char* group : {"b", "a"})
    count.mutable_mark_count()->mutable_scope()->add_groups(group);
  count.mutable_mark_count()->set_points_at_least("2/4");
  policy.add_tie_breakers()->mutable_countback();
  policy.add_tie_breakers()->mutable_position();
  const std::string lines =
      "pingyi-policy-v1\nmarks MEAN\ncriteria MEAN\ngroups MEAN\nmissing FAIL\n"
      "grade excellent 177/2 优秀\ngrade competent - 称职\nrounding 2 HALF_UP\nbasis EXACT\n"
      "tie 0 group-score a\ntie 3 mark-count a,b * at-least 1/2\ntie 0 countback * *\n"
      "tie 0 position\nrank STANDARD_COMPETITION\n";
  EXPECT_EQ(CreatePolicy(policy).digest(), crypto::Hex(crypto::Sha256(lines)));
}

TEST_F(ResultServiceTest, EveryFaultOfAPolicyIsNamed) {
  v1::CreateScoringPolicyRequest request;
  request.set_parent("policies/annual");
  *request.mutable_scoring_policy() = ExamplePolicy();
  request.mutable_scoring_policy()->clear_missing_group();
  request.mutable_scoring_policy()->mutable_rounding()->set_digits(11);
  request.mutable_scoring_policy()->clear_display_name();
  v1::ScoringPolicy created;
  EXPECT_THAT(Call(&Stub::CreateScoringPolicy, request, &created),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                    HasViolation("scoring_policy.display_name"),
                    HasViolation("scoring_policy.missing_group"),
                    HasViolation("scoring_policy.rounding.digits")));
}

TEST_F(ResultServiceTest, RequestIdOfAPolicyIsBoundToItsContent) {
  v1::CreateScoringPolicyRequest request;
  request.set_parent("policies/annual");
  *request.mutable_scoring_policy() = ExamplePolicy();
  request.set_request_id(kUuid);
  v1::ScoringPolicy first;
  ASSERT_OK(Call(&Stub::CreateScoringPolicy, request, &first));
  v1::ScoringPolicy again;
  ASSERT_OK(Call(&Stub::CreateScoringPolicy, request, &again));
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  request.mutable_scoring_policy()->mutable_rounding()->set_digits(3);
  EXPECT_THAT(Call(&Stub::CreateScoringPolicy, request, &again),
              AllOf(StatusIs(absl::StatusCode::kAlreadyExists), HasReason("REQUEST_ID_REUSED")));
}

TEST_F(ResultServiceTest, PoliciesAreListedInPages) {
  for (const char* id : {"b", "a", "c"}) CreatePolicy(ExamplePolicy(), id);
  v1::ListScoringPoliciesRequest request;
  request.set_parent("policies/-");
  request.set_page_size(2);
  v1::ListScoringPoliciesResponse page;
  ASSERT_OK(Call(&Stub::ListScoringPolicies, request, &page));
  ASSERT_EQ(page.scoring_policies_size(), 2);
  EXPECT_EQ(page.scoring_policies(0).name(), "policies/a/versions/1");
  request.set_page_token(page.next_page_token());
  ASSERT_OK(Call(&Stub::ListScoringPolicies, request, &page));
  ASSERT_EQ(page.scoring_policies_size(), 1);
  EXPECT_EQ(page.scoring_policies(0).name(), "policies/c/versions/1");
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(ResultServiceTest, RunsAreListedByRoundAndState) {
  AddRound("r1");
  AddRound("r2").round.state = AppraisedRound::State::kVoid;
  ASSERT_OK(Aggregate("r1"));
  EXPECT_FALSE(Aggregate("r2").ok());
  v1::ListAggregationRunsRequest request;
  request.set_parent("rounds/-");
  request.set_state(v1::AggregationRun::STATE_FAILED);
  v1::ListAggregationRunsResponse failed;
  ASSERT_OK(Call(&Stub::ListAggregationRuns, request, &failed));
  ASSERT_EQ(failed.aggregation_runs_size(), 1);
  EXPECT_THAT(failed.aggregation_runs(0).name(), testing::StartsWith("rounds/r2/runs/"));
  request.clear_state();
  request.set_page_size(1);
  v1::ListAggregationRunsResponse page;
  ASSERT_OK(Call(&Stub::ListAggregationRuns, request, &page));
  EXPECT_THAT(page.aggregation_runs(0).name(), testing::StartsWith("rounds/r1/runs/"));
  request.set_page_token(page.next_page_token());
  ASSERT_OK(Call(&Stub::ListAggregationRuns, request, &page));
  EXPECT_THAT(page.aggregation_runs(0).name(), testing::StartsWith("rounds/r2/runs/"));
  EXPECT_EQ(page.next_page_token(), "");

  v1::GetAggregationRunRequest get;
  get.set_name(failed.aggregation_runs(0).name());
  v1::AggregationRun run;
  ASSERT_OK(Call(&Stub::GetAggregationRun, get, &run));
  EXPECT_EQ(run.SerializeAsString(), failed.aggregation_runs(0).SerializeAsString());
}

TEST_F(ResultServiceTest, ResultsOfAFailedRunAreRefused) {
  AddRound("r1").round.state = AppraisedRound::State::kVoid;
  EXPECT_FALSE(Aggregate("r1").ok());
  const std::string run = Runs("r1")[0].name();
  const auto refused =
      AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("RUN_NOT_SUCCEEDED"));
  v1::ListSubjectResultsRequest list;
  list.set_parent(run);
  v1::ListSubjectResultsResponse results;
  EXPECT_THAT(Call(&Stub::ListSubjectResults, list, &results), refused);
  v1::GetSubjectResultRequest get;
  get.set_name(run + "/results/s1");
  v1::SubjectResult result;
  EXPECT_THAT(Call(&Stub::GetSubjectResult, get, &result), refused);
  v1::ExplainResultRequest explain;
  explain.set_name(run + "/results/s1");
  v1::Explanation explanation;
  EXPECT_THAT(Call(&Stub::ExplainResult, explain, &explanation), refused);
  EXPECT_THAT(Release(run), refused);
}

TEST_F(ResultServiceTest, ResultsAreReadByRunOrByRelease) {
  AddRound("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  ASSERT_OK_AND_ASSIGN(const v1::Release release, Release(run.name()));
  int pages = 0;
  const auto of_run = ReadResults(run.name(), 1, &pages);
  EXPECT_EQ(pages, 2);
  const auto of_release = ReadResults(release.name(), 0, &pages);
  EXPECT_EQ(pages, 1);
  ASSERT_EQ(of_run.size(), 2);
  ASSERT_EQ(of_release.size(), 2);
  EXPECT_EQ(of_release[1].SerializeAsString(), of_run[1].SerializeAsString());
  v1::GetSubjectResultRequest get;
  get.set_name(of_run[1].name());
  v1::SubjectResult result;
  ASSERT_OK(Call(&Stub::GetSubjectResult, get, &result));
  EXPECT_EQ(result.SerializeAsString(), of_run[1].SerializeAsString());
}

TEST_F(ResultServiceTest, PageOfWideResultsEndsAtTwoMebibytes) {
  constexpr int kSubjects = 900;
  constexpr int kKeys = 12;  // 144 cells a subject
  RunResults results{.digest = "digest"};
  for (int i = 0; i < kKeys; ++i) {
    results.shape.groups.push_back("group_" + std::to_string(i));
    results.shape.criteria.push_back("criterion_" + std::to_string(i));
  }
  const NumberText number{"1234567/8910", "138.56"};
  const CriterionScore cell{.score = number, .mark_count = 100};
  const GroupScore group{.score = number, .criteria = std::vector(kKeys, cell)};
  for (int i = 1; i <= kSubjects; ++i) {
    results.results.push_back({.subject = "s" + std::to_string(i),
                               .position = i,
                               .rank = i,
                               .total = number,
                               .groups = std::vector(kKeys, group)});
  }
  const absl::Time deadline = absl::Now() + absl::Seconds(10);
  const Change change{.now = clock_.Now(), .actor = "tester"};
  AddRound("r1");  // by it and its policy the service decides what may be shown
  ASSERT_OK(store_.BeginRun(deadline, "r1", "wide", kLease, change));
  const RunProgress progress{.inputs = RunInputs{.policy = {.policy = "annual", .version = 1}}};
  ASSERT_OK(store_.RecordProgress(deadline, {"r1", "wide", 1}, progress, clock_.Now(), kLease));
  ASSERT_OK(store_.StoreResults(deadline, {"r1", "wide", 1}, results, change));
  int pages = 0;
  const auto read = ReadResults("rounds/r1/runs/wide", 1000, &pages);
  EXPECT_GT(pages, 2);
  ASSERT_EQ(read.size(), kSubjects);
  for (int i = 0; i < kSubjects; ++i) ASSERT_EQ(read[static_cast<size_t>(i)].rank(), i + 1);
}

TEST_F(ResultServiceTest, ExplanationRestsOnTheSealedTally) {
  AddRound("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  v1::ExplainResultRequest request;
  request.set_name(run.name() + "/results/s1");
  v1::Explanation explanation;
  ASSERT_OK(Call(&Stub::ExplainResult, request, &explanation));
  EXPECT_EQ(explanation.name(), request.name());
  EXPECT_EQ(explanation.result().total().exact(), "94");
  EXPECT_EQ(explanation.result().display_name(), "张三");
  EXPECT_EQ(explanation.root().kind(), v1::ExplanationNode::KIND_RANK);
  EXPECT_GT(explanation.root().children_size(), 0);
  EXPECT_NE(explanation.root().text_zh(), "");
  request.set_name(run.name() + "/results/s9");
  EXPECT_THAT(Call(&Stub::ExplainResult, request, &explanation),
              AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
}

TEST_F(ResultServiceTest, ExplanationRefusesATallyThatIsNotTheOne) {
  FakeAppraisal::Entry& round = AddRound("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  v1::ExplainResultRequest request;
  request.set_name(run.name() + "/results/s1");
  v1::Explanation explanation;
  const auto refused =
      AllOf(StatusIs(absl::StatusCode::kDataLoss), HasReason("TALLY_DIGEST_MISMATCH"));
  round.tally.subjects[0].cells[0].marks = {{0, 3}};
  EXPECT_THAT(Call(&Stub::ExplainResult, request, &explanation), refused);
  // Not even if the tally was sealed anew.
  round.round.tally_digest = TallyDigest(round.round.facts, round.tally);
  EXPECT_THAT(Call(&Stub::ExplainResult, request, &explanation), refused);
}

TEST_F(ResultServiceTest, ReleaseCanBeRecomputedByAnybody) {
  AddRound("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  ASSERT_OK_AND_ASSIGN(const v1::Release release, Release(run.name(), kUuid));
  EXPECT_EQ(release.name(), "rounds/r1/releases/1");
  EXPECT_EQ(release.number(), 1);
  EXPECT_EQ(release.run(), run.name());
  EXPECT_EQ(release.result_digest(), run.result_digest());
  EXPECT_EQ(release.tally_digest(), run.tally_digest());
  EXPECT_EQ(release.policy(), run.policy());
  EXPECT_EQ(release.policy_digest(), run.policy_digest());
  EXPECT_EQ(release.frozen_digest(), run.frozen_digest());
  EXPECT_EQ(release.releaser(), "审计员");
  EXPECT_EQ(release.subject_count(), 2);
  const std::string lines =
      "pingyi-release-v1\nname rounds/r1/releases/1\nresult " + run.result_digest() + "\nnote " +
      crypto::Hex(crypto::Sha256("公示五个工作日")) + "\ntime 1700000000000000\n";
  EXPECT_EQ(release.digest(), crypto::Hex(crypto::Sha256(lines)));

  v1::GetReleaseRequest get;
  get.set_name(release.name());
  v1::Release read;
  ASSERT_OK(Call(&Stub::GetRelease, get, &read));
  EXPECT_EQ(read.SerializeAsString(), release.SerializeAsString());
  ASSERT_OK_AND_ASSIGN(const v1::Release repeated, Release(run.name(), kUuid));
  EXPECT_EQ(repeated.SerializeAsString(), release.SerializeAsString());
  const absl::StatusOr<v1::Release> second = Release(run.name());
  EXPECT_THAT(second,
              AllOf(StatusIs(absl::StatusCode::kAlreadyExists), HasReason("ALREADY_RELEASED")));
  EXPECT_EQ(DetailsOf(second.status()).metadata.at("release"), release.name());
}

TEST_F(ResultServiceTest, ReleaseIsSignedByTheServicesKey) {
  AddRound("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  ASSERT_OK_AND_ASSIGN(const v1::Release release, Release(run.name()));
  EXPECT_EQ(release.key_id(), key_.public_key().id());
  const std::string lines = "pingyi-release-signature-v1\nkey " + release.key_id() + "\nrelease " +
                            release.digest() + "\nrun " + run.name() + "\nresult " +
                            run.result_digest() + "\nround " + run.frozen_digest() + "\ntally " +
                            run.tally_digest() + "\npolicy " + run.policy() + "\npolicy_digest " +
                            run.policy_digest() + "\nreleaser " +
                            crypto::Hex(crypto::Sha256("审计员")) + "\nsubjects 2\n";
  EXPECT_TRUE(key_.public_key().Verifies(lines, release.signature()));
}

TEST_F(ResultServiceTest, WithoutAKeyReleasesAreUnsigned) {
  ResultService service({kit_, store_, workflow_, appraisal_, clock_}, kLease);
  test::RpcServer server(kit_, {service.served()});
  AddRound("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  v1::ReleaseResultsRequest request;
  request.set_run(run.name());
  v1::Release release;
  const auto context = test::TestClientContext("审计员");
  ASSERT_TRUE(v1::ResultService::NewStub(server.channel())
                  ->ReleaseResults(context.get(), request, &release)
                  .ok());
  EXPECT_EQ(release.digest().size(), 64);
  EXPECT_EQ(release.key_id(), "");
  EXPECT_EQ(release.signature(), "");
}

TEST_F(ResultServiceTest, RoundThatWasVoidedAfterAggregationIsNotReleased) {
  FakeAppraisal::Entry& entry = AddRound("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  entry.round.state = AppraisedRound::State::kVoid;
  EXPECT_THAT(Release(run.name(), kUuid),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("ROUND_VOID")));
  // Nothing came of it: the same request is carried out once it may.
  entry.round.state = AppraisedRound::State::kClosed;
  ASSERT_OK_AND_ASSIGN(const v1::Release release, Release(run.name(), kUuid));
  EXPECT_EQ(release.number(), 1);
  entry.round.state = AppraisedRound::State::kVoid;
  ASSERT_OK_AND_ASSIGN(const v1::Release repeated, Release(run.name(), kUuid));
  EXPECT_EQ(repeated.SerializeAsString(), release.SerializeAsString());
}

TEST_F(ResultServiceTest, NothingIsReleasedThatTheAppraisalServiceCannotConfirm) {
  AddRound("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  appraisal_.down = MakeError(absl::StatusCode::kUnavailable, "UPSTREAM_UNAVAILABLE", "away");
  EXPECT_THAT(Release(run.name()), HasReason("UPSTREAM_UNAVAILABLE"));
}

TEST_F(ResultServiceTest, RequestIdsOfEitherCaseAreTheSame) {
  AddRound("r1");
  AddRound("r2");
  const std::string upper = absl::AsciiStrToUpper(kUuid);
  ASSERT_NE(upper, kUuid);
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun other, Aggregate("r2"));
  ASSERT_OK_AND_ASSIGN(const v1::Release release, Release(run.name(), upper));
  ASSERT_OK_AND_ASSIGN(const v1::Release repeated, Release(run.name(), kUuid));
  EXPECT_EQ(repeated.SerializeAsString(), release.SerializeAsString());
  EXPECT_THAT(Release(other.name(), kUuid), HasReason("REQUEST_ID_REUSED"));
}

TEST_F(ResultServiceTest, ReleasesAreListedInPages) {
  for (const char* round : {"r1", "r2"}) {
    AddRound(round);
    ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate(round));
    ASSERT_OK(Release(run.name()));
  }
  v1::ListReleasesRequest request;
  request.set_parent("rounds/-");
  request.set_page_size(1);
  v1::ListReleasesResponse page;
  ASSERT_OK(Call(&Stub::ListReleases, request, &page));
  EXPECT_EQ(page.releases(0).name(), "rounds/r1/releases/1");
  request.set_page_token(page.next_page_token());
  ASSERT_OK(Call(&Stub::ListReleases, request, &page));
  EXPECT_EQ(page.releases(0).name(), "rounds/r2/releases/1");
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(ResultServiceTest, AuditTrailIsListedInPages) {
  AddRound("r1");
  ASSERT_OK_AND_ASSIGN(const v1::AggregationRun run, Aggregate("r1"));
  clock_.Advance(absl::Seconds(1));
  ASSERT_OK(Release(run.name()));
  v1::ListAuditEntriesRequest request;
  request.set_page_size(3);
  v1::ListAuditEntriesResponse page;
  ASSERT_OK(Call(&Stub::ListAuditEntries, request, &page));
  EXPECT_EQ(page.audit_entries_size(), 3);
  request.set_page_token(page.next_page_token());
  ASSERT_OK(Call(&Stub::ListAuditEntries, request, &page));
  ASSERT_EQ(page.audit_entries_size(), 1);
  EXPECT_EQ(page.audit_entries(0).action(), "release.create");
  EXPECT_EQ(page.audit_entries(0).resource(), "rounds/r1/releases/1");
  EXPECT_EQ(page.audit_entries(0).trace_id().size(), 32);
  EXPECT_EQ(page.next_page_token(), "");
}

}  // namespace
}  // namespace pingyi::result
