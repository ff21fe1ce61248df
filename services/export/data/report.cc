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

}  // namespace

int64_t Distribution::total() const {
  return std::accumulate(counts.begin(), counts.end(), int64_t{0});
}

bool Report::withholds() const {
  return std::ranges::any_of(rows, [](const Row& row) {
    return Hides(row.total) || std::ranges::any_of(row.groups, HidesSome) ||
           std::ranges::any_of(row.components, Hides) ||
           std::ranges::any_of(row.pooled, HidesScore);
  });
}

}  // namespace pingyi::exporting
