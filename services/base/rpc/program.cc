#include "services/base/rpc/program.h"

#include <cstdio>
#include <exception>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <absl/synchronization/mutex.h>
#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>

#include "services/base/rpc/certificate_watch.h"
#include "services/base/rpc/signals.h"
#include "services/base/status/error.h"
#include "services/base/telemetry/log.h"

namespace pingyi::rpc {
namespace {

constexpr int kCannotStart = 1;
constexpr int kWrongUsage = 2;

struct Flags {
  std::string config;
  bool check_config = false;
  std::optional<int> exit_code;  // nothing more to do
};

Flags ParseFlags(int argc, char** argv, std::string_view name) {
  Flags flags;
  CLI::App app(fmt::format("{}: a service of Pingyi (评议)", name), std::string(name));
  app.add_option("--config", flags.config, "The YAML file with the configuration")->required();
  app.add_flag("--check_config", flags.check_config,
               "Tells every problem of the configuration and ends");
  app.set_version_flag("--version", fmt::format("{} {}", name, PINGYI_VERSION));
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    flags.exit_code = app.exit(error) == 0 ? 0 : kWrongUsage;
  }
  return flags;
}

telemetry::Level LevelOf(gpr_log_severity severity) {
  if (severity == GPR_LOG_SEVERITY_ERROR) return telemetry::Level::kWarn;
  return severity == GPR_LOG_SEVERITY_INFO ? telemetry::Level::kInfo : telemetry::Level::kDebug;
}

// Everything on stderr is a line of our log. What the libraries report as errors has its status as
// well, so it is a warning; Protocol Buffers complains of what clients send, which is no event of
// ours at all.
void TakeOverLogsOfLibraries() {
  gpr_set_log_function([](gpr_log_func_args* args) {
    telemetry::Log(LevelOf(args->severity), "grpc", {{"text", args->message}});
  });
  google::protobuf::SetLogHandler(
      [](google::protobuf::LogLevel, const char*, int, const std::string& text) {
        telemetry::Log(telemetry::Level::kDebug, "protobuf", {{"text", text}});
      });
}

// What is wrong with a configuration stands in its text. What the surroundings lack has a reason as
// well, by which manuals and scripts know it.
void PrintError(const absl::Status& status) {
  const std::string reason = absl::IsFailedPrecondition(status) ? DetailsOf(status).reason : "";
  fmt::print(stderr, "{}{}\n", static_cast<std::string>(status.message()),
             reason.empty() ? "" : fmt::format(" ({})", reason));
}

// Of a service whose contract is linked into the program.
std::vector<std::string> MethodsOf(std::string_view service) {
  std::vector<std::string> methods;
  const auto* found =
      google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(std::string(service));
  for (int i = 0; found != nullptr && i < found->method_count(); ++i) {
    methods.push_back(found->method(i)->name());
  }
  return methods;
}

absl::StatusOr<config::ServerConfig> ReadConfig(const std::string& path, Program& program) {
  absl::StatusOr<config::Document> document = config::Document::Load(path);
  if (!document.ok()) return document.status();
  config::Section root = document->Root();
  config::ServerConfig config = config::ReadServerConfig(root, MethodsOf(program.ServiceName()));
  program.Configure(root, config.transport);
  const absl::Status problems = document->Finish();
  if (!problems.ok()) return problems;
  return config;
}

KitOptions KitOptionsFrom(const config::ServerConfig& config) {
  return {config.executor.threads, config.executor.queue, config.limits.default_deadline,
          config.rights};
}

ServerOptions ServerOptionsFrom(const config::ServerConfig& config) {
  ServerOptions options;
  options.listen = config.listen;
  options.tls = config.transport.tls;
  options.port_file = config.port_file;
  options.max_message_bytes = config.limits.message_bytes;
  options.drain_delay = config.drain.delay;
  options.drain_grace = config.drain.grace;
  options.health_interval = config.health.interval;
  return options;
}

// Serves until a signal; the status tells why it could not begin.
absl::Status Serve(const config::ServerConfig& config, std::string_view name, Program& program) {
  Kit kit(KitOptionsFrom(config));
  absl::Status started = program.Start(config, kit);
  if (!started.ok()) return started;
  absl::StatusOr<std::unique_ptr<Server>> server =
      Server::Start(ServerOptionsFrom(config), kit, program.Services(),
                    [&program](absl::Time deadline) { return program.Check(deadline); });
  if (!server.ok()) {
    program.BeginDrain();
    kit.executor().Stop();
    program.Stop();
    return server.status();
  }
  fmt::print("{} listening on {}\n", name, (*server)->address());
  std::fflush(stdout);
  std::optional<CertificateWatch> watch;
  if (config.transport.tls) watch.emplace(*config.transport.tls);
  const int signal = WaitForTerminationSignal();
  telemetry::Log(telemetry::Level::kInfo, "draining", {{"signal", signal}});
  program.BeginDrain();
  (*server)->Drain();
  watch.reset();
  server->reset();
  program.Stop();
  telemetry::Log(telemetry::Level::kInfo, "stopped");
  return absl::OkStatus();
}

}  // namespace

int RunProgram(int argc, char** argv, std::string_view name, Program& program) {
  BlockTerminationSignals();
  // Debian's library looks for cycles at every lock that is taken, in gRPC too: it is built with
  // its own checks.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  const Flags flags = ParseFlags(argc, argv, name);
  if (flags.exit_code) return *flags.exit_code;
  const absl::StatusOr<config::ServerConfig> config = ReadConfig(flags.config, program);
  if (!config.ok()) {
    PrintError(config.status());
    return kWrongUsage;
  }
  if (flags.check_config) {
    fmt::print("{}: OK\n", flags.config);
    return 0;
  }
  telemetry::SetLog(telemetry::LevelOf(config->log.level), telemetry::FormatOf(config->log.format));
  TakeOverLogsOfLibraries();
  try {
    const absl::Status status = Serve(*config, name, program);
    if (status.ok()) return 0;
    PrintError(status);
  } catch (const std::exception& error) {
    fmt::print(stderr, "{}\n", error.what());
  }
  return kCannotStart;
}

}  // namespace pingyi::rpc
