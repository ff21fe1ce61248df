// What becomes of a group that gave a subject no mark at all: it returned no ballot, abstained
// throughout, or skipped the subject.
//
//   RENORMALIZE  it is left out with its weight; if every group is missing there is nothing to
//                scale up to the whole, and the run fails as under FAIL.
//   ZERO         it counts with a score of 0 and its full weight.
//   FAIL         the run fails with GROUP_MISSING.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>

#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// A subject whose total cannot be computed, and a group it lacks.
struct MissingMarks {
  std::string subject;
  size_t group;
};

// The total over the groups, `scores[g]` absent where group g is missing; nullopt if the rule does
// not allow one.
std::optional<Rational> CombineGroups(const PolicyRules& policy, const Form& form,
                                      const std::vector<std::optional<Rational>>& scores);

// FAILED_PRECONDITION GROUP_MISSING. It names the first ten subjects of each group, by id, as
// violations of "round.voter_groups[i]", and says how many there are in all.
absl::Status GroupMissingError(const Form& form, const std::vector<MissingMarks>& missing);

}  // namespace pingyi::result
