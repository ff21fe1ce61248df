// What the command tells scripts.
#pragma once

#include <absl/status/status.h>

namespace pingyi::cli {

// Stable; described in --help (ExitCodeHelp()).
enum class ExitCode {
  kOk = 0,
  kBadInput = 1,       // the command line, a file, or a value the service finds wrong
  kRefused = 2,        // the state of things does not allow it
  kPartlyRefused = 3,  // of many, some were refused
  kDiffers = 4,        // a comparison found a difference
  kUnavailable = 5,    // nobody answered in time; trying again may help
  kInternal = 6,       // a fault of the service or of this command
};

ExitCode ExitCodeOf(absl::StatusCode code);

// A line for each code, for --help.
const char* ExitCodeHelp();

}  // namespace pingyi::cli
