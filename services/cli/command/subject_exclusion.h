// pingyi subject exclude, exclusions, include.
#pragma once

#include "services/cli/command/menu.h"

namespace pingyi::cli {

// Adds the verbs about exclusions to "subject".
void AddExclusionVerbs(Noun& noun);

}  // namespace pingyi::cli
