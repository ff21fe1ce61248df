#include "services/base/status/key.h"

#include <algorithm>
#include <cstddef>

namespace pingyi {
namespace {

constexpr size_t kMaxLength = 63;

bool IsMadeOf(std::string_view text, char joint) {
  return !text.empty() && text.size() <= kMaxLength && std::ranges::all_of(text, [joint](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == joint;
  });
}

}  // namespace

bool IsKey(std::string_view text) { return IsMadeOf(text, '_'); }

bool IsResourceId(std::string_view text) {
  return IsMadeOf(text, '-') && text.front() != '-' && text.back() != '-';
}

}  // namespace pingyi
