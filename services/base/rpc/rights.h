// Whether whoever calls may call the method (config/rights.h).
#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <grpcpp/grpcpp.h>

#include "services/base/rpc/kit.h"
#include "services/base/rpc/method.h"

namespace pingyi::rpc {

// The names in the caller's certificate, which has been verified: its alternative names (RFC 5280,
// 4.2.1.6) as gRPC writes them, or the common name where there are none. Empty without TLS.
std::vector<std::string> CallerNames(const grpc::CallbackServerContext& server);

// OK if the kit's rights give one of these names the method, or if the kit has none. Else
// PERMISSION_DENIED with reason CALLER_NOT_PERMITTED.
absl::Status CheckRight(const Kit& kit, const MethodInfo& method,
                        const grpc::CallbackServerContext& server);

}  // namespace pingyi::rpc
