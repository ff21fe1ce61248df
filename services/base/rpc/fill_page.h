// Filling a page of a list.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include <google/protobuf/repeated_field.h>

namespace pingyi::rpc {

// A page ends here even if it could hold more entries: well below the size of the largest message.
inline constexpr size_t kMaxPageBytes = size_t{2} << 20;
// Tag and length of an entry within the page.
inline constexpr size_t kEntryOverhead = 5;

// Adds the entries of at most `limit` items, and no more than fit into kMaxPageBytes, but at least
// one. Gives the number added; the caller has a next page if that is not all.
template <typename Item, typename Entry, typename Convert>
size_t FillPage(const std::vector<Item>& items, int limit,
                google::protobuf::RepeatedPtrField<Entry>& page, Convert convert) {
  size_t count = 0;
  size_t bytes = 0;
  for (const Item& item : items) {
    if (count == static_cast<size_t>(limit)) break;
    Entry entry = convert(item);
    bytes += entry.ByteSizeLong() + kEntryOverhead;
    if (count > 0 && bytes > kMaxPageBytes) break;
    page.Add(std::move(entry));
    ++count;
  }
  return count;
}

}  // namespace pingyi::rpc
