#include "services/export/data/report.h"

#include <algorithm>
#include <numeric>

namespace pingyi::exporting {
namespace {

bool Hides(const Figure& figure) { return figure.withheld != Withheld::kNo; }

bool HidesScore(const CriterionScore& score) { return Hides(score.score); }

bool HidesSome(const GroupScore& group) {
  return Hides(group.score) || std::ranges::any_of(group.criteria, HidesScore);
}

bool HidesPart(const Board& board) {
  return std::ranges::any_of(board.sections, [](const BoardSection& section) {
    return std::ranges::any_of(section.rows, [](const BoardRow& row) { return Hides(row.score); });
  });
}

}  // namespace

int64_t Distribution::total() const {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0});
}

bool Report::withholds() const {
  const bool in_results = std::ranges::any_of(rows, [](const Row& row) {
    return Hides(row.total) || std::ranges::any_of(row.groups, HidesSome) ||
           std::ranges::any_of(row.components, Hides) ||
           std::ranges::any_of(row.pooled, HidesScore);
  });
  return in_results || std::ranges::any_of(boards, HidesPart);
}

}  // namespace pingyi::exporting
