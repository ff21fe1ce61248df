#include "services/base/rpc/unary.h"

#include <memory>

#include <absl/cleanup/cleanup.h>
#include <absl/time/clock.h>

#include "services/base/rpc/call_log.h"
#include "services/base/rpc/rights.h"
#include "services/base/rpc/status.h"
#include "services/base/telemetry/log.h"

namespace pingyi::rpc {
namespace internal {

// One call from arrival to end. It answers through gRPC's own reactor, which needs no thread of the
// executor to be told that it is done, as one of ours would.
class UnaryCall final {
 public:
  UnaryCall(Kit& kit, grpc::CallbackServerContext& server, const MethodInfo& method)
      : kit_(kit), method_(method), reactor_(server.DefaultReactor()), started_(absl::Now()) {
    context_.server = &server;
  }

  const CallContext& context() const { return context_; }
  grpc::ServerUnaryReactor* reactor() const { return reactor_; }

  // False when the call was refused, and has ended.
  bool Admit(const grpc::CallbackServerContext& server, const google::protobuf::Message& request) {
    absl::Status status = ReadContext(server);
    if (status.ok()) status = CheckParsed(request);
    if (status.ok()) status = StillWanted(context_);
    if (!status.ok()) End(status);
    return status.ok();
  }

  // To be called exactly once; the call is gone when it returns. Its line is in the log before the
  // client hears of it, and before the server can end.
  void End(const absl::Status& status) {
    const std::unique_ptr<UnaryCall> self(this);
    reactor_->Finish(EndCall(kit_, method_, context_, started_, status));
  }

 private:
  absl::Status ReadContext(const grpc::CallbackServerContext& server) {
    const absl::Status permitted = CheckRight(kit_, method_, server);
    if (method_.secret) {
      context_.deadline = DeadlineOf(server, kit_.default_deadline());
      return permitted;
    }
    absl::StatusOr<CallContext> context =
        ReadCallContext(server, kit_.default_deadline(), kit_.ids());
    if (!context.ok()) return context.status();
    context_ = *std::move(context);
    return permitted;
  }

  Kit& kit_;
  const MethodInfo method_;
  grpc::ServerUnaryReactor* const reactor_;  // gone when Finish() returns
  const absl::Time started_;
  CallContext context_;
};

void FinishCall::operator()(UnaryCall* call) const {
  call->End(absl::InternalError("the handler gave the call up without an answer"));
}

namespace {

// Runs the body, lets go of what it holds, and ends the call.
void RunBody(UnaryCall& call, absl::AnyInvocable<absl::Status(const CallContext&)> body) {
  absl::Status status = StillWanted(call.context());
  try {
    if (status.ok()) status = body(call.context());
  } catch (...) {
    status = StatusOfException();
  }
  body = nullptr;
  call.End(status);
}

}  // namespace

grpc::ServerUnaryReactor* RunUnary(Kit& kit, grpc::CallbackServerContext* server,
                                   const MethodInfo& method,
                                   const google::protobuf::Message& request,
                                   absl::AnyInvocable<absl::Status(const CallContext&)> body) {
  auto* call = new UnaryCall(kit, *server, method);
  grpc::ServerUnaryReactor* reactor = call->reactor();  // the call may be gone before this returns
  if (!call->Admit(*server, request)) return reactor;
  if (method.brief && kit.TakePlace()) {
    const absl::Cleanup leave = [&kit] { kit.LeavePlace(); };
    RunBody(*call, std::move(body));
    return reactor;
  }
  const bool submitted = kit.executor().TrySubmit(
      [call, body = std::move(body)]() mutable { RunBody(*call, std::move(body)); });
  if (!submitted) call->End(NoRoom(kit));
  return reactor;
}

grpc::ServerUnaryReactor* RunUnaryAsync(Kit& kit, grpc::CallbackServerContext* server,
                                        const MethodInfo& method,
                                        const google::protobuf::Message& request,
                                        absl::AnyInvocable<void(const CallContext&, Done)> body) {
  auto* call = new UnaryCall(kit, *server, method);
  grpc::ServerUnaryReactor* reactor = call->reactor();
  if (!call->Admit(*server, request)) return reactor;
  try {
    body(call->context(), Done(call));
  } catch (...) {
    // Unwinding has destroyed Done, which has ended the call.
    const std::string text(StatusOfException().message());
    telemetry::Log(telemetry::Level::kError, "handler threw",
                   {{"method", method.name}, {"error", text}});
  }
  return reactor;
}

}  // namespace internal

void Done::operator()(const absl::Status& status) {
  if (internal::UnaryCall* call = call_.release()) call->End(status);
}

}  // namespace pingyi::rpc
