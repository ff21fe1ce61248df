// The checks a report must pass before it is submitted, and what they find.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>

#include "services/report/domain/cycle.h"
#include "services/report/domain/report.h"

namespace pingyi::report {

// The numbers of both equal those of the contract.
enum class Severity { kError = 1, kWarning = 2 };
enum class FindingKind {
  kSectionMissing = 1,
  kTooShort = 2,
  kTooLong = 3,
  kUnknownKey = 4,
  kMetricMissing = 5,
  kMetricNotANumber = 6,
  kPlaceholder = 7,
  kAdvertisement = 8,
  kNumberingGap = 9,
  kMixedPunctuation = 10,
  kDuplicateKey = 11,
};

struct Finding {
  Severity severity = Severity::kError;
  FindingKind kind = FindingKind::kSectionMissing;
  std::string key;
  int position = 0;  // in code points of the section's text; 0 where it concerns the whole
  int length = 0;    // 0 where it concerns the whole
  std::string message_en;
  std::string message_zh;
  std::string excerpt = {};  // empty where it concerns the whole

  bool operator==(const Finding&) const = default;
};

// An error refuses the submission; a warning asks somebody to look.
Severity SeverityOf(FindingKind kind);

// The kind as the contract names it, without its prefix, e.g. "TOO_SHORT".
std::string_view KindName(FindingKind kind);

// Everything missing or suspicious in the content: first the template's sections in their order and
// by position in each, then its metrics, then keys the template does not have. At most 20 findings
// of one kind in one text. Takes time in proportion to the content.
std::vector<Finding> CheckContent(const ReportTemplate& report_template, const Content& content);

bool HasErrors(const std::vector<Finding>& findings);

// FAILED_PRECONDITION REPORT_CHECK_FAILED with one violation for each error finding; OK when there
// is no error.
absl::Status RequireNoErrors(const std::vector<Finding>& findings);

}  // namespace pingyi::report
