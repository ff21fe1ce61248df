#include "services/verify/expected.h"

#include <map>
#include <utility>

#include "services/result/domain/aggregate.h"
#include "services/result/domain/canonical.h"
#include "services/result/domain/rounding.h"
#include "services/result/wire/policy/policy_wire.h"
#include "services/result/wire/round/round_wire.h"

namespace pingyi::verify {
namespace {

namespace result_v1 = pingyi::result::v1;

void Set(const Rational& value, const result::Rounding& rounding, common::v1::Number& number) {
  number.set_exact(value.ToString());
  number.set_rounded(result::RoundedText(value, rounding));
}

void Set(const result::RoundFacts& facts, const result::GroupResult& from,
         const result::Rounding& rounding, result_v1::GroupResult& to) {
  if (from.score) Set(*from.score, rounding, *to.mutable_score());
  for (size_t i = 0; i < from.criteria.size(); ++i) {
    const result::CriterionResult& score = from.criteria[i];
    result_v1::CriterionResult& criterion = *to.add_criteria();
    criterion.set_criterion(facts.criteria[i].key);
    if (score.score) Set(*score.score, rounding, *criterion.mutable_score());
    criterion.set_mark_count(score.mark_count);
    criterion.set_abstention_count(score.abstention_count);
  }
}

result_v1::SubjectResult ToProto(const bundle::v1::ReleaseBundle& bundle,
                                 const result::RoundFacts& facts, const result::SubjectResult& from,
                                 const std::string& display_name,
                                 const result::Rounding& rounding) {
  result_v1::SubjectResult to;
  to.set_name(bundle.release().run() + "/results/" + from.subject);
  to.set_subject(bundle.round().name() + "/subjects/" + from.subject);
  to.set_display_name(display_name);
  to.set_position(from.position);
  to.set_rank(from.rank);
  to.set_shared_rank(from.shared_rank);
  to.set_grade(from.grade);
  to.set_grade_title(from.grade_title);
  Set(from.total, rounding, *to.mutable_total());
  for (size_t i = 0; i < from.groups.size(); ++i) {
    result_v1::GroupResult& group = *to.add_groups();
    group.set_group(facts.groups[i].key);
    Set(facts, from.groups[i], rounding, group);
  }
  return to;
}

}  // namespace

absl::StatusOr<result::Tally> TallyOf(const bundle::v1::ReleaseBundle& bundle) {
  result::Tally tally;
  for (const bundle::v1::GroupBallots& group : bundle.ballots()) {
    tally.groups.push_back({.valid = group.valid(), .spoiled = group.spoiled()});
  }
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
  absl::StatusOr<result::RoundResults> results = result::Aggregate(rules, facts, tally);
  if (!results.ok()) return results.status();
  std::map<std::string, std::string> names;
  for (const appraisal::v1::Subject& subject : bundle.subjects()) {
    names[result::LastSegment(subject.name())] = subject.display_name();
  }
  Recomputed recomputed;
  recomputed.digest = result::ResultDigest(facts, bundle.release().tally_digest(), rules,
                                           bundle.release().policy_digest(), *results);
  recomputed.results.reserve(results->size());
  for (const result::SubjectResult& subject : *results) {
    recomputed.results.push_back(
        ToProto(bundle, facts, subject, names[subject.subject], rules.rounding));
  }
  return recomputed;
}

}  // namespace pingyi::verify
