// What a check found, for people of either language.
#pragma once

#include <string>
#include <vector>

namespace pingyi::verify {

struct Text {
  std::string zh;
  std::string en;
};

using Findings = std::vector<Text>;

// Keeps findings that a hostile file can cause without end from filling the screen.
inline constexpr size_t kMaxFindings = 20;

}  // namespace pingyi::verify
