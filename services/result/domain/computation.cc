#include "services/result/domain/computation.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/fits.h"
#include "services/result/domain/grade.h"
#include "services/result/domain/missing_group.h"
#include "services/result/domain/quorum.h"
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

// Ballots beyond the voters expected would make a mean or a turnout wrong without a word.
absl::Status CheckExpected(const PolicyRules& policy, const Form& form, const Tally& tally) {
  if (!NeedsExpectedVoters(policy)) {
    return absl::OkStatus();
  }
  for (size_t i = 0; i < tally.groups.size(); ++i) {
    if (tally.groups[i].valid + tally.groups[i].spoiled > form.expected_voters(i)) {
      return MakeError(absl::StatusCode::kInternal, ::pingyi::reason::kInternal,
                       "the sealed tally cannot be one of this round: a group has more ballots "
                       "than expected voters");
    }
  }
  return absl::OkStatus();
}

// Scores and totals, or the error that groups are missing.
absl::Status ScoreSubjects(const PolicyRules& policy, Computation& computation) {
  std::vector<MissingMarks> missing;
  computation.subjects.reserve(computation.tally.subjects.size());
  const MarkRules rules(policy, computation.form, computation.tally.groups);
  const TotalBounds bounds(policy);
  for (const SubjectTally& tally : computation.tally.subjects) {
    SubjectResult& result = computation.subjects.emplace_back();
    result.subject = tally.subject;
    result.position = tally.position;
    result.groups = ScoreGroups(policy, computation.form, rules, tally);
    std::optional<Rational> total = Total(policy, computation.form, result.groups);
    if (total.has_value()) {
      result.total = bounds.Within(*std::move(total));
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

// Whether grades are given by more than the thresholds.
bool HasGradeRules(const PolicyRules& policy) {
  return !policy.grade_share_rules.empty() || !policy.grade_quotas.empty();
}

void SetGrade(const PolicyRules& policy, size_t grade, SubjectResult& result) {
  result.grade = policy.grade_thresholds[grade].grade;
  result.grade_title = policy.grade_thresholds[grade].title;
}

// The totals that decide, and the grades by them and by the shares of marks.
void GradeSubjects(const PolicyRules& policy, Computation& computation) {
  const GradeLadder ladder(policy.grade_thresholds);
  const bool rounded = policy.decision_basis == DecisionBasis::kRounded;
  const bool settled = !HasGradeRules(policy);
  computation.decisive.reserve(computation.subjects.size());
  for (SubjectResult& result : computation.subjects) {
    computation.decisive.push_back(rounded ? Round(result.total, policy.rounding) : result.total);
    const std::optional<size_t> grade = ladder.GradeOf(computation.decisive.back());
    if (grade.has_value() && settled) {
      SetGrade(policy, *grade, result);
    } else if (grade.has_value()) {
      computation.grades_by_total.push_back(*grade);
    }
  }
  computation.grades_by_share = computation.grades_by_total;
  for (const GradeShareRule& share_rule : policy.grade_share_rules) {
    const ShareRule rule(policy, share_rule, computation.form, computation.tally.groups);
    for (size_t i = 0; i < computation.subjects.size(); ++i) {
      size_t& grade = computation.grades_by_share[i];
      if (grade < rule.best_grade() &&
          rule.ShareOf(computation.form, computation.tally.subjects[i]).holds) {
        grade = rule.best_grade();
      }
    }
  }
}

// The quotas, and the grades as they are in the end.
void SettleGrades(const PolicyRules& policy, Computation& computation) {
  if (!HasGradeRules(policy)) {
    return;
  }
  computation.grades = computation.grades_by_share;
  computation.quotas =
      ApplyQuotas(policy, computation.subjects, computation.order, computation.grades);
  for (size_t i = 0; i < computation.subjects.size(); ++i) {
    SetGrade(policy, computation.grades[i], computation.subjects[i]);
  }
}

void PlaceSubjects(const PolicyRules& policy, const std::function<void(const TieSplit&)>& observe,
                   Computation& computation) {
  std::vector<TieComparison> breakers;
  for (const TieBreaker& breaker : policy.tie_breakers) {
    breakers.emplace_back(breaker, computation.form);
  }
  Ranking ranking = RankSubjects(
      computation.decisive, policy.rank_method, breakers,
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
  if (absl::Status status = CheckExpected(policy, *form, tally); !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckBallots(tally); !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckQuorum(policy, *form, tally); !status.ok()) {
    return status;
  }
  Computation computation{*std::move(form), std::move(tally), {}, {}, {}};
  if (absl::Status status = ScoreSubjects(policy, computation); !status.ok()) {
    return status;
  }
  GradeSubjects(policy, computation);
  PlaceSubjects(policy, observe, computation);
  SettleGrades(policy, computation);
  return computation;
}

}  // namespace pingyi::result
