#include "services/base/rpc/call_log.h"

#include <exception>
#include <string>
#include <vector>

#include <absl/time/clock.h>
#include <fmt/format.h>

#include "services/base/rpc/status.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/base/telemetry/log.h"

namespace pingyi::rpc::internal {
namespace {

telemetry::Level LevelFor(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return telemetry::Level::kError;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kDeadlineExceeded:
      return telemetry::Level::kWarn;
    default:
      return telemetry::Level::kInfo;
  }
}

bool IsServersFault(const absl::Status& status) {
  return LevelFor(status.code()) > telemetry::Level::kInfo;
}

// A line on a ballot that was refused has the time of the vote, and its reason tells of the marks.
bool HasNoLine(const MethodInfo& method, const absl::Status& status) {
  return method.secret && !IsServersFault(status);
}

void LogCall(const MethodInfo& method, const CallContext& call, absl::Duration took,
             const absl::Status& status, std::string_view incident) {
  const std::string code = absl::StatusCodeToString(status.code());
  const std::string reason = method.secret ? "" : DetailsOf(status).reason;
  const std::string text(status.message());
  std::vector<telemetry::Field> fields = {{"method", method.name}, {"code", code}};
  if (!reason.empty()) fields.emplace_back("reason", reason);
  if (!incident.empty()) fields.emplace_back("incident", incident);
  // What the caller did wrong is the caller's to read; what went wrong here is the operator's.
  if (IsServersFault(status)) fields.emplace_back("error", text);
  if (!method.secret) {
    fields.emplace_back("micros", absl::ToInt64Microseconds(took));
    fields.emplace_back("trace", call.trace.trace_id);
    fields.emplace_back("actor", call.actor);
    if (!call.caller.empty()) fields.emplace_back("caller", call.caller);
  }
  telemetry::Log(LevelFor(status.code()), "call", fields);
}

}  // namespace

grpc::Status EndCall(Kit& kit, const MethodInfo& method, const CallContext& call,
                     absl::Time started, const absl::Status& status) {
  if (HasNoLine(method, status)) return ToGrpc(status, "");
  const std::string incident = HidesMessage(status) ? kit.ids().NewId() : "";
  LogCall(method, call, absl::Now() - started, status, incident);
  return ToGrpc(status, incident);
}

absl::Status StillWanted(const CallContext& call) {
  if (absl::Now() >= call.deadline) {
    return MakeError(absl::StatusCode::kDeadlineExceeded, reason::kDeadlineExceeded,
                     "the deadline passed before the work was done");
  }
  if (call.IsCancelled()) return absl::CancelledError("the call was cancelled");
  return absl::OkStatus();
}

absl::Status StatusOfException() {
  try {
    throw;
  } catch (const std::exception& error) {
    return absl::InternalError(fmt::format("exception: {}", error.what()));
  } catch (...) {
    return absl::InternalError("exception of an unknown type");
  }
}

}  // namespace pingyi::rpc::internal
