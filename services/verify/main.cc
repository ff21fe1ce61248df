// pingyi-verify: checks the bundle of a release against the public key of the institution.
#include <cstdlib>
#include <iostream>
#include <string>
#include <string_view>

#include "services/verify/program/program.h"

namespace {

// As the environment says.
std::string UsualLanguage() {
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0') {
      return std::string_view(value).starts_with("zh") ? "zh" : "en";
    }
  }
  return "en";
}

}  // namespace

int main(int argc, char** argv) {
  return pingyi::verify::RunProgram({argv + 1, argv + argc}, UsualLanguage(), std::cout, std::cerr);
}
