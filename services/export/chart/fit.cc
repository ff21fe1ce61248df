#include "services/export/chart/fit.h"

namespace pingyi::exporting {
namespace {

constexpr int kNarrow = 7;
constexpr int kCapital = 9;
constexpr int kWide = 12;

// The length of the UTF-8 character that begins so.
size_t LengthOf(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xE0) return 2;
  return first < 0xF0 ? 3 : 4;
}

// Han, kana, hangul, full-width forms and emoji take three bytes or four; so does "…", which is
// taken for wide as well.
int WidthOf(unsigned char first) {
  if (first >= 0xE1) return kWide;
  if (first == 'W' || first == 'M' || first == '@' || first == '%') return kWide;
  const bool capital = first >= 'A' && first <= 'Z';
  return capital || first == 'm' || first == 'w' ? kCapital : kNarrow;
}

}  // namespace

int RoughWidth(std::string_view text) {
  int width = 0;
  for (size_t i = 0; i < text.size(); i += LengthOf(static_cast<unsigned char>(text[i])))
    width += WidthOf(static_cast<unsigned char>(text[i]));
  return width;
}

std::string Fitting(std::string_view text, int width) {
  if (RoughWidth(text) <= width) return std::string(text);
  int used = kWide;
  size_t end = 0;
  while (end < text.size()) {
    const auto first = static_cast<unsigned char>(text[end]);
    if (used + WidthOf(first) > width) break;
    used += WidthOf(first);
    end += LengthOf(first);
  }
  return std::string(text.substr(0, end)) + "…";
}

}  // namespace pingyi::exporting
