// Files that a program under test reads while the test replaces them.
#pragma once

#include <sys/stat.h>

#include <string>
#include <string_view>

namespace pingyi::test {

// Writes the file so that whoever looks finds it whole, with this mode, or as it was before. By
// default it is its owner's alone, as a key must be. Returns the path.
std::string WriteWhole(const std::string& path, std::string_view text, mode_t mode = 0600);

}  // namespace pingyi::test
