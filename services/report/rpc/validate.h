// Requests read into what the store works with, or INVALID_ARGUMENT with every fault. The limits
// are those of the comments in protos/pingyi/report/v1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <absl/status/statusor.h>

#include "pingyi/report/v1/report_service.pb.h"
#include "services/report/store/report_store.h"

namespace pingyi::report {

namespace pb = ::pingyi::report::v1;

// A page of a list that is sorted by id.
struct PageInput {
  std::string after;
  PageLimit limit;
};

// A change of something that has an etag.
template <typename Name, typename Patch>
struct UpdateInput {
  Name name;
  std::optional<int64_t> expected;
  Patch patch;
};
struct NoPatch {};
using CycleUpdate = UpdateInput<std::string, CyclePatch>;
using CycleClosing = UpdateInput<std::string, NoPatch>;
using ReportUpdate = UpdateInput<ChildName, ContentPatch>;
using ReportSubmission = UpdateInput<ChildName, NoPatch>;

struct ReviewInput {
  ChildName name;
  std::optional<int64_t> expected;
  Decision decision = Decision::kReturned;
  std::string score;
  std::string comment;
};

struct WithdrawInput {
  ChildName name;
  std::optional<int64_t> expected;
  std::string reason;
};

struct CyclesInput {
  std::optional<CycleState> state;
  PageInput page;
};

struct RosterInput {
  std::string cycle_id;
  std::vector<Reporter> reporters;
};

struct ReportersInput {
  std::string cycle_id;
  std::string unit;
  PageInput page;
};

struct MissingInput {
  std::string cycle_id;
  std::optional<absl::Time> as_of;  // none: now
  std::optional<std::pair<std::string, ReportKind>> after;
  PageLimit limit;
};

struct ReportsInput {
  ReportFilter filter;
  PageInput page;
};

// A report by name, or a text that is not stored.
struct UnsavedInput {
  std::string cycle_id;
  Content content;
};
using CheckInput = std::variant<ChildName, UnsavedInput>;

struct RevisionsInput {
  ChildName report;
  int after = 0;
  PageLimit limit;
};

struct AuditInput {
  ledger::AuditFilter filter;
  PageLimit limit;
};

// In what is created, an empty id asks for a new one.
absl::StatusOr<ReportTemplate> Read(const pb::CreateReportTemplateRequest& request);
absl::StatusOr<std::string> Read(const pb::GetReportTemplateRequest& request);
absl::StatusOr<PageInput> Read(const pb::ListReportTemplatesRequest& request);

absl::StatusOr<Cycle> Read(const pb::CreateCycleRequest& request);
absl::StatusOr<std::string> Read(const pb::GetCycleRequest& request);
absl::StatusOr<CyclesInput> Read(const pb::ListCyclesRequest& request);
absl::StatusOr<CycleUpdate> Read(const pb::UpdateCycleRequest& request);
absl::StatusOr<CycleClosing> Read(const pb::CloseCycleRequest& request);

absl::StatusOr<RosterInput> Read(const pb::BatchCreateReportersRequest& request);
absl::StatusOr<ReportersInput> Read(const pb::ListReportersRequest& request);
absl::StatusOr<ChildName> Read(const pb::DeleteReporterRequest& request);
absl::StatusOr<MissingInput> Read(const pb::ListMissingReportersRequest& request);

absl::StatusOr<NewReport> Read(const pb::CreateReportRequest& request);
absl::StatusOr<ChildName> Read(const pb::GetReportRequest& request);
absl::StatusOr<ReportsInput> Read(const pb::ListReportsRequest& request);
absl::StatusOr<ReportUpdate> Read(const pb::UpdateReportRequest& request);
absl::StatusOr<CheckInput> Read(const pb::CheckReportRequest& request);
absl::StatusOr<ReportSubmission> Read(const pb::SubmitReportRequest& request);
absl::StatusOr<ReviewInput> Read(const pb::ReturnReportRequest& request);
absl::StatusOr<ReviewInput> Read(const pb::AcceptReportRequest& request);
absl::StatusOr<WithdrawInput> Read(const pb::WithdrawReportRequest& request);
absl::StatusOr<RevisionsInput> Read(const pb::ListReportRevisionsRequest& request);

absl::StatusOr<AuditInput> Read(const pb::ListAuditEntriesRequest& request);

}  // namespace pingyi::report
