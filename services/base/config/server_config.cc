#include "services/base/config/server_config.h"

namespace pingyi::config {
namespace {

constexpr int64_t kMinMessageBytes = int64_t{64} << 10;
constexpr int64_t kMaxMessageBytes = int64_t{64} << 20;

ExecutorConfig ReadExecutor(Section section) {
  const ExecutorConfig defaults;
  return {static_cast<int>(section.Int("threads", 1, 1024, defaults.threads)),
          static_cast<int>(section.Int("queue", 1, 1 << 20, defaults.queue))};
}

LogConfig ReadLog(Section section) {
  const LogConfig defaults;
  return {section.OneOf("level", {"debug", "info", "warn", "error"}, defaults.level),
          section.OneOf("format", {"json", "text"}, defaults.format)};
}

DrainConfig ReadDrain(Section section) {
  const DrainConfig defaults;
  return {section.Duration("delay", absl::ZeroDuration(), absl::Minutes(10), defaults.delay),
          section.Duration("grace", absl::ZeroDuration(), absl::Minutes(10), defaults.grace)};
}

LimitsConfig ReadLimits(Section section) {
  const LimitsConfig defaults;
  return {section.Int("message_bytes", kMinMessageBytes, kMaxMessageBytes, defaults.message_bytes),
          section.Duration("default_deadline", absl::Milliseconds(100), absl::Hours(1),
                           defaults.default_deadline)};
}

HealthConfig ReadHealth(Section section) {
  const HealthConfig defaults;
  return {
      section.Duration("interval", absl::Milliseconds(50), absl::Minutes(10), defaults.interval)};
}

}  // namespace

ServerConfig ReadServerConfig(Section& root, std::span<const std::string> methods) {
  ServerConfig config;
  config.listen = root.String("listen");
  config.port_file = root.String("port_file", "");
  config.transport = ReadTransport(root);
  CheckListen(root, config.listen, config.transport);
  config.rights = ReadRights(root, config.transport, methods);
  config.data = ReadDataConfig(root.Child("data"));
  config.executor = ReadExecutor(root.Child("executor"));
  config.log = ReadLog(root.Child("log"));
  config.drain = ReadDrain(root.Child("drain"));
  config.limits = ReadLimits(root.Child("limits"));
  config.health = ReadHealth(root.Child("health"));
  return config;
}

}  // namespace pingyi::config
