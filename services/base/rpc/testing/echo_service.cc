#include "services/base/rpc/testing/echo_service.h"

namespace pingyi::test {

EchoService::EchoService(rpc::Kit& kit) : kit_(kit) {}

grpc::ServerUnaryReactor* EchoService::Echo(grpc::CallbackServerContext* server,
                                            const v1::EchoRequest* request,
                                            v1::EchoResponse* response) {
  on_arrival(*server, *request);
  return rpc::Unary(kit_, server, echo_method, request, response, on_echo);
}

grpc::ServerUnaryReactor* EchoService::EchoLater(grpc::CallbackServerContext* server,
                                                 const v1::EchoRequest* request,
                                                 v1::EchoResponse* response) {
  return rpc::UnaryAsync(kit_, server, echo_later_method, request, response, on_echo_later);
}

grpc::ServerWriteReactor<v1::EchoResponse>* EchoService::Watch(grpc::CallbackServerContext* server,
                                                               const v1::WatchRequest* request) {
  return rpc::Watch<v1::EchoResponse>(kit_, server, {"EchoService.Watch"}, watch_interval, request,
                                      on_watch);
}

}  // namespace pingyi::test
