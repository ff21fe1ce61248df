// The frozen form and rules of a round, compiled once so that checking a ballot is a few lookups.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "services/appraisal/domain/packed_ballot.h"
#include "services/appraisal/domain/round.h"
#include "services/appraisal/domain/scale.h"
#include "services/appraisal/domain/text_map.h"

namespace pingyi::appraisal {

// A limit on one criterion, worked out in subjects.
struct CompiledLimit {
  size_t rule;  // index in mark_limits
  uint32_t criterion;
  uint32_t code;           // of the limited mark in a packed ballot
  uint32_t most;           // for a voter who may rate all subjects
  uint32_t most_but_self;  // for one who may rate all but his own entry
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
  const Scale& scale(uint32_t criterion) const { return scales_[criterion]; }

  // The way back; indexes must be in range.
  const std::string& subject_id(uint32_t index) const { return subjects_[index]; }
  const std::string& criterion_key(uint32_t index) const { return criteria_[index]; }
  const std::string& group_key(uint32_t index) const { return groups_[index]; }
  size_t group_count() const { return groups_.size(); }

  // Whether a ballot is stored as one slip a subject (packed_ballot.h says why).
  bool SplitIntoSlips() const { return anonymity_ == Anonymity::kAnonymous && rules_.forbid_self; }

 private:
  using Index = TextMap<uint32_t>;

  BallotRules() = default;
  void AddLimit(size_t rule);

  std::string round_id_;
  Anonymity anonymity_ = Anonymity::kUnspecified;
  ValidityRules rules_;
  std::vector<CompiledLimit> limits_;
  FormShape shape_;
  std::vector<std::string> subjects_;
  std::vector<std::string> criteria_;
  std::vector<Scale> scales_;
  std::vector<std::string> groups_;
  Index subject_index_;
  Index criterion_index_;
  Index group_index_;
};

}  // namespace pingyi::appraisal
