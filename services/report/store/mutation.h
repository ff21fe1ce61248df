// The one shape of a change: request id claimed, the change itself, audit, request id settled, all
// in one transaction.
//
// Where writers run side by side, what a change relies on until its commit is locked as it is read,
// by all in this order: request id, cycle, reporter, report. Changes inside a cycle share the lock
// of its row and those to it, or to its roster, have it alone.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/base/ledger/audit.h"
#include "services/base/ledger/requests.h"
#include "services/base/sql/database.h"
#include "services/base/sql/time.h"
#include "services/report/store/report_store.h"

namespace pingyi::report {

// One line for the audit trail.
struct Note {
  std::string action;    // "<noun>.<verb>"
  std::string resource;  // resource name
  std::string detail;
};

// What a change made of the database; without notes it left everything as it was.
template <typename T>
struct Outcome {
  T result;
  std::string resource;  // what a repeat of the request answers with
  std::vector<Note> notes;
};

// Appends the notes to the audit trail and settles the request.
inline absl::Status Record(sql::Transaction& tx, const Change& change, std::string_view resource,
                           const std::vector<Note>& notes) {
  const int64_t now_us = sql::ToMicros(change.now);
  std::vector<ledger::AuditEntry> entries;
  entries.reserve(notes.size());
  for (const Note& note : notes) {
    entries.push_back({.time_us = now_us,
                       .actor = change.actor,
                       .trace_id = change.trace_id,
                       .action = note.action,
                       .resource = note.resource,
                       .detail = note.detail});
  }
  if (!entries.empty()) {
    if (absl::Status status = ledger::AppendAudit(tx, entries); !status.ok()) return status;
  }
  return ledger::SettleRequest(tx, change.request, resource);
}

// Runs `apply(tx) -> absl::StatusOr<Outcome<T>>`; a request that was carried out before is answered
// by `load(tx, resource) -> absl::StatusOr<T>` instead.
template <typename T, typename Apply, typename Load>
absl::StatusOr<T> Mutate(sql::Database& database, const Change& change, Apply apply, Load load) {
  std::optional<T> result;
  const absl::Status status =
      database.Write(change.deadline, [&](sql::Transaction& tx) -> absl::Status {
        result.reset();
        const absl::StatusOr<std::optional<std::string>> earlier =
            ledger::ClaimRequest(tx, change.request, sql::ToMicros(change.now));
        if (!earlier.ok()) return earlier.status();
        if (earlier->has_value()) {
          absl::StatusOr<T> loaded = load(tx, **earlier);
          if (!loaded.ok()) return loaded.status();
          result = *std::move(loaded);
          return absl::OkStatus();
        }
        absl::StatusOr<Outcome<T>> outcome = apply(tx);
        if (!outcome.ok()) return outcome.status();
        result = std::move(outcome->result);
        return Record(tx, change, outcome->resource, outcome->notes);
      });
  if (!status.ok()) return status;
  return *std::move(result);
}

// Runs `read(tx) -> absl::StatusOr<T>` on one snapshot.
template <typename T, typename Reader>
absl::StatusOr<T> ReadOnly(sql::Database& database, absl::Time deadline, Reader read) {
  std::optional<T> result;
  const absl::Status status = database.Read(deadline, [&](sql::Transaction& tx) -> absl::Status {
    result.reset();
    absl::StatusOr<T> loaded = read(tx);
    if (!loaded.ok()) return loaded.status();
    result = *std::move(loaded);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return *std::move(result);
}

}  // namespace pingyi::report
