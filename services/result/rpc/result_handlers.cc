#include "services/result/rpc/result_handlers.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/ascii.h>
#include <fmt/format.h>

#include "services/base/rpc/fill_page.h"
#include "services/base/rpc/paging.h"
#include "services/base/rpc/request.h"
#include "services/result/rpc/aggregate_due.h"
#include "services/result/rpc/convert.h"
#include "services/result/rpc/explanation.h"
#include "services/result/rpc/policy_convert.h"
#include "services/result/rpc/rater_statistics.h"
#include "services/result/rpc/request_key.h"
#include "services/result/rpc/round_inputs.h"
#include "services/result/rpc/workflow_convert.h"
#include "services/result/store/resource_names.h"

namespace pingyi::result {
namespace {

// Answers with the stored thing as the contract has it.
template <typename Stored, typename Response>
absl::Status Reply(const absl::StatusOr<Stored>& stored, Response* response) {
  if (!stored.ok()) return stored.status();
  *response = ToProto(*stored);
  return absl::OkStatus();
}

absl::Status ReplyPolicy(const absl::StatusOr<PolicyVersion>& policy, v1::ScoringPolicy* response) {
  if (!policy.ok()) return policy.status();
  absl::StatusOr<v1::ScoringPolicy> proto = ToProto(*policy);
  if (!proto.ok()) return proto.status();
  *response = *std::move(proto);
  return absl::OkStatus();
}

}  // namespace

absl::Status ResultHandlers::CreateScoringPolicy(const rpc::CallContext& call,
                                                 const v1::CreateScoringPolicyRequest& request,
                                                 v1::ScoringPolicy* response) {
  const absl::StatusOr<PolicyVersion> policy = Validate(request);
  if (!policy.ok()) return policy.status();
  const Change change = MakeChange(call, KeyOf(request, "CreateScoringPolicy"));
  return ReplyPolicy(store_.CreatePolicy(call.deadline, *policy, change), response);
}

absl::Status ResultHandlers::GetScoringPolicy(const rpc::CallContext& call,
                                              const v1::GetScoringPolicyRequest& request,
                                              v1::ScoringPolicy* response) {
  const absl::StatusOr<PolicyKey> key = Validate(request);
  if (!key.ok()) return key.status();
  return ReplyPolicy(store_.GetPolicy(call.deadline, *key), response);
}

absl::Status ResultHandlers::ListScoringPolicies(const rpc::CallContext& call,
                                                 const v1::ListScoringPoliciesRequest& request,
                                                 v1::ListScoringPoliciesResponse* response) {
  const auto args = Validate(request);
  if (!args.ok()) return args.status();
  const auto policies = store_.ListPolicies(call.deadline, args->filter, args->after,
                                            args->limit + 1, rpc::kMaxPageBytes);
  if (!policies.ok()) return policies.status();
  absl::Status status;
  const size_t count =
      rpc::FillPage(*policies, args->limit, *response->mutable_scoring_policies(),
                    [&](const PolicyVersion& policy) {
                      v1::ScoringPolicy proto;
                      if (absl::Status read = ReplyPolicy(policy, &proto); !read.ok())
                        status = read;
                      return proto;
                    });
  if (count < policies->size()) {
    const PolicyVersion& last = (*policies)[count - 1];
    response->set_next_page_token(
        rpc::EncodePageToken({last.policy, fmt::to_string(last.version)}, request));
  }
  return status;
}

absl::Status ResultHandlers::RunAggregation(const rpc::CallContext& call,
                                            const v1::RunAggregationRequest& request,
                                            v1::AggregationRun* response) {
  const absl::StatusOr<RunAggregationArgs> args = Validate(request);
  if (!args.ok()) return args.status();
  return Reply(
      job_.Aggregate(call, args->round, args->policy_digest, KeyOf(request, "RunAggregation")),
      response);
}

absl::Status ResultHandlers::AggregateDue(const rpc::CallContext& call,
                                          const v1::AggregateDueRequest& request,
                                          v1::AggregateDueResponse* response) {
  const absl::StatusOr<int> max_rounds = Validate(request);
  if (!max_rounds.ok()) return max_rounds.status();
  const absl::StatusOr<DueOutcomes> done =
      result::AggregateDue(job_, store_, client_, call, *max_rounds);
  if (!done.ok()) return done.status();
  for (const DueOutcome& outcome : done->outcomes) {
    v1::RoundOutcome& proto = *response->add_outcomes();
    proto.set_round("rounds/" + outcome.round);
    if (outcome.run.ok()) {
      *proto.mutable_run() = ToProto(*outcome.run);
    } else {
      *proto.mutable_error() = ToStatusProto(outcome.run.status(), call.trace.trace_id);
    }
  }
  response->set_more(done->more);
  return absl::OkStatus();
}

absl::Status ResultHandlers::GetAggregationRun(const rpc::CallContext& call,
                                               const v1::GetAggregationRunRequest& request,
                                               v1::AggregationRun* response) {
  const absl::StatusOr<RunPath> path = Validate(request);
  if (!path.ok()) return path.status();
  return Reply(store_.GetRun(call.deadline, path->round, path->run), response);
}

absl::Status ResultHandlers::ListAggregationRuns(const rpc::CallContext& call,
                                                 const v1::ListAggregationRunsRequest& request,
                                                 v1::ListAggregationRunsResponse* response) {
  const auto args = Validate(request);
  if (!args.ok()) return args.status();
  const auto runs = store_.ListRuns(call.deadline, args->filter.round, args->filter.state,
                                    args->after.value_or(""), args->limit + 1);
  if (!runs.ok()) return runs.status();
  const size_t count = rpc::FillPage(*runs, args->limit, *response->mutable_aggregation_runs(),
                                     [](const RunRecord& run) { return ToProto(run); });
  if (count < runs->size()) {
    response->set_next_page_token(rpc::EncodePageToken({(*runs)[count - 1].round}, request));
  }
  return absl::OkStatus();
}

absl::Status ResultHandlers::ListSubjectResults(const rpc::CallContext& call,
                                                const v1::ListSubjectResultsRequest& request,
                                                v1::ListSubjectResultsResponse* response) {
  const auto args = Validate(request);
  if (!args.ok()) return args.status();
  const absl::StatusOr<RunPath> run = RunOf(call, args->filter);
  if (!run.ok()) return run.status();
  const absl::StatusOr<ShownRun> shown = disclosures_.Of(call, *run);
  if (!shown.ok()) return shown.status();
  // In the order of places even who has none shown would tell his.
  const bool by_place = shown->round.places;
  const absl::StatusOr<ResultPage> page =
      by_place ? store_.ListResults(call.deadline, run->round, run->run, args->after, args->limit,
                                    rpc::kMaxPageBytes)
               : store_.ListResultsByPosition(call.deadline, run->round, run->run,
                                              args->after ? args->after->position : 0, args->limit,
                                              rpc::kMaxPageBytes);
  if (!page.ok()) return page.status();
  const size_t count =
      rpc::FillPage(page->results, args->limit, *response->mutable_subject_results(),
                    [&](const StoredResult& result) {
                      v1::SubjectResult proto = ToProto(*run, page->shape, result);
                      shown->Apply(proto);
                      return proto;
                    });
  if (count < page->results.size() || page->more) {
    const StoredResult& last = page->results[count - 1];
    const int64_t rank = by_place ? last.rank : 0;
    response->set_next_page_token(
        rpc::EncodePageToken({fmt::to_string(rank), fmt::to_string(last.position)}, request));
  }
  return ShowDecisions(call, args->filter, *run, *response->mutable_subject_results());
}

absl::Status ResultHandlers::GetSubjectResult(const rpc::CallContext& call,
                                              const v1::GetSubjectResultRequest& request,
                                              v1::SubjectResult* response) {
  const absl::StatusOr<ResultPath> path = Validate(request);
  if (!path.ok()) return path.status();
  const absl::StatusOr<ShapedResult> found =
      store_.GetResult(call.deadline, path->round, path->run, path->subject);
  if (!found.ok()) return found.status();
  const RunPath run{path->round, path->run};
  const absl::StatusOr<ShownRun> shown = disclosures_.Of(call, run);
  if (!shown.ok()) return shown.status();
  *response = ToProto(run, found->shape, found->result);
  shown->Apply(*response);
  const auto decisions = workflow_.DecisionsInForce(call.deadline, path->round, path->run);
  if (!decisions.ok()) return decisions.status();
  ShowDecision(*decisions, *response);
  return absl::OkStatus();
}

absl::Status ResultHandlers::ExplainResult(const rpc::CallContext& call,
                                           const v1::ExplainResultRequest& request,
                                           v1::Explanation* response) {
  const absl::StatusOr<ResultPath> path = Validate(request);
  if (!path.ok()) return path.status();
  absl::StatusOr<v1::Explanation> explanation =
      ExplainStored(store_, workflow_, client_, disclosures_, call, *path);
  if (!explanation.ok()) return explanation.status();
  *response = *std::move(explanation);
  return absl::OkStatus();
}

absl::Status ResultHandlers::GetRaterStatistics(const rpc::CallContext& call,
                                                const v1::GetRaterStatisticsRequest& request,
                                                v1::RaterStatistics* response) {
  const absl::StatusOr<RunPath> run = Validate(request);
  if (!run.ok()) return run.status();
  absl::StatusOr<v1::RaterStatistics> computed =
      RaterStatisticsOf(store_, client_, disclosures_, call, *run);
  if (!computed.ok()) return computed.status();
  *response = *std::move(computed);
  return absl::OkStatus();
}

absl::Status ResultHandlers::ListAuditEntries(const rpc::CallContext& call,
                                              const v1::ListAuditEntriesRequest& request,
                                              v1::ListAuditEntriesResponse* response) {
  const auto args = Validate(request);
  if (!args.ok()) return args.status();
  const auto records = store_.ListAudit(
      call.deadline, {.resource = args->filter, .after = args->after}, args->limit + 1);
  if (!records.ok()) return records.status();
  const size_t count =
      rpc::FillPage(*records, args->limit, *response->mutable_audit_entries(),
                    [](const ledger::AuditRecord& record) { return ToProto(record.entry); });
  if (count < records->size()) {
    const ledger::AuditKey& last = (*records)[count - 1].key;
    response->set_next_page_token(
        rpc::EncodePageToken({fmt::to_string(last.time_us), last.id}, request));
  }
  return absl::OkStatus();
}

absl::Status ResultHandlers::ShowDecisions(
    const rpc::CallContext& call, const ResultParent& parent, const RunPath& run,
    google::protobuf::RepeatedPtrField<v1::SubjectResult>& results) {
  absl::StatusOr<std::vector<GradeDecision>> decisions;
  if (parent.release) {
    absl::StatusOr<Release> release = store_.GetRelease(call.deadline, *parent.release);
    if (!release.ok()) return release.status();
    decisions = std::move(release->decisions);
  } else {
    decisions = workflow_.DecisionsInForce(call.deadline, run.round, run.run);
  }
  if (!decisions.ok()) return decisions.status();
  result::ShowDecisions(*decisions, results);
  return absl::OkStatus();
}

absl::StatusOr<RunPath> ResultHandlers::RunOf(const rpc::CallContext& call,
                                              const ResultParent& parent) {
  if (parent.run) return *parent.run;
  absl::StatusOr<Release> release = store_.GetRelease(call.deadline, *parent.release);
  if (!release.ok()) return release.status();
  return RunPath{.round = release->round, .run = release->run};
}

Change ResultHandlers::MakeChange(const rpc::CallContext& call, ledger::RequestKey request) const {
  return ChangeBy(clock_, call, std::move(request));
}

}  // namespace pingyi::result
