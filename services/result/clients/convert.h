// From the appraisal service's messages to what this service knows of a round; the parts that
// results are computed from are those of wire/round.
#pragma once

#include "pingyi/appraisal/v1/round.pb.h"
#include "services/result/clients/appraisal_client.h"

namespace pingyi::result {

AppraisedRound FromProto(const appraisal::v1::Round& round);

}  // namespace pingyi::result
