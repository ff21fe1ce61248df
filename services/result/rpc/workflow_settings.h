// What the configuration says about committee, publicity and objections.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/status.h>

#include "services/result/domain/working_days.h"

namespace pingyi::result {

struct WorkflowSettings {
  // Who may preview, decide grades and answer objections, by the name callers give; empty: nobody.
  std::vector<std::string> leadership = {};
  int32_t min_publicity_days = 5;  // working days
  int32_t answer_days = 10;        // within which an objection is to be answered
  DayKind answer_day_kind = DayKind::kWorking;

  // OK for who is listed; else PERMISSION_DENIED ACTOR_NOT_PERMITTED.
  absl::Status CheckLeadership(const std::string& actor) const;
};

}  // namespace pingyi::result
