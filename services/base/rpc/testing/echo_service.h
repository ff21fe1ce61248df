// A service whose answers a test scripts.
#pragma once

#include <echo_service.grpc.pb.h>

#include <functional>
#include <utility>

#include <absl/status/status.h>

#include "services/base/rpc/server.h"
#include "services/base/rpc/unary.h"
#include "services/base/rpc/watch.h"

namespace pingyi::test {

// Set the functions before the server starts.
class EchoService final : public v1::EchoService::CallbackService {
 public:
  explicit EchoService(rpc::Kit& kit);

  static rpc::Served Entry(EchoService& service) {
    return {v1::EchoService::service_full_name(), &service};
  }

  std::function<absl::Status(const rpc::CallContext&, const v1::EchoRequest&, v1::EchoResponse*)>
      on_echo = [](const rpc::CallContext& call, const v1::EchoRequest& request,
                   v1::EchoResponse* response) {
        response->set_text(request.text());
        response->set_actor(call.actor);
        return absl::OkStatus();
      };
  std::function<void(const rpc::CallContext&, const v1::EchoRequest&, v1::EchoResponse*, rpc::Done)>
      on_echo_later = [](const rpc::CallContext&, const v1::EchoRequest& request,
                         v1::EchoResponse* response, rpc::Done done) {
        response->set_text(request.text());
        done(absl::OkStatus());
      };
  std::function<absl::StatusOr<rpc::Look>(const rpc::CallContext&, const v1::WatchRequest&,
                                          v1::EchoResponse*)>
      on_watch;
  // Called for each Echo as it arrives, before it waits for a thread.
  std::function<void(const grpc::CallbackServerContext&, const v1::EchoRequest&)> on_arrival =
      [](auto&&...) {};
  absl::Duration watch_interval = absl::Milliseconds(1);
  rpc::MethodInfo echo_method{"EchoService.Echo"};
  rpc::MethodInfo echo_later_method{"EchoService.EchoLater"};

  grpc::ServerUnaryReactor* Echo(grpc::CallbackServerContext* server,
                                 const v1::EchoRequest* request,
                                 v1::EchoResponse* response) override;
  grpc::ServerUnaryReactor* EchoLater(grpc::CallbackServerContext* server,
                                      const v1::EchoRequest* request,
                                      v1::EchoResponse* response) override;
  grpc::ServerWriteReactor<v1::EchoResponse>* Watch(grpc::CallbackServerContext* server,
                                                    const v1::WatchRequest* request) override;

 private:
  rpc::Kit& kit_;
};

}  // namespace pingyi::test
