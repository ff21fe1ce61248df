// Publicity, committee decisions and amendment of a release, against what they rest on.
#pragma once

#include "pingyi/bundle/v1/bundle.pb.h"
#include "services/verify/finding.h"

namespace pingyi::verify {

// The publicity period against the calendar, each decision against policy and computed results, and
// the differences from the release before against that release. The results of the bundle must be
// those that were computed anew.
Findings CheckWorkflow(const bundle::v1::ReleaseBundle& bundle);

}  // namespace pingyi::verify
