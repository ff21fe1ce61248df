#include "services/cli/call/session.h"

#include <utility>

#include <absl/time/clock.h>

#include "services/base/rpc/call_context.h"
#include "services/base/rpc/client.h"

namespace pingyi::cli {
namespace {

// More than any page a service sends.
constexpr int64_t kMaxMessageBytes = int64_t{16} << 20;

}  // namespace

Session::Session(Settings settings, IdSource& ids)
    : settings_(std::move(settings)), ids_(ids), request_ids_(settings_.request_id, ids) {}

absl::StatusOr<std::shared_ptr<grpc::Channel>> Session::ChannelTo(const std::string& service) {
  std::shared_ptr<grpc::Channel>& channel = channels_[service];
  if (channel == nullptr) {
    const config::TargetConfig target{AddressOf(service), settings_.tls_name};
    if (const std::string fault = config::TargetFault(target, settings_.transport);
        !fault.empty()) {
      return absl::InvalidArgumentError(fault);
    }
    // Every call is safe to repeat: a change carries its request_id, the others change nothing that
    // is not done already.
    auto made = rpc::MakeChannel(target, {.max_message_bytes = kMaxMessageBytes,
                                          .idempotent = {service},
                                          .tls = settings_.transport.tls});
    // Whatever is wrong stands on the command line or in the files it names.
    if (!made.ok()) return absl::InvalidArgumentError(std::string(made.status().message()));
    channel = *std::move(made);
  }
  return channel;
}

std::string Session::AddressOf(const std::string& service) const {
  const auto found = settings_.addresses.find(service);
  return found == settings_.addresses.end() ? "" : found->second;
}

std::unique_ptr<grpc::ClientContext> Session::NewContext(absl::Duration usual) const {
  rpc::CallContext call;
  call.deadline = absl::Now() + settings_.timeout.value_or(usual);
  call.actor = settings_.actor;
  call.trace = telemetry::NewTrace(ids_);
  return rpc::MakeClientContext(call);
}

}  // namespace pingyi::cli
