#include "services/appraisal/rpc/convert.h"

#include <fmt/format.h>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/rpc/names.h"
#include "services/base/rpc/request.h"
#include "services/base/rpc/status.h"

namespace pingyi::appraisal {
namespace {

// The range of google.protobuf.Timestamp: the years 1 to 9999.
constexpr int64_t kMinSeconds = -62135596800;
constexpr int64_t kMaxSeconds = 253402300799;
constexpr int64_t kMicrosPerSecond = 1'000'000;

Criterion ToCriterion(const v1::Criterion& criterion) {
  Criterion result{.key = criterion.key(),
                   .title = criterion.title(),
                   .weight = criterion.weight(),
                   .scale = {}};
  if (criterion.has_graded()) {
    GradedScale scale;
    for (const v1::Grade& grade : criterion.graded().grades()) {
      scale.grades.push_back(
          {.key = grade.key(), .title = grade.title(), .points = grade.points()});
    }
    result.scale = std::move(scale);
  } else if (criterion.has_numeric()) {
    const v1::NumericScale& scale = criterion.numeric();
    result.scale = NumericScale{.min = scale.min(), .max = scale.max(), .step = scale.step()};
  }
  return result;
}

ValidityRules ToRules(const v1::ValidityRules& rules, const std::string& path,
                      FieldChecks& checks) {
  ValidityRules result{.require_all_criteria = rules.require_all_criteria(),
                       .require_all_subjects = rules.require_all_subjects(),
                       .allow_abstention = rules.allow_abstention(),
                       .forbid_self = rules.forbid_self(),
                       .mark_limits = {}};
  for (const v1::MarkLimit& limit : rules.mark_limits()) {
    MarkLimit& added = result.mark_limits.emplace_back(
        MarkLimit{.criterion = limit.criterion(), .mark = limit.mark(), .limit = {}});
    if (limit.has_max_count()) added.limit = limit.max_count();
    if (limit.has_max_percent()) added.limit = limit.max_percent();
  }
  if (!v1::ValidityRules::BreachEffect_IsValid(rules.breach_effect())) {
    checks.Fault(path + ".breach_effect", reason::kInvalidField,
                 "must be BREACH_EFFECT_REFUSE or BREACH_EFFECT_COUNT_AS_SPOILED");
  } else if (rules.breach_effect() == v1::ValidityRules::BREACH_EFFECT_COUNT_AS_SPOILED) {
    result.breach_effect = BreachEffect::kCountAsSpoiled;
  }
  return result;
}

// What is no rule of the contract becomes unspecified, which validation.h finds.
BallotExtremes ToExtremes(const v1::BallotExtremes& extremes) {
  BallotExtremes result{.drop = {}, .min_ballots = extremes.min_ballots()};
  if (extremes.has_share()) {
    DroppedShare share{.share = extremes.share().share()};
    if (v1::BallotExtremes::Rounding_IsValid(extremes.share().rounding())) {
      share.rounding = static_cast<ShareRounding>(extremes.share().rounding());
    }
    result.drop = std::move(share);
  } else if (extremes.drop_case() == v1::BallotExtremes::kCount) {
    result.drop = extremes.count();
  }
  if (v1::BallotExtremes::Scope_IsValid(extremes.scope())) {
    result.scope = static_cast<ExtremesScope>(extremes.scope());
  }
  return result;
}

void FromExtremes(const BallotExtremes& extremes, v1::BallotExtremes& result) {
  if (const auto* count = std::get_if<int32_t>(&extremes.drop)) result.set_count(*count);
  if (const auto* share = std::get_if<DroppedShare>(&extremes.drop)) {
    result.mutable_share()->set_share(share->share);
    result.mutable_share()->set_rounding(
        static_cast<v1::BallotExtremes::Rounding>(share->rounding));
  }
  result.set_min_ballots(extremes.min_ballots);
  result.set_scope(static_cast<v1::BallotExtremes::Scope>(extremes.scope));
}

Anonymity ToAnonymity(v1::Anonymity anonymity, const std::string& path, FieldChecks& checks) {
  if (v1::Anonymity_IsValid(anonymity)) return static_cast<Anonymity>(anonymity);
  checks.Fault(path, reason::kInvalidField, "must be ANONYMITY_NAMED or ANONYMITY_ANONYMOUS");
  return Anonymity::kUnspecified;
}

void FromCriterion(const Criterion& criterion, v1::Criterion& result) {
  result.set_key(criterion.key);
  result.set_title(criterion.title);
  result.set_weight(criterion.weight);
  if (const auto* graded = std::get_if<GradedScale>(&criterion.scale)) {
    for (const Grade& grade : graded->grades) {
      v1::Grade& added = *result.mutable_graded()->add_grades();
      added.set_key(grade.key);
      added.set_title(grade.title);
      added.set_points(grade.points);
    }
  } else if (const auto* numeric = std::get_if<NumericScale>(&criterion.scale)) {
    result.mutable_numeric()->set_min(numeric->min);
    result.mutable_numeric()->set_max(numeric->max);
    result.mutable_numeric()->set_step(numeric->step);
  }
}

void FromRules(const ValidityRules& rules, v1::ValidityRules& result) {
  result.set_require_all_criteria(rules.require_all_criteria);
  result.set_require_all_subjects(rules.require_all_subjects);
  result.set_allow_abstention(rules.allow_abstention);
  result.set_forbid_self(rules.forbid_self);
  for (const MarkLimit& limit : rules.mark_limits) {
    v1::MarkLimit& added = *result.add_mark_limits();
    added.set_criterion(limit.criterion);
    added.set_mark(limit.mark);
    if (const auto* count = std::get_if<int32_t>(&limit.limit)) added.set_max_count(*count);
    if (const auto* share = std::get_if<std::string>(&limit.limit)) added.set_max_percent(*share);
  }
  result.set_breach_effect(rules.breach_effect == BreachEffect::kCountAsSpoiled
                               ? v1::ValidityRules::BREACH_EFFECT_COUNT_AS_SPOILED
                               : v1::ValidityRules::BREACH_EFFECT_REFUSE);
}

void FromSpec(const RoundSpec& spec, v1::Round& result) {
  result.set_display_name(spec.display_name);
  if (!spec.cycle.empty()) result.set_cycle(spec.cycle);
  for (const Criterion& criterion : spec.criteria) {
    FromCriterion(criterion, *result.mutable_ballot_form()->add_criteria());
  }
  for (const VoterGroup& group : spec.groups) {
    v1::VoterGroup& added = *result.add_voter_groups();
    added.set_key(group.key);
    added.set_title(group.title);
    added.set_weight(group.weight);
    added.set_expected_voters(group.expected_voters);
  }
  FromRules(spec.rules, *result.mutable_validity_rules());
  result.set_anonymity(static_cast<v1::Anonymity>(spec.anonymity));
  if (spec.open_time) FromTime(*spec.open_time, *result.mutable_open_time());
  if (spec.close_time) FromTime(*spec.close_time, *result.mutable_close_time());
  if (spec.policy) {
    result.mutable_scoring_policy()->set_name(spec.policy->name);
    result.mutable_scoring_policy()->set_digest(spec.policy->digest);
  }
  if (spec.extremes) FromExtremes(*spec.extremes, *result.mutable_ballot_extremes());
}

void AddCounts(const GroupTurnout& group, v1::GroupTurnout& result) {
  result.set_expected(result.expected() + group.expected);
  result.set_issued(result.issued() + group.issued);
  result.set_returned(result.returned() + group.returned());
  result.set_valid(result.valid() + group.valid);
  result.set_spoiled(result.spoiled() + group.spoiled);
}

}  // namespace

absl::Time ToTime(const google::protobuf::Timestamp& timestamp, const std::string& path,
                  FieldChecks& checks) {
  if (timestamp.seconds() < kMinSeconds || timestamp.seconds() > kMaxSeconds ||
      timestamp.nanos() < 0 || timestamp.nanos() > 999'999'999) {
    checks.Fault(path, reason::kInvalidField,
                 "must be a time of the years 1 to 9999 with 0 to 999,999,999 nanos");
    return absl::UnixEpoch();
  }
  return absl::FromUnixSeconds(timestamp.seconds()) + absl::Microseconds(timestamp.nanos() / 1000);
}

RoundSpec ToSpec(const v1::Round& round, const std::string& path, FieldChecks& checks) {
  RoundSpec spec;
  spec.display_name = round.display_name();
  spec.cycle = round.cycle();
  for (const v1::Criterion& criterion : round.ballot_form().criteria()) {
    spec.criteria.push_back(ToCriterion(criterion));
  }
  for (const v1::VoterGroup& group : round.voter_groups()) {
    spec.groups.push_back({.key = group.key(),
                           .title = group.title(),
                           .weight = group.weight(),
                           .expected_voters = group.expected_voters()});
  }
  spec.rules = ToRules(round.validity_rules(), path + ".validity_rules", checks);
  spec.anonymity = ToAnonymity(round.anonymity(), path + ".anonymity", checks);
  if (round.has_open_time()) {
    spec.open_time = ToTime(round.open_time(), path + ".open_time", checks);
  }
  if (round.has_close_time()) {
    spec.close_time = ToTime(round.close_time(), path + ".close_time", checks);
  }
  if (round.has_scoring_policy()) {
    spec.policy = ScoringPolicyReference{.name = round.scoring_policy().name(),
                                         .digest = round.scoring_policy().digest()};
  }
  if (round.has_ballot_extremes()) spec.extremes = ToExtremes(round.ballot_extremes());
  return spec;
}

Subject ToSubject(const v1::Subject& subject) {
  return {.id = "",
          .display_name = subject.display_name(),
          .unit = subject.unit(),
          .subject_type = subject.subject_type(),
          .position = subject.position(),
          .report = subject.report()};
}

Ballot ToBallot(const v1::Ballot& ballot) {
  Ballot result;
  result.subjects.reserve(static_cast<size_t>(ballot.subjects_size()));
  for (const v1::SubjectMarks& subject : ballot.subjects()) {
    SubjectMarks& added = result.subjects.emplace_back();
    added.subject = subject.subject();
    added.marks.reserve(static_cast<size_t>(subject.marks_size()));
    for (const v1::CriterionMark& mark : subject.marks()) {
      added.marks.push_back(
          {.criterion = mark.criterion(), .mark = mark.mark(), .abstain = mark.abstain()});
    }
  }
  return result;
}

void FromTime(absl::Time time, google::protobuf::Timestamp& timestamp) {
  const int64_t micros = absl::ToUnixMicros(time);
  int64_t seconds = micros / kMicrosPerSecond;
  int64_t rest = micros % kMicrosPerSecond;
  if (rest < 0) {
    rest += kMicrosPerSecond;
    --seconds;
  }
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(rest * 1000));
}

