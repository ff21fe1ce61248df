#include <array>
#include <optional>
#include <string_view>

#include "services/report/domain/text.h"
#include "services/report/domain/text_checks.h"

namespace pingyi::report {
namespace {

constexpr std::u32string_view kDigits = U"一二三四五六七八九";

// From the highest to the lowest.
enum Level { kPart, kHeading, kItem, kLevels };

struct Numeral {
  int value = 0;
  size_t length = 0;  // 0: no numeral
};

struct Heading {
  Level level;
  int number;
  size_t length;
};

char32_t At(std::u32string_view text, size_t position) {
  return position < text.size() ? text[position] : 0;
}

int DigitValue(char32_t c) {
  const size_t found = c == 0 ? std::u32string_view::npos : kDigits.find(c);
  return found == std::u32string_view::npos ? 0 : static_cast<int>(found) + 1;
}

// 一 to 九十九.
Numeral NumeralAt(std::u32string_view text, size_t position) {
  Numeral numeral;
  const int first = DigitValue(At(text, position));
  if (first > 0) numeral = {first, 1};
  if (At(text, position + numeral.length) != U'十') return numeral;
  numeral.value = (first > 0 ? first : 1) * 10;
  ++numeral.length;
  if (const int last = DigitValue(At(text, position + numeral.length)); last > 0) {
    numeral.value += last;
    ++numeral.length;
  }
  return numeral;
}

std::u32string NumeralText(int value) {
  std::u32string text;
  if (value >= 20) text += kDigits[static_cast<size_t>(value / 10 - 1)];
  if (value >= 10) text += U'十';
  if (value % 10 > 0) text += kDigits[static_cast<size_t>(value % 10 - 1)];
  return text;
}

// A heading begins a line or follows the end of a sentence, an item also a comma: 第（二）项 and
// 总结（二） are none.
bool MayBegin(std::u32string_view text, size_t position) {
  if (position == 0 || IsSpace(text[position - 1])) return true;
  constexpr std::u32string_view kSentenceEnds = U"。；！？：;!?:";
  constexpr std::u32string_view kCommas = U"，、,";
  const char32_t before = text[position - 1];
  if (kSentenceEnds.find(before) != std::u32string_view::npos) return true;
  const bool is_item = text[position] == U'（' || text[position] == U'(';
  return is_item && kCommas.find(before) != std::u32string_view::npos;
}

// 第二部分, 第二章.
std::optional<Heading> PartAt(std::u32string_view text, size_t position) {
  const Numeral numeral = NumeralAt(text, position + 1);
  const size_t end = position + 1 + numeral.length;
  if (numeral.length == 0) return std::nullopt;
  if (At(text, end) == U'章') return Heading{kPart, numeral.value, end + 1 - position};
  if (text.substr(end).starts_with(U"部分"))
    return Heading{kPart, numeral.value, end + 2 - position};
  return std::nullopt;
}

// （二） or (二).
std::optional<Heading> ItemAt(std::u32string_view text, size_t position) {
  const Numeral numeral = NumeralAt(text, position + 1);
  const size_t end = position + 1 + numeral.length;
  if (numeral.length == 0 || (At(text, end) != U'）' && At(text, end) != U')')) return std::nullopt;
  return Heading{kItem, numeral.value, end + 1 - position};
}

// 二、 but not 二、三季度, where the next number follows at once.
std::optional<Heading> HeadingAt(std::u32string_view text, size_t position) {
  const Numeral numeral = NumeralAt(text, position);
  const size_t end = position + numeral.length;
  if (numeral.length == 0 || At(text, end) != U'、' ||
      NumeralAt(text, end + 1).value == numeral.value + 1) {
    return std::nullopt;
  }
  return Heading{kHeading, numeral.value, numeral.length + 1};
}

std::optional<Heading> NumberedAt(std::u32string_view text, size_t position) {
  const char32_t c = text[position];
  if (c == U'第') return PartAt(text, position);
  if (c == U'（' || c == U'(') return ItemAt(text, position);
  return HeadingAt(text, position);
}

std::u32string Expected(Level level, int number) {
  const std::u32string numeral = NumeralText(number);
  if (level == kPart) return U"第" + numeral + U"部分";
  return level == kItem ? U"（" + numeral + U"）" : numeral + U"、";
}

}  // namespace

std::vector<Hit> FindNumberingGaps(std::u32string_view text) {
  std::vector<Hit> hits;
  std::array<int, kLevels> last = {};  // 0: the level has not begun
  for (size_t position = 0; position < text.size() && hits.size() < kMaxHits;) {
    const std::optional<Heading> heading =
        MayBegin(text, position) ? NumberedAt(text, position) : std::nullopt;
    if (!heading) {
      ++position;
      continue;
    }
    const bool any_start = heading->level != kItem && last[heading->level] == 0;
    const int expected = last[heading->level] + 1;
    if (heading->number != expected && !any_start) {
      hits.push_back({position, heading->length, Expected(heading->level, expected)});
    }
    last[heading->level] = heading->number;
    for (int lower = heading->level + 1; lower < kLevels; ++lower) last[lower] = 0;
    position += heading->length;
  }
  return hits;
}

}  // namespace pingyi::report
