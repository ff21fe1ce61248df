#include "services/cli/view/width.h"

#include <algorithm>

#include <utf8proc.h>

namespace pingyi::cli {
namespace {

std::string Blanks(std::string_view text, int width) {
  return std::string(static_cast<size_t>(std::max(0, width - DisplayWidth(text))), ' ');
}

// Takes one code point off the front of the text; an ill-formed byte counts as U+FFFD.
utf8proc_int32_t TakeCodePoint(std::string_view& text) {
  utf8proc_int32_t code_point = 0;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()),
                                       static_cast<utf8proc_ssize_t>(text.size()), &code_point);
  text.remove_prefix(length > 0 ? static_cast<size_t>(length) : 1);
  return length > 0 ? code_point : 0xFFFD;
}

}  // namespace

int DisplayWidth(std::string_view text) {
  int width = 0;
  while (!text.empty()) width += utf8proc_charwidth(TakeCodePoint(text));
  return width;
}

std::string OneLine(std::string_view text) {
  std::string clean;
  clean.reserve(text.size());
  while (!text.empty()) {
    const std::string_view before = text;
    const utf8proc_int32_t code_point = TakeCodePoint(text);
    const bool control = utf8proc_category(code_point) == UTF8PROC_CATEGORY_CC ||
                         code_point == 0x2028 || code_point == 0x2029;
    if (control) {
      clean += ' ';
    } else {
      clean += before.substr(0, before.size() - text.size());
    }
  }
  return clean;
}

std::string PadRight(std::string_view text, int width) {
  return std::string(text) + Blanks(text, width);
}

std::string PadLeft(std::string_view text, int width) {
  return Blanks(text, width) + std::string(text);
}

}  // namespace pingyi::cli
