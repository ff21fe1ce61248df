#include <algorithm>
#include <optional>

#include "services/report/domain/marks.h"
#include "services/report/domain/text.h"
#include "services/report/domain/text_checks.h"

namespace pingyi::report {
namespace {

constexpr char32_t kNone = 0;  // stands for the character before the first and after the last

char32_t Before(std::u32string_view text, size_t position) {
  return position == 0 ? kNone : text[position - 1];
}

char32_t At(std::u32string_view text, size_t position) {
  return position < text.size() ? text[position] : kNone;
}

char32_t Lower(char32_t c) { return c >= U'A' && c <= U'Z' ? c + (U'a' - U'A') : c; }

bool IsChineseDigit(char32_t c) {
  return c != kNone &&
         std::u32string_view(U"一二三四五六七八九").find(c) != std::u32string_view::npos;
}

bool IsLineBreak(char32_t c) { return c == kNone || c == U'\n' || c == U'\r'; }

std::optional<size_t> FamilyOf(char32_t c) {
  // Nearly every character is an ideograph: ask the cheap question first.
  if (IsHan(c) && c != U'〇') return std::nullopt;
  for (size_t family = 0; family < std::size(kPlaceholderFamilies); ++family) {
    if (kPlaceholderFamilies[family].find(c) != std::u32string_view::npos) return family;
  }
  return std::nullopt;
}

bool InFamily(size_t family, char32_t c) {
  return c != kNone && kPlaceholderFamilies[family].find(c) != std::u32string_view::npos;
}

// Article XX: a Roman numeral after a Latin word.
bool IsRomanNumeral(std::u32string_view text, size_t begin, size_t end) {
  const std::u32string_view run = text.substr(begin, end - begin);
  if (run != U"XX" && run != U"XXX") return false;
  return begin >= 2 && text[begin - 1] == U' ' && IsAsciiLetter(text[begin - 2]);
}

// XXX综合征: a karyotype.
bool IsChromosomes(std::u32string_view text, size_t begin, size_t end) {
  const std::u32string_view run = text.substr(begin, end - begin);
  if (run != U"XX" && run != U"XXX") return false;
  const std::u32string_view rest = text.substr(end);
  return std::ranges::any_of(kAfterChromosomes,
                             [rest](std::u32string_view word) { return rest.starts_with(word); });
}

bool IsPlaceholderOfLetters(std::u32string_view text, size_t begin, size_t end) {
  const char32_t before = Before(text, begin);
  const char32_t after = At(text, end);
  if (IsAsciiLetter(before) || IsAsciiLetter(after)) return false;
  if (IsAsciiDigit(before) && IsAsciiDigit(after)) return false;
  const bool one_digit_before =
      IsAsciiDigit(before) && !(begin >= 2 && IsAsciiDigit(text[begin - 2]));
  if (one_digit_before && text.substr(begin, end - begin) == U"xx") return false;
  return !IsRomanNumeral(text, begin, end) && !IsChromosomes(text, begin, end);
}

bool IsPlaceholderOfStars(std::u32string_view text, size_t begin, size_t end) {
  const char32_t before = Before(text, begin);
  const char32_t after = At(text, end);
  if (IsAsciiDigit(before) && IsAsciiDigit(after)) return false;
  return !(end - begin >= 3 && IsLineBreak(before) && IsLineBreak(after));
}

// Whether the run text[begin, end) of two or more characters of a family stands for something.
bool IsPlaceholder(size_t family, std::u32string_view text, size_t begin, size_t end) {
  const char32_t before = Before(text, begin);
  const char32_t after = At(text, end);
  switch (family) {
    case kLetterFamily:
      return IsPlaceholderOfLetters(text, begin, end);
    case kStarFamily:
      return IsPlaceholderOfStars(text, begin, end);
    case kUnderscoreFamily:  // snake__case
      return !IsAsciiLetter(before) && !IsAsciiLetter(after) && !IsAsciiDigit(after);
    case kCircleFamily:
      return !IsChineseDigit(before) && !IsChineseDigit(after);
    default:
      return true;
  }
}

// 120人×日, 1.5万人×年: a product of units. Not 2026年×月, whose 年 is no such unit.
bool IsProductOfUnits(std::u32string_view text, size_t position) {
  if (position < 2 || !IsHan(text[position - 1]) ||
      kAfterSinglePlaceholder.find(text[position - 1]) != std::u32string_view::npos) {
    return false;
  }
  size_t number = position - 1;  // what is behind it is magnitude and measure
  while (number > 0 && kMagnitudes.find(text[number - 1]) != std::u32string_view::npos) --number;
  const bool magnitude = number < position - 1;
  const char32_t digit = Before(text, number);
  return magnitude || IsAsciiDigit(digit) || IsChineseDigit(digit) ||
         (digit >= U'０' && digit <= U'９');
}

// X市 and ×月, but not 5×年 or MAX市.
bool IsSinglePlaceholder(size_t family, std::u32string_view text, size_t position) {
  if (family != kLetterFamily || text[position] == U'x') return false;
  const char32_t before = Before(text, position);
  if (IsAsciiLetter(before) || IsAsciiDigit(before)) return false;
  if (IsProductOfUnits(text, position)) return false;
  const char32_t after = At(text, position + 1);
  return after != kNone && kAfterSinglePlaceholder.find(after) != std::u32string_view::npos;
}

// Where the run of stars is that closes the emphasis which text[begin, end) opens: **重点**. None
// for stars that stand for something: 在**市**局, 完成**项，占**％.
std::optional<size_t> ClosingStars(std::u32string_view text, size_t begin, size_t end) {
  const std::u32string_view stars = text.substr(begin, end - begin);
  if (stars != U"**" && stars != U"***") return std::nullopt;
  const char32_t first = At(text, end);
  if (!IsHan(first) && !IsAsciiLetter(first) && !IsAsciiDigit(first)) return std::nullopt;
  if (kAfterStars.find(first) != std::u32string_view::npos) return std::nullopt;
  size_t close = end;
  while (!IsLineBreak(At(text, close)) && text[close] != U'*') ++close;
  const size_t after = close + stars.size();
  if (text.substr(close, stars.size()) != stars || At(text, after) == U'*') return std::nullopt;
  return text[close - 1] == U' ' ? std::nullopt : std::optional(close);
}

// The length of the placeholder word at the position; 0 when there is none.
size_t WordAt(std::u32string_view text, size_t position) {
  for (const std::u32string_view word : kPlaceholderWords) {
    if (text.size() - position < word.size() || Lower(text[position]) != word[0]) continue;
    if (std::equal(word.begin(), word.end(), text.begin() + static_cast<std::ptrdiff_t>(position),
                   [](char32_t a, char32_t b) { return a == Lower(b); })) {
      return word.size();
    }
  }
  return 0;
}

}  // namespace

std::vector<Hit> FindPlaceholders(std::u32string_view text) {
  std::vector<Hit> hits;
  std::optional<size_t> closing;  // stars that end an emphasis
  for (size_t position = 0; position < text.size() && hits.size() < kMaxHits;) {
    if (const size_t length = WordAt(text, position); length > 0) {
      hits.push_back({position, length});
      position += length;
      continue;
    }
    const std::optional<size_t> family = FamilyOf(text[position]);
    size_t end = position + 1;
    while (family && InFamily(*family, At(text, end))) ++end;
    const bool is_run = family && end - position >= 2;
    if (is_run && *family == kStarFamily) {
      const bool closes = closing == position;
      if (!closes) closing = ClosingStars(text, position, end);
      if (closes || closing) {
        position = end;
        continue;
      }
    }
    if (is_run ? IsPlaceholder(*family, text, position, end)
               : family && IsSinglePlaceholder(*family, text, position)) {
      hits.push_back({position, end - position});
    }
    position = end;
  }
  return hits;
}

}  // namespace pingyi::report
