#include "services/base/rpc/call_context.h"

#include <algorithm>
#include <optional>
#include <string_view>

#include <absl/strings/str_join.h>
#include <absl/time/clock.h>
#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/rpc/rights.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/base/status/utf8.h"

namespace pingyi::rpc {
namespace {

bool IsUnreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

std::optional<std::string_view> Find(const grpc::CallbackServerContext& server, const char* key) {
  const auto& metadata = server.client_metadata();
  const auto entry = metadata.find(key);
  if (entry == metadata.end()) return std::nullopt;
  return std::string_view(entry->second.data(), entry->second.size());
}

std::optional<std::string> PercentDecode(std::string_view text) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '%') {
      out += text[i];
      continue;
    }
    const std::optional<std::string> byte = crypto::FromHex(text.substr(i + 1, 2));
    if (!byte || byte->empty()) return std::nullopt;
    out += *byte;
    i += 2;
  }
  return out;
}

absl::StatusOr<std::string> DecodeActor(std::string_view text) {
  const std::optional<std::string> actor = PercentDecode(text);
  const bool valid = actor && !actor->empty() && IsUtf8(*actor) &&
                     CountCharacters(*actor) <= kMaxActorCharacters &&
                     std::none_of(actor->begin(), actor->end(), [](char c) {
                       return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
                     });
  if (valid) return *actor;
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kInvalidActor,
                   fmt::format("the metadata \"{}\" must be percent-encoded UTF-8 of 1 to {} "
                               "characters without control characters",
                               kActorKey, kMaxActorCharacters));
}

}  // namespace

absl::Time DeadlineOf(const grpc::CallbackServerContext& server, absl::Duration default_deadline) {
  const auto deadline = server.deadline();
  // gRPC gives the far end of its clock for "none".
  if (deadline == std::chrono::system_clock::time_point::max())
    return absl::Now() + default_deadline;
  return absl::FromChrono(deadline);
}

absl::StatusOr<CallContext> ReadCallContext(const grpc::CallbackServerContext& server,
                                            absl::Duration default_deadline, IdSource& ids) {
  CallContext call;
  call.server = &server;
  call.deadline = DeadlineOf(server, default_deadline);
  call.caller = absl::StrJoin(CallerNames(server), ",");
  const std::optional<std::string_view> header = Find(server, kTraceparentKey);
  const auto parent = header ? telemetry::ParseTraceparent(*header) : std::nullopt;
  call.trace = parent ? telemetry::ChildOf(*parent, ids) : telemetry::NewTrace(ids);
  if (const auto text = Find(server, kActorKey)) {
    absl::StatusOr<std::string> actor = DecodeActor(*text);
    if (!actor.ok()) return actor.status();
    call.actor = *std::move(actor);
  }
  return call;
}

std::string PercentEncode(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (IsUnreserved(c)) {
      out += c;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

}  // namespace pingyi::rpc
