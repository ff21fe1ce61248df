// pingyi result board.
#pragma once

#include <string>

#include <absl/status/status.h>

#include "services/cli/command/context.h"

namespace pingyi::cli {

// Prints the leaderboards of a run or release, or the one of this key if it is not empty.
absl::Status PrintBoards(Context& context, const std::string& source, const std::string& board);

}  // namespace pingyi::cli