google::rpc::Status ToStatusProto(const absl::Status& status, std::string_view incident) {
  const grpc::Status wire = rpc::ToGrpc(status, incident);
  google::rpc::Status proto;
  if (!proto.ParseFromString(wire.error_details()) || proto.code() == 0) {
    proto.set_code(wire.error_code());
    proto.set_message(wire.error_message());
  }
  return proto;
}

v1::Round FromRound(const Round& round) {
  v1::Round result;
  result.set_name(RoundName(round.id));
  FromSpec(round.spec, result);
  result.set_state(static_cast<v1::Round::State>(round.state));
  if (!round.frozen_digest.empty()) result.set_frozen_digest(round.frozen_digest);
  if (!round.tally_digest.empty()) result.set_tally_digest(round.tally_digest);
  result.set_subject_count(static_cast<int32_t>(round.subject_count));
  FromTime(round.create_time, *result.mutable_create_time());
  FromTime(round.update_time, *result.mutable_update_time());
  if (round.opened_time) FromTime(*round.opened_time, *result.mutable_opened_time());
  if (round.closed_time) FromTime(*round.closed_time, *result.mutable_closed_time());
  if (!round.void_reason.empty()) result.set_void_reason(round.void_reason);
  result.set_etag(rpc::Etag(round.version));
  return result;
}

