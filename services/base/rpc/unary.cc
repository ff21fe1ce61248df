#include "services/base/rpc/unary.h"

#include <atomic>
#include <optional>

#include <absl/cleanup/cleanup.h>
#include <absl/time/clock.h>

#include "services/base/rpc/call_log.h"
#include "services/base/rpc/status.h"
#include "services/base/telemetry/log.h"

namespace pingyi::rpc {
namespace internal {

// One call from arrival to end; gRPC's OnDone() deletes it.
class UnaryCall final : public grpc::ServerUnaryReactor {
 public:
  UnaryCall(Kit& kit, const grpc::CallbackServerContext& server, const MethodInfo& method)
      : kit_(kit), method_(method), started_(absl::Now()) {
    context_.server = &server;
  }

  const CallContext& context() const { return context_; }

  // False when the call was refused, and has ended.
  bool Admit(const grpc::CallbackServerContext& server, const google::protobuf::Message& request) {
    absl::Status status = ReadContext(server);
    if (status.ok()) status = CheckParsed(request);
    if (status.ok()) status = StillWanted(context_);
    if (!status.ok()) End(status);
    return status.ok();
  }

  // To be called exactly once; the call may be gone when it returns. What went wrong is in the log
  // before the client hears of it; what went well need not keep the client waiting.
  void End(const absl::Status& status) {
    if (IsServersFault(status)) {
      const grpc::Status answer = EndCall(kit_, method_, context_, started_, status);
      written_.store(true, std::memory_order_release);
      return Finish(answer);
    }
    ended_ = status;
    took_ = absl::Now() - started_;
    written_.store(true, std::memory_order_release);
    Finish(ToGrpc(status, ""));
  }

  void OnDone() override {
    (void)written_.load(std::memory_order_acquire);
    if (ended_) LogCall(method_, context_, took_, *ended_, "");
    delete this;
  }

 private:
  absl::Status ReadContext(const grpc::CallbackServerContext& server) {
    if (method_.secret) {
      context_.deadline = DeadlineOf(server, kit_.default_deadline());
      return absl::OkStatus();
    }
    absl::StatusOr<CallContext> context =
        ReadCallContext(server, kit_.default_deadline(), kit_.ids());
    if (!context.ok()) return context.status();
    context_ = *std::move(context);
    return absl::OkStatus();
  }

  Kit& kit_;
  const MethodInfo method_;
  const absl::Time started_;
  CallContext context_;
  std::optional<absl::Status> ended_;  // what is still to be logged
  absl::Duration took_;
  // gRPC has OnDone() come after all that was before Finish(), but the thread sanitizer does not
  // see it in a library that is built without it.
  std::atomic<bool> written_ = false;
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
  if (!call->Admit(*server, request)) return call;
  if (method.brief && kit.TakePlace()) {
    const absl::Cleanup leave = [&kit] { kit.LeavePlace(); };
    RunBody(*call, std::move(body));
    return call;
  }
  const bool submitted = kit.executor().TrySubmit(
      [call, body = std::move(body)]() mutable { RunBody(*call, std::move(body)); });
  if (!submitted) call->End(NoRoom(kit));
  return call;
}

grpc::ServerUnaryReactor* RunUnaryAsync(Kit& kit, grpc::CallbackServerContext* server,
                                        const MethodInfo& method,
                                        const google::protobuf::Message& request,
                                        absl::AnyInvocable<void(const CallContext&, Done)> body) {
  auto* call = new UnaryCall(kit, *server, method);
  if (!call->Admit(*server, request)) return call;
  try {
    body(call->context(), Done(call));
  } catch (...) {
    // Unwinding has destroyed Done, which has ended the call.
    const std::string text(StatusOfException().message());
    telemetry::Log(telemetry::Level::kError, "handler threw",
                   {{"method", method.name}, {"error", text}});
  }
  return call;
}

}  // namespace internal

void Done::operator()(const absl::Status& status) {
  if (internal::UnaryCall* call = call_.release()) call->End(status);
}

}  // namespace pingyi::rpc
