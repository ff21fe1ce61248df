// ResultService on a loopback port, on a database of its own, over an appraisal service in memory.
#pragma once

#include <memory>
#include <string>

#include <absl/status/status.h>
#include <gtest/gtest.h>

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/base/clock/clock.h"
#include "services/base/crypto/signature.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/status.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/base/testing/fake_id_source.h"
#include "services/base/testing/rpc/rpc_server.h"
#include "services/result/rpc/fake_appraisal.h"
#include "services/result/rpc/result_service.h"
#include "services/result/store/schema.h"
#include "services/result/store/sql_result_store.h"
#include "services/result/store/sql_workflow_store.h"

namespace pingyi::result {

constexpr absl::Duration kLease = absl::Seconds(60);
constexpr char kUuid[] = "1b4e28ba-2fa1-41d2-883f-0016d3cca427";

// Means throughout, two digits, 优秀 from 90, exact; a missing group fails the run.
inline v1::ScoringPolicy ExamplePolicy() {
  v1::ScoringPolicy policy;
  policy.set_display_name("年度考核计分办法");
  policy.set_mark_combination(v1::COMBINATION_MEAN);
  policy.set_criterion_combination(v1::COMBINATION_MEAN);
  policy.set_group_combination(v1::COMBINATION_MEAN);
  policy.set_missing_group(v1::MISSING_GROUP_RULE_FAIL);
  policy.mutable_rounding()->set_digits(2);
  policy.mutable_rounding()->set_mode(v1::Rounding::MODE_HALF_UP);
  policy.set_decision_basis(v1::DECISION_BASIS_EXACT);
  policy.set_rank_method(v1::RANK_METHOD_STANDARD_COMPETITION);
  v1::GradeThreshold* best = policy.add_grade_thresholds();
  best->set_grade("excellent");
  best->set_title("优秀");
  best->set_min_total("90");
  v1::GradeThreshold* rest = policy.add_grade_thresholds();
  rest->set_grade("competent");
  rest->set_title("称职");
  return policy;
}

// Signed ballots. Two groups (60/40), one criterion of two grades (100/70), two subjects. Group a
// gives s1 100 twice and 70 once, group b 100; for s2 both give 70. Totals: s1 60 % of 90 + 40 % of
// 100 = 94, s2 70.
inline FakeAppraisal::Entry ExampleRound(const std::string& round,
                                         const v1::ScoringPolicy& policy) {
  FakeAppraisal::Entry entry;
  entry.round.facts = {
      .name = "rounds/" + round,
      .frozen_digest = std::string(64, 'f'),
      .criteria = {{.key = "work",
                    .title = "绩",
                    .weight = "1",
                    .scale = GradedScale{{{"good", "好", "100"}, {"fair", "一般", "70"}}}}},
      .groups = {{"a", "A票", "60"}, {"b", "B票", "40"}}};
  entry.round.state = AppraisedRound::State::kClosed;
  entry.round.secret = false;
  entry.round.policy_name = policy.name();
  entry.round.policy_digest = policy.digest();
  entry.subjects = {{"s1", "张三"}, {"s2", "李四"}};
  entry.tally.groups = {{.valid = 3, .spoiled = 0}, {.valid = 1, .spoiled = 1}};
  const auto cell = [](int32_t group, std::vector<MarkCount> marks) {
    return TallyCell{
        .group_index = group, .criterion_index = 0, .marks = std::move(marks), .abstentions = 0};
  };
  entry.tally.subjects = {
      {.subject = "s1", .position = 1, .cells = {cell(0, {{0, 2}, {1, 1}}), cell(1, {{0, 1}})}},
      {.subject = "s2", .position = 2, .cells = {cell(0, {{1, 3}}), cell(1, {{1, 1}})}}};
  entry.round.tally_digest = TallyDigest(entry.round.facts, entry.tally);
  return entry;
}

class ServiceTest : public testing::Test {
 protected:
  using Stub = v1::ResultService::Stub;

  template <typename Request, typename Response>
  absl::Status Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&, Response*),
                    const Request& request, Response* response) {
    const auto context = test::TestClientContext("审计员");
    return rpc::FromGrpc((stub_.get()->*method)(context.get(), request, response));
  }

  v1::ScoringPolicy CreatePolicy(const v1::ScoringPolicy& policy,
                                 const std::string& id = "annual") {
    v1::CreateScoringPolicyRequest request;
    request.set_parent("policies/" + id);
    *request.mutable_scoring_policy() = policy;
    v1::ScoringPolicy created;
    const absl::Status status = Call(&Stub::CreateScoringPolicy, request, &created);
    EXPECT_TRUE(status.ok()) << status;
    return created;
  }

  // A closed round that froze the example policy.
  FakeAppraisal::Entry& AddRound(const std::string& round) {
    return appraisal_.rounds[round] = ExampleRound(round, CreatePolicy(ExamplePolicy()));
  }

  absl::StatusOr<v1::AggregationRun> Aggregate(const std::string& round,
                                               const std::string& request_id = "") {
    v1::RunAggregationRequest request;
    request.set_parent("rounds/" + round);
    request.set_request_id(request_id);
    v1::AggregationRun run;
    if (absl::Status status = Call(&Stub::RunAggregation, request, &run); !status.ok()) {
      return status;
    }
    return run;
  }

  std::vector<v1::AggregationRun> Runs(const std::string& round = "-") {
    v1::ListAggregationRunsRequest request;
    request.set_parent("rounds/" + round);
    v1::ListAggregationRunsResponse response;
    const absl::Status status = Call(&Stub::ListAggregationRuns, request, &response);
    EXPECT_TRUE(status.ok()) << status;
    return {response.aggregation_runs().begin(), response.aggregation_runs().end()};
  }

  FakeClock clock_;
  test::FakeIdSource ids_;
  sql::TempDatabase database_{Migrations()};
  SqlResultStore store_{*database_};
  SqlWorkflowStore workflow_{*database_};
  FakeAppraisal appraisal_;
  rpc::Kit kit_{{}, ids_};
  const crypto::SigningKey key_ = crypto::SigningKey::Generate();
  ResultService service_{
      {kit_, store_, workflow_, appraisal_, clock_, &key_, {.leadership = {"审计员"}}}, kLease};
  test::RpcServer server_{kit_, {service_.served()}};
  const std::unique_ptr<Stub> stub_ = v1::ResultService::NewStub(server_.channel());
};

}  // namespace pingyi::result
