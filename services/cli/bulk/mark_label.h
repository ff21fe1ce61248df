// The marks of a tally in words.
#pragma once

#include <string>

#include "pingyi/appraisal/v1/ballot.pb.h"
#include "pingyi/appraisal/v1/round.pb.h"

namespace pingyi::cli {

// What a mark of the tally stands for on a criterion's scale: the title of a grade, or the number.
// "#index" for a mark that is not on the scale.
std::string MarkLabel(const appraisal::v1::Criterion& criterion, int index);

// "优秀 ×12  称职 ×3": how often each mark was given.
std::string Distribution(const appraisal::v1::Criterion& criterion,
                         const appraisal::v1::TallyCell& cell);

}  // namespace pingyi::cli
