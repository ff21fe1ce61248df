// What the kit knows of a method.
#pragma once

#include <string_view>

namespace pingyi::rpc {

struct MethodInfo {
  std::string_view name;  // for the log, e.g. "ReportService.GetCycle"
  // Nothing logged may tie such a call to a person, as for the casting of a ballot: no line when it
  // succeeds or is refused, since its time joined with a proxy's log tells who tried what; a line
  // only for a fault of the server (a warning or worse), without actor, peer, trace, duration and
  // reason. Its handler does not learn actor and trace either.
  bool secret = false;
  // A look at a few rows of the service's own database, which takes less time than handing the call
  // to another thread. Nothing that asks another service, computes, or waits its turn to write.
  bool brief = false;
};

constexpr MethodInfo Brief(std::string_view name) { return {.name = name, .brief = true}; }

}  // namespace pingyi::rpc
