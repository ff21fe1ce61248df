#include "services/result/domain/computation.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/base/status/error.h"
#include "services/result/domain/fits.h"
#include "services/result/domain/grade.h"
#include "services/result/domain/missing_group.h"
#include "services/result/domain/reason.h"
#include "services/result/domain/score.h"

namespace pingyi::result {
namespace {

absl::Status CheckBallots(const Tally& tally) {
  const bool any = std::any_of(tally.groups.begin(), tally.groups.end(),
                               [](const GroupBallots& ballots) { return ballots.valid > 0; });
  return any ? absl::OkStatus()
             : MakeError(absl::StatusCode::kFailedPrecondition, reason::kNoBallots,
                         "the round has no valid ballot");
}

// Scores and totals, or the error that groups are missing.
absl::Status ScoreSubjects(const PolicyRules& policy, Computation& computation) {
  std::vector<MissingMarks> missing;
  computation.subjects.reserve(computation.tally.subjects.size());
  for (const SubjectTally& tally : computation.tally.subjects) {
    SubjectResult& result = computation.subjects.emplace_back();
    result.subject = tally.subject;
    result.position = tally.position;
    result.groups = ScoreGroups(policy, computation.form, tally);
    std::optional<Rational> total = Total(policy, computation.form, result.groups);
    if (total.has_value()) {
      result.total = *std::move(total);
      continue;
    }
    for (size_t group = 0; group < result.groups.size(); ++group) {
      if (!result.groups[group].score.has_value()) {
        missing.push_back({tally.subject, group});
      }
    }
  }
  return missing.empty() ? absl::OkStatus() : GroupMissingError(computation.form, missing);
}

void GradeSubjects(const PolicyRules& policy, Computation& computation) {
  const GradeLadder ladder(policy.grade_thresholds);
  const bool rounded = policy.decision_basis == DecisionBasis::kRounded;
  computation.decisive.reserve(computation.subjects.size());
  for (SubjectResult& result : computation.subjects) {
    computation.decisive.push_back(rounded ? Round(result.total, policy.rounding) : result.total);
    if (const auto grade = ladder.GradeOf(computation.decisive.back())) {
      result.grade = policy.grade_thresholds[*grade].grade;
      result.grade_title = policy.grade_thresholds[*grade].title;
    }
  }
}

void PlaceSubjects(const PolicyRules& policy, const std::function<void(const TieSplit&)>& observe,
                   Computation& computation) {
  std::vector<TieComparison> breakers;
  for (const TieBreaker& breaker : policy.tie_breakers) {
    breakers.emplace_back(breaker, computation.form);
  }
  Ranking ranking = RankSubjects(
      computation.decisive, breakers,
      [&](size_t subject, size_t breaker) {
        return breakers[breaker].KeyOf(policy, computation.form,
                                       computation.tally.subjects[subject],
                                       computation.subjects[subject].groups);
      },
      observe);
  for (size_t i = 0; i < computation.subjects.size(); ++i) {
    computation.subjects[i].rank = ranking.places[i].rank;
    computation.subjects[i].shared_rank = ranking.places[i].shared;
  }
  computation.order = std::move(ranking.order);
}

}  // namespace

absl::StatusOr<Computation> Compute(const PolicyRules& policy, const RoundFacts& facts, Tally tally,
                                    const std::function<void(const TieSplit&)>& observe) {
  absl::StatusOr<Form> form = FitPolicy(policy, facts);
  if (!form.ok()) {
    return form.status();
  }
  SortTally(tally);
  if (absl::Status status = CheckTally(*form, tally); !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckBallots(tally); !status.ok()) {
    return status;
  }
  Computation computation{*std::move(form), std::move(tally), {}, {}, {}};
  if (absl::Status status = ScoreSubjects(policy, computation); !status.ok()) {
    return status;
  }
  GradeSubjects(policy, computation);
  PlaceSubjects(policy, observe, computation);
  return computation;
}

}  // namespace pingyi::result
