// A page as PDF, printed by a browser.
#pragma once

#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace pingyi::cli {

// Has Chromium print the page on A4; its profile and the page live in a directory of their own, and
// it is told not to use the network. The document's times become `time`, so that they do not tell
// when it was printed. NOT_FOUND with the package's name when there is no Chromium;
// FAILED_PRECONDITION with what it said when it fails.
absl::StatusOr<std::string> PrintToPdf(const std::string& html, absl::Time time);

// PDF bytes with every creation and modification time replaced by `time`, nothing else moved.
std::string WithPdfTimes(std::string pdf, absl::Time time);

}  // namespace pingyi::cli
