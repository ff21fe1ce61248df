// Stand-ins for the services, in the test's own process: each keeps what it was asked and answers
// what the test told it to.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "pingyi/report/v1/report_service.grpc.pb.h"
#include "pingyi/result/v1/result_service.grpc.pb.h"

namespace pingyi::cli::test {

class FakeAppraisal : public appraisal::v1::AppraisalService::Service {
 public:
  // Pages that ListRounds gives, one after the other; what it is asked for.
  std::vector<appraisal::v1::ListRoundsResponse> round_pages;
  std::vector<appraisal::v1::ListRoundsRequest> list_requests;
  appraisal::v1::Round round;      // answers GetRound and every change of a round
  appraisal::v1::Turnout turnout;  // answers GetTurnout; WatchTurnout sends it twice
  appraisal::v1::CloseDueRoundsResponse due;
  grpc::Status failure;  // unless OK: the answer to every call
  std::string actor;     // of the last call

  std::vector<appraisal::v1::CreateRoundRequest> created;
  std::vector<appraisal::v1::BatchCreateSubjectsRequest> subject_batches;
  std::vector<appraisal::v1::IssueCredentialsRequest> issued;
  std::vector<appraisal::v1::CastBallotsRequest> batches;  // in any order
  std::vector<appraisal::v1::CastBallotRequest> cast;
  std::vector<appraisal::v1::Subject> subjects;  // answers ListSubjects
  appraisal::v1::ListTalliesResponse tallies;    // answers ListTallies
  std::vector<common::v1::AuditEntry> audit;     // answers ListAuditEntries
  // Ballots whose only subject is this one are refused.
  std::string refused_subject;
  // Credentials of this group are issued but the answer is lost.
  std::string lost_group;

  grpc::Status ListRounds(grpc::ServerContext* context,
                          const appraisal::v1::ListRoundsRequest* request,
                          appraisal::v1::ListRoundsResponse* response) override;
  grpc::Status GetRound(grpc::ServerContext* context, const appraisal::v1::GetRoundRequest* request,
                        appraisal::v1::Round* response) override;
  grpc::Status OpenRound(grpc::ServerContext* context,
                         const appraisal::v1::OpenRoundRequest* request,
                         appraisal::v1::Round* response) override;
  grpc::Status CreateRound(grpc::ServerContext* context,
                           const appraisal::v1::CreateRoundRequest* request,
                           appraisal::v1::Round* response) override;
  grpc::Status BatchCreateSubjects(grpc::ServerContext* context,
                                   const appraisal::v1::BatchCreateSubjectsRequest* request,
                                   appraisal::v1::BatchCreateSubjectsResponse* response) override;
  grpc::Status IssueCredentials(grpc::ServerContext* context,
                                const appraisal::v1::IssueCredentialsRequest* request,
                                appraisal::v1::IssueCredentialsResponse* response) override;
  grpc::Status CastBallot(grpc::ServerContext* context,
                          const appraisal::v1::CastBallotRequest* request,
                          appraisal::v1::CastBallotResponse* response) override;
  grpc::Status CastBallots(grpc::ServerContext* context,
                           const appraisal::v1::CastBallotsRequest* request,
                           appraisal::v1::CastBallotsResponse* response) override;
  grpc::Status CloseDueRounds(grpc::ServerContext* context,
                              const appraisal::v1::CloseDueRoundsRequest* request,
                              appraisal::v1::CloseDueRoundsResponse* response) override;
  grpc::Status GetTurnout(grpc::ServerContext* context,
                          const appraisal::v1::GetTurnoutRequest* request,
                          appraisal::v1::Turnout* response) override;
  grpc::Status WatchTurnout(grpc::ServerContext* context,
                            const appraisal::v1::WatchTurnoutRequest* request,
                            grpc::ServerWriter<appraisal::v1::Turnout>* writer) override;
  grpc::Status ListSubjects(grpc::ServerContext* context,
                            const appraisal::v1::ListSubjectsRequest* request,
                            appraisal::v1::ListSubjectsResponse* response) override;
  grpc::Status ListTallies(grpc::ServerContext* context,
                           const appraisal::v1::ListTalliesRequest* request,
                           appraisal::v1::ListTalliesResponse* response) override;
  grpc::Status ListAuditEntries(grpc::ServerContext* context,
                                const appraisal::v1::ListAuditEntriesRequest* request,
                                appraisal::v1::ListAuditEntriesResponse* response) override;

 private:
  // What every call does first; `failure`.
  grpc::Status Begin(const grpc::ServerContext& context);

