// What a request leaves behind in the store, so that its repetition is known.
#pragma once

#include <string>
#include <string_view>

#include <absl/strings/ascii.h>

#include "services/base/clock/clock.h"
#include "services/base/ledger/requests.h"
#include "services/base/rpc/call_context.h"
#include "services/base/rpc/request.h"
#include "services/result/store/records.h"

namespace pingyi::result {

// Empty if the request has no id.
template <typename Request>
ledger::RequestKey KeyOf(const Request& request, std::string_view method) {
  if (request.request_id().empty()) return {};
  // UUIDs of either case are the same.
  return {.request_id = absl::AsciiStrToLower(request.request_id()),
          .method = std::string(method),
          .digest = rpc::RequestDigest(request)};
}

// The change that a call makes now.
inline Change ChangeBy(const Clock& clock, const rpc::CallContext& call,
                       ledger::RequestKey request = {}) {
  return {.now = clock.Now(),
          .actor = call.actor,
          .trace_id = call.trace.trace_id,
          .request = std::move(request)};
}

}  // namespace pingyi::result
