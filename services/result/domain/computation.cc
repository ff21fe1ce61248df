#include "services/result/domain/computation.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/ballot_extremes.h"
#include "services/result/domain/component_inputs.h"
#include "services/result/domain/component_score.h"
#include "services/result/domain/factors.h"
#include "services/result/domain/fits.h"
#include "services/result/domain/grade.h"
#include "services/result/domain/grade_rules.h"
#include "services/result/domain/missing_group.h"
#include "services/result/domain/places.h"
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

// What each group or the pool gave each subject.
void ScoreMarks(const PolicyRules& policy, const FactorTable& factors, Computation& computation) {
  computation.subjects.reserve(computation.tally.subjects.size());
  const MarkRules rules(policy, computation.form, computation.tally.groups);
  for (size_t i = 0; i < computation.tally.subjects.size(); ++i) {
    const SubjectTally& tally = computation.tally.subjects[i];
    SubjectResult& result = computation.subjects.emplace_back();
    result.subject = tally.subject;
    result.position = tally.position;
    const Factors* own = factors.Of(tally.subject);
    result.groups = ScoreGroups(policy, computation.form_of(i), rules, tally, own);
    if (Pooled(policy)) {
      result.pooled = ScorePool(computation.form_of(i), rules, tally, own);
    }
    if (const auto exclusion = computation.roster.exclusion(i); exclusion.has_value()) {
      result.exclusion = policy.exclusion_rules[*exclusion].kind;
      result.exclusion_title = policy.exclusion_rules[*exclusion].title;
    }
  }
}

// Puts the points for its place by a group's score in the place of the score.
void GiveRankPoints(const PolicyRules& policy, Computation& computation) {
  if (!policy.group_rank_points.has_value()) {
    return;
  }
  const RankPointsRule rule(*policy.group_rank_points);
  std::vector<std::optional<Rational>> scores(computation.subjects.size());
  for (size_t group = 0; group < computation.form.groups().size(); ++group) {
    for (size_t i = 0; i < scores.size(); ++i) {
      scores[i] = computation.subjects[i].groups[group].score;
    }
    const auto& places = computation.rank_places.emplace_back(rule.PlacesOf(scores));
    for (size_t i = 0; i < scores.size(); ++i) {
      if (places[i].has_value()) {
        computation.subjects[i].groups[group].score = places[i]->points;
      }
    }
  }
}

// Whether the policy's components go on with this total of the groups, or without any.
bool TakesBallot(const PolicyRules& policy, const std::optional<Rational>& ballot) {
  return ballot.has_value() || policy.missing_group == MissingGroupRule::kRenormalize;
}

// Scores and totals, or the error that groups or components are missing.
absl::Status ScoreSubjects(const PolicyRules& policy, const Inputs& inputs,
                           Computation& computation) {
  const FactorTable factors(policy, computation.form, inputs.components);
  if (absl::Status status = factors.CheckComplete(computation.tally); !status.ok()) {
    return status;
  }
  ScoreMarks(policy, factors, computation);
  GiveRankPoints(policy, computation);
  std::vector<MissingMarks> missing;
  std::vector<MissingFigures> lacking;
  const ComponentScorer components(policy, inputs.components);
  const TotalBounds bounds(policy);
  for (size_t i = 0; i < computation.subjects.size(); ++i) {
    SubjectResult& result = computation.subjects[i];
    const Form& form = computation.form_of(i);
    std::optional<Rational> total = Pooled(policy)
                                        ? PoolTotal(policy, form, result.groups, result.pooled)
                                        : Total(policy, form, result.groups);
    if (components.any() && TakesBallot(policy, total)) {
      ComponentTotal combined = components.Score(result.subject, total, result.components);
      for (const size_t component : combined.missing) {
        lacking.push_back({result.subject, component});
      }
      result.total = bounds.Within(combined.total.value_or(Rational()));
      continue;
    }
    if (total.has_value()) {
      result.total = bounds.Within(*std::move(total));
      continue;
    }
    const bool lacking = LacksCriteria(policy, form, result.pooled);  // of a pool, all of it
    for (size_t group = 0; group < result.groups.size(); ++group) {
      if (lacking || GaveNothing(policy, result.groups[group])) {
        missing.push_back({result.subject, group});
      }
    }
  }
  if (!missing.empty()) {
    return GroupMissingError(computation.form, missing, SumsAscending(policy));
  }
  return lacking.empty() ? absl::OkStatus() : ComponentMissingError(policy, lacking);
}

