// Quotas (优秀比例): how many of a pool may have a grade. From the best grade down; whoever is
// beyond the quota of a pool gets the next grade, and counts there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"
#include "services/result/domain/roster.h"

namespace pingyi::result {

// The grade of a subject that an exclusion leaves without one.
inline constexpr size_t kNoGrade = static_cast<size_t>(-1);

// How a quota was filled in one of its pools.
struct QuotaOutcome {
  size_t quota = 0;  // its place in the policy
  size_t grade = 0;
  std::string pool_name = {};  // the unit or type; empty: all subjects
  int64_t pool = 0;            // whom the share is taken of
  int64_t limit = 0;
  int64_t holders = 0;  // who had the grade before
  int64_t kept = 0;
  int32_t edge_place = 0;  // the place that a tie at the edge is for; 0: there was none
  int64_t edge_size = 0;   // how many share it
};

// Grades while rules are applied to them, by subject.
struct GradeState {
  std::vector<size_t> grades;
  // The best grade that a tie leaves to the committee.
  std::vector<std::optional<size_t>> undecided;
};

// Applies the quotas. `order` are the subjects by rank.
std::vector<QuotaOutcome> ApplyQuotas(const PolicyRules& policy, const Roster& roster,
                                      const std::vector<SubjectResult>& subjects,
                                      const std::vector<size_t>& order, GradeState& state);

}  // namespace pingyi::result
