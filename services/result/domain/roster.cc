#include "services/result/domain/roster.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/grade_rules.h"
#include "services/result/domain/reason.h"

namespace pingyi::result {
namespace {

constexpr size_t kMaxNamed = 10;

std::optional<size_t> RuleIndex(const PolicyRules& policy, const std::string& kind) {
  const auto& rules = policy.exclusion_rules;
  const auto found =
      std::find_if(rules.begin(), rules.end(), [&](const auto& rule) { return rule.kind == kind; });
  return found == rules.end() ? std::nullopt
                              : std::optional<size_t>(static_cast<size_t>(found - rules.begin()));
}

// Finds what a policy asks for and the inputs do not have.
class RosterCheck {
 public:
  RosterCheck(const PolicyRules& policy, const Inputs& inputs, const Tally& tally)
      : policy_(policy), inputs_(inputs) {
    for (const SubjectTally& subject : tally.subjects) {
      subjects_.insert(subject.subject);
    }
    for (const SubjectFacts& facts : inputs.subjects) {
      units_.insert(facts.unit);
      types_.insert(facts.subject_type);
    }
  }

  std::vector<FieldViolation> Run() && {
    CheckExclusions();
    CheckTypes();
    for (size_t i = 0; i < policy_.grade_quotas.size(); ++i) {
      CheckQuota(i);
    }
    if (policy_.grade_bands.has_value()) {
      CheckPool("scoring_policy.grade_bands.pool", policy_.grade_bands->pool);
    }
    return std::move(violations_);
  }

 private:
  void Add(std::string field, std::string description, std::string_view why) {
    violations_.push_back({std::move(field), std::move(description), std::string(why)});
  }

  void CheckExclusions() {
    Inputs sorted;
    sorted.exclusions = inputs_.exclusions;
    SortInputs(sorted);
    for (size_t i = 0; i < sorted.exclusions.size(); ++i) {
      const Exclusion& exclusion = sorted.exclusions[i];
      const std::string field = fmt::format("round.exclusions[{}]", i);
      if (!RuleIndex(policy_, exclusion.kind).has_value()) {
        Add(field + ".kind",
            fmt::format("must be of a kind that the policy has a rule for; it has none for {}.",
                        exclusion.kind),
            reason::kUnknownExclusion);
      }
      if (subjects_.count(exclusion.subject) == 0) {
        Add(field + ".name",
            fmt::format("must be of a subject of the round; it has no subject {}.",
                        exclusion.subject),
            reason::kUnknownExclusion);
      }
      if (i > 0 && exclusion.subject == sorted.exclusions[i - 1].subject) {
        Add(field + ".name", "must not be the second one of its subject.",
            ::pingyi::reason::kInvalidField);
      }
    }
  }

  // A type that nobody has is most likely misspelt, and would be passed over without a word.
  void CheckTypes() {
    for (size_t i = 0; i < policy_.type_weights.size(); ++i) {
      CheckType(fmt::format("scoring_policy.subject_type_weights[{}].subject_type", i),
                policy_.type_weights[i].subject_type);
    }
    for (size_t i = 0; i < policy_.leaderboards.size(); ++i) {
      const auto& types = policy_.leaderboards[i].subject_types;
      for (size_t k = 0; k < types.size(); ++k) {
        CheckType(fmt::format("scoring_policy.leaderboards[{}].subject_types[{}]", i, k), types[k]);
      }
    }
  }

  void CheckType(const std::string& field, const std::string& type) {
    if (types_.count(type) == 0) {
      Add(field, fmt::format("must be a subject type of the round; no subject has {}.", type),
          ::pingyi::reason::kInvalidField);
    }
  }

  void CheckQuota(size_t index) {
    const GradeQuota& quota = policy_.grade_quotas[index];
    const std::string field = fmt::format("scoring_policy.grade_quotas[{}]", index);
    CheckPool(field + ".pool", quota.pool);
    const auto& known = quota.pool == QuotaPool::kUnit ? units_ : types_;
    for (size_t i = 0; i < quota.pool_names.size(); ++i) {
      const std::string& name = quota.pool_names[i];
      if (known.count(name) == 0) {
        Add(fmt::format("{}.pool_names[{}]", field, i),
            fmt::format("must be a {} of the round; no subject has {}.",
                        quota.pool == QuotaPool::kUnit ? "unit" : "subject type", name),
            reason::kUnknownPool);
      }
    }
  }

