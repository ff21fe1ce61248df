// Errors for people.
#pragma once

#include <string>

#include <absl/status/status.h>

namespace pingyi::cli {

// "pingyi: <what>: <message> [<REASON>]" and each violation and fact on a line of its own,
// indented.
std::string ErrorText(const std::string& what, const absl::Status& status);

// The reason of an error, else the name of its code: what a report in CSV tells.
std::string ReasonOf(const absl::Status& status);

}  // namespace pingyi::cli
