#include "services/result/domain/preview.h"

#include <string>
#include <utility>

#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

// One of the two sides.
struct Side {
  const PolicyRules& policy;
  const Computation& computation;

  const SubjectResult& result(size_t i) const { return computation.subjects[i]; }
  // The key of the grade that a rule left a subject with, empty for none; that of the result where
  // there is no rule after the thresholds.
  std::string GradeAfter(const std::vector<size_t>& grades, size_t i) const {
    if (i >= grades.size()) return result(i).grade;
    return grades[i] < policy.grade_thresholds.size() ? policy.grade_thresholds[grades[i]].grade
                                                      : "";
  }
};

ShownResult Shown(const Side& side, size_t i) {
  const SubjectResult& result = side.result(i);
  return {.display_name = {},
          .rank = result.rank,
          .grade = result.grade,
          .grade_title = result.grade_title,
          .total = result.total.ToString(),
          .total_rounded = RoundedText(result.total, side.policy.rounding)};
}

bool SameCriteria(const SubjectResult& a, const SubjectResult& b) {
  if (a.pooled != b.pooled) return false;
  for (size_t i = 0; i < a.groups.size(); ++i) {
    if (a.groups[i].criteria != b.groups[i].criteria) return false;
  }
  return true;
}

// The step at which the figure that decides parts; none where it is the same.
void AddScoreStep(const Side& a, const Side& b, size_t i, std::vector<StepKind>& steps) {
  if (a.computation.decisive[i] == b.computation.decisive[i] &&
      a.result(i).total == b.result(i).total) {
    return;
  }
  if (!SameCriteria(a.result(i), b.result(i))) {
    steps.push_back(StepKind::kCriterion);
  } else if (a.result(i).groups != b.result(i).groups) {
    steps.push_back(StepKind::kGroup);
  } else if (a.result(i).components != b.result(i).components) {
    steps.push_back(StepKind::kComponents);
  } else if (a.result(i).total != b.result(i).total) {
    steps.push_back(StepKind::kTotal);
  } else {
    steps.push_back(StepKind::kRounding);
  }
}

// The rule at which the grade parts. Where the totals part and the grades by them with it, it is
// the totals that did it.
void AddGradeStep(const Side& a, const Side& b, size_t i, std::vector<StepKind>& steps) {
  using Grades = std::vector<size_t> Computation::*;
  const auto same_after = [&](Grades grades) {
    return a.GradeAfter(a.computation.*grades, i) == b.GradeAfter(b.computation.*grades, i);
  };
  if (a.result(i).grade == b.result(i).grade) return;
  if (same_after(&Computation::grades_by_band)) {
    steps.push_back(StepKind::kQuota);
  } else if (same_after(&Computation::grades_by_exclusion)) {
    steps.push_back(StepKind::kBand);
  } else if (same_after(&Computation::grades_by_share)) {
    steps.push_back(StepKind::kExclusion);
  } else if (same_after(&Computation::grades_by_total)) {
    steps.push_back(StepKind::kShareRule);
  } else if (a.computation.decisive[i] == b.computation.decisive[i]) {
    steps.push_back(StepKind::kGrade);
  }
}

size_t TierOf(const Computation& computation, size_t i) {
  return i < computation.tiers.size() ? computation.tiers[i] : 0;
}

void AddRankStep(const Side& a, const Side& b, size_t i, bool same_figures,
                 std::vector<StepKind>& steps) {
  if (a.result(i).rank == b.result(i).rank ||
      a.computation.decisive[i] != b.computation.decisive[i]) {
    return;
  }
  if (TierOf(a.computation, i) != TierOf(b.computation, i)) {
    steps.push_back(StepKind::kTier);
    return;
  }
  const bool ties = same_figures && a.policy.tie_breakers != b.policy.tie_breakers;
  steps.push_back(ties ? StepKind::kTieBreak : StepKind::kRank);
}

}  // namespace

std::vector<PreviewedSubject> ComparePolicies(const PolicyRules& official_policy,
                                              const Computation& official,
                                              const PolicyRules& other_policy,
                                              const Computation& other) {
  const Side a{official_policy, official};
  const Side b{other_policy, other};
  const bool same_figures = official.decisive == other.decisive;
  std::vector<PreviewedSubject> previewed;
  previewed.reserve(other.order.size());
  for (const size_t i : other.order) {
    PreviewedSubject& subject = previewed.emplace_back();
    subject.index = i;
    subject.difference = {
        .subject = b.result(i).subject, .before = Shown(a, i), .after = Shown(b, i)};
    if (!subject.difference.moved()) continue;
    AddScoreStep(a, b, i, subject.steps);
    AddGradeStep(a, b, i, subject.steps);
    AddRankStep(a, b, i, same_figures, subject.steps);
  }
  return previewed;
}

}  // namespace pingyi::result
