#include "services/result/domain/key.h"

#include <algorithm>

#include "services/base/status/utf8.h"

namespace pingyi::result {

bool IsKey(std::string_view text) {
  return !text.empty() && text.size() <= kMaxKeyLength &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

bool IsTitle(std::string_view text) {
  const bool control = std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
  });
  return !text.empty() && !control && CountCharacters(text) <= kMaxTitleCharacters;
}

}  // namespace pingyi::result
