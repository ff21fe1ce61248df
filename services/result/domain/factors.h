// Factors of subjects and criteria (难度系数): what was recorded under the policy's
// criterion_factors.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <absl/status/status.h>

#include "services/base/number/rational.h"
#include "services/result/domain/component_figures.h"
#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// By criterion, in the round's order.
using Factors = std::vector<Rational>;

// The factors of a round, read once. The figures must have passed CheckComponentInputs and must
// outlive it.
class FactorTable {
 public:
  FactorTable(const PolicyRules& policy, const Form& form,
              const std::vector<ComponentFigures>& figures);

  // Those of a subject, 1 where none was recorded; null if the policy has no factors.
  const Factors* Of(const std::string& subject) const;

  // What was recorded for a subject and criterion; null if nothing was.
  const FactorItem* RecordedFor(std::string_view subject, std::string_view criterion) const;

  // What the factors were taken from; empty if none were recorded.
  const std::string& source() const { return source_; }

  // FAILED_PRECONDITION FACTOR_MISSING where the policy has every factor recorded: a violation
  // "round.ballot_form.criteria[i]" for each criterion that somebody marked for a subject without
  // one. It names the first subjects by id, in the order of the tally, and counts them all.
  absl::Status CheckComplete(const Tally& tally) const;

 private:
  const PolicyRules& policy_;
  const Form& form_;
  Factors ones_;
  std::string source_;
  std::unordered_map<std::string_view, Factors> factors_;
  std::unordered_map<std::string_view, const FactorItems*> items_;
};

}  // namespace pingyi::result
