// Evaluation cycles, what a report in them must contain, and who must file. Pure rules: no clock,
// no storage.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "services/base/status/error.h"

namespace pingyi::report {

// A section that a report has. Characters are code points other than white space.
struct SectionSpec {
  std::string key;
  std::string title;
  bool required = false;
  int min_characters = 0;  // 0: no lower limit
  int max_characters = 0;  // 0: no upper limit

  bool operator==(const SectionSpec&) const = default;
};

// A figure that a report gives.
struct MetricSpec {
  std::string key;
  std::string title;
  std::string unit;
  std::string target;  // a decimal, or empty for none
  bool required = false;

  bool operator==(const MetricSpec&) const = default;
};

// What a report must contain. Never changes once it is created.
struct ReportTemplate {
  std::string id;
  std::string display_name;
  std::vector<SectionSpec> sections;
  std::vector<MetricSpec> metrics;
  absl::Time create_time;

  bool operator==(const ReportTemplate&) const = default;
};

// The numbers are stored and equal those of the contract.
enum class CycleState { kOpen = 1, kClosed = 2 };

struct Cycle {
  std::string id;
  std::string display_name;
  std::string period_start;  // YYYY-MM-DD
  std::string period_end;    // YYYY-MM-DD
  std::string template_id;
  absl::Time due_time;
  std::optional<absl::Time> late_submission_end_time;
  CycleState state = CycleState::kOpen;
  absl::Time create_time;
  absl::Time update_time;
  int64_t version = 1;  // what the etag is made of; every change raises it

  bool operator==(const Cycle&) const = default;
};

// What UpdateCycle changes; absent fields stay as they are.
struct CyclePatch {
  std::optional<std::string> display_name;
  std::optional<std::string> period_start;
  std::optional<std::string> period_end;
  std::optional<std::string> template_id;
  std::optional<absl::Time> due_time;
  std::optional<std::optional<absl::Time>> late_submission_end_time;  // an inner nullopt clears it
};

// Kinds of duty report. The numbers are stored and equal those of the contract.
enum class ReportKind { kDuty = 1, kIntegrity = 2, kResponsibility = 3, kPartyBuilding = 4 };

// A person who must file in a cycle.
struct Reporter {
  std::string id;
  std::string display_name;
  std::string unit;
  std::string subject_type;
  std::vector<ReportKind> kinds;  // ascending, each once

  bool operator==(const Reporter&) const = default;
};

// Whether the text is a day of the calendar as YYYY-MM-DD. Such texts compare like the days.
bool IsDate(std::string_view text);

// The rules between the fields of a cycle; field paths begin with "cycle.". Empty when all hold.
std::vector<FieldViolation> CheckCycleFields(const Cycle& cycle);

// The cycle with the patch applied; version and times stay.
Cycle Patched(Cycle cycle, const CyclePatch& patch);

// FAILED_PRECONDITION CYCLE_CLOSED unless the cycle is open: nothing in a closed one changes.
absl::Status RequireOpen(const Cycle& cycle);

// FAILED_PRECONDITION SUBMISSION_CLOSED after the time until which late reports are taken.
absl::Status RequireSubmissionOpen(const Cycle& cycle, absl::Time now);

// Whether a first submission at `time` is late. The due time itself is in time.
bool IsLate(const Cycle& cycle, absl::Time time);

}  // namespace pingyi::report
