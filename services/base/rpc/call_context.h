// What a handler knows of the call it works for.
#pragma once

#include <string>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <grpcpp/grpcpp.h>

#include "services/base/clock/id_source.h"
#include "services/base/telemetry/traceparent.h"

namespace pingyi::rpc {

// Keys of the metadata a caller may send.
//
// The actor is who acts, in percent-encoded UTF-8 of at most 128 characters after decoding. Until
// the services authenticate their callers, it is asserted by the calling system, which is trusted
// to have authenticated the person.
inline constexpr char kActorKey[] = "pingyi-actor";
inline constexpr char kTraceparentKey[] = "traceparent";
inline constexpr size_t kMaxActorCharacters = 128;

// Valid as long as the call. A background job makes one without a server context.
struct CallContext {
  absl::Time deadline = absl::InfiniteFuture();  // the client's, or the configured default
  std::string actor = "unknown";
  std::string caller{};  // the names in the certificate of the system that calls; empty without TLS
  telemetry::Traceparent trace;
  const grpc::CallbackServerContext* server = nullptr;  // for passing the call on; may be null

  // True once the client has gone or the server cancels its calls: the answer will not be read. May
  // be asked from any thread as often as one likes.
  bool IsCancelled() const { return server != nullptr && server->IsCancelled(); }
};

// The client's deadline; `default_deadline` from now when it gave none.
absl::Time DeadlineOf(const grpc::CallbackServerContext& server, absl::Duration default_deadline);

// Reads deadline, actor and trace of a call. INVALID_ARGUMENT with reason INVALID_ACTOR when the
// actor is malformed.
absl::StatusOr<CallContext> ReadCallContext(const grpc::CallbackServerContext& server,
                                            absl::Duration default_deadline, IdSource& ids);

// Percent-encoding as URIs have it: everything but unreserved characters is written %XX.
std::string PercentEncode(std::string_view text);

}  // namespace pingyi::rpc
