// The trace a call belongs to, as W3C Trace Context writes it in the metadata key "traceparent":
// 00-<32 hex: trace>-<16 hex: caller's span>-<2 hex: flags>.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "services/base/clock/id_source.h"

namespace pingyi::telemetry {

struct Traceparent {
  std::string trace_id;  // 32 lower-case hexadecimal digits, not all zero; empty: no trace
  std::string span_id;   // 16 of them, not all zero
  std::string flags = "00";

  bool operator==(const Traceparent&) const = default;
};

// nullopt for what the standard tells to ignore: a caller's broken header must not fail the call.
std::optional<Traceparent> ParseTraceparent(std::string_view header);
std::string FormatTraceparent(const Traceparent& trace);

// A new trace, not sampled.
Traceparent NewTrace(IdSource& ids);
// The same trace with a span of our own.
Traceparent ChildOf(const Traceparent& parent, IdSource& ids);

}  // namespace pingyi::telemetry
