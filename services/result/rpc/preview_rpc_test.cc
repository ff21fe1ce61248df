// Previews through the service.
#include <gmock/gmock.h>

#include "services/base/rpc/paging.h"
#include "services/result/rpc/workflow_fixture.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::SizeIs;

class PreviewRpcTest : public WorkflowTest {
 protected:
  static v1::PreviewAggregationRequest Request(const v1::ScoringPolicy& policy) {
    v1::PreviewAggregationRequest request;
    request.set_parent("rounds/r1");
    *request.mutable_inline_policy() = policy;
    return request;
  }
  absl::StatusOr<v1::PreviewAggregationResponse> Preview(
      const v1::PreviewAggregationRequest& request) {
    return Ask<v1::PreviewAggregationResponse>(&Stub::PreviewAggregation, request);
  }
  // The totals are 94 and 70: with this nobody is 优秀.
  static v1::ScoringPolicy Stricter() {
    v1::ScoringPolicy policy = ExamplePolicy();
    policy.mutable_grade_thresholds(0)->set_min_total("95");
    return policy;
  }
  int Audited(const std::string& action) {
    v1::ListAuditEntriesRequest request;
    const auto entries = Ask<v1::ListAuditEntriesResponse>(&Stub::ListAuditEntries, request);
    EXPECT_OK(entries);
    return static_cast<int>(std::count_if(entries->audit_entries().begin(),
                                          entries->audit_entries().end(),
                                          [&](const auto& e) { return e.action() == action; }));
  }
};

TEST_F(PreviewRpcTest, ShowsWhoMovesAndWhy) {
  const auto preview = Preview(Request(Stricter()));
  ASSERT_OK(preview);
  EXPECT_TRUE(preview->preview());
  EXPECT_EQ(preview->official_run(), run_);
  EXPECT_EQ(preview->official_policy(), "policies/annual/versions/1");
  EXPECT_NE(preview->policy_digest(), preview->official_policy_digest());
  EXPECT_EQ(preview->subject_count(), 2);
  EXPECT_EQ(preview->moved_count(), 1);
  EXPECT_THAT(preview->differing_rules(), ElementsAre("grade_thresholds"));
  ASSERT_THAT(preview->results(), SizeIs(2));
  const v1::PreviewedResult& first = preview->results(0);
  EXPECT_EQ(first.difference().subject(), "rounds/r1/subjects/s1");
  EXPECT_EQ(first.difference().display_name(), "张三");
  EXPECT_EQ(first.difference().old_grade(), "excellent");
  EXPECT_EQ(first.difference().new_grade(), "competent");
  EXPECT_EQ(first.difference().old_total().rounded(), "94.00");
  EXPECT_THAT(first.steps(), ElementsAre(v1::ExplanationNode::KIND_GRADE));
  EXPECT_THAT(preview->results(1).steps(), SizeIs(0));
}

TEST_F(PreviewRpcTest, LeavesNothingButItsAuditEntry) {
  v1::ListSubjectResultsRequest list;
  list.set_parent(run_);
  const auto before = Ask<v1::ListSubjectResultsResponse>(&Stub::ListSubjectResults, list);
  v1::PreviewAggregationRequest request = Request(Stricter());
  request.set_page_size(1);
  auto preview = Preview(request);
  ASSERT_OK(preview);
  ASSERT_THAT(preview->results(), SizeIs(1));
  request.set_page_token(preview->next_page_token());
  preview = Preview(request);
  ASSERT_OK(preview);
  EXPECT_EQ(preview->results(0).difference().subject(), "rounds/r1/subjects/s2");
  EXPECT_EQ(preview->next_page_token(), "");
  EXPECT_EQ(Audited("aggregation.preview"), 2) << "one for each page";
  const auto after = Ask<v1::ListSubjectResultsResponse>(&Stub::ListSubjectResults, list);
  EXPECT_EQ(after->SerializeAsString(), before->SerializeAsString());
  EXPECT_EQ(Runs("r1").size(), 1);
}

