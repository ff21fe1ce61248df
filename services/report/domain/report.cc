#include "services/report/domain/report.h"

#include <array>
#include <utility>

#include <fmt/format.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/report/domain/reason.h"

namespace pingyi::report {
namespace {

struct Transition {
  ReportState from;
  Action action;
  ReportState to;
};

// The whole state machine; what is not listed is refused.
constexpr std::array<Transition, 9> kTransitions = {{
    {ReportState::kDraft, Action::kEdit, ReportState::kDraft},
    {ReportState::kDraft, Action::kSubmit, ReportState::kSubmitted},
    {ReportState::kDraft, Action::kWithdraw, ReportState::kWithdrawn},
    {ReportState::kSubmitted, Action::kReturn, ReportState::kReturned},
    {ReportState::kSubmitted, Action::kAccept, ReportState::kAccepted},
    {ReportState::kSubmitted, Action::kWithdraw, ReportState::kWithdrawn},
    {ReportState::kReturned, Action::kEdit, ReportState::kReturned},
    {ReportState::kReturned, Action::kSubmit, ReportState::kSubmitted},
    {ReportState::kReturned, Action::kWithdraw, ReportState::kWithdrawn},
}};

std::string_view VerbOf(Action action) {
  switch (action) {
    case Action::kEdit:
      return "changed";
    case Action::kSubmit:
      return "submitted";
    case Action::kReturn:
      return "sent back";
    case Action::kAccept:
      return "accepted";
    case Action::kWithdraw:
      return "withdrawn";
  }
  return "changed";
}

}  // namespace

int64_t ContentBytes(const Content& content) {
  size_t bytes = 0;
  for (const Section& section : content.sections) bytes += section.key.size() + section.text.size();
  for (const Metric& metric : content.metrics) {
    bytes += metric.key.size() + metric.actual.size() + metric.note.size();
  }
  return static_cast<int64_t>(bytes);
}

absl::Status CheckContentSize(const Content& content) {
  if (ContentBytes(content) <= kMaxContentBytes) return absl::OkStatus();
  return InvalidFields(
      {{"report.sections",
        fmt::format("all texts together must not exceed {} bytes of UTF-8", kMaxContentBytes),
        std::string(reason::kLimitExceeded)}});
}

Content Patched(Content content, const ContentPatch& patch) {
  if (patch.sections) content.sections = *patch.sections;
  if (patch.metrics) content.metrics = *patch.metrics;
  return content;
}

std::string_view StateName(ReportState state) {
  switch (state) {
    case ReportState::kDraft:
      return "DRAFT";
    case ReportState::kSubmitted:
      return "SUBMITTED";
    case ReportState::kReturned:
      return "RETURNED";
    case ReportState::kAccepted:
      return "ACCEPTED";
    case ReportState::kWithdrawn:
      return "WITHDRAWN";
  }
  return "UNKNOWN";
}

absl::StatusOr<ReportState> Next(ReportState state, Action action) {
  for (const Transition& transition : kTransitions) {
    if (transition.from == state && transition.action == action) return transition.to;
  }
  return MakeError(
      absl::StatusCode::kFailedPrecondition,
      fmt::format("a report that is {} cannot be {}", StateName(state), VerbOf(action)),
      ErrorDetails{
          std::string(reason::kReportState), {}, {{"state", std::string(StateName(state))}}});
}

absl::StatusOr<Report> Submitted(Report report, const Cycle& cycle, absl::Time now) {
  absl::StatusOr<ReportState> next = Next(report.state, Action::kSubmit);
  if (!next.ok()) return next.status();
  if (absl::Status status = RequireSubmissionOpen(cycle, now); !status.ok()) return status;
  report.state = *next;
  if (!report.first_submit_time) {
    report.first_submit_time = now;
    report.late = IsLate(cycle, now);
  }
  report.submit_time = now;
  return report;
}

absl::StatusOr<Report> Reviewed(Report report, Review review) {
  const Action action = review.decision == Decision::kAccepted ? Action::kAccept : Action::kReturn;
  absl::StatusOr<ReportState> next = Next(report.state, action);
  if (!next.ok()) return next.status();
  report.state = *next;
  report.review = std::move(review);
  return report;
}

absl::StatusOr<Report> Withdrawn(Report report, absl::Time now) {
  absl::StatusOr<ReportState> next = Next(report.state, Action::kWithdraw);
  if (!next.ok()) return next.status();
  report.state = *next;
  report.withdraw_time = now;
  return report;
}

}  // namespace pingyi::report
