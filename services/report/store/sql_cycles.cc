// Templates, cycles, the roster and the audit trail.
#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/base/status/version.h"
#include "services/report/domain/reason.h"
#include "services/report/store/cycle_guard.h"
#include "services/report/store/cycle_table.h"
#include "services/report/store/mutation.h"
#include "services/report/store/reporter_table.h"
#include "services/report/store/sql_report_store.h"
#include "services/report/store/sql_report_store_impl.h"
#include "services/report/store/template_table.h"

namespace pingyi::report {
namespace {

absl::StatusOr<Cycle> LoadCycleByName(sql::Transaction& tx, const std::string& name) {
  return LoadCycle(tx, ParseCycleName(name).value_or(""));
}

// The entries as they are stored now, in the order wanted.
absl::StatusOr<std::vector<Reporter>> LoadInOrder(sql::Transaction& tx, const std::string& cycle_id,
                                                  const std::vector<Reporter>& wanted) {
  absl::StatusOr<std::vector<Reporter>> stored = LoadReportersById(tx, cycle_id, wanted);
  if (!stored.ok()) return stored;
  std::vector<Reporter> ordered;
  ordered.reserve(wanted.size());
  for (const Reporter& reporter : wanted) {
    const auto found =
        std::lower_bound(stored->begin(), stored->end(), reporter.id,
                         [](const Reporter& a, const std::string& id) { return a.id < id; });
    if (found == stored->end() || found->id != reporter.id) return NotFound("reporter");
    ordered.push_back(*found);
  }
  return ordered;
}

// Those that are not stored yet. RESOURCE_EXISTS names every entry that is stored differently.
absl::StatusOr<std::vector<Reporter>> NewOnes(const std::vector<Reporter>& reporters,
                                              const std::vector<Reporter>& stored) {
  std::vector<Reporter> fresh;
  std::vector<FieldViolation> violations;
  for (size_t i = 0; i < reporters.size(); ++i) {
    const auto found =
        std::lower_bound(stored.begin(), stored.end(), reporters[i].id,
                         [](const Reporter& a, const std::string& id) { return a.id < id; });
    if (found == stored.end() || found->id != reporters[i].id) {
      fresh.push_back(reporters[i]);
    } else if (*found != reporters[i]) {
      violations.push_back({fmt::format("reporters[{}]", i),
                            "differs from the entry of this name that is on the roster",
                            std::string(reason::kResourceExists)});
    }
  }
  if (violations.empty()) return fresh;
  return MakeError(absl::StatusCode::kAlreadyExists,
                   "entries of these names are on the roster with other content",
                   ErrorDetails{std::string(reason::kResourceExists), std::move(violations), {}});
}

// Checks a patched cycle and saves it.
absl::StatusOr<Cycle> SavePatched(sql::Transaction& tx, const Cycle& before, Cycle after,
                                  absl::Time now) {
  if (absl::Status status = InvalidFields(CheckCycleFields(after)); !status.ok()) return status;
  if (after.template_id != before.template_id) {
    const absl::StatusOr<bool> in_use = CycleHasReports(tx, before.id);
    if (!in_use.ok()) return in_use.status();
    if (*in_use) {
      return MakeError(absl::StatusCode::kFailedPrecondition, reason::kCycleInUse,
                       "the template cannot be changed once a report exists");
    }
    if (absl::Status status = RequireTemplate(tx, after.template_id); !status.ok()) return status;
  }
  if (absl::Status status = WriteGuards(tx, before.id, CycleState::kOpen); !status.ok()) {
    return status;
  }
  return SaveCycle(tx, std::move(after), now);
}

int64_t WeightOf(const ledger::AuditEntry& entry) {
  return static_cast<int64_t>(entry.actor.size() + entry.resource.size() + entry.detail.size()) +
         kItemOverhead;
}

}  // namespace

std::unique_ptr<ReportStore> MakeSqlReportStore(sql::Database& database) {
  return std::make_unique<SqlReportStore>(database);
}

absl::StatusOr<ReportTemplate> SqlReportStore::CreateTemplate(
    const Change& change, const ReportTemplate& report_template) {
  return Mutate<ReportTemplate>(
      database_, change,
      [&](sql::Transaction& tx) -> absl::StatusOr<Outcome<ReportTemplate>> {
        ReportTemplate made = report_template;
        made.create_time = change.now;
        if (absl::Status status = InsertTemplate(tx, made); !status.ok()) return status;
        const std::string name = TemplateName(made.id);
        return Outcome<ReportTemplate>{std::move(made), name, {{"template.create", name, ""}}};
      },
      [](sql::Transaction& tx, const std::string& name) {
        return LoadTemplate(tx, ParseTemplateName(name).value_or(""));
      });
}

absl::StatusOr<ReportTemplate> SqlReportStore::GetTemplate(absl::Time deadline,
                                                           const std::string& id) {
  return ReadOnly<ReportTemplate>(database_, deadline,
                                  [&](sql::Transaction& tx) { return LoadTemplate(tx, id); });
}

absl::StatusOr<Page<ReportTemplate>> SqlReportStore::ListTemplates(absl::Time deadline,
                                                                   const std::string& after,
                                                                   PageLimit limit) {
  return ReadOnly<Page<ReportTemplate>>(
      database_, deadline, [&](sql::Transaction& tx) { return LoadTemplates(tx, after, limit); });
}

absl::StatusOr<Cycle> SqlReportStore::CreateCycle(const Change& change, const Cycle& cycle) {
  return Mutate<Cycle>(
      database_, change,
      [&](sql::Transaction& tx) -> absl::StatusOr<Outcome<Cycle>> {
        Cycle made = cycle;
        made.state = CycleState::kOpen;
        made.create_time = made.update_time = change.now;
        made.version = 1;
        if (absl::Status status = RequireTemplate(tx, made.template_id); !status.ok()) {
          return status;
        }
        if (absl::Status status = InsertCycle(tx, made); !status.ok()) return status;
        const std::string name = CycleName(made.id);
        return Outcome<Cycle>{std::move(made), name, {{"cycle.create", name, ""}}};
      },
      LoadCycleByName);
}

absl::StatusOr<Cycle> SqlReportStore::GetCycle(absl::Time deadline, const std::string& id) {
  return ReadOnly<Cycle>(database_, deadline,
                         [&](sql::Transaction& tx) { return LoadCycle(tx, id); });
}

absl::StatusOr<Page<Cycle>> SqlReportStore::ListCycles(absl::Time deadline,
                                                       std::optional<CycleState> state,
                                                       const std::string& after, PageLimit limit) {
  return ReadOnly<Page<Cycle>>(database_, deadline, [&](sql::Transaction& tx) {
    return LoadCycles(tx, state, after, limit);
  });
}

absl::StatusOr<Cycle> SqlReportStore::UpdateCycle(const Change& change, const std::string& id,
                                                  Expected expected, const CyclePatch& patch) {
  return Mutate<Cycle>(
      database_, change,
      [&](sql::Transaction& tx) -> absl::StatusOr<Outcome<Cycle>> {
        absl::StatusOr<Cycle> cycle = LoadCycle(tx, id, Lock::kUpdate);
        if (!cycle.ok()) return cycle.status();
        if (absl::Status status = RequireOpen(*cycle); !status.ok()) return status;
        if (absl::Status status = CheckVersion(expected, cycle->version); !status.ok()) {
          return status;
        }
        Cycle patched = Patched(*cycle, patch);
        const std::string name = CycleName(id);
        if (patched == *cycle) return Outcome<Cycle>{std::move(patched), name, {}};
        absl::StatusOr<Cycle> saved = SavePatched(tx, *cycle, std::move(patched), change.now);
        if (!saved.ok()) return saved.status();
        return Outcome<Cycle>{*std::move(saved), name, {{"cycle.update", name, ""}}};
      },
      LoadCycleByName);
}

absl::StatusOr<Cycle> SqlReportStore::CloseCycle(const Change& change, const std::string& id,
                                                 Expected expected) {
  return Mutate<Cycle>(
      database_, change,
      [&](sql::Transaction& tx) -> absl::StatusOr<Outcome<Cycle>> {
        absl::StatusOr<Cycle> cycle = LoadCycle(tx, id, Lock::kUpdate);
        if (!cycle.ok()) return cycle.status();
        if (absl::Status status = CheckVersion(expected, cycle->version); !status.ok()) {
          return status;
        }
        const std::string name = CycleName(id);
        if (cycle->state == CycleState::kClosed) return Outcome<Cycle>{*std::move(cycle), name, {}};
        cycle->state = CycleState::kClosed;
        if (absl::Status status = WriteGuards(tx, id, cycle->state); !status.ok()) return status;
        absl::StatusOr<Cycle> saved = SaveCycle(tx, *std::move(cycle), change.now);
        if (!saved.ok()) return saved.status();
        return Outcome<Cycle>{*std::move(saved), name, {{"cycle.close", name, ""}}};
      },
      LoadCycleByName);
}

absl::StatusOr<ReportTemplate> SqlReportStore::GetTemplateOfCycle(absl::Time deadline,
                                                                  const std::string& cycle_id) {
  return ReadOnly<ReportTemplate>(database_, deadline,
                                  [&](sql::Transaction& tx) -> absl::StatusOr<ReportTemplate> {
                                    const absl::StatusOr<Cycle> cycle = LoadCycle(tx, cycle_id);
                                    if (!cycle.ok()) return cycle.status();
                                    return LoadTemplate(tx, cycle->template_id);
                                  });
}

absl::StatusOr<std::vector<Reporter>> SqlReportStore::CreateReporters(
    const Change& change, const std::string& cycle_id, const std::vector<Reporter>& reporters) {
  using Result = std::vector<Reporter>;
  return Mutate<Result>(
      database_, change,
      [&](sql::Transaction& tx) -> absl::StatusOr<Outcome<Result>> {
        // One call at a time changes a roster: which entries are new is then as they were read, and
        // rows are inserted in whatever order the caller has them.
        absl::Status status = LoadOpenCycle(tx, cycle_id, Lock::kUpdate).status();
        if (!status.ok()) return status;
        const absl::StatusOr<Result> stored = LoadReportersById(tx, cycle_id, reporters);
        if (!stored.ok()) return stored.status();
        const absl::StatusOr<Result> fresh = NewOnes(reporters, *stored);
        if (!fresh.ok()) return fresh.status();
        if (!fresh->empty()) status = WriteGuards(tx, cycle_id, CycleState::kOpen);
        if (status.ok()) status = InsertReporters(tx, cycle_id, *fresh);
        if (!status.ok()) return status;
        Outcome<Result> outcome{reporters, CycleName(cycle_id), {}};
        for (const Reporter& reporter : *fresh) {
          outcome.notes.push_back({"reporter.create", ReporterName(cycle_id, reporter.id), ""});
        }
        return outcome;
      },
      [&](sql::Transaction& tx, const std::string&) {
        return LoadInOrder(tx, cycle_id, reporters);
      });
}

absl::StatusOr<Page<Reporter>> SqlReportStore::ListReporters(absl::Time deadline,
                                                             const std::string& cycle_id,
                                                             const std::string& unit,
                                                             const std::string& after,
                                                             PageLimit limit) {
  return ReadOnly<Page<Reporter>>(
      database_, deadline, [&](sql::Transaction& tx) -> absl::StatusOr<Page<Reporter>> {
        if (absl::Status status = LoadCycle(tx, cycle_id).status(); !status.ok()) return status;
        return LoadReporters(tx, cycle_id, unit, after, limit);
      });
}

absl::Status SqlReportStore::DeleteReporter(const Change& change, const ChildName& name) {
  struct Nothing {};
  return Mutate<Nothing>(
             database_, change,
             [&](sql::Transaction& tx) -> absl::StatusOr<Outcome<Nothing>> {
               // Nobody begins a report while the entry is looked at and removed.
               absl::Status status = LoadOpenCycle(tx, name.cycle, Lock::kUpdate).status();
               if (status.ok()) status = RemoveReporter(tx, name);
               if (status.ok()) status = WriteGuards(tx, name.cycle, CycleState::kOpen);
               if (!status.ok()) return status;
               const std::string resource = ReporterName(name.cycle, name.id);
               return Outcome<Nothing>{{}, resource, {{"reporter.delete", resource, ""}}};
             },
             [](sql::Transaction&, const std::string&) -> absl::StatusOr<Nothing> {
               return Nothing{};
             })
      .status();
}

absl::StatusOr<MissingPage> SqlReportStore::ListMissing(
    absl::Time deadline, const std::string& cycle_id, absl::Time as_of,
    const std::optional<std::pair<std::string, ReportKind>>& after, PageLimit limit) {
  return ReadOnly<MissingPage>(
      database_, deadline, [&](sql::Transaction& tx) -> absl::StatusOr<MissingPage> {
        if (absl::Status status = LoadCycle(tx, cycle_id).status(); !status.ok()) return status;
        return LoadMissing(tx, cycle_id, as_of, after, limit);
      });
}

absl::StatusOr<Page<ledger::AuditRecord>> SqlReportStore::ListAudit(
    absl::Time deadline, const ledger::AuditFilter& filter, PageLimit limit) {
  using Result = Page<ledger::AuditRecord>;
  return ReadOnly<Result>(database_, deadline, [&](sql::Transaction& tx) -> absl::StatusOr<Result> {
    PageFill fill(limit);
    absl::StatusOr<std::vector<ledger::AuditRecord>> records =
        ledger::ListAudit(tx, filter, fill.query_limit());
    if (!records.ok()) return records.status();
    Result page;
    for (ledger::AuditRecord& record : *records) {
      if (!fill.Take(WeightOf(record.entry))) break;
      page.items.push_back(std::move(record));
    }
    page.more = fill.more();
    return page;
  });
}

}  // namespace pingyi::report
