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

bool IsPlaceholderOfLetters(std::u32string_view text, size_t begin, size_t end) {
  const char32_t before = Before(text, begin);
  const char32_t after = At(text, end);
  if (IsAsciiLetter(before) || IsAsciiLetter(after)) return false;
  if (IsAsciiDigit(before) && IsAsciiDigit(after)) return false;
  const bool one_digit_before =
      IsAsciiDigit(before) && !(begin >= 2 && IsAsciiDigit(text[begin - 2]));
  if (one_digit_before && text.substr(begin, end - begin) == U"xx") return false;
  return !IsRomanNumeral(text, begin, end);
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

// X市 and ×月, but not 5×年 or MAX市.
bool IsSinglePlaceholder(size_t family, std::u32string_view text, size_t position) {
  if (family != kLetterFamily || text[position] == U'x') return false;
  const char32_t before = Before(text, position);
  if (IsAsciiLetter(before) || IsAsciiDigit(before)) return false;
  const char32_t after = At(text, position + 1);
  return after != kNone && kAfterSinglePlaceholder.find(after) != std::u32string_view::npos;
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
    if (is_run ? IsPlaceholder(*family, text, position, end)
               : family && IsSinglePlaceholder(*family, text, position)) {
      hits.push_back({position, end - position});
    }
    position = end;
  }
  return hits;
}

}  // namespace pingyi::report