v1::Subject FromSubject(std::string_view round_id, const Subject& subject) {
  v1::Subject result;
  result.set_name(SubjectName(round_id, subject.id));
  result.set_display_name(subject.display_name);
  // Setting a field to nothing would make it a string of its own.
  if (!subject.unit.empty()) result.set_unit(subject.unit);
  if (!subject.subject_type.empty()) result.set_subject_type(subject.subject_type);
  result.set_position(subject.position);
  if (!subject.report.empty()) result.set_report(subject.report);
  return result;
}

v1::Turnout FromTurnout(std::string_view round_id, const Turnout& turnout) {
  v1::Turnout result;
  result.set_round(RoundName(round_id));
  result.set_state(static_cast<v1::Round::State>(turnout.state));
  result.mutable_total();
  for (const GroupTurnout& group : turnout.groups) {
    v1::GroupTurnout& added = *result.add_groups();
    added.set_group(group.group);
    AddCounts(group, added);
    AddCounts(group, *result.mutable_total());
  }
  FromTime(turnout.read_time, *result.mutable_read_time());
  return result;
}

v1::SubjectTally FromTally(std::string_view round_id, const SubjectTally& tally) {
  v1::SubjectTally result;
  result.set_subject(SubjectName(round_id, tally.subject_id));
  result.set_position(tally.position);
  result.mutable_cells()->Reserve(static_cast<int>(tally.cells.size()));
  for (const TallyCell& cell : tally.cells) {
    v1::TallyCell& added = *result.add_cells();
    added.set_group_index(static_cast<int32_t>(cell.group));
    added.set_criterion_index(static_cast<int32_t>(cell.criterion));
    for (const MarkCount& mark : cell.marks) {
      added.add_marks(static_cast<int32_t>(mark.level));
      added.add_counts(mark.count);
    }
    added.set_abstentions(cell.abstentions);
  }
  for (size_t group = 0; group < tally.left_out.size(); ++group) {
    if (tally.left_out[group] == 0) continue;
    v1::BallotsLeftOut& added = *result.add_left_out();
    added.set_group_index(static_cast<int32_t>(group));
    added.set_ballots(tally.left_out[group]);
  }
  return result;
}

