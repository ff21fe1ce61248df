// The committee's verbs below "result": previews and decisions.
#pragma once

#include "services/cli/command/menu.h"

namespace pingyi::cli {

void AddCommitteeVerbs(Noun& noun);

}  // namespace pingyi::cli
