#include "services/result/domain/pool.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

namespace pingyi::result {
namespace {

// Puts marks in order and those that are equal together.
void JoinMarks(std::vector<MarkCount>& marks) {
  std::sort(marks.begin(), marks.end(),
            [](const MarkCount& a, const MarkCount& b) { return a.mark < b.mark; });
  size_t last = 0;
  for (size_t i = 1; i < marks.size(); ++i) {
    if (marks[i].mark == marks[last].mark) {
      marks[last].count += marks[i].count;
    } else {
      marks[++last] = marks[i];
    }
  }
  marks.resize(marks.empty() ? 0 : last + 1);
}

}  // namespace

SubjectTally PooledTally(const SubjectTally& tally) {
  SubjectTally pooled{tally.subject, tally.position, {}};
  if (!tally.left_out.empty()) {
    pooled.left_out = {std::accumulate(tally.left_out.begin(), tally.left_out.end(), int64_t{0})};
  }
  for (const TallyCell& cell : tally.cells) {
    const auto place = std::lower_bound(
        pooled.cells.begin(), pooled.cells.end(), cell.criterion_index,
        [](const TallyCell& c, int32_t index) { return c.criterion_index < index; });
    if (place == pooled.cells.end() || place->criterion_index != cell.criterion_index) {
      pooled.cells.insert(place, cell)->group_index = 0;
      continue;
    }
    place->marks.insert(place->marks.end(), cell.marks.begin(), cell.marks.end());
    place->abstentions += cell.abstentions;
  }
  for (TallyCell& cell : pooled.cells) {
    JoinMarks(cell.marks);
  }
  return pooled;
}

}  // namespace pingyi::result
