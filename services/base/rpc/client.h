// Channels to other services and the context of a call through them.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <grpcpp/grpcpp.h>

#include "services/base/config/transport.h"
#include "services/base/rpc/call_context.h"

namespace pingyi::rpc {

struct ChannelOptions {
  int64_t max_message_bytes = int64_t{4} << 20;
  // Methods that are safe to repeat, as "pingyi.report.v1.ReportService/GetCycle", or
  // "pingyi.report.v1.ReportService" for all of a service's: retried up to four times, when the
  // server is UNAVAILABLE and never otherwise.
  std::vector<std::string> idempotent{};
  // The own certificate and whom to believe; absent: plain text.
  std::optional<config::TlsFiles> tls{};
};

// The target is "host:port", or names several replicas: "dns:///host:port" for all addresses that
// DNS has, or "ipv4:10.0.0.1:7301,10.0.0.2:7301"; calls go to those that answer, in turn, and never
// through a proxy that the environment names. With TLS, each one's certificate must be made out to
// the name given, else to the host of the target.
// INVALID_ARGUMENT when the target is empty, a method's name is malformed, or a list of addresses
// has no name to check: gRPC itself would tell only at the first call; wrong files of `tls` are
// told as in tls.h. Make it once, in main; it connects when it is used and stays connected.
absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const config::TargetConfig& target,
                                                           const ChannelOptions& options);

// The context of a call made on behalf of `call`: its deadline, cancellation, actor and trace are
// passed on. The deadline belongs here and not into the service config, whose timeouts run out too
// early in this gRPC.
std::unique_ptr<grpc::ClientContext> MakeClientContext(const CallContext& call);

}  // namespace pingyi::rpc
