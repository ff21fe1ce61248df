// The figures of components for a bundle.
#pragma once

#include <absl/status/status.h>

#include "pingyi/bundle/v1/bundle.pb.h"
#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/call/client.h"

namespace pingyi::cli {

// Adds what was recorded for the bundle's round, if its policy has components.
absl::Status AddComponentFigures(const Client<result::v1::ResultService>& client,
                                 bundle::v1::ReleaseBundle& bundle);

}  // namespace pingyi::cli
