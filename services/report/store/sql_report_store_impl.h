// The class behind sql_report_store.h, split over sql_cycles.cc and sql_reports.cc.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "services/base/sql/database.h"
#include "services/report/store/report_store.h"

namespace pingyi::report {

class SqlReportStore final : public ReportStore {
 public:
  explicit SqlReportStore(sql::Database& database) : database_(database) {}

  absl::Status Ping(absl::Time deadline) override { return database_.Ping(deadline); }

  absl::StatusOr<ReportTemplate> CreateTemplate(const Change& change,
                                                const ReportTemplate& report_template) override;
  absl::StatusOr<ReportTemplate> GetTemplate(absl::Time deadline, const std::string& id) override;
  absl::StatusOr<Page<ReportTemplate>> ListTemplates(absl::Time deadline, const std::string& after,
                                                     PageLimit limit) override;

  absl::StatusOr<Cycle> CreateCycle(const Change& change, const Cycle& cycle) override;
  absl::StatusOr<Cycle> GetCycle(absl::Time deadline, const std::string& id) override;
  absl::StatusOr<Page<Cycle>> ListCycles(absl::Time deadline, std::optional<CycleState> state,
                                         const std::string& after, PageLimit limit) override;
  absl::StatusOr<Cycle> UpdateCycle(const Change& change, const std::string& id, Expected expected,
                                    const CyclePatch& patch) override;
  absl::StatusOr<Cycle> CloseCycle(const Change& change, const std::string& id,
                                   Expected expected) override;
  absl::StatusOr<ReportTemplate> GetTemplateOfCycle(absl::Time deadline,
                                                    const std::string& cycle_id) override;

  absl::StatusOr<std::vector<Reporter>> CreateReporters(
      const Change& change, const std::string& cycle_id,
      const std::vector<Reporter>& reporters) override;
  absl::StatusOr<Page<Reporter>> ListReporters(absl::Time deadline, const std::string& cycle_id,
                                               const std::string& unit, const std::string& after,
                                               PageLimit limit) override;
  absl::Status DeleteReporter(const Change& change, const ChildName& name) override;
  absl::StatusOr<MissingPage> ListMissing(
      absl::Time deadline, const std::string& cycle_id, absl::Time as_of,
      const std::optional<std::pair<std::string, ReportKind>>& after, PageLimit limit) override;

  absl::StatusOr<Report> CreateReport(const Change& change, const NewReport& report) override;
  absl::StatusOr<Report> GetReport(absl::Time deadline, const ChildName& name) override;
  absl::StatusOr<Page<Report>> ListReports(absl::Time deadline, const ReportFilter& filter,
                                           const std::string& after, PageLimit limit) override;
  absl::StatusOr<Report> UpdateReport(const Change& change, const ChildName& name,
                                      Expected expected, const ContentPatch& patch) override;
  absl::StatusOr<Report> SubmitReport(const Change& change, const ChildName& name,
                                      Expected expected) override;
  absl::StatusOr<Report> ReviewReport(const Change& change, const ChildName& name,
                                      Expected expected, Decision decision,
                                      const std::string& score,
                                      const std::string& comment) override;
  absl::StatusOr<Report> WithdrawReport(const Change& change, const ChildName& name,
                                        Expected expected, const std::string& reason) override;
  absl::StatusOr<Page<Revision>> ListRevisions(absl::Time deadline, const ChildName& name,
                                               int after, PageLimit limit) override;

  absl::StatusOr<Page<ledger::AuditRecord>> ListAudit(absl::Time deadline,
                                                      const ledger::AuditFilter& filter,
                                                      PageLimit limit) override;

 private:
  sql::Database& database_;
};

}  // namespace pingyi::report
