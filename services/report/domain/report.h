// Duty reports: their content, their states and what may be done in each.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/report/domain/cycle.h"

namespace pingyi::report {

struct Section {
  std::string key;
  std::string text;

  bool operator==(const Section&) const = default;
};

struct Metric {
  std::string key;
  std::string actual;
  std::string note;

  bool operator==(const Metric&) const = default;
};

struct Content {
  std::vector<Section> sections;
  std::vector<Metric> metrics;

  bool operator==(const Content&) const = default;
};

// What UpdateReport changes; an absent list stays as it is.
struct ContentPatch {
  std::optional<std::vector<Section>> sections;
  std::optional<std::vector<Metric>> metrics;
};

// All keys and texts of one report together hold at most this many bytes, so that a report fits
// into one message with room to spare.
inline constexpr int64_t kMaxContentBytes = 3'000'000;

// The bytes that count towards kMaxContentBytes.
int64_t ContentBytes(const Content& content);

// INVALID_ARGUMENT LIMIT_EXCEEDED when the content is larger than kMaxContentBytes.
absl::Status CheckContentSize(const Content& content);

Content Patched(Content content, const ContentPatch& patch);

// The numbers are stored and equal those of the contract.
enum class ReportState { kDraft = 1, kSubmitted = 2, kReturned = 3, kAccepted = 4, kWithdrawn = 5 };
enum class Decision { kReturned = 1, kAccepted = 2 };

// A decision on a submitted report.
struct Review {
  Decision decision = Decision::kReturned;
  std::string score;  // empty when sent back
  std::string comment;
  std::string reviewer;
  absl::Time time;

  bool operator==(const Review&) const = default;
};

struct Report {
  std::string cycle_id;
  std::string id;
  Reporter reporter;
  ReportKind kind = ReportKind::kDuty;
  Content content;  // empty where only the outline was asked for
  ReportState state = ReportState::kDraft;
  int revision = 1;
  std::optional<absl::Time> first_submit_time;
  std::optional<absl::Time> submit_time;
  std::optional<absl::Time> withdraw_time;
  bool late = false;
  std::optional<Review> review;
  absl::Time create_time;
  absl::Time update_time;
  int64_t version = 1;  // what the etag is made of; every change raises it

  bool operator==(const Report&) const = default;
};

// The content as it was saved once, with what became of it.
struct Revision {
  int number = 1;
  Content content;
  absl::Time create_time;
  std::string author;
  std::optional<absl::Time> submit_time;
  std::optional<Review> review;

  bool operator==(const Revision&) const = default;
};

// What can be done to a report.
enum class Action { kEdit, kSubmit, kReturn, kAccept, kWithdraw };

std::string_view StateName(ReportState state);

// The state after the action. FAILED_PRECONDITION REPORT_STATE, with the present state in the
// metadata "state", when the action is not allowed in it.
absl::StatusOr<ReportState> Next(ReportState state, Action action);

// The report as it is submitted at `now`: state, times and lateness. Lateness is decided once, at
// the first submission, by the due time of that moment.
absl::StatusOr<Report> Submitted(Report report, const Cycle& cycle, absl::Time now);

// The report with a decision on it: sent back or accepted.
absl::StatusOr<Report> Reviewed(Report report, Review review);

// The report taken back at `now`.
absl::StatusOr<Report> Withdrawn(Report report, absl::Time now);

}  // namespace pingyi::report
