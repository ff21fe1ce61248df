// From the appraisal service's messages to this service's plain data.
#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "pingyi/appraisal/v1/ballot.pb.h"
#include "pingyi/appraisal/v1/round.pb.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// The part of a resource name behind the last "/".
std::string LastSegment(const std::string& name);

AppraisedRound FromProto(const appraisal::v1::Round& round);
// DATA_LOSS TALLY_DIGEST_MISMATCH if a cell has not as many counts as marks.
absl::StatusOr<SubjectTally> FromProto(const appraisal::v1::SubjectTally& tally);

}  // namespace pingyi::result
