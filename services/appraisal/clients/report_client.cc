#include "services/appraisal/clients/report_client.h"

#include <map>
#include <string>
#include <utility>

#include "pingyi/report/v1/report_service.grpc.pb.h"
#include "services/appraisal/domain/validation.h"
#include "services/base/rpc/client.h"
#include "services/base/rpc/paging.h"
#include "services/base/rpc/status.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"

namespace pingyi::appraisal {
namespace {

namespace report_v1 = pingyi::report::v1;

absl::Status UpstreamError(std::string_view message) {
  return MakeError(absl::StatusCode::kUnavailable, pingyi::reason::kUpstreamUnavailable, message);
}

// The caller can do something about the codes that are kept; whatever else the report service has
// against the call is a matter between the two services.
absl::Status Translate(const grpc::Status& status) {
  switch (status.error_code()) {
    case grpc::StatusCode::NOT_FOUND:
      return MakeError(absl::StatusCode::kNotFound, pingyi::reason::kResourceNotFound,
                       "the report service has no such cycle");
    case grpc::StatusCode::DEADLINE_EXCEEDED:
      return MakeError(absl::StatusCode::kDeadlineExceeded, pingyi::reason::kDeadlineExceeded,
                       "the report service did not answer before the deadline");
    case grpc::StatusCode::PERMISSION_DENIED:
      return UpstreamError(
          "the report service's configuration gives the appraisal service no right to this call");
    case grpc::StatusCode::CANCELLED:
      return absl::CancelledError("the call was cancelled");
    default:
      return UpstreamError("the report service did not answer as expected");
  }
}

std::string LastSegment(const std::string& name) { return name.substr(name.rfind('/') + 1); }

// The first kind wins over later ones, whatever order the reports come in.
struct Candidate {
  report_v1::ReportKind kind;
  Subject subject;
};

Candidate ReadCandidate(const report_v1::Report& report) {
  const report_v1::Reporter& entry = report.reporter_entry();
  return {.kind = report.kind(),
          .subject = {.id = LastSegment(report.reporter()),
                      .display_name = entry.display_name(),
                      .unit = entry.unit(),
                      .subject_type = entry.subject_type(),
                      .report = report.name()}};
}

class GrpcReportClient final : public ReportClient {
 public:
  explicit GrpcReportClient(std::shared_ptr<grpc::Channel> channel)
      : stub_(report_v1::ReportService::NewStub(std::move(channel))) {}

  absl::StatusOr<std::vector<Subject>> AcceptedSubjects(const rpc::CallContext& call,
                                                        std::string_view cycle) override {
    report_v1::ListReportsRequest request;
    request.set_parent(std::string(cycle));
    request.add_states(report_v1::Report::STATE_ACCEPTED);
    request.set_page_size(rpc::kMaxPageSize);
    std::map<std::string, Candidate> by_reporter;
    do {
      report_v1::ListReportsResponse page;
      const auto context = rpc::MakeClientContext(call);
      const grpc::Status status = stub_->ListReports(context.get(), request, &page);
      if (!status.ok()) return Translate(status);
      for (const report_v1::Report& report : page.reports()) {
        if (!report.has_reporter_entry()) {
          return UpstreamError("the report service lists a report without its roster entry");
        }
        Candidate found = ReadCandidate(report);
        const auto [place, is_new] = by_reporter.try_emplace(found.subject.id, found);
        if (!is_new && found.kind < place->second.kind) place->second = std::move(found);
      }
      if (!page.next_page_token().empty() && page.next_page_token() == request.page_token()) {
        return UpstreamError("the report service's list does not advance");
      }
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty() && by_reporter.size() <= kMaxSubjects);

    std::vector<Subject> subjects;
    subjects.reserve(by_reporter.size());
    for (auto& [id, candidate] : by_reporter) subjects.push_back(std::move(candidate.subject));
    if (!ValidateSubjects(subjects).empty()) {
      return UpstreamError("the report service lists somebody who cannot be a subject");
    }
    return subjects;
  }

 private:
  const std::unique_ptr<report_v1::ReportService::Stub> stub_;
};

}  // namespace

std::unique_ptr<ReportClient> NewReportClient(std::shared_ptr<grpc::Channel> channel) {
  return std::make_unique<GrpcReportClient>(std::move(channel));
}

}  // namespace pingyi::appraisal
