// What becomes of a group that gave a subject no mark at all: it returned no ballot, abstained
// throughout, or skipped the subject; or, where a lower sum of criteria is better, gave none on one
// of them.
//
//   RENORMALIZE  it is left out with its weight; if every group is missing there is nothing to
//                scale up to the whole, and the run fails as under FAIL.
//   ZERO         it counts with a score of 0 and its full weight.
//   FAIL         the run fails with GROUP_MISSING.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <absl/status/status.h>

#include "services/result/domain/combine.h"
#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"

namespace pingyi::result {

// Takes a missing group into the combination as the rule says; false if the rule does not allow it
// to be missing.
bool AddMissingGroup(MissingGroupRule rule, const Rational& weight, Combiner& total);

// A subject without a total, and a group it lacks.
struct MissingMarks {
  std::string subject;
  size_t group;
};

// How many subjects are named for each group.
inline constexpr size_t kMaxNamedSubjects = 10;

// FAILED_PRECONDITION GROUP_MISSING with a violation "round.voter_groups[i]" for each group that is
// missing: it names the first subjects by id, in the order given, and counts them all. `whole` says
// that a group must have marked every criterion that counts (LacksCriteria in score.h).
absl::Status GroupMissingError(const Form& form, const std::vector<MissingMarks>& missing,
                               bool whole = false);

}  // namespace pingyi::result
