// The whole command, from arguments to exit code.
#pragma once

#include <string>
#include <vector>

#include "services/cli/command/context.h"

namespace pingyi::cli {

// Runs one command line (without the program's name) and returns the exit code for the process.
int RunCommand(const std::vector<std::string>& arguments, const Streams& streams);

}  // namespace pingyi::cli
