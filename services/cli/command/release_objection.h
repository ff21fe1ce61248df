// Objections: the verbs below "release".
#pragma once

#include "services/cli/command/menu.h"

namespace pingyi::cli {

void AddObjectionVerbs(Noun& noun);

}  // namespace pingyi::cli