v1::GroupTurnout FromGroupBallots(const GroupBallots& group) {
  v1::GroupTurnout result;
  result.set_group(group.key);
  result.set_returned(group.valid + group.spoiled);
  result.set_valid(group.valid);
  result.set_spoiled(group.spoiled);
  if (group.straight_lined) result.set_straight_lined(*group.straight_lined);
  return result;
}

absl::StatusOr<v1::NamedBallot> FromNamedBallot(const BallotRules& rules,
                                                const NamedBallot& ballot) {
  v1::NamedBallot result;
  result.set_name(BallotName(rules.round_id(), ballot.id));
  result.set_group(rules.group_key(ballot.group));
  result.set_voter(ballot.voter);
  result.set_spoiled(ballot.spoiled);
  if (ballot.spoiled) return result;
  const absl::StatusOr<std::vector<DescribedSubject>> subjects =
      DescribeBallot(rules, ballot.packed);
  if (!subjects.ok()) return subjects.status();
  for (const DescribedSubject& subject : *subjects) {
    v1::SubjectMarks& added = *result.mutable_ballot()->add_subjects();
    added.set_subject(rules.subject_id(subject.subject));
    for (const DescribedMark& mark : subject.marks) {
      v1::CriterionMark& given = *added.add_marks();
      given.set_criterion(rules.criterion_key(mark.criterion));
      if (mark.mark.empty()) {
        given.set_abstain(true);
      } else {
        given.set_mark(mark.mark);
      }
    }
  }
  return result;
}

pingyi::common::v1::AuditEntry FromAudit(const ledger::AuditEntry& entry) {
  pingyi::common::v1::AuditEntry result;
  FromTime(absl::FromUnixMicros(entry.time_us), *result.mutable_time());
  result.set_actor(entry.actor);
  result.set_action(entry.action);
  result.set_resource(entry.resource);
  result.set_detail(entry.detail);
  result.set_trace_id(entry.trace_id);
  return result;
}

}  // namespace pingyi::appraisal
