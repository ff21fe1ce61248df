// The frozen form and rules of a round, compiled once so that checking a ballot is a few lookups.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/statusor.h>

#include "services/appraisal/domain/number.h"
#include "services/appraisal/domain/packed_ballot.h"
#include "services/appraisal/domain/round.h"

namespace pingyi::appraisal {

// What a mark's text is on a scale.
enum class MarkKind {
  kLevel,     // on the scale
  kOffScale,  // a number that the numeric scale does not have
  kNoMark,    // no grade of the scale, or no number
};

struct MarkLookup {
  MarkKind kind;
  uint32_t level = 0;
};

// A limit on one criterion.
struct CompiledLimit {
  size_t rule;  // index in mark_limits
  uint32_t criterion;
  uint32_t level;
  std::optional<int32_t> max_count;
  Rational max_share;  // 0 to 1; used without max_count
};

// Immutable and therefore thread safe; a service keeps one per open round. Owns all it needs.
class BallotRules {
 public:
  // `subjects` by position. INTERNAL if the round could not have been opened like that.
  static absl::StatusOr<std::shared_ptr<const BallotRules>> Compile(
      std::string_view round_id, const RoundSpec& spec, std::span<const Subject> subjects);

  const std::string& round_id() const { return round_id_; }
  Anonymity anonymity() const { return anonymity_; }
  const ValidityRules& rules() const { return rules_; }
  std::span<const CompiledLimit> limits() const { return limits_; }
  const FormShape& shape() const { return shape_; }

  std::optional<uint32_t> FindSubject(std::string_view id) const;
  std::optional<uint32_t> FindCriterion(std::string_view key) const;
  std::optional<uint32_t> FindGroup(std::string_view key) const;
  MarkLookup FindMark(uint32_t criterion, std::string_view text) const;

  // The way back; indexes must be in range.
  const std::string& subject_id(uint32_t index) const { return subjects_[index]; }
  const std::string& criterion_key(uint32_t index) const { return criteria_[index].key; }
  const std::string& group_key(uint32_t index) const { return groups_[index]; }
  size_t group_count() const { return groups_.size(); }
  std::string MarkText(uint32_t criterion, uint32_t level) const;

  // Whether a ballot is stored as one slip a subject (packed_ballot.h says why).
  bool SplitIntoSlips() const { return anonymity_ == Anonymity::kAnonymous && rules_.forbid_self; }

 private:
  using Index = absl::flat_hash_map<std::string, uint32_t>;

  // A scale ready for lookups: grades by key, or numbers by arithmetic.
  struct Scale {
    std::string key;  // of the criterion
    std::vector<std::string> grades;
    Index levels;
    Rational min;
    Rational step;  // 0 on a graded scale
  };

  BallotRules() = default;
  absl::Status AddCriterion(const Criterion& criterion);
  absl::Status AddLimit(size_t rule);

  std::string round_id_;
  Anonymity anonymity_ = Anonymity::kUnspecified;
  ValidityRules rules_;
  std::vector<CompiledLimit> limits_;
  FormShape shape_;
  std::vector<std::string> subjects_;
  std::vector<Scale> criteria_;
  std::vector<std::string> groups_;
  Index subject_index_;
  Index criterion_index_;
  Index group_index_;
};

}  // namespace pingyi::appraisal
