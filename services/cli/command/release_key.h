// `pingyi release keygen`.
#pragma once

#include <string>

#include <absl/status/status.h>

#include "services/cli/command/context.h"

namespace pingyi::cli {

// Writes a new private key to `path`, for its owner alone, and the public key to `path`.pub; prints
// the key's id and nothing of the key. Overwrites nothing.
absl::Status WriteNewKey(Context& context, const std::string& path);

}  // namespace pingyi::cli
