// What a round froze that scores depend on: criteria with their scales, groups, weights. RoundFacts
// is plain data as the appraisal service tells it; Form is the same read once, ready to compute
// with.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "services/base/number/rational.h"
#include "services/base/status/error.h"
#include "services/result/domain/extremes.h"
#include "services/result/domain/points.h"

namespace pingyi::result {

struct Grade {
  std::string key;
  std::string title;
  std::string points;  // decimal or fraction
};

// Grades, best first: points fall from each to the next.
struct GradedScale {
  std::vector<Grade> grades;
};

// Numbers from min to max in steps; decimals.
struct NumericScale {
  std::string min;
  std::string max;
  std::string step;
};

struct Criterion {
  std::string key;
  std::string title;
  std::string weight;  // positive decimal or fraction
  std::variant<GradedScale, NumericScale> scale;
};

struct VoterGroup {
  std::string key;
  std::string title;
  std::string weight;           // positive decimal or fraction
  int64_t expected_voters = 0;  // 0: not known
};

struct RoundFacts {
  std::string name;           // "rounds/{round}"
  std::string frozen_digest;  // 64 hex digits
  std::vector<Criterion> criteria;
  std::vector<VoterGroup> groups;
  std::optional<BallotExtremes> ballot_extremes = {};
};

inline constexpr size_t kMaxCriteria = 50;
inline constexpr size_t kMaxGroups = 50;

// The facts, read. May be shared between threads that do not change it.
class Form {
 public:
  struct Item {
    std::string key;
    std::string title;
    Rational weight;  // > 0
  };

  // Reads the facts. Every fault found is appended to `violations` with a path such as
  // "round.voter_groups[1].weight"; nullopt if there is any.
  static std::optional<Form> Read(const RoundFacts& facts, std::vector<FieldViolation>& violations);

  const std::vector<Item>& criteria() const { return criteria_; }
  const std::vector<Item>& groups() const { return groups_; }
  // How many voters a group has; 0: not known.
  int64_t expected_voters(size_t group) const { return expected_voters_[group]; }
  // Another weight, positive, for one group or criterion.
  void SetGroupWeight(size_t group, Rational weight) { groups_[group].weight = std::move(weight); }
  void SetCriterionWeight(size_t criterion, Rational weight) {
    criteria_[criterion].weight = std::move(weight);
  }
  // What the marks of a criterion are worth.
  const PointScale& points(size_t criterion) const { return scales_[criterion]; }
  // The title of a grade, or the number of a numeric mark, for people.
  std::string MarkTitle(size_t criterion, int32_t mark) const;
  // The key of a grade, or the number of a numeric mark.
  std::string MarkKey(size_t criterion, int32_t mark) const;

  // The place of a key; nullopt if the round has none such.
  std::optional<size_t> CriterionIndex(std::string_view key) const;
  std::optional<size_t> GroupIndex(std::string_view key) const;

 private:
  Form() = default;

  std::vector<Item> criteria_;
  std::vector<Item> groups_;
  std::vector<int64_t> expected_voters_;    // by group
  std::vector<PointScale> scales_;          // by criterion
  std::vector<std::vector<Grade>> grades_;  // by criterion; empty on a numeric scale
};

}  // namespace pingyi::result
