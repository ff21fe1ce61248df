// A gRPC server with what every service needs: health, reflection, limits, drain.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <grpcpp/grpcpp.h>

#include "services/base/config/transport.h"
#include "services/base/rpc/health.h"
#include "services/base/rpc/kit.h"

namespace pingyi::rpc {

struct ServerOptions {
  std::string listen = "127.0.0.1:0";     // port 0 takes any free one
  std::optional<config::TlsFiles> tls{};  // absent: plain text
  std::string port_file{};  // when set, the bound port is written here once the server listens
  int64_t max_message_bytes = int64_t{4} << 20;
  absl::Duration drain_delay{};
  absl::Duration drain_grace = absl::Seconds(10);
  // How long Drain() may take beyond the grace before the watchdog ends the process.
  absl::Duration watchdog = absl::Seconds(10);
  absl::Duration health_interval = absl::Seconds(5);
};

// A service and its full proto name, e.g. {ReportService::service_full_name(), &impl}.
struct Served {
  std::string name;
  grpc::Service* service;
};

class Server {
 public:
  // Listens and serves. Health is NOT_SERVING until `check` has passed once, and follows it from
  // then on, for every name and for "". UNAVAILABLE when the address cannot be bound, which
  // includes a port another server has; wrong files of `tls` are told as in tls.h. The kit and the
  // services must outlive the server.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options, Kit& kit,
                                                       const std::vector<Served>& services,
                                                       HealthCheck check);
  // As Drain().
  ~Server();

  int port() const;
  // host:port as bound.
  const std::string& address() const;

  // Not serving → delay → no new calls, those in flight get the grace and are cancelled then → the
  // executor's work is done. Returns when no call is left. If a handler never ends, the watchdog
  // writes a line and ends the process with code 70. A second call does nothing.
  void Drain();

 private:
  struct State;
  explicit Server(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace pingyi::rpc
