// What keeps a cycle's changes apart where locks are those of one node.
//
// A cluster whose nodes compare what transactions have written, and nothing else, would commit a
// change inside a cycle on one node beside its closing on another: they write different rows. So
// each change inside a cycle writes one of the cycle's guard rows as well, and whatever needs the
// cycle for itself writes them all: only one of the two can be committed without seeing the other.
// Several rows, so that reports seldom wait for each other.
#pragma once

#include <string>

#include <absl/status/status.h>

#include "services/base/sql/transaction.h"
#include "services/report/domain/cycle.h"

namespace pingyi::report {

// Goes with every change of a report, under the shared lock of its cycle, which is open.
absl::Status WriteGuard(sql::Transaction& tx, const std::string& cycle_id,
                        const std::string& report_id);

// Goes with every change to a cycle or its roster, under the lock of the cycle, which was open.
// `after` is the cycle's state from then on; once it is closed, every later change is INTERNAL,
// which the cycle's own state has refused before.
absl::Status WriteGuards(sql::Transaction& tx, const std::string& cycle_id, CycleState after);

}  // namespace pingyi::report
