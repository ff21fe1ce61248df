#include "services/result/domain/title.h"

#include <algorithm>

#include "services/base/status/utf8.h"

namespace pingyi::result {

bool IsTitle(std::string_view text) {
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  return !text.empty() && !control && CountCharacters(text) <= kMaxTitleCharacters;
}

}  // namespace pingyi::result
