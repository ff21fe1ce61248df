// A server in the test's own process, on a free port of the loopback interface.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <absl/time/time.h>
#include <grpcpp/grpcpp.h>

#include "services/base/rpc/kit.h"
#include "services/base/rpc/server.h"

namespace pingyi::test {

// The options for tests: short drain, no delay.
rpc::ServerOptions TestServerOptions();

// Starts in the constructor (a failure aborts the test program), drains in the destructor.
//
//   rpc::Kit kit({});
//   ReportServiceImpl impl(kit, store);
//   test::RpcServer server(kit, {{ReportService::service_full_name(), &impl}});
//   auto stub = ReportService::NewStub(server.channel());
class RpcServer {
 public:
  RpcServer(rpc::Kit& kit, const std::vector<rpc::Served>& services,
            const rpc::ServerOptions& options = TestServerOptions());

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  const std::string& address() const { return server_->address(); }
  rpc::Server& server() { return *server_; }

 private:
  std::unique_ptr<rpc::Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

// A client context that gives up after ten seconds, with the actor given.
std::unique_ptr<grpc::ClientContext> TestClientContext(std::string_view actor = "tester");

}  // namespace pingyi::test
