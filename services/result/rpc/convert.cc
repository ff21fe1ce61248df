#include "services/result/rpc/convert.h"

#include <absl/functional/function_ref.h>
#include <fmt/format.h>

#include "services/base/rpc/status.h"
#include "services/result/rpc/workflow_convert.h"
#include "services/result/store/resource_names.h"

namespace pingyi::result {
namespace {

constexpr int64_t kMicrosPerSecond = 1'000'000;

void Set(const NumberText& from, common::v1::Number& to) {
  to.set_exact(from.exact);
  to.set_rounded(from.rounded);
}

std::optional<NumberText> ToText(const std::optional<Rational>& value, const Rounding& rounding) {
  if (!value) return std::nullopt;
  return NumberText{value->ToString(), RoundedText(*value, rounding)};
}

// The scores of criteria into a list, which `add` adds to.
void Set(const ResultShape& shape, const GroupScore& from,
         absl::FunctionRef<v1::CriterionResult*()> add) {
  for (size_t i = 0; i < from.criteria.size() && i < shape.criteria.size(); ++i) {
    const CriterionScore& score = from.criteria[i];
    v1::CriterionResult& criterion = *add();
    criterion.set_criterion(shape.criteria[i]);
    if (score.score) Set(*score.score, *criterion.mutable_score());
    criterion.set_mark_count(score.mark_count);
    criterion.set_abstention_count(score.abstention_count);
  }
}

GroupScore ToScore(const std::optional<Rational>& score,
                   const std::vector<CriterionResult>& criteria, const Rounding& rounding) {
  GroupScore to;
  to.score = ToText(score, rounding);
  to.criteria.reserve(criteria.size());
  for (const CriterionResult& criterion : criteria) {
    to.criteria.push_back({.score = ToText(criterion.score, rounding),
                           .mark_count = criterion.mark_count,
                           .abstention_count = criterion.abstention_count});
  }
  return to;
}

}  // namespace

google::protobuf::Timestamp ToTimestamp(absl::Time time) {
  const int64_t micros = absl::ToUnixMicros(time);
  const int64_t rest = (micros % kMicrosPerSecond + kMicrosPerSecond) % kMicrosPerSecond;
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds((micros - rest) / kMicrosPerSecond);
  timestamp.set_nanos(static_cast<int32_t>(rest * 1000));
  return timestamp;
}

google::rpc::Status ToStatusProto(const absl::Status& status, const std::string& trace_id) {
  const grpc::Status wire = rpc::ToGrpc(status, trace_id);
  google::rpc::Status proto;
  if (wire.error_details().empty() || !proto.ParseFromString(wire.error_details())) {
    proto.set_code(wire.error_code());
    proto.set_message(wire.error_message());
  }
  return proto;
}

absl::Status FromStatusBytes(const std::string& bytes) {
  google::rpc::Status proto;
  if (!proto.ParseFromString(bytes) || proto.code() == 0) {
    return absl::InternalError("what is kept of an error cannot be read");
  }
  return rpc::FromGrpc(
      grpc::Status(static_cast<grpc::StatusCode>(proto.code()), proto.message(), bytes));
}

v1::AggregationRun ToProto(const RunRecord& run) {
  v1::AggregationRun proto;
  proto.set_name(RunName(run.round, run.run));
  proto.set_state(static_cast<v1::AggregationRun::State>(run.state));
  proto.set_stage(static_cast<v1::AggregationRun::Stage>(run.stage));
  proto.set_subjects_done(run.subjects_done);
  proto.set_subject_count(run.subject_count);
  if (run.inputs.policy.version != 0) proto.set_policy(NameOf(run.inputs.policy));
  proto.set_policy_digest(run.inputs.policy_digest);
  proto.set_frozen_digest(run.inputs.frozen_digest);
  proto.set_tally_digest(run.inputs.tally_digest);
  proto.set_inputs_digest(run.inputs.inputs_digest);
  proto.set_result_digest(run.result_digest);
  // Bytes this service wrote; should they be unreadable, the state says enough.
  if (run.error) proto.mutable_error()->ParseFromString(*run.error);
  proto.set_attempt(static_cast<int32_t>(run.attempt));
  *proto.mutable_start_time() = ToTimestamp(run.start_time);
  if (run.end_time) *proto.mutable_end_time() = ToTimestamp(*run.end_time);
  if (run.lease_expiry) *proto.mutable_lease_expire_time() = ToTimestamp(*run.lease_expiry);
  return proto;
}

v1::SubjectResult ToProto(const RunPath& run, const ResultShape& shape,
                          const StoredResult& result) {
  v1::SubjectResult proto;
  proto.set_name(fmt::format("{}/results/{}", RunName(run.round, run.run), result.subject));
  proto.set_subject(fmt::format("rounds/{}/subjects/{}", run.round, result.subject));
  proto.set_display_name(result.display_name);
  proto.set_position(static_cast<int32_t>(result.position));
  proto.set_rank(static_cast<int32_t>(result.rank));
  proto.set_shared_rank(result.shared_rank);
  proto.set_grade(result.grade);
  proto.set_grade_title(result.grade_title);
  proto.set_exclusion(result.exclusion);
  proto.set_exclusion_title(result.exclusion_title);
  proto.set_undecided_grade(result.undecided_grade);
  Set(result.total, *proto.mutable_total());
  for (size_t i = 0; i < result.groups.size() && i < shape.groups.size(); ++i) {
    v1::GroupResult& group = *proto.add_groups();
    group.set_group(shape.groups[i]);
    if (result.groups[i].score) Set(*result.groups[i].score, *group.mutable_score());
    Set(shape, result.groups[i], [&group] { return group.add_criteria(); });
  }
  if (result.groups.size() > shape.groups.size()) {  // the last is the pool
    Set(shape, result.groups.back(), [&proto] { return proto.add_pooled_criteria(); });
  }
  for (const ComponentScoreText& component : result.components) {
    v1::ComponentResult& entry = *proto.add_components();
    entry.set_component(component.component);
    if (component.score) Set(*component.score, *entry.mutable_score());
    if (component.contribution) Set(*component.contribution, *entry.mutable_contribution());
  }
  return proto;
}

v1::ExplanationNode ToProto(const ExplanationNode& node, const Rounding& rounding) {
  v1::ExplanationNode proto;
  proto.set_kind(static_cast<v1::ExplanationNode::Kind>(node.kind));
  proto.set_key(node.key);
  proto.set_rule(node.rule);
  proto.set_formula(node.formula);
  if (const auto value = ToText(node.value, rounding)) Set(*value, *proto.mutable_value());
  if (node.rounded_only) proto.mutable_value()->clear_exact();
  proto.set_text_en(node.text_en);
  proto.set_text_zh(node.text_zh);
  for (const ExplanationNode& child : node.children) {
    *proto.add_children() = ToProto(child, rounding);
  }
  return proto;
}

v1::Release ToProto(const Release& release, absl::Time now) {
  v1::Release proto;
  proto.set_name(NameOf(ReleaseKey{release.round, release.number}));
  proto.set_number(static_cast<int32_t>(release.number));
  proto.set_run(RunName(release.round, release.run));
  proto.set_result_digest(release.result_digest);
  proto.set_tally_digest(release.inputs.tally_digest);
  proto.set_policy(NameOf(release.inputs.policy));
  proto.set_policy_digest(release.inputs.policy_digest);
  proto.set_frozen_digest(release.inputs.frozen_digest);
  proto.set_inputs_digest(release.inputs.inputs_digest);
  proto.set_digest(release.digest);
  proto.set_note(release.note);
  proto.set_releaser(release.releaser);
  *proto.mutable_create_time() = ToTimestamp(release.create_time);
  proto.set_subject_count(release.subject_count);
  proto.set_key_id(release.key_id);
  proto.set_signature(release.signature);
  AddWorkflow(release, now, proto);
  return proto;
}

common::v1::AuditEntry ToProto(const ledger::AuditEntry& entry) {
  common::v1::AuditEntry proto;
  *proto.mutable_time() = ToTimestamp(absl::FromUnixMicros(entry.time_us));
  proto.set_actor(entry.actor);
  proto.set_action(entry.action);
  proto.set_resource(entry.resource);
  proto.set_detail(entry.detail);
  proto.set_trace_id(entry.trace_id);
  return proto;
}

StoredResult ToStored(const SubjectResult& result, const std::string& display_name,
                      const PolicyRules& rules) {
  const Rounding& rounding = rules.rounding;
  StoredResult stored{.subject = result.subject,
                      .display_name = display_name,
                      .position = result.position,
                      .rank = result.rank,
                      .shared_rank = result.shared_rank,
                      .grade = result.grade,
                      .grade_title = result.grade_title,
                      .total = *ToText(result.total, rounding),
                      .exclusion = result.exclusion,
                      .exclusion_title = result.exclusion_title,
                      .undecided_grade = result.undecided_grade};
  stored.groups.reserve(result.groups.size() + (result.pooled.empty() ? 0 : 1));
  for (const GroupResult& group : result.groups) {
    stored.groups.push_back(ToScore(group.score, group.criteria, rounding));
  }
  if (!result.pooled.empty()) {
    stored.groups.push_back(ToScore(std::nullopt, result.pooled, rounding));
  }
  stored.components.reserve(result.components.size());
  for (size_t i = 0; i < result.components.size(); ++i) {
    const ComponentResult& component = result.components[i];
    stored.components.push_back({.component = rules.components[i].key,
                                 .score = ToText(component.score, rounding),
                                 .contribution = ToText(component.contribution, rounding)});
  }
  return stored;
}

}  // namespace pingyi::result
