#include "services/result/rpc/component_handlers.h"

#include <algorithm>
#include <deque>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "services/base/rpc/fill_page.h"
#include "services/base/rpc/paging.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/component_inputs.h"
#include "services/result/domain/reason.h"
#include "services/result/rpc/component_figures_store.h"
#include "services/result/rpc/convert.h"
#include "services/result/rpc/request_key.h"
#include "services/result/rpc/round_inputs.h"
#include "services/result/store/resource_names.h"
#include "services/result/wire/component/figures_wire.h"

namespace pingyi::result {
namespace {

absl::Status Precondition(std::string_view reason, std::string_view message) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason, message);
}

// What a list shows of figures.
v1::ComponentFigures ToProto(const StoredFigures& stored) {
  v1::ComponentFigures proto;
  proto.set_name(FiguresName(stored.round, stored.component));
  proto.set_source(stored.source);
  proto.set_source_run(stored.source_run);
  proto.set_source_result_digest(stored.source_result_digest);
  proto.set_recorder(stored.recorder);
  *proto.mutable_record_time() = ToTimestamp(stored.record_time);
  proto.set_subject_count(stored.subject_count);
  proto.set_digest(stored.digest);
  return proto;
}

// A violation for each subject that the round does not have.
std::vector<FieldViolation> CheckSubjects(const ComponentFigures& figures,
                                          const std::set<std::string>& subjects) {
  std::vector<FieldViolation> violations;
  for (size_t i = 0; i < figures.subjects.size(); ++i) {
    if (!subjects.contains(figures.subjects[i].subject)) {
      violations.push_back({fmt::format("component_figures.subject_figures[{}].subject", i),
                            "must be a subject of the round.",
                            std::string(pingyi::reason::kInvalidField)});
    }
  }
  return violations;
}

}  // namespace

absl::StatusOr<ComponentHandlers::Recorded> ComponentHandlers::FindComponent(
    const rpc::CallContext& call, const ComponentPath& path) {
  absl::StatusOr<AppraisedRound> round = client_.GetRound(call, path.round);
  if (!round.ok()) return round.status();
  if (round->facts.frozen_digest.empty()) {
    return Precondition(reason::kRoundNotFrozen,
                        "the round is a draft: its policy is not frozen yet");
  }
  absl::StatusOr<PolicyRules> rules = FrozenRules(store_, call, *round);
  if (!rules.ok()) return rules.status();
  const Component* component = FindRecorded(*rules, path.component);
  if (component == nullptr) {
    return Precondition(reason::kComponentUnknown,
                        "the round's policy has no component of this key whose figures are "
                        "recorded");
  }
  Recorded found{.component = *component, .criteria = {}};
  for (Criterion& criterion : round->facts.criteria) {
    found.criteria.insert(std::move(criterion.key));
  }
  return found;
}

absl::StatusOr<std::set<std::string>> ComponentHandlers::SubjectsOf(const rpc::CallContext& call,
                                                                    const std::string& round) {
  absl::StatusOr<std::vector<AppraisedSubject>> subjects =
      client_.ListSubjects(call, round, [&](size_t) { return CheckAwaited(call); });
  if (!subjects.ok()) return subjects.status();
  std::set<std::string> ids;
  for (AppraisedSubject& subject : *subjects) ids.insert(std::move(subject.id));
  return ids;
}

absl::Status ComponentHandlers::CheckAcyclic(const rpc::CallContext& call, const std::string& round,
                                             const std::string& source) {
  std::set<std::string> seen;
  std::deque<std::string> open = {source};
  while (!open.empty()) {
    const std::string next = std::move(open.front());
    open.pop_front();
    if (next == round) {
      return Precondition(reason::kComponentCycle,
                          "the round would be a component of itself, directly or through others");
    }
    if (!seen.insert(next).second) continue;
    absl::StatusOr<std::vector<StoredFigures>> figures =
        store_.ListFigures(call.deadline, next, "", static_cast<int>(rpc::kMaxPageSize));
    if (!figures.ok()) return figures.status();
    for (const StoredFigures& taken : *figures) {
      if (const auto run = ParseRunName(taken.source_run)) open.push_back(run->round);
    }
  }
  return absl::OkStatus();
}

absl::Status ComponentHandlers::TakeTotals(const rpc::CallContext& call, const RunPath& run,
                                           DecisionBasis basis,
                                           const std::set<std::string>& subjects,
                                           ComponentFigures& figures) {
  absl::StatusOr<RunRecord> record = store_.GetRun(call.deadline, run.round, run.run);
  if (!record.ok()) return record.status();
  // Gives RUN_NOT_SUCCEEDED of a run without results.
  absl::StatusOr<std::vector<v1::SubjectResult>> results =
      ResultsByPosition(store_, call.deadline, run);
  if (!results.ok()) return results.status();
  // It may have been declared void after it was aggregated: nothing of it counts then.
  const absl::StatusOr<AppraisedRound> source = client_.GetRound(call, run.round);
  if (!source.ok()) return source.status();
  if (absl::Status status = CheckClosed(*source); !status.ok()) return status;
  const absl::StatusOr<ShownRun> shown = disclosures_.Of(call, run);
  if (!shown.ok()) return shown.status();
  figures.source_result_digest = record->result_digest;
  for (v1::SubjectResult& result : *results) {
    const std::string id = result.subject().substr(result.subject().rfind('/') + 1);
    if (!subjects.contains(id)) continue;
    shown->Apply(result);
    const std::string& total =
        basis == DecisionBasis::kExact ? result.total().exact() : result.total().rounded();
    if (total.empty()) {
      return Precondition(reason::kSourceNotShown,
                          "the other round does not show these totals, or only rounded ones: a "
                          "component must not tell them");
    }
    figures.subjects.push_back({.subject = id, .figures = ScoreFigure{.score = total}});
  }
  return absl::OkStatus();
}

