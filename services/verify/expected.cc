#include "services/verify/expected.h"

#include <algorithm>
#include <map>
#include <utility>

#include "services/result/domain/aggregate.h"
#include "services/result/domain/canonical.h"
#include "services/result/domain/rounding.h"
#include "services/result/wire/component/figures_wire.h"
#include "services/result/wire/disclosure/disclosure_wire.h"
#include "services/result/wire/policy/policy_wire.h"
#include "services/result/wire/round/round_wire.h"

namespace pingyi::verify {
namespace {

namespace result_v1 = pingyi::result::v1;

void Set(const Rational& value, const result::Rounding& rounding, common::v1::Number& number) {
  number.set_exact(value.ToString());
  number.set_rounded(result::RoundedText(value, rounding));
}

void Set(const std::string& key, const result::CriterionResult& from,
         const result::Rounding& rounding, result_v1::CriterionResult& to) {
  to.set_criterion(key);
  if (from.score) Set(*from.score, rounding, *to.mutable_score());
  to.set_mark_count(from.mark_count);
  to.set_abstention_count(from.abstention_count);
}

void Set(const result::RoundFacts& facts, const result::GroupResult& from,
         const result::Rounding& rounding, result_v1::GroupResult& to) {
  if (from.score) Set(*from.score, rounding, *to.mutable_score());
  for (size_t i = 0; i < from.criteria.size(); ++i) {
    Set(facts.criteria[i].key, from.criteria[i], rounding, *to.add_criteria());
  }
}

result_v1::SubjectResult ToProto(const bundle::v1::ReleaseBundle& bundle,
                                 const result::RoundFacts& facts, const result::SubjectResult& from,
                                 const std::string& display_name,
                                 const result::PolicyRules& rules) {
  const result::Rounding& rounding = rules.rounding;
  result_v1::SubjectResult to;
  to.set_name(bundle.release().run() + "/results/" + from.subject);
  to.set_subject(bundle.round().name() + "/subjects/" + from.subject);
  to.set_display_name(display_name);
  to.set_position(from.position);
  to.set_rank(from.rank);
  to.set_shared_rank(from.shared_rank);
  to.set_grade(from.grade);
  to.set_grade_title(from.grade_title);
  to.set_exclusion(from.exclusion);
  to.set_exclusion_title(from.exclusion_title);
  to.set_undecided_grade(from.undecided_grade);
  Set(from.total, rounding, *to.mutable_total());
  for (size_t i = 0; i < from.groups.size(); ++i) {
    result_v1::GroupResult& group = *to.add_groups();
    group.set_group(facts.groups[i].key);
    Set(facts, from.groups[i], rounding, group);
  }
  for (size_t i = 0; i < from.pooled.size(); ++i) {
    Set(facts.criteria[i].key, from.pooled[i], rounding, *to.add_pooled_criteria());
  }
  for (size_t i = 0; i < from.components.size(); ++i) {
    const result::ComponentResult& component = from.components[i];
    result_v1::ComponentResult& entry = *to.add_components();
    entry.set_component(rules.components[i].key);
    if (component.score) Set(*component.score, rounding, *entry.mutable_score());
    if (component.contribution) {
      Set(*component.contribution, rounding, *entry.mutable_contribution());
    }
  }
  return to;
}

// Takes out what the service does not show.
void Disclose(const result::DisclosureRule& rule, Recomputed& recomputed) {
  const result::RoundDisclosure disclosure = result::RoundDisclosureOf(rule, recomputed.results);
  for (result_v1::SubjectResult& result : recomputed.results) {
    const result::SubjectMask mask = result::MaskOf(rule, result::BallotsOf(result), disclosure);
    result::Disclose(mask, disclosure, result);
  }
  recomputed.confidential = disclosure.any;
  if (!disclosure.places) {
    std::sort(recomputed.results.begin(), recomputed.results.end(),
              [](const auto& a, const auto& b) { return a.position() < b.position(); });
  }
}

// Puts the committee's decisions beside the computed grades.
void ShowDecisions(const result_v1::Release& release, Recomputed& recomputed) {
  std::map<std::string, const result_v1::GradeDecision*> decisions;
  for (const result_v1::GradeDecision& decision : release.decisions()) {
    decisions[decision.subject()] = &decision;
  }
  for (result_v1::SubjectResult& result : recomputed.results) {
    const auto found = decisions.find(result.subject());
    if (found == decisions.end()) continue;
    result.set_decided_grade(found->second->grade());
    result.set_decided_grade_title(found->second->grade_title());
    result.set_decision(found->second->name());
  }
}

result_v1::LeaderboardRow ToProto(const bundle::v1::ReleaseBundle& bundle,
                                  const result::PolicyRules& rules,
                                  const result::LeaderboardSection& section,
                                  const result::LeaderboardRow& from,
                                  const std::string& display_name) {
  result_v1::LeaderboardRow to;
  to.set_leaderboard(rules.leaderboards[section.board].key);
  to.set_section(section.name);
  to.set_rank(from.rank);
  to.set_shared_rank(from.shared_rank);
  to.set_subject(bundle.round().name() + "/subjects/" + from.id);
  to.set_display_name(display_name);
  to.set_suppression(static_cast<result_v1::Suppression>(from.suppression));
  if (from.score) {
    Set(*from.score, rules.rounding, *to.mutable_score());
    if (from.rounded_only) to.mutable_score()->clear_exact();
  } else if (from.suppression == result::Suppression::kShown) {
    to.set_absence(result_v1::LeaderboardRow::ABSENCE_NOT_MARKED);
  }
  return to;
}

// What was frozen of the subjects and recorded beside the ballots.
result::Inputs InputsOf(const bundle::v1::ReleaseBundle& bundle) {
  result::Inputs inputs;
  for (const appraisal::v1::Subject& subject : bundle.subjects()) {
    inputs.subjects.push_back({.subject = result::LastSegment(subject.name()),
                               .unit = subject.unit(),
                               .subject_type = subject.subject_type()});
  }
  for (const result_v1::SubjectInputs& recorded : bundle.inputs()) {
    inputs.exclusions.push_back(
        {.subject = result::LastSegment(recorded.subject()), .kind = recorded.exclusion()});
  }
  for (const result_v1::ComponentFigures& figures : bundle.component_figures()) {
    inputs.components.push_back(result::ToFigures(figures));
  }
  return inputs;
}

}  // namespace

absl::StatusOr<result::Tally> TallyOf(const bundle::v1::ReleaseBundle& bundle) {
  result::Tally tally;
  for (const bundle::v1::GroupBallots& group : bundle.ballots()) {
    result::GroupBallots& ballots = tally.groups.emplace_back();
    ballots.valid = group.valid();
    ballots.spoiled = group.spoiled();
    if (group.has_straight_lined()) ballots.straight_lined = group.straight_lined();
  }
  tally.salt = bundle.tally_salt();
  for (const appraisal::v1::SubjectTally& subject : bundle.tallies()) {
    absl::StatusOr<result::SubjectTally> converted = result::ToTally(subject);
    if (!converted.ok()) return converted.status();
    tally.subjects.push_back(*std::move(converted));
  }
  return tally;
}

absl::StatusOr<Recomputed> Recompute(const bundle::v1::ReleaseBundle& bundle,
                                     const result::Tally& tally) {
  const result::RoundFacts facts = result::ToFacts(bundle.round());
  const result::PolicyRules rules = result::ToRules(bundle.policy());
  const result::Inputs inputs = InputsOf(bundle);
  absl::StatusOr<result::Aggregation> aggregation = result::AggregateWithBoards(
      rules, facts, tally, inputs,
      result::DisclosureOf(rules, facts, result::IsSecret(bundle.round())));
  if (!aggregation.ok()) return aggregation.status();
  std::map<std::string, std::string> names;
  for (const appraisal::v1::Subject& subject : bundle.subjects()) {
    names[result::LastSegment(subject.name())] = subject.display_name();
  }
  Recomputed recomputed;
  recomputed.inputs_digest = result::InputsDigest(inputs);
  recomputed.digest = result::ResultDigest(facts, bundle.release().tally_digest(), rules,
                                           bundle.release().policy_digest(), aggregation->results,
                                           {.salt = tally.salt,
                                            .inputs_digest = recomputed.inputs_digest,
                                            .leaderboards = aggregation->leaderboards});
  for (const result::LeaderboardSection& section : aggregation->leaderboards) {
    for (const result::LeaderboardRow& row : section.rows) {
      recomputed.leaderboard_rows.push_back(ToProto(bundle, rules, section, row, names[row.id]));
    }
  }
  recomputed.results.reserve(aggregation->results.size());
  for (const result::SubjectResult& subject : aggregation->results) {
    recomputed.results.push_back(ToProto(bundle, facts, subject, names[subject.subject], rules));
  }
  Disclose(result::DisclosureOf(rules, facts, result::IsSecret(bundle.round())), recomputed);
  ShowDecisions(bundle.release(), recomputed);
  return recomputed;
}

}  // namespace pingyi::verify
