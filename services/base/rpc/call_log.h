// How every call ends: its line in the log and its status on the wire.
#pragma once

#include <string_view>

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <grpcpp/grpcpp.h>

#include "services/base/rpc/call_context.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/method.h"

namespace pingyi::rpc::internal {

// Writes the line and converts the status. A message the client must not see is in the line, with
// the incident the client is told. A secret method has a line only for a fault of the server
// (MethodInfo::secret).
grpc::Status EndCall(Kit& kit, const MethodInfo& method, const CallContext& call,
                     absl::Time started, const absl::Status& status);

// Not OK once nobody waits for the answer any more.
absl::Status StillWanted(const CallContext& call);

// The status of an exception on its way out of a handler; to be called in a catch block.
absl::Status StatusOfException();

}  // namespace pingyi::rpc::internal
