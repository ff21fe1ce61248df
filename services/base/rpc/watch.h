// A server-streaming call that looks at a state at intervals and sends what is new.
//
//   grpc::ServerWriteReactor<Turnout>* WatchTurnout(grpc::CallbackServerContext* server,
//                                                   const WatchTurnoutRequest* request) override {
//     return rpc::Watch<Turnout>(kit_, server, kWatchTurnout, absl::Seconds(1), request,
//                                [this, last = Turnout()](const rpc::CallContext& call,
//                                                         const WatchTurnoutRequest& request,
//                                                         Turnout* response) mutable
//                                    -> absl::StatusOr<rpc::Look> { ... });
//   }
#pragma once

#include <memory>
#include <utility>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <google/protobuf/message.h>
#include <grpcpp/grpcpp.h>

#include "services/base/rpc/call_context.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/unary.h"

namespace pingyi::rpc {

// What a look brought.
enum class Look {
  kNothing,     // nothing new: look again after the interval
  kSend,        // send the response, then look again after the interval
  kSendAndEnd,  // send the response and end the stream with OK
  kEnd,         // end the stream with OK
};

namespace internal {

// The typed half of a watch: the gRPC reactor, the response and the caller's function.
class WatchStream {
 public:
  virtual ~WatchStream() = default;
  virtual absl::StatusOr<Look> Next(const CallContext& call) = 0;
  virtual void Send() = 0;
  virtual void End(grpc::Status status) = 0;
};

// The untyped half: when to look, to send and to end.
class WatchLoop {
 public:
  virtual ~WatchLoop() = default;
  virtual void Start(const google::protobuf::Message& request) = 0;
  virtual void Sent(bool ok) = 0;
  virtual void Cancel() = 0;
};
// `stream` is not touched any more after its End() was called.
std::shared_ptr<WatchLoop> MakeWatchLoop(Kit& kit, grpc::CallbackServerContext* server,
                                         const MethodInfo& method, absl::Duration interval,
                                         WatchStream& stream);

template <typename Resp, typename Req, typename Handler>
class WatchReactor final : public grpc::ServerWriteReactor<Resp>, public WatchStream {
 public:
  WatchReactor(Kit& kit, grpc::CallbackServerContext* server, const MethodInfo& method,
               absl::Duration interval, const Req& request, Handler handler)
      : request_(request),
        handler_(std::move(handler)),
        loop_(MakeWatchLoop(kit, server, method, interval, *this)) {
    loop_->Start(request_);
  }

  absl::StatusOr<Look> Next(const CallContext& call) override {
    response_.Clear();
    return handler_(call, request_, &response_);
  }
  void Send() override { this->StartWrite(&response_); }
  void End(grpc::Status status) override { this->Finish(std::move(status)); }

  void OnWriteDone(bool ok) override { loop_->Sent(ok); }
  void OnCancel() override { loop_->Cancel(); }
  void OnDone() override { delete this; }

 private:
  const Req request_;  // a copy: gRPC drops its own when the handler returns
  Handler handler_;
  Resp response_;
  const std::shared_ptr<WatchLoop> loop_;
};

}  // namespace internal

// Calls `handler(const CallContext&, const Req&, Resp*) -> absl::StatusOr<Look>` on the kit's
// executor, where it may block: at once, and then at every interval after the last look was done
// with; never two at a time. The stream ends as the handler says, with the status of its error,
// when the client cancels or its deadline passes, and with UNAVAILABLE (SERVER_DRAINING) when the
// server drains. A full executor only skips a look. The deadline in the context is that of one
// look: the kit's default, or the call's if that is earlier. `request` may go when Watch returns.
template <typename Resp, typename Req, typename Handler>
grpc::ServerWriteReactor<Resp>* Watch(Kit& kit, grpc::CallbackServerContext* server,
                                      const MethodInfo& method, absl::Duration interval,
                                      const Req* request, Handler handler) {
  return new internal::WatchReactor<Resp, Req, Handler>(kit, server, method, interval, *request,
                                                        std::move(handler));
}

}  // namespace pingyi::rpc
