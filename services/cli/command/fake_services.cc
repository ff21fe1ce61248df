#include "services/cli/command/fake_services.h"

#include <fmt/format.h>
#include <grpcpp/health_check_service_interface.h>

#include "services/base/rpc/status.h"
#include "services/base/status/error.h"

namespace pingyi::cli::test {
namespace {

using grpc::ServerContext;
using grpc::Status;

// The error of a refused ballot as it travels inside an answer.
google::rpc::Status RefusedBallot() {
  const Status status = rpc::ToGrpc(
      InvalidFields({{"ballot.subjects[0].marks[0]", "is not on the scale", "MARK_OFF_SCALE"}}));
  google::rpc::Status message;
  message.ParseFromString(status.error_details());
  return message;
}

}  // namespace

Status FakeAppraisal::Begin(const ServerContext& context) {
  const auto found = context.client_metadata().find("pingyi-actor");
  if (found != context.client_metadata().end())
    actor.assign(found->second.data(), found->second.size());
  return failure;
}

Status FakeAppraisal::ListRounds(ServerContext* context,
                                 const appraisal::v1::ListRoundsRequest* request,
                                 appraisal::v1::ListRoundsResponse* response) {
  list_requests.push_back(*request);
  if (list_requests.size() <= round_pages.size()) *response = round_pages[list_requests.size() - 1];
  return Begin(*context);
}

Status FakeAppraisal::GetRound(ServerContext* context,
                               const appraisal::v1::GetRoundRequest* /*request*/,
                               appraisal::v1::Round* response) {
  *response = round;
  return Begin(*context);
}

Status FakeAppraisal::OpenRound(ServerContext* context,
                                const appraisal::v1::OpenRoundRequest* /*request*/,
                                appraisal::v1::Round* response) {
  *response = round;
  return Begin(*context);
}

Status FakeAppraisal::CreateRound(ServerContext* context,
                                  const appraisal::v1::CreateRoundRequest* request,
                                  appraisal::v1::Round* response) {
  created.push_back(*request);
  *response = request->round();
  return Begin(*context);
}

Status FakeAppraisal::BatchCreateSubjects(ServerContext* context,
                                          const appraisal::v1::BatchCreateSubjectsRequest* request,
                                          appraisal::v1::BatchCreateSubjectsResponse* response) {
  subject_batches.push_back(*request);
  *response->mutable_subjects() = request->subjects();
  return Begin(*context);
}

Status FakeAppraisal::IssueCredentials(ServerContext* context,
                                       const appraisal::v1::IssueCredentialsRequest* request,
                                       appraisal::v1::IssueCredentialsResponse* response) {
  issued.push_back(*request);
  response->set_batch(request->parent() + "/credentialBatches/b1");
  const int count = request->count() + request->holders_size();
  for (int i = 0; i < count; ++i) {
    auto& credential = *response->add_credentials();
    credential.set_token(fmt::format("token-{}-{}", request->group(), i));
    if (i < request->holders_size()) *credential.mutable_holder() = request->holders(i);
  }
  if (request->group() == lost_group) return Status(grpc::StatusCode::DEADLINE_EXCEEDED, "");
  return Begin(*context);
}

Status FakeAppraisal::CastBallot(ServerContext* context,
                                 const appraisal::v1::CastBallotRequest* request,
                                 appraisal::v1::CastBallotResponse* response) {
  cast.push_back(*request);
  response->set_receipt("receipt1");
  return Begin(*context);
}

Status FakeAppraisal::CastBallots(ServerContext* context,
                                  const appraisal::v1::CastBallotsRequest* request,
                                  appraisal::v1::CastBallotsResponse* response) {
  const std::lock_guard lock(mutex_);
  batches.push_back(*request);
  for (const auto& entry : request->entries()) {
    const bool refused = entry.ballot().subjects_size() == 1 &&
                         entry.ballot().subjects(0).subject() == refused_subject;
    auto& outcome = *response->add_outcomes();
    if (refused) {
      *outcome.mutable_error() = RefusedBallot();
    } else {
      outcome.mutable_accepted()->set_receipt("r");
    }
  }
  return Begin(*context);
}

Status FakeAppraisal::CloseDueRounds(ServerContext* context,
                                     const appraisal::v1::CloseDueRoundsRequest* /*request*/,
                                     appraisal::v1::CloseDueRoundsResponse* response) {
  *response = due;
  return Begin(*context);
}

Status FakeAppraisal::GetTurnout(ServerContext* context,
                                 const appraisal::v1::GetTurnoutRequest* /*request*/,
                                 appraisal::v1::Turnout* response) {
  *response = turnout;
  return Begin(*context);
}

Status FakeAppraisal::WatchTurnout(ServerContext* context,
                                   const appraisal::v1::WatchTurnoutRequest* /*request*/,
                                   grpc::ServerWriter<appraisal::v1::Turnout>* writer) {
  writer->Write(turnout);
  writer->Write(turnout);
  return Begin(*context);
}

Status FakeAppraisal::ListSubjects(ServerContext* context,
                                   const appraisal::v1::ListSubjectsRequest* /*request*/,
                                   appraisal::v1::ListSubjectsResponse* response) {
  response->mutable_subjects()->Assign(subjects.begin(), subjects.end());
  return Begin(*context);
}

Status FakeAppraisal::ListTallies(ServerContext* context,
                                  const appraisal::v1::ListTalliesRequest* /*request*/,
                                  appraisal::v1::ListTalliesResponse* response) {
  *response = tallies;
  return Begin(*context);
}

Status FakeAppraisal::ListAuditEntries(ServerContext* context,
                                       const appraisal::v1::ListAuditEntriesRequest* /*request*/,
                                       appraisal::v1::ListAuditEntriesResponse* response) {
  response->mutable_audit_entries()->Assign(audit.begin(), audit.end());
  return Begin(*context);
}

Status FakeResult::GetScoringPolicy(ServerContext* /*context*/,
                                    const result::v1::GetScoringPolicyRequest* /*request*/,
                                    result::v1::ScoringPolicy* response) {
  if (policies.empty()) return Status(grpc::StatusCode::NOT_FOUND, "there is no such policy");
  *response = policies.front();
  return Status::OK;
}

Status FakeResult::ExplainResult(ServerContext* /*context*/,
                                 const result::v1::ExplainResultRequest* /*request*/,
                                 result::v1::Explanation* response) {
  *response = explanation;
  return Status::OK;
}

Status FakeResult::GetRaterStatistics(ServerContext* /*context*/,
                                      const result::v1::GetRaterStatisticsRequest* request,
                                      result::v1::RaterStatistics* response) {
  *response = statistics;
  response->set_name(request->name());
  return Status::OK;
}

Status FakeResult::GetRelease(ServerContext* /*context*/,
                              const result::v1::GetReleaseRequest* /*request*/,
                              result::v1::Release* response) {
  *response = releases.at(0);
  return Status::OK;
}

Status FakeResult::ListReleases(ServerContext* /*context*/,
                                const result::v1::ListReleasesRequest* /*request*/,
                                result::v1::ListReleasesResponse* response) {
  response->mutable_releases()->Assign(releases.begin(), releases.end());
  return Status::OK;
}

Status FakeResult::ListAuditEntries(ServerContext* /*context*/,
                                    const result::v1::ListAuditEntriesRequest* /*request*/,
                                    result::v1::ListAuditEntriesResponse* response) {
  response->mutable_audit_entries()->Assign(audit.begin(), audit.end());
  return Status::OK;
}

Status FakeReport::ListAuditEntries(ServerContext* /*context*/,
                                    const report::v1::ListAuditEntriesRequest* /*request*/,
                                    report::v1::ListAuditEntriesResponse* response) {
  response->mutable_audit_entries()->Assign(audit.begin(), audit.end());
  return Status::OK;
}

Status FakeResult::ListScoringPolicies(ServerContext* /*context*/,
                                       const result::v1::ListScoringPoliciesRequest* /*request*/,
                                       result::v1::ListScoringPoliciesResponse* response) {
  for (const auto& policy : policies) *response->add_scoring_policies() = policy;
  return Status::OK;
}

Status FakeResult::ListAggregationRuns(ServerContext* /*context*/,
                                       const result::v1::ListAggregationRunsRequest* /*request*/,
                                       result::v1::ListAggregationRunsResponse* response) {
  for (const auto& run : runs) *response->add_aggregation_runs() = run;
  return Status::OK;
}

Status FakeResult::ListSubjectResults(ServerContext* /*context*/,
                                      const result::v1::ListSubjectResultsRequest* request,
                                      result::v1::ListSubjectResultsResponse* response) {
  results_parent = request->parent();
  for (const auto& result : results) *response->add_subject_results() = result;
  return Status::OK;
}

Status FakeResult::ListSubjectExclusions(
    ServerContext* /*context*/, const result::v1::ListSubjectExclusionsRequest* /*request*/,
    result::v1::ListSubjectExclusionsResponse* response) {
  for (const auto& exclusion : exclusions) *response->add_subject_exclusions() = exclusion;
  return Status::OK;
}

Status FakeResult::ListLeaderboardRows(ServerContext* /*context*/,
                                       const result::v1::ListLeaderboardRowsRequest* /*request*/,
                                       result::v1::ListLeaderboardRowsResponse* response) {
  for (const auto& row : board_rows) *response->add_leaderboard_rows() = row;
  return Status::OK;
}

Status FakeResult::AggregateDue(ServerContext* /*context*/,
                                const result::v1::AggregateDueRequest* /*request*/,
                                result::v1::AggregateDueResponse* response) {
  const size_t call = due_calls++;
  if (call == 0) *response = due;
  if (call == 0 || call <= later.size()) {
    if (call > 0) *response = later[call - 1];
    return Status::OK;
  }
  return due_failure;
}

Status FakeReport::CheckReport(ServerContext* /*context*/,
                               const report::v1::CheckReportRequest* /*request*/,
                               report::v1::CheckReportResponse* response) {
  *response = checked;
  return Status::OK;
}

Status FakeReport::AcceptReport(ServerContext* /*context*/,
                                const report::v1::AcceptReportRequest* request,
                                report::v1::Report* response) {
  accepted.push_back(*request);
  response->set_name(request->name());
  return Status::OK;
}

Status FakeReport::UpdateCycle(ServerContext* /*context*/,
                               const report::v1::UpdateCycleRequest* request,
                               report::v1::Cycle* response) {
  cycle_updates.push_back(*request);
  *response = request->cycle();
  return Status::OK;
}

Status FakeReport::BatchCreateReporters(ServerContext* /*context*/,
                                        const report::v1::BatchCreateReportersRequest* request,
                                        report::v1::BatchCreateReportersResponse* response) {
  reporter_batches.push_back(*request);
  *response->mutable_reporters() = request->reporters();
  return Status::OK;
}

FakeServices::FakeServices() {
  grpc::EnableDefaultHealthCheckService(true);
  int port = 0;
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&report);
  builder.RegisterService(&appraisal);
  builder.RegisterService(&result);
  server_ = builder.BuildAndStart();
  address_ = fmt::format("127.0.0.1:{}", port);
  for (const char* service : {report::v1::ReportService::service_full_name(),
                              appraisal::v1::AppraisalService::service_full_name(),
                              result::v1::ResultService::service_full_name()}) {
    SetServing(service, true);
  }
}

FakeServices::~FakeServices() { server_->Shutdown(); }

void FakeServices::SetServing(const std::string& service, bool serving) {
  server_->GetHealthCheckService()->SetServingStatus(service, serving);
}

}  // namespace pingyi::cli::test
