#include "services/result/rpc/preview.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include <google/protobuf/util/message_differencer.h>

#include "services/base/status/error.h"
#include "services/result/domain/component_inputs.h"
#include "services/result/domain/disclosure.h"
#include "services/result/domain/policy_digest.h"
#include "services/result/domain/preview.h"
#include "services/result/domain/reason.h"
#include "services/result/domain/redact.h"
#include "services/result/rpc/policy_convert.h"
#include "services/result/rpc/round_inputs.h"
#include "services/result/rpc/workflow_convert.h"
#include "services/result/store/resource_names.h"
#include "services/result/wire/disclosure/disclosure_wire.h"
#include "services/result/wire/policy/policy_wire.h"

namespace pingyi::result {
namespace {

// The rules of a stored policy, or those that were given.
absl::StatusOr<v1::ScoringPolicy> OtherPolicy(ResultStore& store, const rpc::CallContext& call,
                                              const PreviewArgs& args) {
  if (args.rules) return ParseRules(SerializeRules(*args.rules));
  const absl::StatusOr<PolicyVersion> stored = store.GetPolicy(call.deadline, *args.policy);
  if (!stored.ok()) return stored.status();
  return ParseRules(stored->rules);
}

absl::StatusOr<v1::ScoringPolicy> PolicyOfRecord(ResultStore& store, const rpc::CallContext& call,
                                                 const PolicyKey& key) {
  const absl::StatusOr<PolicyVersion> stored = store.GetPolicy(call.deadline, key);
  if (!stored.ok()) return stored.status();
  return ParseRules(stored->rules);
}

// The fields in which two policies differ.
void AddDifferingRules(const v1::ScoringPolicy& official, const v1::ScoringPolicy& other,
                       v1::PreviewAggregationResponse& head) {
  using google::protobuf::util::MessageDifferencer;
  for (int i = 0; i < official.GetDescriptor()->field_count(); ++i) {
    const auto* field = official.GetDescriptor()->field(i);
    MessageDifferencer differencer;
    if (!differencer.CompareWithFields(official, other, {field}, {field})) {
      head.add_differing_rules(field->name());
    }
  }
}

// The decided grades of the official run, if there is one, by subject.
absl::StatusOr<std::unordered_map<std::string, std::string>> ReadOfficialRun(
    const PreviewParts& parts, const rpc::CallContext& call, const RoundInputs& inputs,
    const std::string& round, v1::PreviewAggregationResponse& head) {
  std::unordered_map<std::string, std::string> decided;
  const auto runs = parts.store.ListRuns(call.deadline, round, RunState::kSucceeded, "", 1);
  if (!runs.ok()) return runs.status();
  if (runs->empty()) return decided;
  const RunRecord& run = runs->front();
  if (run.inputs.tally_digest != inputs.round.tally_digest) {
    return MakeError(absl::StatusCode::kDataLoss, reason::kTallyDigestMismatch,
                     "the sealed tally is not the one that the results rest on");
  }
  head.set_official_run(RunName(run.round, run.run));
  const auto decisions = parts.workflow.DecisionsInForce(call.deadline, run.round, run.run);
  if (!decisions.ok()) return decisions.status();
  for (const GradeDecision& decision : *decisions) decided[decision.subject] = decision.grade;
  return decided;
}

// Leaves only whom it is about, and why nothing else is told.
void Suppress(v1::Suppression suppression, v1::PreviewedResult& result) {
  v1::ResultDifference bare;
  bare.set_subject(result.difference().subject());
  bare.set_display_name(result.difference().display_name());
  *result.mutable_difference() = bare;
  result.clear_steps();
  result.clear_decided_grade();
  result.set_suppression(suppression);
}

// What the disclosure rule leaves of a preview.
class Discloser {
 public:
  Discloser(const RoundInputs& inputs, const PolicyRules& other, const Computation& official)
      : rule_(DisclosureOf(inputs.rules, inputs.round.facts, inputs.round.secret)) {
    if (rule_.min_ballots == 0) return;
    // The other policy's quotas would tell as well who has which grade.
    rule_.limited_grades =
        rule_.limited_grades || !other.grade_quotas.empty() || other.grade_bands.has_value();
    round_ = RoundDisclosureOf(rule_, official.subjects);
    if (round_.any) reach_ = ReachOf(inputs.rules, other, round_.places);
    for (const SubjectResult& subject : official.subjects) {
      masks_.push_back(MaskOf(rule_, BallotsOf(subject), round_));
      grades_ = grades_ && round_.grades && masks_.back().grade == Suppression::kShown;
    }
  }

  // `index` is the subject's in the computation.
  void Apply(size_t index, v1::PreviewedResult& result) const {
    if (!round_.any) return;
    const SubjectMask& mask = masks_[index];
    if (mask.total != Suppression::kShown) return Suppress(ToProto(mask.total), result);
    const bool grade = round_.grades && mask.grade == Suppression::kShown;
    if (!Reached(mask) || !grade) return Suppress(v1::SUPPRESSION_COMPLEMENTARY, result);
    v1::ResultDifference& difference = *result.mutable_difference();
    difference.mutable_old_total()->clear_exact();
    difference.mutable_new_total()->clear_exact();
    if (round_.places) return;
    difference.clear_old_rank();
    difference.clear_new_rank();
  }
  // Whether the order of places may be told.
  bool places() const { return round_.places && reach_ == PreviewReach::kEverybody; }
  // Whether it may be told how many moved.
  bool moves() const { return places() && grades_; }