void SetGrade(const PolicyRules& policy, size_t grade, SubjectResult& result) {
  result.grade = policy.grade_thresholds[grade].grade;
  result.grade_title = policy.grade_thresholds[grade].title;
}

// The totals that decide, and the grades by them and by the shares of marks.
void GradeSubjects(const PolicyRules& policy, Computation& computation) {
  const GradeLadder ladder(policy.grade_thresholds, Ascending(policy.total_order));
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
      if (grade < rule.best_grade() && rule.Concerns(computation.grades_by_total[i]) &&
          rule.ShareOf(computation.form, computation.tally.subjects[i]).holds) {
        grade = rule.best_grade();
      }
    }
  }
}

// The exclusions, bands and quotas, and the grades as they are in the end.
void SettleGrades(const PolicyRules& policy, Computation& computation) {
  if (!HasGradeRules(policy)) {
    return;
  }
  const Roster& roster = computation.roster;
  GradeState state{computation.grades_by_share, {}};
  state.undecided.resize(state.grades.size());
  for (size_t i = 0; i < state.grades.size(); ++i) {
    state.grades[i] = roster.graded(i) ? std::max(state.grades[i], roster.best_grade(i)) : kNoGrade;
  }
  computation.grades_by_exclusion = state.grades;
  if (policy.grade_bands.has_value()) {
    computation.bands = ApplyBands(policy, roster, computation.subjects, computation.order, state);
  }
  computation.grades_by_band = state.grades;
  computation.quotas = ApplyQuotas(policy, roster, computation.subjects, computation.order, state);
  computation.grades = state.grades;
  for (size_t i = 0; i < computation.subjects.size(); ++i) {
    if (computation.grades[i] != kNoGrade) {
      SetGrade(policy, computation.grades[i], computation.subjects[i]);
    }
    if (state.undecided[i].has_value()) {
      computation.subjects[i].undecided_grade = policy.grade_thresholds[*state.undecided[i]].grade;
    }
  }
}

void PlaceSubjects(const PolicyRules& policy, const std::function<void(const TieSplit&)>& observe,
                   Computation& computation) {
  const TierRules tiers(policy, computation.form);
  for (size_t i = 0; tiers.any() && i < computation.subjects.size(); ++i) {
    computation.tiers.push_back(tiers.TierOf(computation.tally.subjects[i]));
  }
  std::vector<size_t> members;
  std::vector<size_t> unranked;
  std::vector<Rational> totals;
  for (size_t i = 0; i < computation.subjects.size(); ++i) {
    if (computation.roster.ranked(i)) {
      members.push_back(i);
      totals.push_back(computation.decisive[i]);
    } else {
      unranked.push_back(i);
    }
  }
  const Ranking ranking = PlaceAmong(policy, computation, members, totals, true,
                                     Ascending(policy.total_order), observe);
  for (const size_t member : ranking.order) {
    const size_t subject = members[member];
    computation.subjects[subject].rank = ranking.places[member].rank;
    computation.subjects[subject].shared_rank = ranking.places[member].shared;
    computation.order.push_back(subject);
  }
  computation.order.insert(computation.order.end(), unranked.begin(), unranked.end());
}

}  // namespace

absl::StatusOr<Computation> Compute(const PolicyRules& policy, const RoundFacts& facts, Tally tally,
                                    const Inputs& inputs,
                                    const std::function<void(const TieSplit&)>& observe) {
  absl::StatusOr<Form> form = FitPolicy(policy, facts);
  if (!form.ok()) {
    return form.status();
  }
  SortTally(tally);
  if (absl::Status status = CheckTally(*form, tally); !status.ok()) {
    return status;
  }
  if (absl::Status status = CheckLeftOut(facts, tally); !status.ok()) {
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
  if (absl::Status status = CheckRoster(policy, inputs, tally); !status.ok()) {
    return status;
  }
  Computation computation{*std::move(form), std::move(tally), {}, {}, {}};
  computation.roster = Roster(policy, inputs, computation.tally);
  computation.type_forms = TypeForms(policy, computation.form, computation.roster);
  if (absl::Status status =
          CheckComponentInputs(policy, computation.form, computation.tally, inputs.components);
      !status.ok()) {
    return status;
  }
  if (absl::Status status = ScoreSubjects(policy, inputs, computation); !status.ok()) {
    return status;
  }
  GradeSubjects(policy, computation);
  PlaceSubjects(policy, observe, computation);
  SettleGrades(policy, computation);
  return computation;
}

}  // namespace pingyi::result
