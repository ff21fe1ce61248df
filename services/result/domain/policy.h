// A scoring policy (计分办法) as plain data: what pingyi.result.v1.ScoringPolicy says, with numbers
// still as text. The enumerators have the contract's numbers, so a conversion is a cast; a value
// that is none of them is found by policy_check.h.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "services/result/domain/component_rules.h"
#include "services/result/domain/extremes.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {

// How several figures become one; the medians are for marks alone, pooling is for groups alone.
enum class Combination {
  kUnspecified = 0,
  kMean = 1,
  kSum = 2,
  kMedian = 3,
  kLowerMedian = 4,
  kPooled = 5,
};

// Which figures are better: the higher, also where it is left open, or the lower.
enum class TotalOrder { kUnspecified = 0, kDescending = 1, kAscending = 2 };

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
enum class DecisionBasis : int { kUnspecified = 0, kExact = 1, kRounded = 2 };

// How places are numbered: 1, 2, 2, 4 or 1, 2, 2, 3.
enum class RankMethod { kUnspecified = 0, kStandardCompetition = 1, kDense = 2 };

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
struct MajorityGaugeComparison {
  MarkScope scope;

  bool operator==(const MajorityGaugeComparison&) const = default;
};
struct MajorityValueComparison {
  MarkScope scope;

  bool operator==(const MajorityValueComparison&) const = default;
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
  std::string up_to_grade = {};  // only for who has this grade or a worse one; empty: for all

  bool operator==(const GradeShareRule&) const = default;
};

// Whose number a quota is a share of, and what becomes of a tie at its edge.
enum class QuotaPool { kUnspecified = 0, kAllSubjects = 1, kUnit = 2, kSubjectType = 3 };
enum class QuotaTie { kUnspecified = 0, kAllIn = 1, kAllOut = 2, kCommittee = 3 };

// Which subjects of a pool a share is taken of; unspecified is all.
enum class PoolBase { kUnspecified = 0, kAll = 1, kEligible = 2, kWithMarks = 3 };

// How many may have a grade.
struct GradeQuota {
  std::string grade;
  QuotaPool pool = QuotaPool::kUnspecified;
  std::string share;
  RoundingMode rounding = RoundingMode::kUnspecified;
  int32_t minimum = 0;
  QuotaTie tie = QuotaTie::kUnspecified;
  // Of these units or types alone; empty: of all that no other quota of the grade names.
  std::vector<std::string> pool_names = {};
  PoolBase base = PoolBase::kUnspecified;

  bool operator==(const GradeQuota&) const = default;
};

// The weight of a group or criterion, by its key.
struct KeyWeight {
  std::string key;
  std::string weight;

  bool operator==(const KeyWeight&) const = default;
};

// Weights for subjects of one type, in place of the round's; what is not named keeps its own.
struct TypeWeights {
  std::string subject_type;
  std::vector<KeyWeight> groups;
  std::vector<KeyWeight> criteria;

  bool operator==(const TypeWeights&) const = default;
};

// How the sizes of bands are made whole so that they sum to the pool.
enum class BandRounding { kUnspecified = 0, kCumulativeHalfUp = 1, kLargestRemainder = 2 };

// The grade of a band and its share of the pool.
struct GradeBand {
  std::string grade;
  std::string share;

  bool operator==(const GradeBand&) const = default;
};

// Grades by place: the first band from the top, and so on.
struct GradeBands {
  std::vector<GradeBand> bands;
  QuotaPool pool = QuotaPool::kUnspecified;
  BandRounding rounding = BandRounding::kUnspecified;
  QuotaTie tie = QuotaTie::kUnspecified;

  bool operator==(const GradeBands&) const = default;
};

// What an exclusion of a kind does.
enum class ExclusionEffect { kUnspecified = 0, kGradeAtMost = 1, kNoGrade = 2, kUnranked = 3 };

struct ExclusionRule {
  std::string kind;
  std::string title;
  ExclusionEffect effect = ExclusionEffect::kUnspecified;
  std::string best_grade = {};  // with kGradeAtMost; empty: the last grade

  bool operator==(const ExclusionRule&) const = default;
};

