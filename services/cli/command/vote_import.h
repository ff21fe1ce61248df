// Bulk entry of paper ballots.
#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>

#include "services/cli/command/context.h"

namespace pingyi::cli {

struct ImportFiles {
  std::string ballots;
  std::vector<std::string> credentials;
  std::string errors_out;  // empty: to standard error
};

// Reads the files, deals the credentials out and casts the ballots, several batches at once.
// Nothing is sent before both files have been understood as a whole. Refused ballots are reported
// one a line and make the exit code kPartlyRefused. Running it again with the same files casts what
// is missing and counts nothing twice (see bulk_request_id.h and credential_pool.h).
absl::Status ImportBallots(Context& context, const std::string& round, const ImportFiles& files);

}  // namespace pingyi::cli
