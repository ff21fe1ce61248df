// `pingyi release bundle`.
#pragma once

#include <string>

#include <absl/status/status.h>

#include "services/cli/command/context.h"

namespace pingyi::cli {

// Collects through the public methods all that the release rests on, and writes it to a new file.
absl::Status WriteBundle(Context& context, const std::string& release, const std::string& path);

}  // namespace pingyi::cli