  // Every subject must be in a pool.
  void CheckPool(const std::string& field, QuotaPool pool) {
    if (pool == QuotaPool::kAllSubjects) {
      return;
    }
    std::set<std::string_view> without = subjects_;
    for (const SubjectFacts& facts : inputs_.subjects) {
      if (!(pool == QuotaPool::kUnit ? facts.unit : facts.subject_type).empty()) {
        without.erase(facts.subject);
      }
    }
    if (without.empty()) {
      return;
    }
    std::vector<std::string_view> named(without.begin(), without.end());
    const size_t count = named.size();
    named.resize(std::min(count, kMaxNamed));
    Add(field,
        fmt::format("needs a {} of every subject; {} have none: {}{}.",
                    pool == QuotaPool::kUnit ? "unit" : "type", count, fmt::join(named, ", "),
                    count > kMaxNamed ? ", ..." : ""),
        reason::kUnknownPool);
  }

  const PolicyRules& policy_;
  const Inputs& inputs_;
  std::set<std::string_view> subjects_;
  std::unordered_set<std::string_view> units_;
  std::unordered_set<std::string_view> types_;
  std::vector<FieldViolation> violations_;
};

}  // namespace

absl::Status CheckRoster(const PolicyRules& policy, const Inputs& inputs, const Tally& tally) {
  std::vector<FieldViolation> violations = RosterCheck(policy, inputs, tally).Run();
  return violations.empty()
             ? absl::OkStatus()
             : MakeError(absl::StatusCode::kFailedPrecondition,
                         "the scoring policy does not fit the subjects of the round",
                         {std::string(reason::kPolicyDoesNotFit), std::move(violations), {}});
}

bool NeedsSubjectFacts(const PolicyRules& policy) {
  const auto by_pool = [](QuotaPool pool) { return pool != QuotaPool::kAllSubjects; };
  return !policy.type_weights.empty() ||
         (policy.grade_bands.has_value() && by_pool(policy.grade_bands->pool)) ||
         std::any_of(policy.grade_quotas.begin(), policy.grade_quotas.end(),
                     [&](const GradeQuota& quota) { return by_pool(quota.pool); }) ||
         std::any_of(policy.leaderboards.begin(), policy.leaderboards.end(),
                     [](const LeaderboardRule& board) {
                       return board.partition != BoardPartition::kNone ||
                              !board.subject_types.empty();
                     });
}

Roster::Roster(const PolicyRules& policy, const Inputs& inputs, const Tally& tally)
    : entries_(tally.subjects.size()) {
  const bool known = !inputs.subjects.empty() || !inputs.exclusions.empty();
  std::unordered_map<std::string_view, size_t> places;
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (known) {
      places.emplace(tally.subjects[i].subject, i);
    }
    entries_[i].has_marks =
        std::any_of(tally.subjects[i].cells.begin(), tally.subjects[i].cells.end(),
                    [](const TallyCell& cell) { return !cell.marks.empty(); });
  }
  for (const SubjectFacts& facts : inputs.subjects) {
    if (const auto place = places.find(facts.subject); place != places.end()) {
      entries_[place->second].unit = facts.unit;
      entries_[place->second].subject_type = facts.subject_type;
    }
  }
  for (const Exclusion& exclusion : inputs.exclusions) {
    if (const auto place = places.find(exclusion.subject); place != places.end()) {
      Exclude(policy, exclusion.kind, entries_[place->second]);
    }
  }
}

void Roster::Exclude(const PolicyRules& policy, const std::string& kind, Entry& entry) {
  entry.exclusion = RuleIndex(policy, kind);
  const ExclusionRule& rule = policy.exclusion_rules[entry.exclusion.value()];
  entry.ranked = rule.effect != ExclusionEffect::kUnranked;
  entry.graded = rule.effect == ExclusionEffect::kGradeAtMost;
  if (entry.graded) {
    entry.best_grade = rule.best_grade.empty() ? policy.grade_thresholds.size() - 1
                                               : GradeIndex(policy, rule.best_grade);
  }
}

const std::string& Roster::PoolOf(QuotaPool pool, size_t subject) const {
  static const std::string& none = *new std::string();
  switch (pool) {
    case QuotaPool::kUnit:
      return unit(subject);
    case QuotaPool::kSubjectType:
      return subject_type(subject);
    case QuotaPool::kAllSubjects:
    case QuotaPool::kUnspecified:
      break;
  }
  return none;
}

}  // namespace pingyi::result
