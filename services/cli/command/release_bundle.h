// `pingyi release bundle`.
#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "pingyi/bundle/v1/bundle.pb.h"
#include "services/cli/command/context.h"

namespace pingyi::cli {

// Collects through the public methods all that the release rests on.
absl::StatusOr<bundle::v1::ReleaseBundle> CollectBundle(Context& context,
                                                        const std::string& release);

// The same, written to a new file.
// FAILED_PRECONDITION BUNDLE_DISCLOSES if the results suppress something, for then the tally in the
// bundle would tell it – unless it is asked for as `confidential`, for the auditor.
absl::Status WriteBundle(Context& context, const std::string& release, const std::string& path,
                         bool confidential);

}  // namespace pingyi::cli
