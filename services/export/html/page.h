// The page that people read: one file that needs no network, no script and no font of its own.
#pragma once

#include <string>

#include "services/export/data/report.h"
#include "services/export/markup/words.h"

namespace pingyi::exporting {

// HTML for a screen, a phone and A4 paper. With both languages the reader switches between them
// without a script; paper shows the one that is on. The same report gives the same bytes.
std::string HtmlPage(const Report& report, Languages languages);

}  // namespace pingyi::exporting
