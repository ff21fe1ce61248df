// How far those who marked the same thing agree.
#pragma once

#include <optional>
#include <vector>

#include "services/result/domain/tally.h"

namespace pingyi::result::statistics {

// Krippendorff's alpha with the ordinal metric (K. Krippendorff, Content Analysis, 3rd ed. 2013,
// ch. 12): 1 less observed over expected disagreement. It needs no more of each unit than how often
// each mark was given, whoever gave it; units with fewer than two marks are passed over. The
// distance of two marks is that of their mid-ranks among all marks, which is what the ordinal
// metric comes to, so it takes one pass however many marks the scale has. nullopt if no two marks
// are comparable or all are the same.
std::optional<double> OrdinalAlpha(const std::vector<std::vector<MarkCount>>& units);

}  // namespace pingyi::result::statistics
