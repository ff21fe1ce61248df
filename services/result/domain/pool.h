// The marks of all groups taken as one group's (group_combination POOLED).
#pragma once

#include "services/result/domain/tally.h"

namespace pingyi::result {

// One cell for each criterion that any group has a cell for, of group 0, with the marks and
// abstentions of all groups added up, and so are the ballots left out. The tally must be sorted; so
// is what comes out.
SubjectTally PooledTally(const SubjectTally& tally);

}  // namespace pingyi::result
