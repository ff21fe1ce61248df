#include "services/report/domain/cycle.h"

#include <algorithm>

#include <absl/time/civil_time.h>

#include "services/base/status/reason.h"
#include "services/report/domain/reason.h"

namespace pingyi::report {

bool IsDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  const auto number = [&](size_t from, size_t count) {
    int value = 0;
    for (const char c : text.substr(from, count)) {
      if (c < '0' || c > '9') return -1;
      value = value * 10 + (c - '0');
    }
    return value;
  };
  const int year = number(0, 4);
  const int month = number(5, 2);
  const int day = number(8, 2);
  if (year < 1 || month < 1 || day < 1) return false;
  // A civil day normalises 30 February to March, so it only keeps what the calendar has.
  const absl::CivilDay civil(year, month, day);
  return civil.month() == month && civil.day() == day;
}

std::vector<FieldViolation> CheckCycleFields(const Cycle& cycle) {
  std::vector<FieldViolation> violations;
  if (cycle.period_end < cycle.period_start) {
    violations.push_back({"cycle.period_end", "must not be before period_start",
                          std::string(reason::kInvalidField)});
  }
  if (cycle.late_submission_end_time && *cycle.late_submission_end_time < cycle.due_time) {
    violations.push_back({"cycle.late_submission_end_time", "must not be before due_time",
                          std::string(reason::kInvalidField)});
  }
  return violations;
}

Cycle Patched(Cycle cycle, const CyclePatch& patch) {
  if (patch.display_name) cycle.display_name = *patch.display_name;
  if (patch.period_start) cycle.period_start = *patch.period_start;
  if (patch.period_end) cycle.period_end = *patch.period_end;
  if (patch.template_id) cycle.template_id = *patch.template_id;
  if (patch.due_time) cycle.due_time = *patch.due_time;
  if (patch.late_submission_end_time) {
    cycle.late_submission_end_time = *patch.late_submission_end_time;
  }
  return cycle;
}

absl::Status RequireOpen(const Cycle& cycle) {
  if (cycle.state == CycleState::kOpen) return absl::OkStatus();
  return MakeError(absl::StatusCode::kFailedPrecondition, reason::kCycleClosed,
                   "the cycle is closed: nothing in it changes any more");
}

absl::Status RequireSubmissionOpen(const Cycle& cycle, absl::Time now) {
  if (!cycle.late_submission_end_time || now <= *cycle.late_submission_end_time) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kFailedPrecondition, reason::kSubmissionClosed,
                   "the time until which late reports are taken has passed");
}

bool IsLate(const Cycle& cycle, absl::Time time) { return time > cycle.due_time; }

}  // namespace pingyi::report