// What a leaderboard ranks by, and into which sections it falls.
enum class BoardScore { kUnspecified = 0, kTotal = 1, kCriterion = 2, kGroup = 3 };
enum class BoardPartition { kUnspecified = 0, kNone = 1, kUnit = 2, kSubjectType = 3 };

struct LeaderboardRule {
  std::string key;
  std::string title;
  BoardScore by = BoardScore::kUnspecified;
  std::string score_key = {};  // of the criterion or group
  BoardPartition partition = BoardPartition::kUnspecified;
  std::vector<std::string> subject_types = {};  // empty: all

  bool operator==(const LeaderboardRule&) const = default;
};

// The least turnout of all groups together and of each; empty: none.
struct Quorum {
  std::string overall;
  std::string each_group;

  bool operator==(const Quorum&) const = default;
};

// What those who share a place get of its points.
enum class RankPointsTie { kUnspecified = 0, kBestPlace = 1, kMeanOfPlaces = 2 };

// Points for the place by a group's score.
struct GroupRankPoints {
  struct Place {
    bool operator==(const Place&) const = default;
  };
  // monostate: none was given, which is a fault; else a table, or the place itself.
  std::variant<std::monostate, std::vector<std::string>, Place> points;
  RankPointsTie tie = RankPointsTie::kUnspecified;
  TotalOrder score_order = TotalOrder::kUnspecified;

  bool operator==(const GroupRankPoints&) const = default;
};

// How shares of marks are rounded, and which are shown.
enum class ShareMethod {
  kUnspecified = 0,
  kEachHalfUp = 1,
  kCumulativeHalfUp = 2,
  kLargestRemainder = 3,
};
struct MarkSharesRule {
  int digits = 0;  // of a percentage
  ShareMethod method = ShareMethod::kUnspecified;
  bool with_abstentions = false;

  bool operator==(const MarkSharesRule&) const = default;
};

struct TieBreaker {
  // monostate: none was given, which is a fault.
  std::variant<std::monostate, GroupScoreComparison, CriterionScoreComparison, MarkCountComparison,
               CountbackComparison, PositionComparison, MajorityGaugeComparison,
               MajorityValueComparison, ComponentScoreComparison>
      comparison;
  // Only ties for a place up to this one are broken; 0: all ties.
  int32_t up_to_rank = 0;

  bool operator==(const TieBreaker&) const = default;
};

// Whether lower totals, and with them lower marks, are the better ones.
inline bool Ascending(TotalOrder order) { return order == TotalOrder::kAscending; }

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
  TotalOrder total_order = TotalOrder::kUnspecified;
  int32_t best_criteria = 0;  // 0: all count
  std::optional<GroupRankPoints> group_rank_points = {};
  std::vector<MarkScope> tiers = {};
  std::optional<MarkSharesRule> mark_shares = {};
  std::vector<TypeWeights> type_weights = {};
  std::optional<GradeBands> grade_bands = {};
  std::vector<ExclusionRule> exclusion_rules = {};
  std::vector<LeaderboardRule> leaderboards = {};
  std::vector<Component> components = {};  // empty: the ballot alone
  Combination component_combination = Combination::kUnspecified;
  int32_t min_shown_ballots = 0;  // 0: as disclosure.h has it
  // A FactorsComponent with its key and title; absent: no criterion has a factor.
  std::optional<Component> criterion_factors = {};

  bool operator==(const PolicyRules&) const = default;
};

inline bool Pooled(const PolicyRules& policy) {
  return policy.group_combination == Combination::kPooled;
}

// Whether ballots are left out by their totals when the round is sealed, and no marks afterwards.
inline bool OverBallotTotal(const PolicyRules& policy) {
  return policy.extremes.has_value() && policy.extremes->over == ExtremesOver::kBallotTotal;
}

// Whether fewer points are the better mark, and a lower score of a criterion the better one.
inline bool MarksAscending(const PolicyRules& policy) {
  return Ascending(policy.group_rank_points.has_value() ? policy.group_rank_points->score_order
                                                        : policy.total_order);
}

}  // namespace pingyi::result
