// How new subjects join those a draft already has.
#pragma once

#include <span>
#include <vector>

#include <absl/status/statusor.h>

#include "services/appraisal/domain/round.h"

namespace pingyi::appraisal {

// What to do with a new subject whose id is there already.
enum class OnExisting {
  kMustBeEqual,  // leave it if it says the same, else ALREADY_EXISTS RESOURCE_EXISTS
  kKeep,         // leave it whatever it says
};

// The subjects to insert so that all of `added` are there, in their order and with positions; those
// without one go behind all others. ALREADY_EXISTS RESOURCE_EXISTS for another subject under the
// same id or at the same position; INVALID_ARGUMENT LIMIT_EXCEEDED for more than 10,000 in all or a
// position beyond that. `added` has passed ValidateSubjects.
absl::StatusOr<std::vector<Subject>> NewSubjects(std::span<const Subject> existing,
                                                 std::span<const Subject> added,
                                                 OnExisting on_existing);

}  // namespace pingyi::appraisal
