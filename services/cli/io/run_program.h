// Running another program of the house.
#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>

namespace pingyi::cli {

struct ProgramEnd {
  int exit_code;       // 128 and the signal's number if a signal ended it, as a shell tells it
  std::string output;  // standard output and standard error as they came, at most 64 KiB of it
};

// Runs `name`, found beside this program or else on the PATH, to its end. NOT_FOUND if there is no
// such program.
absl::StatusOr<ProgramEnd> RunProgram(const std::string& name,
                                      const std::vector<std::string>& arguments);

}  // namespace pingyi::cli
