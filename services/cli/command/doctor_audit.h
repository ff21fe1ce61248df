// The audit trails, as `pingyi doctor` reads them.
#pragma once

#include <set>
#include <string>

#include <absl/status/status.h>

#include "services/cli/command/context.h"
#include "services/cli/command/doctor_report.h"

namespace pingyi::cli {

// The changes that the doctor looks for, as "round.close rounds/r1".
using AuditedChanges = std::set<std::string>;

// Reads a service's whole trail: every entry says when, who, what and on what, oldest first.
// `changes` gets those that rounds and releases must have left; `readable` tells whether all could
// be read.
absl::Status CheckAudit(Context& context, DoctorReport& report, const std::string& service,
                        AuditedChanges& changes, bool& readable);

}  // namespace pingyi::cli
