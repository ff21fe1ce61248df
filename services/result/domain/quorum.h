// The least turnout (参评率) for a round to have results: returned ballots, valid and spoiled, over
// the expected voters.
#pragma once

#include <cstdint>
#include <vector>

#include <absl/status/status.h>

#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

struct Turnout {
  int64_t returned = 0;
  int64_t expected = 0;
};

Turnout TurnoutOf(const Form& form, const std::vector<GroupBallots>& ballots, size_t group);
Turnout TotalTurnout(const Form& form, const std::vector<GroupBallots>& ballots);

// FAILED_PRECONDITION QUORUM_NOT_REACHED with a violation for the round ("round.voter_groups") and
// for each group ("round.voter_groups[i]") whose turnout is below what the policy asks. The form
// must have the numbers of expected voters if the policy has a quorum.
absl::Status CheckQuorum(const PolicyRules& policy, const Form& form, const Tally& tally);

}  // namespace pingyi::result
