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
#include "services/result/rpc/release_seal.h"
#include "services/result/rpc/round_inputs.h"
#include "services/result/store/resource_names.h"

namespace pingyi::result {
namespace {

template <typename Request>
ledger::RequestKey KeyOf(const Request& request, std::string_view method) {
  if (request.request_id().empty()) return {};
  // UUIDs of either case are the same.
  return {.request_id = absl::AsciiStrToLower(request.request_id()),
          .method = std::string(method),
          .digest = rpc::RequestDigest(request)};
}

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
  const auto policies =
      store_.ListPolicies(call.deadline, args->filter, args->after, args->limit + 1);
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
  const absl::StatusOr<ResultPage> page = store_.ListResults(
      call.deadline, run->round, run->run, args->after, args->limit, rpc::kMaxPageBytes);
  if (!page.ok()) return page.status();
  const size_t count =
      rpc::FillPage(page->results, args->limit, *response->mutable_subject_results(),
                    [&](const StoredResult& result) { return ToProto(*run, page->shape, result); });
  if (count < page->results.size() || page->more) {
    const StoredResult& last = page->results[count - 1];
    response->set_next_page_token(
        rpc::EncodePageToken({fmt::to_string(last.rank), fmt::to_string(last.position)}, request));
  }
  return absl::OkStatus();
}

absl::Status ResultHandlers::GetSubjectResult(const rpc::CallContext& call,
                                              const v1::GetSubjectResultRequest& request,
                                              v1::SubjectResult* response) {
  const absl::StatusOr<ResultPath> path = Validate(request);
  if (!path.ok()) return path.status();
  const absl::StatusOr<ShapedResult> found =
      store_.GetResult(call.deadline, path->round, path->run, path->subject);
  if (!found.ok()) return found.status();
  *response = ToProto({path->round, path->run}, found->shape, found->result);
  return absl::OkStatus();
}

absl::Status ResultHandlers::ExplainResult(const rpc::CallContext& call,
                                           const v1::ExplainResultRequest& request,
                                           v1::Explanation* response) {
  const absl::StatusOr<ResultPath> path = Validate(request);
  if (!path.ok()) return path.status();
  absl::StatusOr<v1::Explanation> explanation = ExplainStored(store_, client_, call, *path);
  if (!explanation.ok()) return explanation.status();
  *response = *std::move(explanation);
  return absl::OkStatus();
}

absl::Status ResultHandlers::ReleaseResults(const rpc::CallContext& call,
                                            const v1::ReleaseResultsRequest& request,
                                            v1::Release* response) {
  const absl::StatusOr<ReleaseArgs> args = Validate(request);
  if (!args.ok()) return args.status();
  const Change change = MakeChange(call, KeyOf(request, "ReleaseResults"));
  // A repetition is answered from what the first request did, whatever has become of the round.
  absl::StatusOr<std::optional<Release>> earlier =
      store_.FindReleaseOf(call.deadline, args->run.run, change.request);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return Reply(absl::StatusOr<Release>(**std::move(earlier)), response);
  if (absl::Status status = CheckReleasable(call, args->run); !status.ok()) return status;
  return Reply(store_.CreateRelease(call.deadline, args->run.round, args->run.run, args->note,
                                    change, [this](Release& release) { Seal(signer_, release); }),
               response);
}

absl::Status ResultHandlers::GetRelease(const rpc::CallContext& call,
                                        const v1::GetReleaseRequest& request,
                                        v1::Release* response) {
  const absl::StatusOr<ReleaseKey> key = Validate(request);
  if (!key.ok()) return key.status();
  return Reply(store_.GetRelease(call.deadline, *key), response);
}

absl::Status ResultHandlers::ListReleases(const rpc::CallContext& call,
                                          const v1::ListReleasesRequest& request,
                                          v1::ListReleasesResponse* response) {
  const auto args = Validate(request);
  if (!args.ok()) return args.status();
  const auto releases =
      store_.ListReleases(call.deadline, args->filter, args->after, args->limit + 1);
  if (!releases.ok()) return releases.status();
  const size_t count = rpc::FillPage(*releases, args->limit, *response->mutable_releases(),
                                     [](const Release& release) { return ToProto(release); });
  if (count < releases->size()) {
    const Release& last = (*releases)[count - 1];
    response->set_next_page_token(
        rpc::EncodePageToken({last.round, fmt::to_string(last.number)}, request));
  }
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

// A round may have been declared void after it was aggregated: nothing of it counts then.
absl::Status ResultHandlers::CheckReleasable(const rpc::CallContext& call, const RunPath& path) {
  // What this service has no results of is nothing to ask about.
  const absl::StatusOr<RunRecord> run = store_.GetRun(call.deadline, path.round, path.run);
  if (!run.ok()) return run.status();
  if (run->state != RunState::kSucceeded) return absl::OkStatus();  // the store knows the refusal
  const absl::StatusOr<AppraisedRound> round = client_.GetRound(call, path.round);
  return round.ok() ? CheckClosed(*round) : round.status();
}

absl::StatusOr<RunPath> ResultHandlers::RunOf(const rpc::CallContext& call,
                                              const ResultParent& parent) {
  if (parent.run) return *parent.run;
  absl::StatusOr<Release> release = store_.GetRelease(call.deadline, *parent.release);
  if (!release.ok()) return release.status();
  return RunPath{.round = release->round, .run = release->run};
}

Change ResultHandlers::MakeChange(const rpc::CallContext& call, ledger::RequestKey request) const {
  return {.now = clock_.Now(),
          .actor = call.actor,
          .trace_id = call.trace.trace_id,
          .request = std::move(request)};
}

}  // namespace pingyi::result
