#include "services/base/rpc/server.h"

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include <absl/time/clock.h>
#include <fmt/format.h>
#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>

#include "services/base/rpc/keepalive.h"
#include "services/base/rpc/tls.h"
#include "services/base/rpc/watchdog.h"
#include "services/base/status/error.h"
#include "services/base/telemetry/log.h"

namespace pingyi::rpc {
namespace {

constexpr int kStuckExitCode = 70;

// What a server has beyond its services; both are switches of the process, set before the first
// server is built.
void EnableHealthAndReflection() {
  static std::once_flag once;
  std::call_once(once, [] {
    grpc::EnableDefaultHealthCheckService(true);
    grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  });
}

void SetLimits(grpc::ServerBuilder& builder, const ServerOptions& options) {
  const int bytes = static_cast<int>(options.max_message_bytes);
  builder.SetMaxReceiveMessageSize(bytes);
  builder.SetMaxSendMessageSize(bytes);
  // Without this a second server on the port starts, and takes half of the calls.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
                             kServerMinPingMillis);
}

absl::StatusOr<std::shared_ptr<grpc::ServerCredentials>> CredentialsOf(
    const ServerOptions& options) {
  if (options.tls) return MakeTlsServerCredentials(*options.tls);
  return grpc::InsecureServerCredentials();
}

// The listen address with the port that was bound.
std::string BoundAddress(const std::string& listen, int port) {
  const size_t colon = listen.rfind(':');
  if (colon == std::string::npos || listen.rfind("unix:", 0) == 0) return listen;
  return fmt::format("{}:{}", listen.substr(0, colon), port);
}

// Whole or not at all, for a reader that waits for the file to appear.
absl::Status WritePortFile(const std::string& path, int port) {
  const std::string draft = path + ".new";
  {
    std::ofstream file(draft, std::ios::trunc);
    file << port << '\n';
    if (!file.flush()) return absl::UnavailableError(fmt::format("cannot write {}", draft));
  }
  std::error_code error;
  std::filesystem::rename(draft, path, error);
  if (error)
    return absl::UnavailableError(fmt::format("cannot write {}: {}", path, error.message()));
  return absl::OkStatus();
}

[[noreturn]] void EndStuckProcess() {
  telemetry::Log(telemetry::Level::kError,
                 "drain does not end: a handler is stuck; the process is ended");
  // The stuck handler holds what destructors would wait for.
  _exit(kStuckExitCode);
}

}  // namespace

struct Server::State {
  State(const ServerOptions& server_options, Kit& server_kit)
      : options(server_options), kit(server_kit) {}

  const ServerOptions options;
  Kit& kit;
  int port = 0;
  std::string address;
  bool drained = false;
  std::unique_ptr<grpc::Server> server;
  std::optional<HealthMonitor> health;  // ends before the server
};

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const ServerOptions& options, Kit& kit,
                                                      const std::vector<Served>& services,
                                                      HealthCheck check) {
  EnableHealthAndReflection();
  const auto credentials = CredentialsOf(options);
  if (!credentials.ok()) return credentials.status();
  auto state = std::make_unique<State>(options, kit);
  grpc::ServerBuilder builder;
  SetLimits(builder, options);
  builder.AddListeningPort(options.listen, *credentials, &state->port);
  std::vector<std::string> names;
  for (const Served& served : services) {
    builder.RegisterService(served.service);
    names.push_back(served.name);
  }
  state->server = builder.BuildAndStart();
  if (state->server == nullptr || state->port == 0) {
    return absl::UnavailableError(
        fmt::format("cannot listen on {}: the port is taken or the address is not this machine's",
                    options.listen));
  }
  state->address = BoundAddress(options.listen, state->port);
  state->health.emplace(*state->server->GetHealthCheckService(), std::move(names), std::move(check),
                        options.health_interval);
  std::unique_ptr<Server> server(new Server(std::move(state)));
  if (!options.port_file.empty()) {
    const absl::Status written = WritePortFile(options.port_file, server->port());
    if (!written.ok()) return written;
  }
  return server;
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() { Drain(); }

int Server::port() const { return state_->port; }

const std::string& Server::address() const { return state_->address; }

void Server::Drain() {
  if (std::exchange(state_->drained, true)) return;
  const ServerOptions& options = state_->options;
  const Watchdog watchdog(options.drain_delay + options.drain_grace + options.watchdog,
                          EndStuckProcess);
  state_->health->Stop();
  // Load balancers take a moment to notice; calls they still send are served.
  absl::SleepFor(options.drain_delay);
  state_->kit.BeginDrain();
  state_->server->Shutdown(absl::ToChronoTime(absl::Now() + options.drain_grace));
  state_->kit.executor().Stop();
  state_->health.reset();
}

}  // namespace pingyi::rpc