// Tokens are not signed: whoever leads could make one up that begins at the first subject.
TEST_F(PreviewRpcTest, AMadeUpTokenLeavesItsAuditEntryToo) {
  v1::PreviewAggregationRequest request = Request(Stricter());
  request.set_page_token(rpc::EncodePageToken({"0"}, request));
  const auto preview = Preview(request);
  EXPECT_EQ(Audited("aggregation.preview"), preview.ok() ? 1 : 0);
}

TEST_F(PreviewRpcTest, AStoredPolicyAndMovedSubjectsOnly) {
  const v1::ScoringPolicy stored = CreatePolicy(Stricter());
  v1::PreviewAggregationRequest request;
  request.set_parent("rounds/r1");
  request.set_scoring_policy(stored.name());
  request.set_moved_only(true);
  const auto preview = Preview(request);
  ASSERT_OK(preview);
  EXPECT_EQ(preview->policy_digest(), stored.digest());
  EXPECT_THAT(preview->results(), SizeIs(1));
  request.set_scoring_policy("policies/annual/versions/9");
  EXPECT_THAT(Preview(request), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(PreviewRpcTest, ShowsTheCommitteesDecision) {
  ASSERT_OK(Decide("s1", "competent"));
  EXPECT_EQ(Preview(Request(Stricter()))->results(0).decided_grade(), "competent");
}

TEST_F(PreviewRpcTest, WithoutAnOfficialRunThePolicyOfRecordIsComputed) {
  AddRound("r2");
  v1::PreviewAggregationRequest request = Request(Stricter());
  request.set_parent("rounds/r2");
  const auto preview = Preview(request);
  ASSERT_OK(preview);
  EXPECT_EQ(preview->official_run(), "");
  EXPECT_EQ(preview->moved_count(), 1);
  EXPECT_EQ(Runs("r2").size(), 0);
}

TEST_F(PreviewRpcTest, IsForTheLeadershipAlone) {
  v1::PreviewAggregationResponse response;
  EXPECT_THAT(
      rpc::FromGrpc(stub_->PreviewAggregation(test::TestClientContext("路人").get(),
                                              Request(Stricter()), &response)),
      AllOf(StatusIs(absl::StatusCode::kPermissionDenied), HasReason("ACTOR_NOT_PERMITTED")));
  EXPECT_EQ(Audited("aggregation.preview"), 0);
}

TEST_F(PreviewRpcTest, NobodyIsListedUnlessTheConfigurationSaysSo) {
  EXPECT_THAT(WorkflowSettings().CheckLeadership("审计员"), HasReason("ACTOR_NOT_PERMITTED"));
  EXPECT_THAT(WorkflowSettings().CheckLeadership(""), HasReason("ACTOR_NOT_PERMITTED"));
}

TEST_F(PreviewRpcTest, APolicyThatDoesNotFitOrARoundThatIsOpenIsRefused) {
  v1::ScoringPolicy policy = ExamplePolicy();
  policy.add_tie_breakers()->mutable_group_score()->set_group("z");
  EXPECT_THAT(Preview(Request(policy)), HasReason("POLICY_DOES_NOT_FIT"));
  AddRound("r3").round.state = AppraisedRound::State::kNotClosed;
  v1::PreviewAggregationRequest request = Request(Stricter());
  request.set_parent("rounds/r3");
  EXPECT_THAT(Preview(request), HasReason("ROUND_NOT_CLOSED"));
}

// The official run goes by the frozen policy, whatever was tried before.
TEST_F(PreviewRpcTest, ARunWithAnotherDigestIsRefused) {
  AddRound("r4");
  v1::PreviewAggregationRequest request = Request(Stricter());
  request.set_parent("rounds/r4");
  const auto preview = Preview(request);
  ASSERT_OK(preview);
  v1::RunAggregationRequest run;
  run.set_parent("rounds/r4");
  run.set_policy_digest(preview->policy_digest());
  EXPECT_THAT(Ask<v1::AggregationRun>(&Stub::RunAggregation, run),
              HasReason("POLICY_DIGEST_MISMATCH"));
}

// Three and one ballots of a secret round: nothing of them is shown, nor whether anybody would
// move.
TEST_F(PreviewRpcTest, SmallGroupsStaySuppressed) {
  appraisal_.rounds["r5"] = appraisal_.rounds["r1"];
  FakeAppraisal::Entry& entry = appraisal_.rounds["r5"];
  entry.round.facts.name = "rounds/r5";
  entry.round.secret = true;
  entry.round.tally_digest = TallyDigest(entry.round.facts, entry.tally);
  v1::PreviewAggregationRequest request = Request(Stricter());
  request.set_parent("rounds/r5");
  request.set_moved_only(true);
  const auto preview = Preview(request);
  ASSERT_OK(preview);
  EXPECT_EQ(preview->moved_count(), 0);
  ASSERT_THAT(preview->results(), SizeIs(2));
  for (const v1::PreviewedResult& result : preview->results()) {
    EXPECT_NE(result.suppression(), v1::SUPPRESSION_UNSPECIFIED);
    EXPECT_EQ(result.difference().old_total().rounded(), "");
    EXPECT_EQ(result.difference().new_grade(), "");
    EXPECT_EQ(result.difference().new_rank(), 0);
    EXPECT_THAT(result.steps(), SizeIs(0));
  }
}

// A round with secret ballots: of s1 three leaders' marks and nine others', of s2 enough of either.
class SecretPreviewRpcTest : public PreviewRpcTest {
 protected:
  void AddSecretRound(const v1::ScoringPolicy& policy, int64_t leaders = 3, int64_t others = 9) {
    FakeAppraisal::Entry entry = ExampleRound("r6", CreatePolicy(policy, "secret"));
    entry.round.secret = true;
    entry.tally.groups = {{.valid = 20, .spoiled = 0}, {.valid = 20, .spoiled = 0}};
    entry.tally.subjects[0].cells[0].marks = {{0, leaders - 1}, {1, 1}};
    entry.tally.subjects[0].cells[1].marks = {{0, others}};
    entry.tally.subjects[1].cells[0].marks = {{1, 9}};
    entry.tally.subjects[1].cells[1].marks = {{1, 9}};
    entry.round.tally_digest = TallyDigest(entry.round.facts, entry.tally);
    appraisal_.rounds["r6"] = std::move(entry);
  }
  // One of the two subjects may be excellent.
  static void AddQuota(v1::ScoringPolicy& policy) {
    v1::GradeQuota& quota = *policy.add_grade_quotas();
    quota.set_grade("excellent");
    quota.set_pool(v1::GradeQuota::POOL_ALL_SUBJECTS);
    quota.set_share("1/2");
    quota.set_rounding(v1::Rounding::MODE_DOWN);
    quota.set_tie(v1::GradeQuota::TIE_ALL_OUT);
  }
  v1::PreviewAggregationResponse Secret(const v1::ScoringPolicy& other) {
    v1::PreviewAggregationRequest request = Request(other);
    request.set_parent("rounds/r6");
    auto preview = Preview(request);
    EXPECT_OK(preview);
    return preview.ok() ? *std::move(preview) : v1::PreviewAggregationResponse();
  }
  // The result of one subject.
  static v1::PreviewedResult Of(const v1::PreviewAggregationResponse& preview,
                                const std::string& subject) {
    for (const v1::PreviewedResult& result : preview.results()) {
      if (result.difference().subject() == "rounds/r6/subjects/" + subject) return result;
    }
    ADD_FAILURE() << subject;
    return {};
  }
};

// With enough thresholds between two rounded totals the grade would be the exact total.
TEST_F(SecretPreviewRpcTest, ThresholdsForTheExactTotalTellOfWholeSubjectsAlone) {
  AddSecretRound(ExamplePolicy());
  const v1::PreviewAggregationResponse preview = Secret(Stricter());
  EXPECT_EQ(Of(preview, "s1").suppression(), v1::SUPPRESSION_COMPLEMENTARY);
  EXPECT_EQ(Of(preview, "s1").difference().new_grade(), "");
  EXPECT_FALSE(Of(preview, "s1").difference().has_new_total());
  EXPECT_THAT(Of(preview, "s1").steps(), SizeIs(0));
  EXPECT_EQ(Of(preview, "s2").suppression(), v1::SUPPRESSION_UNSPECIFIED);
  EXPECT_EQ(Of(preview, "s2").difference().new_grade(), "competent");
  EXPECT_EQ(preview.moved_count(), 0);
}

TEST_F(SecretPreviewRpcTest, ThresholdsForTheRoundedTotalTellOfEverybody) {
  v1::ScoringPolicy policy = ExamplePolicy();
  policy.set_decision_basis(v1::DECISION_BASIS_ROUNDED);
  AddSecretRound(policy);
  policy.mutable_grade_thresholds(0)->set_min_total("95");
  const v1::PreviewAggregationResponse preview = Secret(policy);
  EXPECT_EQ(Of(preview, "s1").difference().new_grade(), "competent");
  EXPECT_EQ(preview.moved_count(), 1);
  for (const v1::PreviewedResult& result : preview.results()) {
    EXPECT_NE(result.difference().new_total().rounded(), "");
    EXPECT_EQ(result.difference().new_total().exact(), "");
    EXPECT_EQ(result.difference().old_total().exact(), "");
  }
  // By the exact total it is another question.
  policy.set_decision_basis(v1::DECISION_BASIS_EXACT);
  const v1::PreviewAggregationResponse exact = Secret(policy);
  for (const v1::PreviewedResult& result : exact.results()) {
    EXPECT_EQ(result.suppression(), v1::SUPPRESSION_COMPLEMENTARY);
  }
}

// Who keeps a grade under a quota would tell where the hidden total is.
TEST_F(SecretPreviewRpcTest, QuotasTellNothingWhereATotalIsHidden) {
  v1::ScoringPolicy policy = ExamplePolicy();
  policy.mutable_grade_thresholds(0)->set_min_total("60");
  AddSecretRound(policy, 2, 1);
  AddQuota(policy);
  const v1::PreviewAggregationResponse preview = Secret(policy);
  EXPECT_EQ(Of(preview, "s1").suppression(), v1::SUPPRESSION_SMALL);
  EXPECT_EQ(Of(preview, "s2").suppression(), v1::SUPPRESSION_COMPLEMENTARY);
  EXPECT_EQ(Of(preview, "s2").difference().new_grade(), "");
  EXPECT_THAT(Of(preview, "s2").steps(), SizeIs(0));
}

// The policy of record has no quota, and every total is shown; yet of s1 a rule about suppressed
// marks takes the grade. Under the other policy's quota that of s2 would tell it.
TEST_F(SecretPreviewRpcTest, QuotasTellNothingWhereAGradeIsHidden) {
  v1::ScoringPolicy policy = ExamplePolicy();
  policy.mutable_grade_thresholds(0)->set_min_total("60");
  v1::GradeShareRule& rule = *policy.add_grade_share_rules();
  rule.set_best_grade("competent");
  rule.mutable_scope()->add_groups("a");
  rule.set_points_at_least("100");
  rule.set_share_below("3/4");
  AddSecretRound(policy);
  AddQuota(policy);
  const v1::PreviewAggregationResponse preview = Secret(policy);
  for (const v1::PreviewedResult& result : preview.results()) {
    EXPECT_EQ(result.suppression(), v1::SUPPRESSION_COMPLEMENTARY);
    EXPECT_EQ(result.difference().new_grade(), "");
    EXPECT_FALSE(result.difference().has_new_total());
  }
  EXPECT_EQ(preview.moved_count(), 0);
}

// s2 is before s1 by either policy; the total of s1 is hidden, and so is its place.
TEST_F(SecretPreviewRpcTest, WithoutPlacesTheOrderIsTheBallots) {
  AddSecretRound(ExamplePolicy(), 2, 1);
  FakeAppraisal::Entry& entry = appraisal_.rounds["r6"];
  for (const size_t group : {0U, 1U}) {
    entry.tally.subjects[0].cells[group].marks = {{1, group == 0 ? 2 : 1}};
    entry.tally.subjects[1].cells[group].marks = {{0, 9}};
  }
  entry.round.tally_digest = TallyDigest(entry.round.facts, entry.tally);
  const v1::PreviewAggregationResponse preview = Secret(Stricter());
  ASSERT_THAT(preview.results(), SizeIs(2));
  EXPECT_EQ(preview.results(0).difference().subject(), "rounds/r6/subjects/s1");
  EXPECT_EQ(preview.results(1).difference().new_rank(), 0);
}

}  // namespace
}  // namespace pingyi::result
