// Duty reports: every change loads the cycle, then the report, always in this order.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "services/base/status/error.h"
#include "services/base/status/version.h"
#include "services/report/domain/checks.h"
#include "services/report/domain/reason.h"
#include "services/report/store/cycle_table.h"
#include "services/report/store/mutation.h"
#include "services/report/store/report_table.h"
#include "services/report/store/reporter_table.h"
#include "services/report/store/revision_table.h"
#include "services/report/store/sql_report_store_impl.h"
#include "services/report/store/template_table.h"

namespace pingyi::report {
namespace {

// In a transaction that writes, where each statement may see another moment: the lock keeps a newer
// revision from coming between the report and its content.
absl::StatusOr<Report> LoadReportByName(sql::Transaction& tx, const std::string& name) {
  absl::StatusOr<StoredReport> stored =
      LoadReport(tx, ParseReportName(name).value_or(ChildName{}), Lock::kShare);
  if (!stored.ok()) return stored.status();
  return std::move(stored->report);
}

// A report that may be changed, with its cycle.
struct Open {
  Cycle cycle;
  StoredReport stored;
};

absl::StatusOr<Open> LoadForChange(sql::Transaction& tx, const ChildName& name,
                                   const std::optional<int64_t>& expected) {
  absl::StatusOr<Cycle> cycle = LoadOpenCycle(tx, name.cycle);
  if (!cycle.ok()) return cycle.status();
  absl::StatusOr<StoredReport> stored = LoadReport(tx, name, Lock::kUpdate);
  if (!stored.ok()) return stored.status();
  if (absl::Status status = CheckVersion(expected, stored->report.version); !status.ok()) {
    return status;
  }
  return Open{*std::move(cycle), *std::move(stored)};
}

// Saves the report with one more event, and gives what the change made.
absl::StatusOr<Outcome<Report>> SaveWithEvent(sql::Transaction& tx, const Change& change,
                                              StoredReport stored, Event event, Note note) {
  const ChildName name{stored.report.cycle_id, stored.report.id};
  event.number = ++stored.events;
  event.revision = stored.report.revision;
  event.time = change.now;
  event.actor = change.actor;
  if (event.kind == EventKind::kReturned || event.kind == EventKind::kAccepted) {
    stored.review_event = event.number;
  }
  note.resource = ReportName(name.cycle, name.id);
  if (absl::Status status = InsertEvent(tx, name, event); !status.ok()) return status;
  absl::StatusOr<Report> saved = SaveReport(tx, std::move(stored), change.now);
  if (!saved.ok()) return saved.status();
  return Outcome<Report>{*std::move(saved), note.resource, {note}};
}

// The roster entry of somebody who owes a report of the kind.
absl::StatusOr<Reporter> LoadOwing(sql::Transaction& tx, const NewReport& report) {
  absl::StatusOr<Reporter> reporter =
      LoadReporter(tx, {report.name.cycle, report.reporter_id}, Lock::kShare);
  if (absl::IsNotFound(reporter.status())) {
    return MakeError(absl::StatusCode::kFailedPrecondition, reason::kNotAReporter,
                     "the person is not on the cycle's roster of reporters");
  }
  if (!reporter.ok()) return reporter;
  if (std::find(reporter->kinds.begin(), reporter->kinds.end(), report.kind) ==
      reporter->kinds.end()) {
    return MakeError(absl::StatusCode::kFailedPrecondition, reason::kNotAReporter,
                     "the person does not have to file a report of this kind in this cycle");
  }
  return reporter;
}

absl::Status SaveRevision(sql::Transaction& tx, const Change& change, const Report& report) {
  Revision revision;
  revision.number = report.revision;
  revision.content = report.content;
  revision.create_time = change.now;
  revision.author = change.actor;
  return InsertRevision(tx, {report.cycle_id, report.id}, revision);
}

}  // namespace

absl::StatusOr<Report> SqlReportStore::CreateReport(const Change& change, const NewReport& report) {
  return Mutate<Report>(
      database_, change,
      [&](sql::Transaction& tx) -> absl::StatusOr<Outcome<Report>> {
        if (absl::Status status = CheckContentSize(report.content); !status.ok()) return status;
        if (absl::Status status = LoadOpenCycle(tx, report.name.cycle).status(); !status.ok()) {
          return status;
        }
        absl::StatusOr<Reporter> reporter = LoadOwing(tx, report);
        if (!reporter.ok()) return reporter.status();
        StoredReport stored;
        stored.content_bytes = WeightOf(report.content);
        Report& made = stored.report;
        made.cycle_id = report.name.cycle;
        made.id = report.name.id;
        made.reporter = *std::move(reporter);
        made.kind = report.kind;
        made.content = report.content;
        made.create_time = made.update_time = change.now;
        absl::Status status = InsertReport(tx, stored);
        if (status.ok()) status = SaveRevision(tx, change, made);
        if (!status.ok()) return status;
        const std::string name = ReportName(made.cycle_id, made.id);
        return Outcome<Report>{std::move(made), name, {{"report.create", name, ""}}};
      },
      LoadReportByName);
}

absl::StatusOr<Report> SqlReportStore::GetReport(absl::Time deadline, const ChildName& name) {
  return ReadOnly<Report>(database_, deadline, [&](sql::Transaction& tx) -> absl::StatusOr<Report> {
    absl::StatusOr<StoredReport> stored = LoadReport(tx, name);
    if (!stored.ok()) return stored.status();
    return std::move(stored->report);
  });
}

absl::StatusOr<Page<Report>> SqlReportStore::ListReports(absl::Time deadline,
                                                         const ReportFilter& filter,
                                                         const std::string& after,
                                                         PageLimit limit) {
  return ReadOnly<Page<Report>>(
      database_, deadline, [&](sql::Transaction& tx) -> absl::StatusOr<Page<Report>> {
        if (absl::Status status = LoadCycle(tx, filter.cycle_id).status(); !status.ok()) {
          return status;
        }
        return LoadReports(tx, filter, after, limit);
      });
}

absl::StatusOr<Report> SqlReportStore::UpdateReport(const Change& change, const ChildName& name,
                                                    Expected expected, const ContentPatch& patch) {
  return Mutate<Report>(
      database_, change,
      [&](sql::Transaction& tx) -> absl::StatusOr<Outcome<Report>> {
        absl::StatusOr<Open> open = LoadForChange(tx, name, expected);
        if (!open.ok()) return open.status();
        Report& report = open->stored.report;
        if (absl::Status status = Next(report.state, Action::kEdit).status(); !status.ok()) {
          return status;
        }
        Content content = Patched(report.content, patch);
        const std::string resource = ReportName(name.cycle, name.id);
        if (content == report.content) return Outcome<Report>{std::move(report), resource, {}};
        if (absl::Status status = CheckContentSize(content); !status.ok()) return status;
        report.content = std::move(content);
        ++report.revision;
        open->stored.content_bytes = WeightOf(report.content);
        if (absl::Status status = SaveRevision(tx, change, report); !status.ok()) return status;
        absl::StatusOr<Report> saved = SaveReport(tx, std::move(open->stored), change.now);
        if (!saved.ok()) return saved.status();
        Note note{"report.update", resource, fmt::format("revision {}", saved->revision)};
        return Outcome<Report>{*std::move(saved), resource, {std::move(note)}};
      },
      LoadReportByName);
}

absl::StatusOr<Report> SqlReportStore::SubmitReport(const Change& change, const ChildName& name,
                                                    Expected expected) {
  return Mutate<Report>(
      database_, change,
      [&](sql::Transaction& tx) -> absl::StatusOr<Outcome<Report>> {
        absl::StatusOr<Open> open = LoadForChange(tx, name, expected);
        if (!open.ok()) return open.status();
        StoredReport& stored = open->stored;
        absl::StatusOr<Report> submitted =
            Submitted(std::move(stored.report), open->cycle, change.now);
        if (!submitted.ok()) return submitted.status();
        stored.report = *std::move(submitted);
        const absl::StatusOr<ReportTemplate> rules = LoadTemplate(tx, open->cycle.template_id);
        if (!rules.ok()) return rules.status();
        absl::Status checked = RequireNoErrors(CheckContent(*rules, stored.report.content));
        if (!checked.ok()) return checked;
        Note note{"report.submit", "",
                  fmt::format("revision {}{}", stored.report.revision,
                              stored.report.late ? ", late" : "")};
        Event event;
        event.kind = EventKind::kSubmitted;
        return SaveWithEvent(tx, change, std::move(stored), std::move(event), std::move(note));
      },
      LoadReportByName);
}

absl::StatusOr<Report> SqlReportStore::ReviewReport(const Change& change, const ChildName& name,
                                                    Expected expected, Decision decision,
                                                    const std::string& score,
                                                    const std::string& comment) {
  return Mutate<Report>(
      database_, change,
      [&](sql::Transaction& tx) -> absl::StatusOr<Outcome<Report>> {
        absl::StatusOr<Open> open = LoadForChange(tx, name, expected);
        if (!open.ok()) return open.status();
        absl::StatusOr<Report> reviewed =
            Reviewed(std::move(open->stored.report),
                     Review{decision, score, comment, change.actor, change.now});
        if (!reviewed.ok()) return reviewed.status();
        open->stored.report = *std::move(reviewed);
        const bool accepted = decision == Decision::kAccepted;
        Event event;
        event.kind = accepted ? EventKind::kAccepted : EventKind::kReturned;
        event.score = score;
        event.remark = comment;
        // The score is a mark and marks are not for the audit trail.
        Note note{accepted ? "report.accept" : "report.return", "", comment};
        return SaveWithEvent(tx, change, std::move(open->stored), std::move(event),
                             std::move(note));
      },
      LoadReportByName);
}

absl::StatusOr<Report> SqlReportStore::WithdrawReport(const Change& change, const ChildName& name,
                                                      Expected expected,
                                                      const std::string& reason) {
  return Mutate<Report>(
      database_, change,
      [&](sql::Transaction& tx) -> absl::StatusOr<Outcome<Report>> {
        absl::StatusOr<Open> open = LoadForChange(tx, name, expected);
        if (!open.ok()) return open.status();
        absl::StatusOr<Report> withdrawn = Withdrawn(std::move(open->stored.report), change.now);
        if (!withdrawn.ok()) return withdrawn.status();
        open->stored.report = *std::move(withdrawn);
        Event event;
        event.kind = EventKind::kWithdrawn;
        event.remark = reason;
        return SaveWithEvent(tx, change, std::move(open->stored), std::move(event),
                             Note{"report.withdraw", "", reason});
      },
      LoadReportByName);
}

absl::StatusOr<Page<Revision>> SqlReportStore::ListRevisions(absl::Time deadline,
                                                             const ChildName& name, int after,
                                                             PageLimit limit) {
  return ReadOnly<Page<Revision>>(database_, deadline,
                                  [&](sql::Transaction& tx) -> absl::StatusOr<Page<Revision>> {
                                    if (absl::Status status = RequireReport(tx, name); !status.ok())
                                      return status;
                                    return LoadRevisions(tx, name, after, limit);
                                  });
}

}  // namespace pingyi::report
