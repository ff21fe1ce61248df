// Who asks for which change, as the store wants to know it.
#pragma once

#include <string>
#include <string_view>

#include <absl/strings/ascii.h>

#include "services/appraisal/store/round_store.h"
#include "services/base/rpc/call_context.h"
#include "services/base/rpc/request.h"

namespace pingyi::appraisal {

// For a change that is harmless to repeat.
inline ChangeContext MakeChangeContext(const rpc::CallContext& call) {
  return {.actor = call.actor,
          .trace_id = call.trace.trace_id,
          .request = {},
          .deadline = call.deadline};
}

template <typename Request>
ChangeContext MakeChangeContext(const rpc::CallContext& call, std::string_view method,
                                const Request& request) {
  ChangeContext context = MakeChangeContext(call);
  if (!request.request_id().empty()) {
    // UUIDs of either case are the same.
    context.request = {.request_id = absl::AsciiStrToLower(request.request_id()),
                       .method = std::string(method),
                       .digest = rpc::RequestDigest(request)};
  }
  return context;
}

}  // namespace pingyi::appraisal
