// Ballots left out by their totals (extremes over BALLOT_TOTAL). The appraisal service leaves them
// out when it seals a round; here is what can be checked without the ballots: that policy and round
// state the same rule, and that as many were left out as the rule says.
#pragma once

#include <cstdint>
#include <vector>

#include <absl/status/status.h>

#include "services/base/status/error.h"
#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// Adds a violation EXTREMES_DIFFER for everything in which the round's rule and the valid policy's
// are not the same.
void FitBallotExtremes(const PolicyRules& policy, const RoundFacts& facts,
                       std::vector<FieldViolation>& violations);

// INTERNAL unless of each subject as many ballots are left out as the round's rule says. For facts
// that fit a policy and a tally that passed CheckTally.
absl::Status CheckLeftOut(const RoundFacts& facts, const Tally& tally);

}  // namespace pingyi::result
