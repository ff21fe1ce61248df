// The style sheet of the page, from style.css.
#pragma once

#include <string_view>

namespace pingyi::exporting {

std::string_view Style();

}  // namespace pingyi::exporting
