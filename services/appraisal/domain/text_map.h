// Hash tables keyed by text that take a std::string_view for lookups (Abseil's own text keys take
// its string_view, which is another type here).
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>

namespace pingyi::appraisal {

struct TextHash {
  using is_transparent = void;
  size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
};

template <typename Value>
using TextMap = absl::flat_hash_map<std::string, Value, TextHash, std::equal_to<>>;

// Keys are views of texts that stay.
template <typename Value>
using TextViewMap = absl::flat_hash_map<std::string_view, Value, TextHash, std::equal_to<>>;
using TextViewSet = absl::flat_hash_set<std::string_view, TextHash, std::equal_to<>>;

}  // namespace pingyi::appraisal
