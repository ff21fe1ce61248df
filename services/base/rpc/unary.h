// The one way a unary call is handled. A handler in a service reads
//
//   grpc::ServerUnaryReactor* GetCycle(grpc::CallbackServerContext* server, const GetCycleRequest*
//   request,
//                                      Cycle* response) override {
//     return rpc::Unary(kit_, server, kGetCycle, request, response,
//                       [this](const rpc::CallContext& call, const GetCycleRequest& request, Cycle*
//                       response) {
//                         return handlers_.GetCycle(call, request, response);  // an absl::Status
//                       });
//   }
//
// where `constexpr rpc::MethodInfo kGetCycle{"ReportService.GetCycle"};`. Around the handler, every
// call gets: refusal of a request that cannot be parsed, admission, deadline, actor and trace, a
// net for exceptions, one line in the log (a secret method: only for a fault of the server), the
// conversion of the status, and an end on every path.
#pragma once

#include <memory>
#include <utility>

#include <absl/functional/any_invocable.h>
#include <absl/status/status.h>
#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include "services/base/rpc/call_context.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/method.h"
#include "services/base/rpc/strict_parse.h"

namespace pingyi::rpc {

namespace internal {
class UnaryCall;

// What Done holds: ends the call when the last owner lets go.
struct FinishCall {
  void operator()(UnaryCall* call) const;
};

grpc::ServerUnaryReactor* RunUnary(Kit& kit, grpc::CallbackServerContext* server,
                                   const MethodInfo& method,
                                   const google::protobuf::Message& request,
                                   absl::AnyInvocable<absl::Status(const CallContext&)> body);
}  // namespace internal

// Ends an asynchronous call; move-only. Destroying it unused answers INTERNAL, so that no call is
// left open.
class Done {
 public:
  explicit Done(internal::UnaryCall* call) : call_(call) {}

  // Answers with the status, and with the response as it is now if that is OK. Request, response
  // and CallContext must not be touched afterwards. To be called at most once, from any thread.
  void operator()(const absl::Status& status);

 private:
  std::unique_ptr<internal::UnaryCall, internal::FinishCall> call_;
};

namespace internal {
grpc::ServerUnaryReactor* RunUnaryAsync(Kit& kit, grpc::CallbackServerContext* server,
                                        const MethodInfo& method,
                                        const google::protobuf::Message& request,
                                        absl::AnyInvocable<void(const CallContext&, Done)> body);
}  // namespace internal

// Runs `handler(const CallContext&, const Req&, Resp*) -> absl::Status` on the kit's executor,
// where it may block; a brief method in place if the kit allows it (Kit::AllowInPlace). A full
// queue is RESOURCE_EXHAUSTED with reason SERVER_OVERLOADED. `handler` lives until the call has
// ended.
template <typename Req, typename Resp, typename Handler>
grpc::ServerUnaryReactor* Unary(Kit& kit, grpc::CallbackServerContext* server,
                                const MethodInfo& method, const Req* request, Resp* response,
                                Handler handler) {
  return internal::RunUnary(kit, server, method, *request,
                            [request, response, handler = std::move(handler)](
                                const CallContext& call) mutable -> absl::Status {
                              return handler(call, *request, response);
                            });
}

// Runs `handler(const CallContext&, const Req&, Resp*, Done)` at once on gRPC's thread: it must not
// block, but hand the work to a queue of its own that calls Done later. Request, response and
// context are valid until then.
template <typename Req, typename Resp, typename Handler>
grpc::ServerUnaryReactor* UnaryAsync(Kit& kit, grpc::CallbackServerContext* server,
                                     const MethodInfo& method, const Req* request, Resp* response,
                                     Handler handler) {
  return internal::RunUnaryAsync(kit, server, method, *request,
                                 [request, response, handler = std::move(handler)](
                                     const CallContext& call, Done done) mutable {
                                   handler(call, *request, response, std::move(done));
                                 });
}

}  // namespace pingyi::rpc
