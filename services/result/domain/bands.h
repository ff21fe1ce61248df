// Bands (e.g. 20/70/10): grades by place. GradeBands of the contract says how.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "services/result/domain/policy.h"
#include "services/result/domain/quota.h"
#include "services/result/domain/result.h"
#include "services/result/domain/roster.h"

namespace pingyi::result {

// Behind how many of a pool of this size each band ends. The last end is the size.
std::vector<int64_t> BandEnds(const GradeBands& bands, int64_t pool);

// How a band was filled in one pool.
struct BandOutcome {
  size_t band = 0;
  size_t grade = 0;
  std::string pool_name = {};  // the unit or type; empty: all subjects
  int64_t pool = 0;
  int64_t end = 0;      // behind how many of the pool it ends
  int64_t before = 0;   // how many the bands before have
  int64_t waiting = 0;  // who of the others can have the grade
  int64_t taken = 0;
  int32_t edge_place = 0;  // the place that a tie at the end is for; 0: there was none
  int64_t edge_size = 0;   // how many share it
  std::vector<size_t> members = {};
};

// Gives grades by the bands. `state.grades` are the best grades that other rules leave. `order` are
// the subjects by rank. The policy must have bands.
std::vector<BandOutcome> ApplyBands(const PolicyRules& policy, const Roster& roster,
                                    const std::vector<SubjectResult>& subjects,
                                    const std::vector<size_t>& order, GradeState& state);

}  // namespace pingyi::result
