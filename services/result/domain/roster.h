// The subjects of a computation by their place in the tally: unit, type and exclusion.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>

#include "services/result/domain/inputs.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// FAILED_PRECONDITION POLICY_DOES_NOT_FIT with every violation: UNKNOWN_EXCLUSION for exclusions of
// a kind without a rule or of subjects that the tally does not have ("round.exclusions[i]", by
// subject), UNKNOWN_POOL for quotas on a unit or type that no subject has and for subjects without
// the unit or type that a quota or band goes by, and a subject type that weights or a leaderboard
// name and no subject has ("scoring_policy...").
absl::Status CheckRoster(const PolicyRules& policy, const Inputs& inputs, const Tally& tally);

// Whether a policy goes by the units or types of subjects anywhere.
bool NeedsSubjectFacts(const PolicyRules& policy);

class Roster {
 public:
  Roster() = default;
  // The inputs must have passed CheckRoster.
  Roster(const PolicyRules& policy, const Inputs& inputs, const Tally& tally);

  size_t size() const { return entries_.size(); }
  const std::string& unit(size_t subject) const { return entries_[subject].unit; }
  const std::string& subject_type(size_t subject) const { return entries_[subject].subject_type; }
  // The place of the exclusion's rule in the policy.
  std::optional<size_t> exclusion(size_t subject) const { return entries_[subject].exclusion; }
  // Whether the subject has a place, and whether it can have a grade and so counts in pools.
  bool ranked(size_t subject) const { return entries_[subject].ranked; }
  bool graded(size_t subject) const { return entries_[subject].graded; }
  bool has_marks(size_t subject) const { return entries_[subject].has_marks; }
  // The place among the grades of the best one that an exclusion leaves; 0: any.
  size_t best_grade(size_t subject) const { return entries_[subject].best_grade; }
  // What tells the subject's pool from others; empty where there is one pool.
  const std::string& PoolOf(QuotaPool pool, size_t subject) const;

 private:
  struct Entry {
    std::string unit = {};
    std::string subject_type = {};
    std::optional<size_t> exclusion = {};
    bool ranked = true;
    bool graded = true;
    bool has_marks = false;
    size_t best_grade = 0;
  };

  void Exclude(const PolicyRules& policy, const std::string& kind, Entry& entry);

  std::vector<Entry> entries_;
};

}  // namespace pingyi::result
