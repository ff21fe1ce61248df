// Rounds and sealed tallies: from the appraisal service's messages to this service's plain data.
#pragma once

#include <string>

#include <absl/status/statusor.h>

#include "pingyi/appraisal/v1/ballot.pb.h"
#include "pingyi/appraisal/v1/round.pb.h"
#include "services/result/domain/form.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// The part of a resource name behind the last "/".
std::string LastSegment(const std::string& name);

// What the round froze that scores depend on, as it stands, sound or not.
RoundFacts ToFacts(const appraisal::v1::Round& round);

// DATA_LOSS TALLY_DIGEST_MISMATCH if a cell has not as many counts as marks, or if the ballots left
// out are not by group.
absl::StatusOr<SubjectTally> ToTally(const appraisal::v1::SubjectTally& tally);

}  // namespace pingyi::result
