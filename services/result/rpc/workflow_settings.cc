#include "services/result/rpc/workflow_settings.h"

#include <algorithm>

#include "services/base/status/error.h"
#include "services/result/domain/reason.h"

namespace pingyi::result {

absl::Status WorkflowSettings::CheckLeadership(const std::string& actor) const {
  if (std::find(leadership.begin(), leadership.end(), actor) != leadership.end()) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kPermissionDenied, reason::kActorNotPermitted,
                   "only actors that the service's configuration lists under roles.leadership may "
                   "do this");
}

}  // namespace pingyi::result
