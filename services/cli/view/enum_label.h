// The values of the contracts' enums in words.
#pragma once

#include <string>

#include "services/cli/view/label.h"

namespace pingyi::cli {

// The word for a value's name, e.g. "STATE_OPEN"; the name itself when it is not in the list (a
// newer service may know more values).
std::string EnumLabel(const std::string& value_name, Language language);

}  // namespace pingyi::cli
