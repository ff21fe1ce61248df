#include "services/result/domain/difference.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace pingyi::result {
namespace {

ShownResult ShownBy(const DecidedGrades& decided, const PlacedResult& result) {
  ShownResult shown = result.computed;
  const auto found = decided.find(result.subject);
  if (found != decided.end()) {
    shown.grade = found->second.grade;
    shown.grade_title = found->second.title;
  }
  return shown;
}

}  // namespace

std::vector<ResultDifference> DecidedDifferences(std::vector<PlacedResult> results,
                                                 const DecidedGrades& before,
                                                 const DecidedGrades& after) {
  std::sort(results.begin(), results.end(), [](const PlacedResult& a, const PlacedResult& b) {
    return std::tie(a.computed.rank, a.position) < std::tie(b.computed.rank, b.position);
  });
  std::vector<ResultDifference> differences;
  for (const PlacedResult& result : results) {
    ResultDifference difference{.subject = result.subject,
                                .before = ShownBy(before, result),
                                .after = ShownBy(after, result)};
    if (difference.moved()) differences.push_back(std::move(difference));
  }
  return differences;
}

}  // namespace pingyi::result
