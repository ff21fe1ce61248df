#include "services/base/testing/rpc/rpc_server.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

#include <fmt/format.h>

#include "services/base/rpc/call_context.h"

namespace pingyi::test {
namespace {

[[noreturn]] void Fail(const absl::Status& status) {
  fmt::print(stderr, "the test's server cannot start: {}\n", status.ToString());
  std::abort();
}

}  // namespace

rpc::ServerOptions TestServerOptions() {
  rpc::ServerOptions options;
  options.drain_grace = absl::Seconds(5);
  // For a sanitizer on a busy machine; a test that hangs is ended by ctest.
  options.watchdog = absl::Minutes(5);
  return options;
}

RpcServer::RpcServer(rpc::Kit& kit, const std::vector<rpc::Served>& services,
                     const rpc::ServerOptions& options) {
  auto server =
      rpc::Server::Start(options, kit, services, [](absl::Time) { return absl::OkStatus(); });
  if (!server.ok()) Fail(server.status());
  server_ = *std::move(server);
  channel_ = grpc::CreateChannel(server_->address(), grpc::InsecureChannelCredentials());
}

std::unique_ptr<grpc::ClientContext> TestClientContext(std::string_view actor) {
  auto context = std::make_unique<grpc::ClientContext>();
  context->set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
  context->AddMetadata(rpc::kActorKey, rpc::PercentEncode(actor));
  return context;
}

}  // namespace pingyi::test
