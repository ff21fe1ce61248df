// What the steps of sealing a large round take.
#pragma once

#include <string>

#include "services/base/sql/dialect.h"

namespace pingyi::load {

// Seals a secret round of `ballots` ballots on a new database and prints the time of each step and
// its share. Whether it could.
bool PrintSealingSteps(const std::string& name, sql::Backend backend, int ballots);

}  // namespace pingyi::load
