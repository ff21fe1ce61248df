// A scoring policy (计分办法) as plain data: what pingyi.result.v1.ScoringPolicy says, with numbers
// still as text. The enumerators have the contract's numbers, so a conversion is a cast; a value
// that is none of them is found by policy_check.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "services/result/domain/rounding.h"

namespace pingyi::result {

// How several figures become one; the median is for marks alone.
enum class Combination { kUnspecified = 0, kMean = 1, kSum = 2, kMedian = 3 };

// What a sum of points or a number of marks is divided by; unspecified is the marks given.
enum class Denominator {
  kUnspecified = 0,
  kMarks = 1,
  kValidBallots = 2,
  kReturnedBallots = 3,
  kExpectedVoters = 4,
};

// What happens when a group gave a subject no mark at all; see missing_group.h.
enum class MissingGroupRule { kUnspecified = 0, kRenormalize = 1, kZero = 2, kFail = 3 };

// What grades and ranks go by: the total as it is, or as it is published.
enum class DecisionBasis { kUnspecified = 0, kExact = 1, kRounded = 2 };

// How places are numbered: 1, 2, 2, 4 or 1, 2, 2, 3.
enum class RankMethod { kUnspecified = 0, kStandardCompetition = 1, kDense = 2 };

// A share of the marks, and how it becomes a number of marks.
struct DroppedShare {
  std::string share;
  RoundingMode rounding = RoundingMode::kUnspecified;

  bool operator==(const DroppedShare&) const = default;
};

// How many of the highest and as many of the lowest marks of a group on a criterion are dropped.
struct Extremes {
  // monostate: none was given, which is a fault; else marks at either end.
  std::variant<std::monostate, int32_t, DroppedShare> drop;
  int64_t min_marks = 0;  // nothing is dropped from fewer

  bool operator==(const Extremes&) const = default;
};

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

// Which marks a share rule counts, and what share of them it limits.
enum class ShareMarks { kUnspecified = 0, kAtMost, kAtLeast };
enum class ShareLimit { kUnspecified = 0, kAbove, kAtLeast, kBelow, kAtMost };

// Where the share of such marks is beyond the limit no grade better than best_grade is given.
struct GradeShareRule {
  std::string best_grade;
  MarkScope scope;
  ShareMarks marks = ShareMarks::kUnspecified;
  std::string points;
  ShareLimit limit = ShareLimit::kUnspecified;
  std::string share;
  Denominator denominator = Denominator::kUnspecified;

  bool operator==(const GradeShareRule&) const = default;
};

// Whose number a quota is a share of, and what becomes of a tie at its edge.
enum class QuotaPool { kUnspecified = 0, kAllSubjects = 1 };
enum class QuotaTie { kUnspecified = 0, kAllIn = 1, kAllOut = 2 };

// How many may have a grade.
struct GradeQuota {
  std::string grade;
  QuotaPool pool = QuotaPool::kUnspecified;
  std::string share;
  RoundingMode rounding = RoundingMode::kUnspecified;
  int32_t minimum = 0;
  QuotaTie tie = QuotaTie::kUnspecified;

  bool operator==(const GradeQuota&) const = default;
};

// The least turnout of all groups together and of each; empty: none.
struct Quorum {
  std::string overall;
  std::string each_group;

  bool operator==(const Quorum&) const = default;
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
  // What follows need not be there: a policy without it keeps its digest.
  std::string abstention_points = {};  // empty: abstentions are left out
  Denominator mean_denominator = Denominator::kUnspecified;
  std::optional<Extremes> extremes = {};
  std::optional<Rounding> criterion_rounding = {};
  std::optional<Rounding> group_rounding = {};
  std::string total_floor = {};
  std::string total_cap = {};
  std::vector<GradeShareRule> grade_share_rules = {};
  std::vector<GradeQuota> grade_quotas = {};
  std::optional<Quorum> quorum = {};

  bool operator==(const PolicyRules&) const = default;
};

}  // namespace pingyi::result
