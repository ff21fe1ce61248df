// Colours of ordered classes.
#pragma once

#include <cstddef>
#include <string>

namespace pingyi::exporting {

struct Shade {
  std::string fill;  // "#12355b"
  std::string ink;   // what is read on it: contrast 4.5 or more (WCAG 2.1, 1.4.3)
};

// The shade of one of `count` classes, 0 being the best and darkest. One hue whose lightness rises
// from each to the next: told apart without seeing colours, and on grey paper.
Shade ShadeOf(size_t index, size_t count);

}  // namespace pingyi::exporting
