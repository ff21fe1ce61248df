// The whole of pingyi-verify but its main(): `pingyi release verify` runs the same.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace pingyi::verify {

enum ProgramExit {
  kAccepted = 0,
  kRefused = 1,
  kNotChecked = 2,  // a wrong command line, or a file that cannot be read
};

// Reads the command line (without the program's name), the keys and the bundle, and tells what the
// verification found. `language`, zh or en, is that of the output unless --lang names one. Asks no
// service and uses no network.
int RunProgram(const std::vector<std::string>& arguments, const std::string& language,
               std::ostream& out, std::ostream& err);

}  // namespace pingyi::verify
