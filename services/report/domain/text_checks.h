// The checks of one text, each a pure function that takes time in proportion to the text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace pingyi::report {

// A place in a text, in code points.
struct Hit {
  size_t position = 0;
  size_t length = 0;
  std::u32string expected = {};  // what would be right, where the check knows it

  bool operator==(const Hit&) const = default;
};

// No check gives more hits than this for one text: who has so many will look anyway.
inline constexpr size_t kMaxHits = 20;

// Placeholders left in: runs of two or more X, x, ×, *, _, ○ or the like, a single X or × before
// 市, 年 and so on, and words such as 某某. Not those: Latin words (XXL), multiplication (3×5),
// masked numbers (138****1234), status classes (5xx), the year 二○○八, lines of stars that divide a
// text.
std::vector<Hit> FindPlaceholders(std::u32string_view text);

// Remains of template sites: addresses, paywalls, accounts to follow, claims of copyright.
std::vector<Hit> FindAdvertisements(std::u32string_view text);

// Places where the numbering 第一部分, 一、 or （一） skips a number or goes backwards. Each level
// counts for itself and begins again under the next higher one. Parts and 一、 may begin with any
// number, because a report's sections often continue one numbering; （一） begins with one.
std::vector<Hit> FindNumberingGaps(std::u32string_view text);

// Half-width , ; : ? ! ( ) between Chinese characters. Decimals, times and addresses are none.
std::vector<Hit> FindMixedPunctuation(std::u32string_view text);

}  // namespace pingyi::report
