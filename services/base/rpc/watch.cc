#include "services/base/rpc/watch.h"

#include <algorithm>
#include <mutex>
#include <optional>

#include <absl/time/clock.h>
#include <grpcpp/alarm.h>

#include "services/base/rpc/call_log.h"
#include "services/base/rpc/rights.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"

namespace pingyi::rpc::internal {
namespace {

// At any moment one thing alone goes on: a look on the executor, a write, or the wait for the next
// look. Whoever carries it decides what comes next, so the stream is ended by one thread only.
// Others merely say that it should end.
class Loop final : public WatchLoop, public std::enable_shared_from_this<Loop> {
 public:
  Loop(Kit& kit, grpc::CallbackServerContext* server, const MethodInfo& method,
       absl::Duration interval, WatchStream& stream)
      : kit_(kit),
        server_(server),
        method_(method),
        interval_(interval),
        started_(absl::Now()),
        stream_(stream) {}

  void Start(const google::protobuf::Message& request) override {
    absl::StatusOr<CallContext> context =
        ReadCallContext(*server_, absl::InfiniteDuration(), kit_.ids());
    context_.server = server_;
    absl::Status status = context.status();
    if (status.ok()) {
      context_ = *std::move(context);
      status = CheckRight(kit_, method_, *server_);
    }
    if (status.ok()) status = CheckParsed(request);
    if (status.ok()) status = StillWanted(context_);
    if (!status.ok()) return End(status);
    registration_ = kit_.OnDrain([weak = weak_from_this()] {
      if (const auto self = weak.lock()) {
        self->Stop(MakeError(absl::StatusCode::kUnavailable, reason::kServerDraining,
                             "the server is shutting down"));
      }
    });
    if (!SubmitLook()) End(NoRoom(kit_));
  }

  void Sent(bool ok) override {
    if (!ok) return End(absl::CancelledError("the client went away"));
    if (end_after_write_) return End(absl::OkStatus());
    Wait();
  }

  // gRPC calls this for a deadline that passed, too.
  void Cancel() override {
    const absl::Status unwanted = StillWanted(context_);
    Stop(unwanted.ok() ? absl::CancelledError("the call was cancelled") : unwanted);
  }

 private:
  bool SubmitLook() {
    return kit_.executor().TrySubmit([self = shared_from_this()] { self->DoLook(); });
  }

  void DoLook() {
    if (const std::optional<absl::Status> stop = Stopped()) return End(*stop);
    CallContext look = context_;
    look.deadline = std::min(context_.deadline, absl::Now() + kit_.default_deadline());
    absl::StatusOr<Look> found = Look::kEnd;
    try {
      found = stream_.Next(look);
    } catch (...) {
      found = StatusOfException();
    }
    if (!found.ok()) return End(found.status());
    switch (*found) {
      case Look::kNothing:
        return Wait();
      case Look::kEnd:
        return End(absl::OkStatus());
      case Look::kSendAndEnd:
        end_after_write_ = true;
        [[fallthrough]];
      case Look::kSend:
        stream_.Send();
    }
  }

  void Wait() {
    {
      const std::lock_guard lock(mutex_);
      if (!stop_) {
        // A new alarm every time: the callback of the last one may still be returning.
        alarm_ = std::make_shared<grpc::Alarm>();
        alarm_->Set(absl::ToChronoTime(absl::Now() + interval_),
                    [self = shared_from_this()](bool) { self->WokeUp(); });
        return;
      }
    }
    End(*Stopped());
  }

  void WokeUp() {
    {
      const std::lock_guard lock(mutex_);
      alarm_ = nullptr;
    }
    if (const std::optional<absl::Status> stop = Stopped()) return End(*stop);
    if (!SubmitLook()) Wait();
  }

  // Makes the stream end with this status at the next turn, which it brings about if there is only
  // waiting.
  void Stop(absl::Status status) {
    std::shared_ptr<grpc::Alarm> alarm;
    {
      const std::lock_guard lock(mutex_);
      if (!stop_) stop_ = std::move(status);
      alarm = alarm_;
    }
    if (alarm != nullptr) alarm->Cancel();
  }

  std::optional<absl::Status> Stopped() {
    const std::lock_guard lock(mutex_);
    return stop_;
  }

  void End(const absl::Status& status) {
    if (registration_) kit_.Forget(*registration_);
    stream_.End(EndCall(kit_, method_, context_, started_, status));
  }

  Kit& kit_;
  grpc::CallbackServerContext* const server_;
  const MethodInfo method_;
  const absl::Duration interval_;
  const absl::Time started_;
  WatchStream& stream_;
  CallContext context_;
  std::optional<uint64_t> registration_;
  bool end_after_write_ = false;

  std::mutex mutex_;
  std::optional<absl::Status> stop_;    // why to end, once there is a reason
  std::shared_ptr<grpc::Alarm> alarm_;  // while waiting
};

}  // namespace

std::shared_ptr<WatchLoop> MakeWatchLoop(Kit& kit, grpc::CallbackServerContext* server,
                                         const MethodInfo& method, absl::Duration interval,
                                         WatchStream& stream) {
  return std::make_shared<Loop>(kit, server, method, interval, stream);
}

}  // namespace pingyi::rpc::internal
