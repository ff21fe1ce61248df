#include <algorithm>
#include <unordered_map>

#include "services/report/domain/marks.h"
#include "services/report/domain/text.h"
#include "services/report/domain/text_checks.h"

namespace pingyi::report {
namespace {

struct Mark {
  std::u32string_view head;
  std::u32string_view tail;  // empty for most
};

// The marks by their first character, so that a text is walked once however many there are.
using Index = std::unordered_map<char32_t, std::vector<Mark>>;

const Index& MarkIndex() {
  static const auto* const index = [] {
    auto* made = new Index;
    for (const std::u32string_view mark : kAdvertisements) (*made)[mark[0]].push_back({mark, {}});
    for (const SplitMark& mark : kSplitAdvertisements) {
      (*made)[mark.head[0]].push_back({mark.head, mark.tail});
    }
    return made;
  }();
  return *index;
}

// The length of the mark at the position, 0 when it is not there.
size_t Match(std::u32string_view text, size_t position, const Mark& mark) {
  const std::u32string_view rest = text.substr(position);
  if (!rest.starts_with(mark.head)) return 0;
  if (mark.tail.empty()) return mark.head.size();
  const size_t window = mark.head.size() + kMaxMarkGap + mark.tail.size();
  std::u32string_view near = rest.substr(0, window);
  near = near.substr(0, near.find_first_of(U"。\n"));
  const size_t tail = near.find(mark.tail, mark.head.size());
  return tail == std::u32string_view::npos ? 0 : tail + mark.tail.size();
}

// ASCII in lower case and full-width Latin as ASCII; as long as the text.
std::u32string Folded(std::u32string_view text) {
  std::u32string folded(text);
  for (char32_t& c : folded) {
    if (c >= 0xFF21 && c <= 0xFF5A) c -= 0xFEE0;
    if (c >= U'A' && c <= U'Z') c += U'a' - U'A';
  }
  return folded;
}

}  // namespace

std::vector<Hit> FindAdvertisements(std::u32string_view text) {
  const std::u32string folded = Folded(text);
  const Index& index = MarkIndex();
  std::vector<Hit> hits;
  for (size_t position = 0; position < folded.size() && hits.size() < kMaxHits;) {
    size_t length = 0;
    if (const auto marks = index.find(folded[position]); marks != index.end()) {
      for (const Mark& mark : marks->second) {
        length = std::max(length, Match(folded, position, mark));
      }
    }
    if (length > 0) hits.push_back({position, length});
    position += std::max<size_t>(length, 1);
  }
  return hits;
}

}  // namespace pingyi::report
