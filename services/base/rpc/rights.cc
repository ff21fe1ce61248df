#include "services/base/rpc/rights.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"

namespace pingyi::rpc {

std::vector<std::string> CallerNames(const grpc::CallbackServerContext& server) {
  std::vector<std::string> names;
  const auto peer = server.auth_context();
  if (peer == nullptr || !peer->IsPeerAuthenticated()) return names;
  for (const grpc::string_ref& name : peer->GetPeerIdentity()) {
    names.emplace_back(name.data(), name.size());
  }
  return names;
}

absl::Status CheckRight(const Kit& kit, const MethodInfo& method,
                        const grpc::CallbackServerContext& server) {
  if (!kit.rights()) return absl::OkStatus();
  const std::string_view name = method.name.substr(method.name.find('.') + 1);
  const auto permitted = kit.rights()->find(name);
  if (permitted != kit.rights()->end() &&
      std::ranges::any_of(CallerNames(server), [&](const std::string& caller) {
        return permitted->second.contains(caller);
      })) {
    return absl::OkStatus();
  }
  return MakeError(
      absl::StatusCode::kPermissionDenied, reason::kCallerNotPermitted,
      fmt::format("no name in the caller's certificate has the right to call {}", method.name));
}

}  // namespace pingyi::rpc
