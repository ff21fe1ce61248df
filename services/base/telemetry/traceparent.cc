#include "services/base/telemetry/traceparent.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"

namespace pingyi::telemetry {
namespace {

constexpr size_t kLength = 55;  // 2 + 1 + 32 + 1 + 16 + 1 + 2

bool IsLowerHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool IsId(std::string_view text) {
  return IsLowerHex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

// Random hexadecimal digits, not all zero.
std::string NewHexId(IdSource& ids, size_t bytes) {
  std::string id = ids.RandomBytes(bytes);
  id.back() = static_cast<char>(id.back() | 1);
  return crypto::Hex(id);
}

}  // namespace

std::optional<Traceparent> ParseTraceparent(std::string_view header) {
  // A later version may append fields after another dash; version ff is not allowed.
  if (header.size() < kLength || (header.size() > kLength && header[kLength] != '-')) {
    return std::nullopt;
  }
  const std::string_view version = header.substr(0, 2);
  if (!IsLowerHex(version) || version == "ff") return std::nullopt;
  if (version == "00" && header.size() != kLength) return std::nullopt;
  if (header[2] != '-' || header[35] != '-' || header[52] != '-') return std::nullopt;
  const std::string_view trace_id = header.substr(3, 32);
  const std::string_view span_id = header.substr(36, 16);
  const std::string_view flags = header.substr(53, 2);
  if (!IsId(trace_id) || !IsId(span_id) || !IsLowerHex(flags)) return std::nullopt;
  return Traceparent{std::string(trace_id), std::string(span_id), std::string(flags)};
}

std::string FormatTraceparent(const Traceparent& trace) {
  return fmt::format("00-{}-{}-{}", trace.trace_id, trace.span_id, trace.flags);
}

Traceparent NewTrace(IdSource& ids) { return {NewHexId(ids, 16), NewHexId(ids, 8), "00"}; }

Traceparent ChildOf(const Traceparent& parent, IdSource& ids) {
  return {parent.trace_id, NewHexId(ids, 8), parent.flags};
}

}  // namespace pingyi::telemetry
