// What the result service keeps of committee decisions, calendars, publicity periods and
// objections, as its store hands it out. Ids are the last segments of resource names.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <absl/time/time.h>

#include "services/result/domain/working_days.h"

namespace pingyi::result {

struct CalendarKey {
  std::string calendar = {};
  int64_t version = 0;

  bool operator==(const CalendarKey&) const = default;
};

// A version of a calendar. The days are opaque to the store and never change.
struct CalendarVersion {
  std::string calendar = {};
  int64_t version = 0;  // from 1 within the calendar
  std::string digest = {};
  std::string display_name = {};
  std::string days = {};  // serialised
  absl::Time create_time = {};
};

// Not stored: what became of a decision is told by what came after it.
enum class DecisionState { kInForce = 1, kSuperseded = 2, kWithdrawn = 3 };

struct DecisionKey {
  std::string round = {};
  std::string run = {};
  int64_t number = 0;  // from 1 within the run
};

// A grade that the committee set.
struct GradeDecision {
  DecisionKey key = {};
  std::string subject = {};
  std::string grade = {};
  std::string grade_title = {};
  std::string computed_grade = {};
  std::string reason = {};
  std::string decider = {};
  std::string recorder = {};
  absl::Time create_time = {};
  DecisionState state = DecisionState::kInForce;
  std::string withdraw_reason = {};
  std::string withdrawer = {};
  std::optional<absl::Time> withdraw_time = {};
};

// A release's publicity period.
struct Publicity {
  CalendarKey calendar = {};
  std::string calendar_digest = {};
  int32_t working_days = 0;
  std::string start_date = {};
  std::string end_date = {};
  absl::Time end = {};  // when the last day is over
  int32_t answer_days = 0;
  DayKind answer_day_kind = DayKind::kWorking;
};

struct ObjectionKey {
  std::string round = {};
  int64_t release = 0;
  int64_t number = 0;  // from 1 within the release
};

// Stored as numbers: a value never changes its meaning.
enum class ObjectionState { kOpen = 1, kRejected = 2, kUpheld = 3 };

struct Objection {
  ObjectionKey key = {};
  std::string subject = {};
  std::string text = {};
  std::string objector = {};
  std::string filer = {};
  absl::Time file_time = {};
  std::string due_date = {};
  absl::Time due = {};  // when that day is over
  ObjectionState state = ObjectionState::kOpen;
  std::string answer = {};
  std::string answerer = {};
  std::optional<absl::Time> answer_time = {};
  std::string digest = {};  // empty while it is open
  int64_t settled_by = 0;   // number of the release; 0: none
};

// An objection that a release settles.
struct SettledObjection {
  ObjectionKey key = {};
  std::string digest = {};
};

struct ObjectionFilter {
  std::string round = {};
  int64_t release = 0;  // 0: to all releases of the round
  std::optional<ObjectionState> state = {};
  std::optional<absl::Time> overdue_at = {};  // only those that are overdue at this time
};

}  // namespace pingyi::result
