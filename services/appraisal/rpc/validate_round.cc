// Requests on rounds, their subjects and the audit trail.
#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include <absl/strings/numbers.h>
#include <fmt/format.h>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/domain/validation.h"
#include "services/appraisal/rpc/convert.h"
#include "services/appraisal/rpc/request_checks.h"
#include "services/appraisal/rpc/validate.h"
#include "services/base/rpc/request.h"
#include "services/base/status/key.h"
#include "services/base/status/reason.h"

namespace pingyi::appraisal {
namespace {

constexpr size_t kMaxSubjectsPerCall = 1000;
constexpr size_t kMaxSubjectType = 63;
constexpr size_t kMaxResourceFilter = 300;

struct SpecField {
  std::string_view name;
  CopySpecField copy;
};

// The fields UpdateRound can change.
constexpr std::array kSpecFields = {
    SpecField{"display_name",
              [](const RoundSpec& from, RoundSpec& to) { to.display_name = from.display_name; }},
    SpecField{"cycle", [](const RoundSpec& from, RoundSpec& to) { to.cycle = from.cycle; }},
    SpecField{"ballot_form",
              [](const RoundSpec& from, RoundSpec& to) { to.criteria = from.criteria; }},
    SpecField{"voter_groups",
              [](const RoundSpec& from, RoundSpec& to) { to.groups = from.groups; }},
    SpecField{"validity_rules",
              [](const RoundSpec& from, RoundSpec& to) { to.rules = from.rules; }},
    SpecField{"anonymity",
              [](const RoundSpec& from, RoundSpec& to) { to.anonymity = from.anonymity; }},
    SpecField{"open_time",
              [](const RoundSpec& from, RoundSpec& to) { to.open_time = from.open_time; }},
    SpecField{"close_time",
              [](const RoundSpec& from, RoundSpec& to) { to.close_time = from.close_time; }},
    SpecField{"scoring_policy",
              [](const RoundSpec& from, RoundSpec& to) { to.policy = from.policy; }},
    SpecField{"ballot_extremes",
              [](const RoundSpec& from, RoundSpec& to) { to.extremes = from.extremes; }},
};

const SpecField* FindSpecField(std::string_view name) {
  for (const SpecField& field : kSpecFields) {
    if (field.name == name) return &field;
  }
  return nullptr;
}

// The fields a mask names, each once; all of them for none or "*".
std::vector<const SpecField*> ReadMask(const google::protobuf::FieldMask& mask,
                                       RequestChecks& checks) {
  std::vector<const SpecField*> fields;
  if (mask.paths().empty() || (mask.paths_size() == 1 && mask.paths(0) == "*")) {
    for (const SpecField& field : kSpecFields) fields.push_back(&field);
    return fields;
  }
  for (int i = 0; i < mask.paths_size(); ++i) {
    const SpecField* field = FindSpecField(mask.paths(i));
    if (field == nullptr) {
      checks.Fault(fmt::format("update_mask.paths[{}]", i), pingyi::reason::kInvalidFieldMask,
                   "must name a field of a round that can be changed, or be \"*\" alone");
    } else if (std::find(fields.begin(), fields.end(), field) == fields.end()) {
      fields.push_back(field);
    }
  }
  return fields;
}

// What is wrong in a field that is not to be changed is no concern of the request.
void AppendFaultsOf(FieldChecks found, const std::vector<const SpecField*>& fields,
                    RequestChecks& checks) {
  for (const FieldViolation& fault : std::move(found).Take()) {
    for (const SpecField* field : fields) {
      if (fault.field.starts_with(fmt::format("round.{}", field->name))) {
        checks.Fault(fault.field, fault.reason, fault.description);
        break;
      }
    }
  }
}

template <typename Request>
RoundChange ReadChange(const Request& request, RequestChecks& checks) {
  RoundChange change{.round_id = checks.RoundName("name", request.name()),
                     .expected_version = rpc::ExpectedVersion(request.etag()),
                     .reason = ""};
  checks.RequestId(request.request_id());
  return change;
}

}  // namespace

absl::StatusOr<CreateRoundInput> Validate(const v1::CreateRoundRequest& request) {
  RequestChecks checks;
  CreateRoundInput input{.round_id = request.round_id()};
  if (!input.round_id.empty() && !IsResourceId(input.round_id)) {
    checks.Fault("round_id", reason::kInvalidResourceName,
                 "must have 1–63 characters of a–z, 0–9 and \"-\", the first and last no \"-\"");
  }
  checks.RequestId(request.request_id());
  if (!request.has_round()) {
    checks.Fault("round", reason::kRequiredFieldMissing, "must hold the round to create");
  } else {
    input.spec = ToSpec(request.round(), "round", checks);
    checks.Add(ValidateSpec(input.spec));
  }
  return checks.Finish(std::move(input));
}

absl::StatusOr<std::string> Validate(const v1::GetRoundRequest& request) {
  RequestChecks checks;
  return checks.Finish(checks.RoundName("name", request.name()));
}

absl::StatusOr<ListRoundsInput> Validate(const v1::ListRoundsRequest& request) {
  RequestChecks checks;
  ListRoundsInput input{.limit = checks.PageSize(request.page_size())};
  bool any_state = false;
  for (int i = 0; i < request.states_size(); ++i) {
    const v1::Round::State state = request.states(i);
    any_state = any_state || state == v1::Round::STATE_UNSPECIFIED;
    if (!v1::Round::State_IsValid(state)) {
      checks.Fault(fmt::format("states[{}]", i), reason::kInvalidField, "must be a Round.State");
      continue;
    }
    // Each once, so that a long list makes no long statement.
    const auto wanted = static_cast<RoundState>(state);
    std::vector<RoundState>& states = input.filter.states;
    if (std::find(states.begin(), states.end(), wanted) == states.end()) states.push_back(wanted);
  }
  if (any_state) input.filter.states.clear();
  checks.CycleFilter("cycle", request.cycle());
  input.filter.cycle = request.cycle();
  if (auto key = checks.PageToken(request, 1)) input.filter.after_id = key->front();
  return checks.Finish(std::move(input));
}

absl::StatusOr<UpdateRoundInput> Validate(const v1::UpdateRoundRequest& request) {
  RequestChecks checks;
  UpdateRoundInput input;
  checks.RequestId(request.request_id());
  const std::vector<const SpecField*> fields = ReadMask(request.update_mask(), checks);
  for (const SpecField* field : fields) input.fields.push_back(field->copy);
  if (!request.has_round()) {
    checks.Fault("round", reason::kRequiredFieldMissing, "must hold the round with its name");
    return checks.Finish(std::move(input));
  }
  input.round_id = checks.RoundName("round.name", request.round().name());
  input.expected_version = rpc::ExpectedVersion(request.round().etag());
  FieldChecks unreadable;
  input.spec = ToSpec(request.round(), "round", unreadable);
  AppendFaultsOf(std::move(unreadable), fields, checks);
  return checks.Finish(std::move(input));
}

absl::StatusOr<RoundChange> Validate(const v1::OpenRoundRequest& request) {
  RequestChecks checks;
  return checks.Finish(ReadChange(request, checks));
}

absl::StatusOr<RoundChange> Validate(const v1::CloseRoundRequest& request) {
  RequestChecks checks;
  RoundChange change = ReadChange(request, checks);
  checks.Reason(request.reason(), 0);
  change.reason = request.reason();
  return checks.Finish(std::move(change));
}

absl::StatusOr<RoundChange> Validate(const v1::VoidRoundRequest& request) {
  RequestChecks checks;
  RoundChange change = ReadChange(request, checks);
  checks.Reason(request.reason(), 1);
  change.reason = request.reason();
  return checks.Finish(std::move(change));
}

absl::StatusOr<ExtendRoundInput> Validate(const v1::ExtendRoundRequest& request) {
  RequestChecks checks;
  ExtendRoundInput input{.change = ReadChange(request, checks)};
  if (request.has_close_time()) {
    input.close_time = ToTime(request.close_time(), "close_time", checks);
  } else {
    checks.Fault("close_time", reason::kRequiredFieldMissing, "must be the new closing time");
  }
  checks.Reason(request.reason(), 1);
  input.change.reason = request.reason();
  return checks.Finish(std::move(input));
}

absl::StatusOr<ListAuditInput> Validate(const v1::ListAuditEntriesRequest& request) {
  RequestChecks checks;
  ListAuditInput input{.limit = checks.PageSize(request.page_size())};
  checks.Text("filter.resource", request.filter().resource(), 0, kMaxResourceFilter);
  input.filter.resource = request.filter().resource();
  if (auto key = checks.PageToken(request, 2)) {
    ledger::AuditKey after{.id = std::move((*key)[1])};
    if (absl::SimpleAtoi((*key)[0], &after.time_us)) {
      input.filter.after = std::move(after);
    } else {
      checks.Fault("page_token", pingyi::reason::kInvalidPageToken,
                   "was not given out for this list");
    }
  }
  return checks.Finish(std::move(input));
}

absl::StatusOr<BatchCreateSubjectsInput> Validate(const v1::BatchCreateSubjectsRequest& request) {
  RequestChecks checks;
  BatchCreateSubjectsInput input{.round_id = checks.RoundName("parent", request.parent())};
  checks.RequestId(request.request_id());
  const auto count = static_cast<size_t>(request.subjects_size());
  checks.Count("subjects", count, 1, kMaxSubjectsPerCall);
  if (count > kMaxSubjectsPerCall) return checks.Finish();
  for (int i = 0; i < request.subjects_size(); ++i) {
    Subject& subject = input.subjects.emplace_back(ToSubject(request.subjects(i)));
    // A name without an id is left to ValidateSubjects, which knows the form of ids.
    std::optional<ChildName> name = ParseSubjectName(request.subjects(i).name());
    if (!name) continue;
    subject.id = std::move(name->id);
    if (name->round_id != input.round_id && !input.round_id.empty()) {
      checks.Fault(fmt::format("subjects[{}].name", i), reason::kInvalidResourceName,
                   "must be \"rounds/{round}/subjects/{subject}\" in the round of parent");
    }
  }
  checks.Add(ValidateSubjects(input.subjects));
  return checks.Finish(std::move(input));
}

absl::StatusOr<std::string> Validate(const v1::ImportSubjectsRequest& request) {
  RequestChecks checks;
  std::string round_id = checks.RoundName("parent", request.parent());
  checks.RequestId(request.request_id());
  return checks.Finish(std::move(round_id));
}

absl::StatusOr<ListSubjectsInput> Validate(const v1::ListSubjectsRequest& request) {
  RequestChecks checks;
  ListSubjectsInput input{.round_id = checks.RoundName("parent", request.parent()),
                          .limit = checks.PageSize(request.page_size())};
  checks.Text("subject_type", request.subject_type(), 0, kMaxSubjectType);
  input.filter.subject_type = request.subject_type();
  input.filter.after_position = checks.PositionToken(request);
  return checks.Finish(std::move(input));
}

absl::StatusOr<ChildName> Validate(const v1::DeleteSubjectRequest& request) {
  RequestChecks checks;
  ChildName name = checks.SubjectName("name", request.name());
  checks.RequestId(request.request_id());
  return checks.Finish(std::move(name));
}

}  // namespace pingyi::appraisal
