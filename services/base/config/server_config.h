// The part of the configuration that every service has. Secrets are read from files that the
// configuration names, never from flags.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include <absl/time/time.h>

#include "services/base/config/data_config.h"
#include "services/base/config/rights.h"
#include "services/base/config/section.h"
#include "services/base/config/transport.h"

namespace pingyi::config {

// executor: {threads: 16, queue: 1024}
struct ExecutorConfig {
  int threads = 16;  // blocking work at once
  int queue = 1024;  // work waiting; one more call is refused as overload
};

// log: {level: info, format: json}
struct LogConfig {
  std::string level = "info";   // debug, info, warn, error
  std::string format = "json";  // json, text
};

// drain: {delay: 0s, grace: 10s}
struct DrainConfig {
  absl::Duration delay;                      // between not-serving and refusing calls
  absl::Duration grace = absl::Seconds(10);  // for the calls in flight
};

// limits: {message_bytes: 4194304, default_deadline: 30s}
struct LimitsConfig {
  int64_t message_bytes = int64_t{4} << 20;             // largest message, both ways
  absl::Duration default_deadline = absl::Seconds(30);  // of a call whose client gave none
};

// health: {interval: 5s}
struct HealthConfig {
  absl::Duration interval = absl::Seconds(5);  // between two deep checks
};

struct ServerConfig {
  std::string listen;     // required, e.g. "127.0.0.1:7001"; port 0 takes any free one
  std::string port_file;  // optional: the bound port is written here
  TransportConfig transport;
  std::optional<Rights> rights;  // absent: every caller may call everything
  DataConfig data;
  ExecutorConfig executor;
  LogConfig log;
  DrainConfig drain;
  LimitsConfig limits;
  HealthConfig health;
};

// `methods` are the names of the service's methods.
ServerConfig ReadServerConfig(Section& root, std::span<const std::string> methods);

}  // namespace pingyi::config
