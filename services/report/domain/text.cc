#include "services/report/domain/text.h"

#include <algorithm>

#include <utf8proc.h>

namespace pingyi::report {
namespace {

constexpr size_t kExcerptCharacters = 40;

}  // namespace

std::u32string Decode(std::string_view utf8) {
  std::u32string text;
  text.reserve(utf8.size() / 3 + 1);
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(utf8.data());
  auto left = static_cast<utf8proc_ssize_t>(utf8.size());
  while (left > 0) {
    utf8proc_int32_t code = 0;
    utf8proc_ssize_t used = utf8proc_iterate(bytes, left, &code);
    if (used <= 0) {
      code = 0xFFFD;
      used = 1;
    }
    text.push_back(static_cast<char32_t>(code));
    bytes += used;
    left -= used;
  }
  return text;
}

std::string Encode(std::u32string_view text) {
  std::string utf8;
  utf8.reserve(text.size() * 3);
  utf8proc_uint8_t buffer[4];
  for (const char32_t c : text) {
    const utf8proc_ssize_t size = utf8proc_encode_char(static_cast<utf8proc_int32_t>(c), buffer);
    utf8.append(reinterpret_cast<const char*>(buffer), static_cast<size_t>(size));
  }
  return utf8;
}

bool IsSpace(char32_t c) {
  if (c < 0x80) return c == U' ' || (c >= 0x09 && c <= 0x0D);
  if (c == 0x85 || c == 0x200B || c == 0xFEFF) return true;
  const utf8proc_category_t category = utf8proc_category(static_cast<utf8proc_int32_t>(c));
  return category == UTF8PROC_CATEGORY_ZS || category == UTF8PROC_CATEGORY_ZL ||
         category == UTF8PROC_CATEGORY_ZP;
}

bool IsHan(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3007 ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x323AF);
}

bool IsCjkPunctuation(char32_t c) {
  return (c >= 0x3001 && c <= 0x3003) || (c >= 0x3008 && c <= 0x3011) ||
         (c >= 0x2018 && c <= 0x201D) || c == 0x2026 || c == 0x2014 || c == 0xFF01 || c == 0xFF08 ||
         c == 0xFF09 || c == 0xFF0C || c == 0xFF1A || c == 0xFF1B || c == 0xFF1F;
}

bool IsAsciiDigit(char32_t c) { return c >= U'0' && c <= U'9'; }

bool IsAsciiLetter(char32_t c) { return (c >= U'a' && c <= U'z') || (c >= U'A' && c <= U'Z'); }

size_t CountCharacters(std::u32string_view text) {
  return static_cast<size_t>(
      std::count_if(text.begin(), text.end(), [](char32_t c) { return !IsSpace(c); }));
}

std::string Excerpt(std::u32string_view text, size_t position, size_t length) {
  const size_t shown = std::min(length, kExcerptCharacters);
  const size_t before = std::min(position, (kExcerptCharacters - shown) / 2);
  std::u32string part(text.substr(position - before, kExcerptCharacters));
  std::replace_if(
      part.begin(), part.end(), [](char32_t c) { return IsSpace(c) || c < 0x20; }, U' ');
  return Encode(part);
}

}  // namespace pingyi::report
