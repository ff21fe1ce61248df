#include "services/result/domain/factors.h"

#include <algorithm>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "services/base/number/decimal.h"
#include "services/base/status/error.h"
#include "services/result/domain/missing_group.h"
#include "services/result/domain/reason.h"

namespace pingyi::result {
namespace {

// By criterion, whether anybody's mark on it counts for the subject.
std::vector<bool> Marked(const PolicyRules& policy, const Form& form, const SubjectTally& subject) {
  std::vector<bool> marked(form.criteria().size());
  for (const TallyCell& cell : subject.cells) {
    if (!cell.marks.empty() || (!policy.abstention_points.empty() && cell.abstentions > 0)) {
      marked[static_cast<size_t>(cell.criterion_index)] = true;
    }
  }
  return marked;
}

}  // namespace

FactorTable::FactorTable(const PolicyRules& policy, const Form& form,
                         const std::vector<ComponentFigures>& figures)
    : policy_(policy), form_(form), ones_(form.criteria().size(), Rational(1)) {
  for (const ComponentFigures& recorded : figures) {
    if (!policy.criterion_factors.has_value() ||
        recorded.component != policy.criterion_factors->key) {
      continue;
    }
    source_ = recorded.source;
    for (const SubjectFigures& subject : recorded.subjects) {
      const auto& items = std::get<FactorItems>(subject.figures);
      Factors& factors = factors_.emplace(subject.subject, ones_).first->second;
      for (const FactorItem& item : items) {
        factors[form.CriterionIndex(item.criterion).value()] = ParseNumber(item.factor).value();
      }
      items_.emplace(subject.subject, &items);
    }
  }
}

const Factors* FactorTable::Of(const std::string& subject) const {
  if (!policy_.criterion_factors.has_value()) {
    return nullptr;
  }
  const auto found = factors_.find(subject);
  return found == factors_.end() ? &ones_ : &found->second;
}

const FactorItem* FactorTable::RecordedFor(std::string_view subject,
                                           std::string_view criterion) const {
  const auto items = items_.find(subject);
  if (items == items_.end()) {
    return nullptr;
  }
  const auto found =
      std::find_if(items->second->begin(), items->second->end(),
                   [criterion](const FactorItem& item) { return item.criterion == criterion; });
  return found == items->second->end() ? nullptr : &*found;
}

absl::Status FactorTable::CheckComplete(const Tally& tally) const {
  const bool needed = policy_.criterion_factors.has_value() &&
                      std::get<FactorsComponent>(policy_.criterion_factors->kind).missing ==
                          MissingFactorRule::kFail;
  std::vector<std::vector<std::string>> lacking(form_.criteria().size());
  for (size_t i = 0; needed && i < tally.subjects.size(); ++i) {
    const SubjectTally& subject = tally.subjects[i];
    const std::vector<bool> marked = Marked(policy_, form_, subject);
    for (size_t c = 0; c < marked.size(); ++c) {
      if (marked[c] && RecordedFor(subject.subject, form_.criteria()[c].key) == nullptr) {
        lacking[c].push_back(subject.subject);
      }
    }
  }
  ErrorDetails details;
  details.reason = reason::kFactorMissing;
  for (size_t c = 0; c < lacking.size(); ++c) {
    const size_t count = lacking[c].size();
    if (count == 0) {
      continue;
    }
    lacking[c].resize(std::min(count, kMaxNamedSubjects));
    details.violations.push_back(
        {fmt::format("round.ballot_form.criteria[{}]", c),
         fmt::format("Criterion {} has no factor for {} {}: {}{}.", form_.criteria()[c].key, count,
                     count == 1 ? "subject" : "subjects", fmt::join(lacking[c], ", "),
                     count > kMaxNamedSubjects ? " and others" : ""),
         std::string(reason::kFactorMissing)});
  }
  return details.violations.empty()
             ? absl::OkStatus()
             : MakeError(absl::StatusCode::kFailedPrecondition,
                         "a criterion has no factor for a subject, and the policy does not allow "
                         "that",
                         details);
}

}  // namespace pingyi::result
