// How a subject's place, grade and total came about: a tree from the place down to the counts, each
// node of which can be checked from its children with a pocket calculator.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// What kind of step a node is. The numbers are the contract's.
enum class StepKind {
  kRank = 1,
  kGrade = 2,
  kRounding = 3,
  kTotal = 4,
  kGroup = 5,
  kCriterion = 6,
  kMark = 7,
  kAbstention = 8,
  kTieBreak = 9,
  kMissingGroup = 10,
  kExtremes = 11,
  kDenominator = 12,
  kStepRounding = 13,
  kBounds = 14,
  kShareRule = 15,
  kQuota = 16,
  kQuorum = 17,
};

struct ExplanationNode {
  StepKind kind = StepKind::kRank;
  std::string key;      // of the group, criterion, grade or mark; may be empty
  std::string rule;     // the field of the policy or round applied, e.g. "policy.group_combination"
  std::string formula;  // e.g. "(40 × 91 + 30 × 355/4) / 70"
  std::optional<Rational> value;
  std::string text_en;
  std::string text_zh;
  std::vector<ExplanationNode> children;
};

struct Explanation {
  SubjectResult result;
  ExplanationNode
      root;  // the rank; below it the grade, the rounding with the total, the tie-breaks
};

// Computes the round anew and explains one subject. Errors: those of Aggregate; NOT_FOUND
// RESOURCE_NOT_FOUND if the tally has no such subject.
absl::StatusOr<Explanation> Explain(const PolicyRules& policy, const RoundFacts& facts, Tally tally,
                                    std::string_view subject);

}  // namespace pingyi::result
