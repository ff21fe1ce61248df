#include "services/verify/release_facts.h"

namespace pingyi::verify {
namespace {

int64_t Micros(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1000;
}

result::PublicityFacts FactsOf(const result::v1::Publicity& publicity) {
  return {.calendar = publicity.calendar(),
          .calendar_digest = publicity.calendar_digest(),
          .working_days = publicity.working_days(),
          .start_date = publicity.start_date(),
          .end_date = publicity.end_date(),
          .answer_days = publicity.answer_days(),
          .answer_day_kind = static_cast<result::DayKind>(publicity.answer_day_kind())};
}

result::DecisionFacts FactsOf(const result::v1::GradeDecision& decision) {
  return {.name = decision.name(),
          .subject = decision.subject(),
          .grade = decision.grade(),
          .grade_title = decision.grade_title(),
          .computed_grade = decision.computed_grade(),
          .reason = decision.reason(),
          .decider = decision.decider(),
          .recorder = decision.recorder(),
          .create_time_us = Micros(decision.create_time())};
}

result::ResultDifference FactsOf(const result::v1::ResultDifference& change) {
  return {.subject = change.subject(),
          .before = {.display_name = change.display_name(),
                     .rank = change.old_rank(),
                     .grade = change.old_grade(),
                     .grade_title = change.old_grade_title(),
                     .total = change.old_total().exact(),
                     .total_rounded = change.old_total().rounded()},
          .after = {.display_name = change.display_name(),
                    .rank = change.new_rank(),
                    .grade = change.new_grade(),
                    .grade_title = change.new_grade_title(),
                    .total = change.new_total().exact(),
                    .total_rounded = change.new_total().rounded()}};
}

}  // namespace

result::ReleaseFacts FactsOf(const result::v1::Release& release) {
  result::ReleaseFacts facts{.name = release.name(),
                             .run = release.run(),
                             .result_digest = release.result_digest(),
                             .frozen_digest = release.frozen_digest(),
                             .tally_digest = release.tally_digest(),
                             .policy = release.policy(),
                             .policy_digest = release.policy_digest(),
                             .note = release.note(),
                             .releaser = release.releaser(),
                             .create_time_us = Micros(release.create_time()),
                             .subject_count = release.subject_count()};
  if (release.has_publicity()) facts.publicity = FactsOf(release.publicity());
  for (const auto& decision : release.decisions()) facts.decisions.push_back(FactsOf(decision));
  facts.inputs_digest = release.inputs_digest();
  facts.amends = release.amends();
  facts.amended_digest = release.amended_digest();
  for (const auto& settled : release.settled_objections()) {
    facts.settled.push_back({.objection = settled.objection(), .digest = settled.digest()});
  }
  for (const auto& change : release.changes()) facts.changes.push_back(FactsOf(change));
  return facts;
}

}  // namespace pingyi::verify
