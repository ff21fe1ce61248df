// How results are shown.
#pragma once

#include <string>

#include <absl/status/status.h>

#include "pingyi/result/v1/result.pb.h"
#include "services/cli/command/context.h"

namespace pingyi::cli {

// The results below `source` (a run or release of `round`), with a column for each group. For
// people the groups have their titles, which the appraisal service knows; if it does not answer,
// their keys.
absl::Status PrintResults(Context& context, const std::string& round, const std::string& source);

// One result, for people with the scores of each group and criterion.
absl::Status PrintResult(Context& context, const result::v1::SubjectResult& result);

// The derivation as a tree, in the language of the output.
absl::Status PrintExplanation(Context& context, const result::v1::Explanation& explanation);

}  // namespace pingyi::cli
