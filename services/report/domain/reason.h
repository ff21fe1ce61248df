// The reasons that only the report service answers with; each is listed, with its meaning, in
// pingyi.common.v1.ErrorReason.
#pragma once

#include <string_view>

namespace pingyi::reason {

// FAILED_PRECONDITION.
inline constexpr std::string_view kCycleClosed = "CYCLE_CLOSED";
inline constexpr std::string_view kReportState = "REPORT_STATE";
inline constexpr std::string_view kReportCheckFailed = "REPORT_CHECK_FAILED";
inline constexpr std::string_view kNotAReporter = "NOT_A_REPORTER";
inline constexpr std::string_view kSubmissionClosed = "SUBMISSION_CLOSED";
inline constexpr std::string_view kReporterHasReport = "REPORTER_HAS_REPORT";
inline constexpr std::string_view kCycleInUse = "CYCLE_IN_USE";

// ALREADY_EXISTS.
inline constexpr std::string_view kReportExists = "REPORT_EXISTS";

}  // namespace pingyi::reason