absl::Status ComponentHandlers::SetComponentFigures(const rpc::CallContext& call,
                                                    const v1::SetComponentFiguresRequest& request,
                                                    v1::ComponentFigures* response) {
  absl::StatusOr<SetFiguresArgs> args = Validate(request);
  if (!args.ok()) return args.status();
  const Change change = ChangeBy(clock_, call, KeyOf(request, "SetComponentFigures"));
  // A repetition is answered from what was recorded, whatever has become of the round.
  const absl::StatusOr<std::optional<StoredFigures>> earlier =
      store_.FindFiguresOf(call.deadline, args->path.round, args->path.component, change.request);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) {
    *response = ToProto(**earlier);
    if (response->source().empty()) response->set_source(args->figures.source);
    return absl::OkStatus();
  }
  if (absl::Status status = CompleteFigures(call, *args); !status.ok()) return status;
  SortFigures(args->figures);
  const absl::StatusOr<StoredFigures> stored =
      store_.SetFigures(call.deadline, ToStored(args->path.round, args->figures), change);
  if (!stored.ok()) return stored.status();
  *response = ToProto(*stored);
  return absl::OkStatus();
}

absl::Status ComponentHandlers::CompleteFigures(const rpc::CallContext& call,
                                                SetFiguresArgs& args) {
  const absl::StatusOr<Recorded> found = FindComponent(call, args.path);
  if (!found.ok()) return found.status();
  ComponentFigures& figures = args.figures;
  const Component& component = found->component;
  const auto* other = std::get_if<OtherRoundComponent>(&component.kind);
  std::vector<FieldViolation> violations = CheckFigures(component, figures, "component_figures");
  std::vector<FieldViolation> unknown =
      CheckFactorCriteria(figures, found->criteria, "component_figures");
  std::move(unknown.begin(), unknown.end(), std::back_inserter(violations));
  if (other != nullptr && !figures.subjects.empty()) {
    violations.push_back({"component_figures.subject_figures",
                          "must be empty: the figures are taken from source_run.",
                          std::string(pingyi::reason::kInvalidField)});
  }
  if (!violations.empty()) return InvalidFields(std::move(violations));
  const absl::StatusOr<std::set<std::string>> subjects = SubjectsOf(call, args.path.round);
  if (!subjects.ok()) return subjects.status();
  if (other != nullptr) {
    absl::Status status = CheckAcyclic(call, args.path.round, args.source_run->round);
    if (status.ok()) status = TakeTotals(call, *args.source_run, other->basis, *subjects, figures);
    if (!status.ok()) return status;
    violations = CheckFigures(component, figures, "component_figures");
  } else {
    violations = CheckSubjects(figures, *subjects);
  }
  return violations.empty() ? absl::OkStatus() : InvalidFields(std::move(violations));
}

absl::Status ComponentHandlers::ListComponentFigures(const rpc::CallContext& call,
                                                     const v1::ListComponentFiguresRequest& request,
                                                     v1::ListComponentFiguresResponse* response) {
  const auto args = Validate(request);
  if (!args.ok()) return args.status();
  const auto figures =
      store_.ListFigures(call.deadline, args->filter, args->after.value_or(""), args->limit + 1);
  if (!figures.ok()) return figures.status();
  const size_t count = rpc::FillPage(*figures, args->limit, *response->mutable_component_figures(),
                                     [](const StoredFigures& stored) { return ToProto(stored); });
  if (count < figures->size()) {
    response->set_next_page_token(rpc::EncodePageToken({(*figures)[count - 1].component}, request));
  }
  return absl::OkStatus();
}

absl::Status ComponentHandlers::ListSubjectFigures(const rpc::CallContext& call,
                                                   const v1::ListSubjectFiguresRequest& request,
                                                   v1::ListSubjectFiguresResponse* response) {
  const auto args = Validate(request);
  if (!args.ok()) return args.status();
  const absl::StatusOr<StoredFigures> stored =
      store_.GetFigures(call.deadline, args->filter.round, args->filter.component);
  if (!stored.ok()) return stored.status();
  const absl::StatusOr<v1::ComponentFigures> proto = ParseStored(*stored);
  if (!proto.ok()) return proto.status();
  // They are stored by subject. The ids are behind the same prefix, so the names are in their
  // order.
  const std::string after =
      fmt::format("rounds/{}/subjects/{}", args->filter.round, args->after.value_or(""));
  const auto& all = proto->subject_figures();
  const auto first = std::find_if(
      all.begin(), all.end(), [&after](const auto& subject) { return subject.subject() > after; });
  const std::vector<v1::SubjectFigures> rest(first, all.end());
  const size_t count = rpc::FillPage(rest, args->limit, *response->mutable_subject_figures(),
                                     [](const v1::SubjectFigures& subject) { return subject; });
  if (count < rest.size()) {
    const std::string& last = rest[count - 1].subject();
    response->set_next_page_token(
        rpc::EncodePageToken({last.substr(last.rfind('/') + 1)}, request));
  }
  return absl::OkStatus();
}

}  // namespace pingyi::result
