// Where a list of subjects by place is cut: the end of a quota or a band, and the tie there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"

namespace pingyi::result {

struct Edge {
  size_t kept = 0;    // how many of the list are before the cut
  size_t begin = 0;   // those who share the place at the edge: [begin, end) of the list
  size_t end = 0;     // begin == end: there is no tie
  int32_t place = 0;  // their place; 0: there is no tie
};

// Cuts `members`, subjects in the order of their places, behind the first `limit`. Of those who
// share the place at the edge TIE_ALL_IN keeps all; else none of them is kept.
Edge CutAt(const std::vector<SubjectResult>& subjects, const std::vector<size_t>& members,
           int64_t limit, QuotaTie tie);

}  // namespace pingyi::result
