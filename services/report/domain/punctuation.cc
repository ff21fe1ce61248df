#include "services/report/domain/marks.h"
#include "services/report/domain/text.h"
#include "services/report/domain/text_checks.h"

namespace pingyi::report {
namespace {

constexpr char32_t kLineEnd = U'\n';  // also stands for the ends of the text

char32_t FullWidthOf(char32_t c) {
  for (const Punctuation& mark : kPunctuation) {
    if (mark.half == c) return mark.full;
  }
  return 0;
}

// The next character that is no blank, going back or forward from `position`.
char32_t Previous(std::u32string_view text, size_t position) {
  while (position > 0 && text[position - 1] == U' ') --position;
  return position == 0 ? kLineEnd : text[position - 1];
}

char32_t Following(std::u32string_view text, size_t position) {
  do {
    ++position;
  } while (position < text.size() && text[position] == U' ');
  return position < text.size() ? text[position] : kLineEnd;
}

bool IsChinese(char32_t c) { return IsHan(c) || IsCjkPunctuation(c); }

bool IsChineseOrEnd(char32_t c) { return IsChinese(c) || c == U'\n' || c == U'\r'; }

// An opening bracket belongs to what follows it, every other mark to what precedes it.
bool IsBetweenChinese(std::u32string_view text, size_t position) {
  const char32_t before = Previous(text, position);
  const char32_t after = Following(text, position);
  if (text[position] == U'(') return IsHan(after) && IsChineseOrEnd(before);
  return IsChinese(before) && IsChineseOrEnd(after);
}

}  // namespace

std::vector<Hit> FindMixedPunctuation(std::u32string_view text) {
  std::vector<Hit> hits;
  for (size_t position = 0; position < text.size() && hits.size() < kMaxHits; ++position) {
    if (text[position] >= 0x80) continue;
    const char32_t full = FullWidthOf(text[position]);
    if (full == 0 || !IsBetweenChinese(text, position)) continue;
    hits.push_back({position, 1, std::u32string(1, full)});
  }
  return hits;
}

}  // namespace pingyi::report
