// Which places can be told apart; see TieBand in the contract for the method and its source.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/result/domain/disclosure.h"
#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/tally.h"

namespace pingyi::result::statistics {

// What is published of a subject; rank 0: no place.
struct Standing {
  double total = 0;
  int32_t rank = 0;
};

struct TieBand {
  std::optional<double> standard_error = {};
  std::optional<double> low = {};
  std::optional<double> high = {};
  int32_t first_rank = 0;
  int32_t last_rank = 0;
};

// Whether totals are weighted means or sums of mean marks, so that their standard errors follow
// from the counts of marks. Any rule that is not known to leave that so is taken not to.
bool HasStandardErrors(const PolicyRules& policy);

// The root of the variance of a subject's total; nullopt if it has a cell with a single mark. The
// policy must have standard errors.
std::optional<double> StandardError(const PolicyRules& policy, const Form& form,
                                    const SubjectTally& tally);

// By subject, as in `tally`, `masks` and `standings`. Takes time by the square
// of the number of subjects.
std::vector<TieBand> TieBands(const PolicyRules& policy, const Form& form, const Tally& tally,
                              const std::vector<SubjectMask>& masks,
                              const std::vector<Standing>& standings);

}  // namespace pingyi::result::statistics
