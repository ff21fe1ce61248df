#include "services/export/data/compare.h"

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "services/export/data/arithmetic.h"

namespace pingyi::exporting {

Comparison Compare(const Report& now, const Report& before) {
  Comparison comparison;
  comparison.round = before.round;
  comparison.round_title = before.round_title;
  comparison.number = before.number;
  std::unordered_map<std::string_view, const Row*> earlier;
  for (const Row& row : before.rows) earlier[row.id] = &row;
  const int digits = std::max(now.digits, before.digits);
  for (const Row& row : now.rows) {
    const auto found = earlier.find(row.id);
    if (found == earlier.end()) {
      ++comparison.only_now;
      continue;
    }
    const Row& old = *found->second;
    Change change{.id = row.id,
                  .name = row.name,
                  .old_total = old.total,
                  .new_total = row.total,
                  .old_rank = old.rank,
                  .new_rank = row.rank,
                  .difference = ""};
    const auto was = DecimalValue(old.total.rounded);
    const auto is = DecimalValue(row.total.rounded);
    if (was && is) change.difference = FixedText(*is - *was, digits);
    comparison.changes.push_back(std::move(change));
  }
  comparison.only_before =
      static_cast<int64_t>(before.rows.size()) - static_cast<int64_t>(comparison.changes.size());
  return comparison;
}

}  // namespace pingyi::exporting
