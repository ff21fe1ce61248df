#include "services/result/domain/edge.h"

#include <algorithm>

namespace pingyi::result {

Edge CutAt(const std::vector<SubjectResult>& subjects, const std::vector<size_t>& members,
           int64_t limit, QuotaTie tie) {
  const auto place = [&](size_t member) { return subjects[members[member]].rank; };
  const auto most = static_cast<size_t>(std::max<int64_t>(limit, 0));
  Edge edge;
  edge.kept = std::min(most, members.size());
  if (members.size() <= most || most == 0 || place(most - 1) != place(most)) {
    return edge;
  }
  edge.place = place(most);
  edge.begin = most;
  edge.end = most;
  while (edge.begin > 0 && place(edge.begin - 1) == edge.place) {
    --edge.begin;
  }
  while (edge.end < members.size() && place(edge.end) == edge.place) {
    ++edge.end;
  }
  edge.kept = tie == QuotaTie::kAllIn ? edge.end : edge.begin;
  return edge;
}

}  // namespace pingyi::result
