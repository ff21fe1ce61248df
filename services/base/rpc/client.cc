#include "services/base/rpc/client.h"

#include <fmt/format.h>
#include <grpcpp/support/validate_service_config.h>

#include "services/base/rpc/keepalive.h"
#include "services/base/rpc/tls.h"

namespace pingyi::rpc {
namespace {

// The proto names and nothing that could break out of the JSON they are put into.
bool IsName(std::string_view name) {
  return !name.empty() && name.find_first_not_of(
                              "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                              "0123456789._") == std::string_view::npos;
}

absl::StatusOr<std::string> NameEntry(std::string_view method) {
  const size_t slash = method.find('/');
  const std::string_view service = method.substr(0, slash);
  const bool whole = slash == std::string_view::npos;
  const std::string_view name = whole ? std::string_view() : method.substr(slash + 1);
  if (!IsName(service) || (!whole && !IsName(name))) {
    return absl::InvalidArgumentError(fmt::format("\"{}\" is not the name of a method", method));
  }
  if (whole) return fmt::format(R"({{"service":"{}"}})", service);
  return fmt::format(R"({{"service":"{}","method":"{}"}})", service, name);
}

// The policy that repeats the methods named when the server is UNAVAILABLE; "" if none is.
absl::StatusOr<std::string> RetryPolicy(const std::vector<std::string>& idempotent) {
  if (idempotent.empty()) return "";
  std::string names;
  for (const std::string& method : idempotent) {
    absl::StatusOr<std::string> entry = NameEntry(method);
    if (!entry.ok()) return entry.status();
    if (!names.empty()) names += ',';
    names += *entry;
  }
  return fmt::format(R"(,"methodConfig":[{{"name":[{}],"retryPolicy":{{)"
                     R"("maxAttempts":4,"initialBackoff":"0.1s","maxBackoff":"1s",)"
                     R"("backoffMultiplier":2,"retryableStatusCodes":["UNAVAILABLE"]}}}}])",
                     names);
}

// Calls go to the addresses of the target in turn: the first one alone, which is gRPC's default,
// would leave replicas idle.
absl::StatusOr<std::string> ServiceConfig(const ChannelOptions& options) {
  const absl::StatusOr<std::string> retry = RetryPolicy(options.idempotent);
  if (!retry.ok()) return retry.status();
  std::string config =
      fmt::format(R"({{"loadBalancingConfig":[{{"round_robin":{{}}}}]{}}})", *retry);
  const std::string error = grpc::experimental::ValidateServiceConfigJSON(config);
  if (!error.empty()) return absl::InvalidArgumentError(error);
  return config;
}

absl::StatusOr<std::shared_ptr<grpc::ChannelCredentials>> CredentialsOf(
    const ChannelOptions& options) {
  if (options.tls) return MakeTlsChannelCredentials(*options.tls);
  return grpc::InsecureChannelCredentials();
}

}  // namespace

absl::StatusOr<std::shared_ptr<grpc::Channel>> MakeChannel(const config::TargetConfig& target,
                                                           const ChannelOptions& options) {
  if (target.target.empty()) return absl::InvalidArgumentError("the target of a channel is empty");
  const std::string fault = config::NameFault(target, {.tls = options.tls});
  if (!fault.empty()) {
    return absl::InvalidArgumentError(fmt::format("the name of {} {}", target.target, fault));
  }
  const auto credentials = CredentialsOf(options);
  if (!credentials.ok()) return credentials.status();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(static_cast<int>(options.max_message_bytes));
  arguments.SetMaxSendMessageSize(static_cast<int>(options.max_message_bytes));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, kClientPingMillis);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, kClientPingTimeoutMillis);
  // gRPC would hand even what is meant for this machine to the proxy that `http_proxy` names.
  arguments.SetInt(GRPC_ARG_ENABLE_HTTP_PROXY, 0);
  const absl::StatusOr<std::string> config = ServiceConfig(options);
  if (!config.ok()) return config.status();
  arguments.SetServiceConfigJSON(*config);
  // It is what TLS checks the certificates against.
  if (!target.name.empty()) arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, target.name);
  return grpc::CreateCustomChannel(target.target, *credentials, arguments);
}

std::unique_ptr<grpc::ClientContext> MakeClientContext(const CallContext& call) {
  auto context = call.server != nullptr
                     ? grpc::ClientContext::FromCallbackServerContext(*call.server)
                     : std::make_unique<grpc::ClientContext>();
  if (call.deadline != absl::InfiniteFuture()) {
    context->set_deadline(absl::ToChronoTime(call.deadline));
  }
  context->AddMetadata(kActorKey, PercentEncode(call.actor));
  if (!call.trace.trace_id.empty()) {
    context->AddMetadata(kTraceparentKey, telemetry::FormatTraceparent(call.trace));
  }
  return context;
}

}  // namespace pingyi::rpc
