// How a subject's place, grade and total came about: a tree from the place down to the counts, each
// node of which can be checked from its children with a pocket calculator.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "services/result/domain/form.h"
#include "services/result/domain/inputs.h"
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
  kTypeWeights = 30,
  kBand = 31,
  kExclusion = 32,
  kDecision = 55,
  kPool = 20,
  kRankPoints = 21,
  kTier = 22,
  kMarkShares = 23,
  kMarkShare = 24,
  kBestCriteria = 25,
  kMajorityGauge = 26,
  kSuppressed = 50,
  kComponents = 40,
  kComponent = 41,
  kMissingComponent = 42,
  kMetric = 43,
  kComponentBounds = 44,
  kLevel = 45,
  kAdjustment = 46,
  kFactor = 47,
};

struct ExplanationNode {
  StepKind kind = StepKind::kRank;
  std::string key;      // of the group, criterion, grade or mark; may be empty
  std::string rule;     // the field of the policy or round applied, e.g. "policy.group_combination"
  std::string formula;  // e.g. "(40 × 91 + 30 × 355/4) / 70"
  std::optional<Rational> value;
  bool rounded_only = false;  // only the value as rounded is to be shown
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
                                    std::string_view subject, const Inputs& inputs = {});

}  // namespace pingyi::result
