#include "services/result/domain/quota.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"
#include "services/result/domain/edge.h"
#include "services/result/domain/grade_rules.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

// Which quota of a grade is for a pool: the first that names it, else the last that names none.
// Read once: the pools may be as many as the names.
class QuotasOfGrade {
 public:
  QuotasOfGrade(const PolicyRules& policy, const std::string& grade) {
    for (size_t i = 0; i < policy.grade_quotas.size(); ++i) {
      const GradeQuota& quota = policy.grade_quotas[i];
      if (quota.grade != grade) {
        continue;
      }
      if (quota.pool_names.empty()) {
        general_ = i;
      }
      for (const std::string& name : quota.pool_names) {
        named_.emplace(name, i);
      }
    }
  }

  // nullopt if there is neither.
  std::optional<size_t> For(const std::string& pool_name) const {
    const auto found = named_.find(pool_name);
    return found == named_.end() ? general_ : found->second;
  }

 private:
  std::unordered_map<std::string_view, size_t> named_;  // into the policy
  std::optional<size_t> general_;
};

bool Counts(PoolBase base, const Roster& roster, size_t subject) {
  return roster.graded(subject) &&
         (base != PoolBase::kEligible || !roster.exclusion(subject).has_value()) &&
         (base != PoolBase::kWithMarks || roster.has_marks(subject));
}

int64_t Limit(const GradeQuota& quota, int64_t pool) {
  const Rational share = ParseNumber(quota.share).value() * Rational(pool);
  return std::max<int64_t>(quota.minimum,
                           Round(share, {0, quota.rounding}).numerator().convert_to<int64_t>());
}

// Fills the quota of one pool.
QuotaOutcome Fill(const PolicyRules& policy, const Roster& roster,
                  const std::vector<SubjectResult>& subjects, const std::vector<size_t>& members,
                  QuotaOutcome outcome, GradeState& state) {
  const GradeQuota& quota = policy.grade_quotas[outcome.quota];
  outcome.pool = std::count_if(members.begin(), members.end(),
                               [&](size_t member) { return Counts(quota.base, roster, member); });
  outcome.limit = Limit(quota, outcome.pool);
  std::vector<size_t> holders;
  std::copy_if(members.begin(), members.end(), std::back_inserter(holders),
               [&](size_t subject) { return state.grades[subject] == outcome.grade; });
  const Edge edge = CutAt(subjects, holders, outcome.limit, quota.tie);
  outcome.holders = static_cast<int64_t>(holders.size());
  outcome.kept = static_cast<int64_t>(edge.kept);
  outcome.edge_place = edge.place;
  outcome.edge_size = static_cast<int64_t>(edge.end - edge.begin);
  for (size_t i = edge.kept; i < holders.size(); ++i) {
    ++state.grades[holders[i]];
  }
  for (size_t i = edge.begin; quota.tie == QuotaTie::kCommittee && i < edge.end; ++i) {
    std::optional<size_t>& open = state.undecided[holders[i]];
    open = std::min(open.value_or(outcome.grade), outcome.grade);
  }
  return outcome;
}

}  // namespace

std::vector<QuotaOutcome> ApplyQuotas(const PolicyRules& policy, const Roster& roster,
                                      const std::vector<SubjectResult>& subjects,
                                      const std::vector<size_t>& order, GradeState& state) {
  // All quotas of a grade have the same pool.
  std::map<size_t, QuotaPool> pools;
  for (const GradeQuota& quota : policy.grade_quotas) {
    pools[GradeIndex(policy, quota.grade)] = quota.pool;
  }
  std::vector<QuotaOutcome> outcomes;
  for (const auto& [grade, pool] : pools) {
    std::map<std::string, std::vector<size_t>> members;
    for (const size_t subject : order) {
      if (roster.graded(subject)) {
        members[roster.PoolOf(pool, subject)].push_back(subject);
      }
    }
    const QuotasOfGrade quotas(policy, policy.grade_thresholds[grade].grade);
    for (const auto& [name, subjects_of] : members) {
      const std::optional<size_t> quota = quotas.For(name);
      if (quota.has_value()) {
        outcomes.push_back(Fill(policy, roster, subjects, subjects_of,
                                {.quota = *quota, .grade = grade, .pool_name = name}, state));
      }
    }
  }
  return outcomes;
}

}  // namespace pingyi::result
