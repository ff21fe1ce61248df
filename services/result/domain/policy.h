// A scoring policy (计分办法) as plain data: what pingyi.result.v1.ScoringPolicy says, with numbers
// still as text. The enumerators have the contract's numbers, so a conversion is a cast; a value
// that is none of them is found by policy_check.h.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "services/result/domain/rounding.h"

namespace pingyi::result {

// How several figures become one.
enum class Combination { kUnspecified = 0, kMean = 1, kSum = 2 };

// What happens when a group gave a subject no mark at all; see missing_group.h.
enum class MissingGroupRule { kUnspecified = 0, kRenormalize = 1, kZero = 2, kFail = 3 };

// What grades and ranks go by: the total as it is, or as it is published.
enum class DecisionBasis { kUnspecified = 0, kExact = 1, kRounded = 2 };

// How places are numbered: 1, 2, 2, 4.
enum class RankMethod { kUnspecified = 0, kStandardCompetition = 1 };

// A grade and the least total for it; the last grade has none.
struct GradeThreshold {
  std::string grade;
  std::string title;
  std::string min_total;

  bool operator==(const GradeThreshold&) const = default;
};

// Which marks count: keys of groups and criteria, empty meaning all.
struct MarkScope {
  std::vector<std::string> groups;
  std::vector<std::string> criteria;

  bool operator==(const MarkScope&) const = default;
};

// The comparisons a tie can be broken by; tie_breaker.h says what each of them compares.
struct GroupScoreComparison {
  std::string group;

  bool operator==(const GroupScoreComparison&) const = default;
};
struct CriterionScoreComparison {
  std::string criterion;

  bool operator==(const CriterionScoreComparison&) const = default;
};
struct MarkCountComparison {
  enum class Relation { kUnspecified = 0, kEqual, kAtLeast, kAbove };

  MarkScope scope;
  Relation relation = Relation::kUnspecified;
  std::string points;

  bool operator==(const MarkCountComparison&) const = default;
};
struct CountbackComparison {
  MarkScope scope;

  bool operator==(const CountbackComparison&) const = default;
};
struct PositionComparison {
  bool operator==(const PositionComparison&) const = default;
};

struct TieBreaker {
  // monostate: none was given, which is a fault.
  std::variant<std::monostate, GroupScoreComparison, CriterionScoreComparison, MarkCountComparison,
               CountbackComparison, PositionComparison>
      comparison;
  // Only ties for a place up to this one are broken; 0: all ties.
  int32_t up_to_rank = 0;

  bool operator==(const TieBreaker&) const = default;
};

// All rules. The display name, the version and the times of a stored policy are not rules.
struct PolicyRules {
  Combination mark_combination = Combination::kUnspecified;
  Combination criterion_combination = Combination::kUnspecified;
  Combination group_combination = Combination::kUnspecified;
  MissingGroupRule missing_group = MissingGroupRule::kUnspecified;
  std::vector<GradeThreshold> grade_thresholds;  // best first
  Rounding rounding;
  DecisionBasis decision_basis = DecisionBasis::kUnspecified;
  std::vector<TieBreaker> tie_breakers;
  RankMethod rank_method = RankMethod::kUnspecified;

  bool operator==(const PolicyRules&) const = default;
};

}  // namespace pingyi::result
