// What a round and its subjects may hold. Every function finds all that is wrong, not just the
// first.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include <absl/status/status.h>

#include "services/appraisal/domain/round.h"
#include "services/base/status/error.h"

namespace pingyi::appraisal {

// Faults in the fields of a draft, by their path in the contract, e.g.
// "round.ballot_form.criteria[1].weight". Things still missing as a whole (no criteria yet, no
// groups, no policy) are no fault of a draft. INVALID_ARGUMENT by InvalidFields.
std::vector<FieldViolation> ValidateSpec(const RoundSpec& spec, std::string_view path = "round");

// What opening needs and the draft lacks: FAILED_PRECONDITION ROUND_INCOMPLETE with violations, or
// OK. `now` tells whether close_time is still ahead.
absl::Status CheckReadyToOpen(const Round& round, std::span<const Subject> subjects,
                              absl::Time now);

// Faults in the fields of subjects to be created, each by itself and against each other: ids and
// given positions must differ. Paths are "<path>[i].<field>".
std::vector<FieldViolation> ValidateSubjects(std::span<const Subject> subjects,
                                             std::string_view path = "subjects");

}  // namespace pingyi::appraisal
