// The main() of a service: flags, configuration, server, drain. What is left to the service is its
// wiring.
#pragma once

#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "services/base/config/section.h"
#include "services/base/config/server_config.h"
#include "services/base/config/transport.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/server.h"

namespace pingyi::rpc {

// One service's wiring. Called from the main thread, in this order; Check() from a thread of its
// own.
class Program {
 public:
  virtual ~Program() = default;

  // The full proto name of the service: its methods are those that rights can be given to.
  virtual std::string_view ServiceName() const = 0;

  // Reads the service's own keys; `transport` says what its targets may be. Also called for
  // --check_config, so it touches nothing but the configuration.
  virtual void Configure(config::Section& root, const config::TransportConfig& transport) {
    (void)root;
    (void)transport;
  }
  // Opens the store, makes channels, builds the services. `kit` outlives the program.
  virtual absl::Status Start(const config::ServerConfig& config, Kit& kit) = 0;
  // What to serve; called once, after Start().
  virtual std::vector<Served> Services() = 0;
  // The deep health check.
  virtual absl::Status Check(absl::Time deadline) = 0;
  // SIGTERM has come: end background work that would hold up the drain. Must not block.
  virtual void BeginDrain() {}
  // No call is left: finish queues, close the store.
  virtual void Stop() {}
};

// Runs until SIGTERM or SIGINT. Flags: --config FILE, --check_config, --version. Returns the exit
// code: 0 after a clean end, 1 when it could not start, 2 for wrong flags or configuration. Prints
// "<name> listening on <address>" once it serves.
int RunProgram(int argc, char** argv, std::string_view name, Program& program);

}  // namespace pingyi::rpc