  std::mutex mutex_;  // batches come several at once
};

class FakeResult : public result::v1::ResultService::Service {
 public:
  std::vector<result::v1::ScoringPolicy> policies;
  std::vector<result::v1::AggregationRun> runs;
  std::vector<result::v1::SubjectResult> results;
  std::vector<result::v1::SubjectExclusion> exclusions;
  std::vector<result::v1::LeaderboardRow> board_rows;
  std::vector<result::v1::Release> releases;            // answers ListReleases
  std::vector<common::v1::AuditEntry> audit;            // answers ListAuditEntries
  result::v1::AggregateDueResponse due;                 // the answer to the first AggregateDue
  std::vector<result::v1::AggregateDueResponse> later;  // to those after it; then an empty one
  grpc::Status due_failure;                             // unless OK: after those
  result::v1::Explanation explanation;                  // answers ExplainResult
  result::v1::RaterStatistics statistics;               // answers GetRaterStatistics
  std::string results_parent;                           // what results were asked of
  size_t due_calls = 0;                                 // of AggregateDue

  grpc::Status ListScoringPolicies(grpc::ServerContext* context,
                                   const result::v1::ListScoringPoliciesRequest* request,
                                   result::v1::ListScoringPoliciesResponse* response) override;
  grpc::Status ListAggregationRuns(grpc::ServerContext* context,
                                   const result::v1::ListAggregationRunsRequest* request,
                                   result::v1::ListAggregationRunsResponse* response) override;
  grpc::Status ListSubjectResults(grpc::ServerContext* context,
                                  const result::v1::ListSubjectResultsRequest* request,
                                  result::v1::ListSubjectResultsResponse* response) override;
  // `exclusions` and `board_rows`.
  grpc::Status ListSubjectExclusions(grpc::ServerContext* context,
                                     const result::v1::ListSubjectExclusionsRequest* request,
                                     result::v1::ListSubjectExclusionsResponse* response) override;
  grpc::Status ListLeaderboardRows(grpc::ServerContext* context,
                                   const result::v1::ListLeaderboardRowsRequest* request,
                                   result::v1::ListLeaderboardRowsResponse* response) override;
  // The first of `policies`.
  grpc::Status GetScoringPolicy(grpc::ServerContext* context,
                                const result::v1::GetScoringPolicyRequest* request,
                                result::v1::ScoringPolicy* response) override;
  // `explanation`.
  grpc::Status ExplainResult(grpc::ServerContext* context,
                             const result::v1::ExplainResultRequest* request,
                             result::v1::Explanation* response) override;
  // `statistics`.
  grpc::Status GetRaterStatistics(grpc::ServerContext* context,
                                  const result::v1::GetRaterStatisticsRequest* request,
                                  result::v1::RaterStatistics* response) override;
  // The first of `releases`.
  grpc::Status GetRelease(grpc::ServerContext* context,
                          const result::v1::GetReleaseRequest* request,
                          result::v1::Release* response) override;
  grpc::Status ListReleases(grpc::ServerContext* context,
                            const result::v1::ListReleasesRequest* request,
                            result::v1::ListReleasesResponse* response) override;
  grpc::Status ListAuditEntries(grpc::ServerContext* context,
                                const result::v1::ListAuditEntriesRequest* request,
                                result::v1::ListAuditEntriesResponse* response) override;
  grpc::Status AggregateDue(grpc::ServerContext* context,
                            const result::v1::AggregateDueRequest* request,
                            result::v1::AggregateDueResponse* response) override;
};

class FakeReport : public report::v1::ReportService::Service {
 public:
  report::v1::CheckReportResponse checked;
  std::vector<report::v1::AcceptReportRequest> accepted;
  std::vector<report::v1::UpdateCycleRequest> cycle_updates;
  std::vector<report::v1::BatchCreateReportersRequest> reporter_batches;

  std::vector<common::v1::AuditEntry> audit;  // answers ListAuditEntries

  grpc::Status ListAuditEntries(grpc::ServerContext* context,
                                const report::v1::ListAuditEntriesRequest* request,
                                report::v1::ListAuditEntriesResponse* response) override;
  grpc::Status CheckReport(grpc::ServerContext* context,
                           const report::v1::CheckReportRequest* request,
                           report::v1::CheckReportResponse* response) override;
  grpc::Status AcceptReport(grpc::ServerContext* context,
                            const report::v1::AcceptReportRequest* request,
                            report::v1::Report* response) override;
  grpc::Status UpdateCycle(grpc::ServerContext* context,
                           const report::v1::UpdateCycleRequest* request,
                           report::v1::Cycle* response) override;
  grpc::Status BatchCreateReporters(grpc::ServerContext* context,
                                    const report::v1::BatchCreateReportersRequest* request,
                                    report::v1::BatchCreateReportersResponse* response) override;
};

// The three on one free port of the loopback interface, with their health.
class FakeServices {
 public:
  FakeServices();
  ~FakeServices();

  FakeReport report;
  FakeAppraisal appraisal;
  FakeResult result;
  const std::string& address() const { return address_; }
  // Health of a service by its full name; all are serving at first.
  void SetServing(const std::string& service, bool serving);

 private:
  std::string address_;
  std::unique_ptr<grpc::Server> server_;
};

}  // namespace pingyi::cli::test
