// What the report service keeps, as a list of obligations. Every implementation passes
// the suite in store_conformance.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/base/ledger/audit.h"
#include "services/base/ledger/requests.h"
#include "services/report/domain/cycle.h"
#include "services/report/domain/names.h"
#include "services/report/domain/report.h"

namespace pingyi::report {

// Who makes a change, when, and what tells it from a repeat.
struct Change {
  absl::Time deadline = absl::InfiniteFuture();
  absl::Time now;
  std::string actor;
  std::string trace_id;
  ledger::RequestKey request;
};

// How much of a list to return: at most `size` items, and no further item once the items weigh
// `max_bytes` as a message. The first item is always returned.
struct PageLimit {
  int size = 50;
  int64_t max_bytes = int64_t{3} << 20;
};

template <typename T>
struct Page {
  std::vector<T> items;
  bool more = false;  // whether the list goes on behind the last item
};

struct NewReport {
  ChildName name;
  std::string reporter_id;
  ReportKind kind = ReportKind::kDuty;
  Content content;
};

struct ReportFilter {
  std::string cycle_id;
  std::vector<ReportState> states;  // empty: all
  std::string reporter_id;          // empty: all
  std::optional<ReportKind> kind;
  bool with_content = false;
};

// A report that somebody owes.
struct MissingReporter {
  Reporter reporter;
  ReportKind kind = ReportKind::kDuty;
  std::string report_id;  // begun but not submitted; empty: none
};

struct MissingPage {
  Page<MissingReporter> page;
  int64_t total = 0;
};

// Thread-safe. Every method is one transaction: it does all it says or, when it gives an error,
// nothing, but for UNAVAILABLE, after which a change may or may not have been made (repeat it with
// the same request id).
//
// A change that comes again with the same request id changes nothing and gives the resource as it
// is then; a request id that was used for something else is ALREADY_EXISTS REQUEST_ID_REUSED. Every
// change that is made leaves an audit entry. `expected`, where given, must be the resource's
// version, else ABORTED ETAG_MISMATCH. A resource that is not there is NOT_FOUND
// RESOURCE_NOT_FOUND; an id that is taken is ALREADY_EXISTS RESOURCE_EXISTS. In a closed cycle
// every change is FAILED_PRECONDITION CYCLE_CLOSED. Further errors are those of the domain's rules.
//
// Lists are sorted by id and continue behind `after` (empty: from the beginning).
class ReportStore {
 public:
  using Expected = std::optional<int64_t>;

  virtual ~ReportStore() = default;

  // Whether the database answers.
  virtual absl::Status Ping(absl::Time deadline) = 0;

  virtual absl::StatusOr<ReportTemplate> CreateTemplate(const Change& change,
                                                        const ReportTemplate& report_template) = 0;
  virtual absl::StatusOr<ReportTemplate> GetTemplate(absl::Time deadline,
                                                     const std::string& id) = 0;
  virtual absl::StatusOr<Page<ReportTemplate>> ListTemplates(absl::Time deadline,
                                                             const std::string& after,
                                                             PageLimit limit) = 0;

  // State, times and version are the store's. NOT_FOUND for an unknown template.
  virtual absl::StatusOr<Cycle> CreateCycle(const Change& change, const Cycle& cycle) = 0;
  virtual absl::StatusOr<Cycle> GetCycle(absl::Time deadline, const std::string& id) = 0;
  virtual absl::StatusOr<Page<Cycle>> ListCycles(absl::Time deadline,
                                                 std::optional<CycleState> state,
                                                 const std::string& after, PageLimit limit) = 0;
  // CYCLE_IN_USE for another template once a report exists; INVALID_ARGUMENT when the cycle as
  // patched contradicts itself. A patch that changes nothing leaves the version as it is.
  virtual absl::StatusOr<Cycle> UpdateCycle(const Change& change, const std::string& id,
                                            Expected expected, const CyclePatch& patch) = 0;
  // A closed cycle is returned unchanged.
  virtual absl::StatusOr<Cycle> CloseCycle(const Change& change, const std::string& id,
                                           Expected expected) = 0;
  // The template of a cycle.
  virtual absl::StatusOr<ReportTemplate> GetTemplateOfCycle(absl::Time deadline,
                                                            const std::string& cycle_id) = 0;

  // All or none. An entry equal to the stored one is left as it is, a different one is
  // RESOURCE_EXISTS.
  virtual absl::StatusOr<std::vector<Reporter>> CreateReporters(
      const Change& change, const std::string& cycle_id,
      const std::vector<Reporter>& reporters) = 0;
  virtual absl::StatusOr<Page<Reporter>> ListReporters(absl::Time deadline,
                                                       const std::string& cycle_id,
                                                       const std::string& unit,
                                                       const std::string& after,
                                                       PageLimit limit) = 0;
  // REPORTER_HAS_REPORT when there is a report of any state.
  virtual absl::Status DeleteReporter(const Change& change, const ChildName& name) = 0;
  // Who of the present roster had nothing filed at `as_of`: a report counts from its first
  // submission until it is withdrawn. Sorted by reporter and kind.
  virtual absl::StatusOr<MissingPage> ListMissing(
      absl::Time deadline, const std::string& cycle_id, absl::Time as_of,
      const std::optional<std::pair<std::string, ReportKind>>& after, PageLimit limit) = 0;

  // NOT_A_REPORTER unless the reporter owes this kind; REPORT_EXISTS when there is one of the kind
  // that is not withdrawn, also for two calls at once.
  virtual absl::StatusOr<Report> CreateReport(const Change& change, const NewReport& report) = 0;
  virtual absl::StatusOr<Report> GetReport(absl::Time deadline, const ChildName& name) = 0;
  virtual absl::StatusOr<Page<Report>> ListReports(absl::Time deadline, const ReportFilter& filter,
                                                   const std::string& after, PageLimit limit) = 0;
  // Content that differs becomes a new revision; equal content changes nothing.
  virtual absl::StatusOr<Report> UpdateReport(const Change& change, const ChildName& name,
                                              Expected expected, const ContentPatch& patch) = 0;
  // REPORT_CHECK_FAILED when the checks find errors.
  virtual absl::StatusOr<Report> SubmitReport(const Change& change, const ChildName& name,
                                              Expected expected) = 0;
  // Reviewer and time of the review are those of the change.
  virtual absl::StatusOr<Report> ReviewReport(const Change& change, const ChildName& name,
                                              Expected expected, Decision decision,
                                              const std::string& score,
                                              const std::string& comment) = 0;
  virtual absl::StatusOr<Report> WithdrawReport(const Change& change, const ChildName& name,
                                                Expected expected, const std::string& reason) = 0;
  // Oldest first, behind the revision `after`. Revisions never change and never go.
  virtual absl::StatusOr<Page<Revision>> ListRevisions(absl::Time deadline, const ChildName& name,
                                                       int after, PageLimit limit) = 0;

  virtual absl::StatusOr<Page<ledger::AuditRecord>> ListAudit(absl::Time deadline,
                                                              const ledger::AuditFilter& filter,
                                                              PageLimit limit) = 0;
};

}  // namespace pingyi::report
