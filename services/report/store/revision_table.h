// Revisions of reports and what became of them: both only ever grow.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/base/sql/transaction.h"
#include "services/report/store/report_store.h"

namespace pingyi::report {

// What became of a report. The numbers are stored.
enum class EventKind { kSubmitted = 1, kReturned = 2, kAccepted = 3, kWithdrawn = 4 };

struct Event {
  int64_t number = 1;  // counts the report's events
  int revision = 1;    // the newest revision then
  EventKind kind = EventKind::kSubmitted;
  absl::Time time;
  std::string actor;
  std::string score;
  std::string remark;
};

// What content weighs in a message.
int64_t WeightOf(const Content& content);

absl::Status InsertRevision(sql::Transaction& tx, const ChildName& report,
                            const Revision& revision);

absl::Status InsertEvent(sql::Transaction& tx, const ChildName& report, const Event& event);

// Reads the newest content of every report: they are of one cycle and sorted by id.
absl::Status FillContent(sql::Transaction& tx, std::vector<Report>& reports);

absl::StatusOr<Page<Revision>> LoadRevisions(sql::Transaction& tx, const ChildName& report,
                                             int after, PageLimit limit);

}  // namespace pingyi::report
