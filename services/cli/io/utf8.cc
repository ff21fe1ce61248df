#include "services/cli/io/utf8.h"

#include <utf8proc.h>

namespace pingyi::cli {

std::optional<size_t> FindIllFormedUtf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = static_cast<utf8proc_ssize_t>(text.size());
  utf8proc_ssize_t at = 0;
  while (at < size) {
    if (bytes[at] < 0x80) {
      ++at;
      continue;
    }
    utf8proc_int32_t code_point = 0;
    const utf8proc_ssize_t length = utf8proc_iterate(bytes + at, size - at, &code_point);
    if (length <= 0) return static_cast<size_t>(at);
    at += length;
  }
  return std::nullopt;
}

}  // namespace pingyi::cli