 private:
  bool Reached(const SubjectMask& mask) const {
    return reach_ == PreviewReach::kEverybody ||
           (reach_ == PreviewReach::kWholeSubjects && !mask.any());
  }

  DisclosureRule rule_;
  PreviewReach reach_ = PreviewReach::kEverybody;
  RoundDisclosure round_;
  std::vector<SubjectMask> masks_;  // where anything may be suppressed
  bool grades_ = true;              // every subject's is shown
};

// Everything of the answer but the subjects and the official run.
void AddFacts(const RoundInputs& inputs, const v1::ScoringPolicy& record,
              const v1::ScoringPolicy& other, v1::PreviewAggregationResponse& head) {
  head.set_preview(true);
  head.set_policy_digest(PolicyDigest(ToRules(other)));
  head.set_official_policy(NameOf(inputs.policy));
  head.set_official_policy_digest(inputs.round.policy_digest);
  head.set_tally_digest(inputs.round.tally_digest);
  AddDifferingRules(record, other, head);
}

// The subjects, and how many of them moved where that may be told.
void AddSubjects(const std::string& round, std::vector<PreviewedSubject> previewed,
                 const std::vector<AppraisedSubject>& names,
                 const std::unordered_map<std::string, std::string>& decided,
                 const Discloser& discloser, Preview& preview) {
  std::unordered_map<std::string, std::string> display;
  for (const AppraisedSubject& subject : names) display[subject.id] = subject.display_name;
  if (!discloser.places()) {
    std::sort(previewed.begin(), previewed.end(),
              [](const auto& a, const auto& b) { return a.index < b.index; });
  }
  int32_t moved = 0;
  for (PreviewedSubject& subject : previewed) {
    moved += subject.difference.moved() ? 1 : 0;
    subject.difference.after.display_name = display[subject.difference.subject];
    v1::PreviewedResult& result = preview.results.emplace_back();
    *result.mutable_difference() = ToProto(round, subject.difference);
    for (const StepKind step : subject.steps) {
      result.add_steps(static_cast<v1::ExplanationNode::Kind>(step));
    }
    const auto grade = decided.find(subject.difference.subject);
    if (grade != decided.end()) result.set_decided_grade(grade->second);
    discloser.Apply(subject.index, result);
  }
  preview.head.set_subject_count(static_cast<int32_t>(previewed.size()));
  if (discloser.moves()) preview.head.set_moved_count(moved);
}

// What was recorded, as far as the other rules know it, and what they need of the subjects.
Inputs InputsFor(const PolicyRules& rules, const RoundInputs& inputs,
                 const std::vector<AppraisedSubject>& subjects) {
  Inputs other{.subjects = {},
               .exclusions = inputs.inputs.exclusions,
               .components = FiguresFor(rules, inputs.inputs.components)};
  for (const AppraisedSubject& subject : subjects) {
    other.subjects.push_back(
        {.subject = subject.id, .unit = subject.unit, .subject_type = subject.subject_type});
  }
  std::erase_if(other.exclusions, [&](const Exclusion& exclusion) {
    return std::none_of(rules.exclusion_rules.begin(), rules.exclusion_rules.end(),
                        [&](const auto& rule) { return rule.kind == exclusion.kind; });
  });
  return other;
}

}  // namespace

absl::StatusOr<Preview> PreviewRound(const PreviewParts& parts, const rpc::CallContext& call,
                                     const PreviewArgs& args) {
  const auto reading = [&](size_t) { return CheckAwaited(call); };
  absl::StatusOr<RoundInputs> inputs =
      ReadInputs(parts.store, parts.client, call, args.round, "", reading);
  if (!inputs.ok()) return inputs.status();
  const absl::StatusOr<v1::ScoringPolicy> other_proto = OtherPolicy(parts.store, call, args);
  if (!other_proto.ok()) return other_proto.status();
  const auto record_proto = PolicyOfRecord(parts.store, call, inputs->policy);
  if (!record_proto.ok()) return record_proto.status();
  const auto names = parts.client.ListSubjects(call, args.round, reading);
  if (!names.ok()) return names.status();

  const PolicyRules other_rules = ToRules(*other_proto);
  const absl::StatusOr<Computation> official =
      Compute(inputs->rules, inputs->round.facts, inputs->tally, inputs->inputs);
  if (!official.ok()) return official.status();
  Inputs other_inputs = InputsFor(other_rules, *inputs, *names);
  const absl::StatusOr<Computation> other =
      Compute(other_rules, inputs->round.facts, std::move(inputs->tally), other_inputs);
  if (!other.ok()) return other.status();

  Preview preview;
  const auto decided = ReadOfficialRun(parts, call, *inputs, args.round, preview.head);
  if (!decided.ok()) return decided.status();
  AddFacts(*inputs, *record_proto, *other_proto, preview.head);
  AddSubjects(args.round, ComparePolicies(inputs->rules, *official, other_rules, *other), *names,
              *decided, Discloser(*inputs, other_rules, *official), preview);
  return preview;
}

}  // namespace pingyi::result
