#include "services/result/domain/component_inputs.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/missing_group.h"
#include "services/result/domain/reason.h"

namespace pingyi::result {
namespace {

class Checker {
 public:
  Checker(const PolicyRules& policy, const Form& form, const Tally& tally) : policy_(policy) {
    for (const Form::Item& criterion : form.criteria()) {
      criteria_.insert(criterion.key);
    }
    for (const SubjectTally& subject : tally.subjects) {
      subjects_.insert(subject.subject);
    }
  }

  std::vector<FieldViolation> Run(const std::vector<ComponentFigures>& inputs) && {
    std::set<std::string_view> keys;
    for (size_t i = 0; i < inputs.size(); ++i) {
      const std::string field = fmt::format("inputs.components[{}]", i);
      const Component* component = FindRecorded(policy_, inputs[i].component);
      if (component == nullptr) {
        Add(field, "must be of a component of the policy that has figures.");
        continue;
      }
      if (!keys.insert(inputs[i].component).second) {
        Add(field, "must not be there twice.");
      }
      std::vector<FieldViolation> found = CheckFigures(*component, inputs[i], field);
      std::move(found.begin(), found.end(), std::back_inserter(violations_));
      found = CheckFactorCriteria(inputs[i], criteria_, field);
      std::move(found.begin(), found.end(), std::back_inserter(violations_));
      for (size_t k = 0; k < inputs[i].subjects.size(); ++k) {
        if (!subjects_.contains(inputs[i].subjects[k].subject)) {
          Add(fmt::format("{}.subject_figures[{}].subject", field, k),
              "must be a subject of the round.");
        }
      }
    }
    return std::move(violations_);
  }

 private:
  void Add(std::string field, std::string_view description) {
    violations_.push_back(
        {std::move(field), std::string(description), std::string(::pingyi::reason::kInvalidField)});
  }

  const PolicyRules& policy_;
  std::set<std::string_view> subjects_;
  std::set<std::string> criteria_;
  std::vector<FieldViolation> violations_;
};

}  // namespace

const Component* FindRecorded(const PolicyRules& policy, std::string_view key) {
  if (policy.criterion_factors.has_value() && policy.criterion_factors->key == key) {
    return &*policy.criterion_factors;
  }
  const auto found = std::find_if(policy.components.begin(), policy.components.end(),
                                  [key](const Component& c) { return c.key == key; });
  return found == policy.components.end() || IsBallot(*found) ? nullptr : &*found;
}

std::vector<FieldViolation> CheckFactorCriteria(const ComponentFigures& figures,
                                                const std::set<std::string>& criteria,
                                                std::string_view path) {
  std::vector<FieldViolation> violations;
  for (size_t i = 0; i < figures.subjects.size(); ++i) {
    const auto* items = std::get_if<FactorItems>(&figures.subjects[i].figures);
    for (size_t k = 0; items != nullptr && k < items->size(); ++k) {
      if (!criteria.contains((*items)[k].criterion)) {
        violations.push_back(
            {fmt::format("{}.subject_figures[{}].factors.items[{}].criterion", path, i, k),
             "must be a criterion of the round.", std::string(::pingyi::reason::kInvalidField)});
      }
    }
  }
  return violations;
}

absl::Status CheckComponentInputs(const PolicyRules& policy, const Form& form, const Tally& tally,
                                  const std::vector<ComponentFigures>& inputs) {
  if (inputs.empty()) {
    return absl::OkStatus();
  }
  std::vector<FieldViolation> violations = Checker(policy, form, tally).Run(inputs);
  if (violations.empty()) {
    return absl::OkStatus();
  }
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "the recorded figures do not fit the scoring policy and the round",
                   {std::string(reason::kPolicyDoesNotFit), std::move(violations), {}});
}

std::vector<ComponentFigures> FiguresFor(const PolicyRules& policy,
                                         const std::vector<ComponentFigures>& figures) {
  std::vector<ComponentFigures> usable;
  std::copy_if(figures.begin(), figures.end(), std::back_inserter(usable),
               [&policy](const ComponentFigures& recorded) {
                 const Component* component = FindRecorded(policy, recorded.component);
                 return component != nullptr && CheckFigures(*component, recorded, "").empty();
               });
  return usable;
}

absl::Status ComponentMissingError(const PolicyRules& policy,
                                   const std::vector<MissingFigures>& missing) {
  std::vector<std::vector<std::string>> named(policy.components.size());
  std::vector<size_t> counts(policy.components.size());
  for (const MissingFigures& figures : missing) {
    if (++counts[figures.component] <= kMaxNamedSubjects) {
      named[figures.component].push_back(figures.subject);
    }
  }
  ErrorDetails details;
  details.reason = reason::kComponentMissing;
  for (size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] == 0) {
      continue;
    }
    const bool more = counts[i] > named[i].size();
    details.violations.push_back(
        {fmt::format("scoring_policy.components[{}]", i),
         fmt::format("Component {} has no score for {} {}: {}{}.", policy.components[i].key,
                     counts[i], counts[i] == 1 ? "subject" : "subjects", fmt::join(named[i], ", "),
                     more ? " and others" : ""),
         std::string(reason::kComponentMissing)});
  }
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "a component has no score for a subject, and the policy does not allow that",
                   details);
}

}  // namespace pingyi::result
