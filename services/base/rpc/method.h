// What the kit knows of a method.
#pragma once

#include <string_view>

namespace pingyi::rpc {

struct MethodInfo {
  std::string_view name;  // for the log, e.g. "ReportService.GetCycle"
  // Nothing logged may tie such a call to a person, as for the casting of a ballot: no line when it
  // succeeds, and no actor, peer, trace or duration in any line. Its handler does not learn actor
  // and trace either.
  bool secret = false;
};

}  // namespace pingyi::rpc
