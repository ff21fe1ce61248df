#include "services/appraisal/rpc/round_handlers.h"

#include <string>
#include <utility>
#include <vector>

#include "services/appraisal/domain/reason.h"
#include "services/appraisal/rpc/change_context.h"
#include "services/appraisal/rpc/convert.h"
#include "services/appraisal/rpc/validate.h"
#include "services/base/rpc/fill_page.h"
#include "services/base/rpc/paging.h"
#include "services/base/status/error.h"
#include "services/base/telemetry/log.h"

namespace pingyi::appraisal {
namespace {

absl::Status Reply(const absl::StatusOr<Round>& round, v1::Round* response) {
  if (!round.ok()) return round.status();
  *response = FromRound(*round);
  return absl::OkStatus();
}

absl::Status Reply(const ImportOutcome& outcome, v1::ImportSubjectsResponse* response) {
  response->set_created_count(static_cast<int32_t>(outcome.created));
  response->set_subject_count(static_cast<int32_t>(outcome.total));
  return absl::OkStatus();
}

absl::Status NoCycleError() {
  return MakeError(
      absl::StatusCode::kFailedPrecondition, "the round names no cycle to import from",
      ErrorDetails{.reason = std::string(reason::kRoundIncomplete),
                   .violations = {{"round.cycle", "must name the cycle the subjects come from",
                                   std::string(reason::kRequiredFieldMissing)}},
                   .metadata = {}});
}

}  // namespace

absl::Status RoundHandlers::CreateRound(const rpc::CallContext& call,
                                        const v1::CreateRoundRequest& request,
                                        v1::Round* response) {
  absl::StatusOr<CreateRoundInput> input = Validate(request);
  if (!input.ok()) return input.status();
  if (input->round_id.empty()) input->round_id = ids_.NewId();
  return Reply(store_.CreateRound(MakeChangeContext(call, "CreateRound", request), input->round_id,
                                  input->spec),
               response);
}

absl::Status RoundHandlers::GetRound(const rpc::CallContext& call,
                                     const v1::GetRoundRequest& request, v1::Round* response) {
  const absl::StatusOr<std::string> round_id = Validate(request);
  if (!round_id.ok()) return round_id.status();
  return Reply(store_.GetRound(call.deadline, *round_id), response);
}

absl::Status RoundHandlers::ListRounds(const rpc::CallContext& call,
                                       const v1::ListRoundsRequest& request,
                                       v1::ListRoundsResponse* response) {
  const absl::StatusOr<ListRoundsInput> input = Validate(request);
  if (!input.ok()) return input.status();
  const auto rounds = store_.ListRounds(call.deadline, input->filter, input->limit + 1);
  if (!rounds.ok()) return rounds.status();
  const size_t count = rpc::FillPage(*rounds, input->limit, *response->mutable_rounds(), FromRound);
  if (count < rounds->size()) {
    response->set_next_page_token(rpc::EncodePageToken({(*rounds)[count - 1].id}, request));
  }
  return absl::OkStatus();
}

absl::Status RoundHandlers::UpdateRound(const rpc::CallContext& call,
                                        const v1::UpdateRoundRequest& request,
                                        v1::Round* response) {
  const absl::StatusOr<UpdateRoundInput> input = Validate(request);
  if (!input.ok()) return input.status();
  const auto edit = [&input](RoundSpec& spec) {
    for (const CopySpecField copy : input->fields) copy(input->spec, spec);
    return absl::OkStatus();
  };
  return Reply(store_.UpdateRound(MakeChangeContext(call, "UpdateRound", request), input->round_id,
                                  input->expected_version, edit),
               response);
}

absl::Status RoundHandlers::OpenRound(const rpc::CallContext& call,
                                      const v1::OpenRoundRequest& request, v1::Round* response) {
  const absl::StatusOr<RoundChange> change = Validate(request);
  if (!change.ok()) return change.status();
  return Reply(store_.OpenRound(MakeChangeContext(call, "OpenRound", request), *change), response);
}

absl::Status RoundHandlers::ExtendRound(const rpc::CallContext& call,
                                        const v1::ExtendRoundRequest& request,
                                        v1::Round* response) {
  const absl::StatusOr<ExtendRoundInput> input = Validate(request);
  if (!input.ok()) return input.status();
  return Reply(store_.ExtendRound(MakeChangeContext(call, "ExtendRound", request), input->change,
                                  input->close_time),
               response);
}

absl::Status RoundHandlers::CloseRound(const rpc::CallContext& call,
                                       const v1::CloseRoundRequest& request, v1::Round* response) {
  const absl::StatusOr<RoundChange> change = Validate(request);
  if (!change.ok()) return change.status();
  return Reply(store_.CloseRound(MakeChangeContext(call, "CloseRound", request), *change),
               response);
}

absl::Status RoundHandlers::CloseDueRounds(const rpc::CallContext& call,
                                           const v1::CloseDueRoundsRequest&,
                                           v1::CloseDueRoundsResponse* response) {
  const auto done = store_.CloseDueRounds(MakeChangeContext(call));
  if (!done.ok()) return done.status();
  for (const std::string& round_id : done->closed) response->add_rounds(RoundName(round_id));
  const std::string incident = ids_.NewId();
  for (const auto& [round_id, status] : done->failures) {
    const std::string name = RoundName(round_id);
    // A scheduled job may not look: what could not be sealed concerns the operator.
    telemetry::Log(telemetry::Level::kError, "a due round could not be closed or sealed",
                   {{"round", name}, {"incident", incident}, {"error", status.ToString()}});
    v1::RoundFailure& failure = *response->add_failures();
    failure.set_round(name);
    *failure.mutable_error() = ToStatusProto(status, incident);
  }
  return absl::OkStatus();
}

absl::Status RoundHandlers::VoidRound(const rpc::CallContext& call,
                                      const v1::VoidRoundRequest& request, v1::Round* response) {
  const absl::StatusOr<RoundChange> change = Validate(request);
  if (!change.ok()) return change.status();
  return Reply(store_.VoidRound(MakeChangeContext(call, "VoidRound", request), *change), response);
}

absl::Status RoundHandlers::BatchCreateSubjects(const rpc::CallContext& call,
                                                const v1::BatchCreateSubjectsRequest& request,
                                                v1::BatchCreateSubjectsResponse* response) {
  const absl::StatusOr<BatchCreateSubjectsInput> input = Validate(request);
  if (!input.ok()) return input.status();
  const auto subjects = store_.AddSubjects(MakeChangeContext(call, "BatchCreateSubjects", request),
                                           input->round_id, input->subjects);
  if (!subjects.ok()) return subjects.status();
  for (const Subject& subject : *subjects) {
    *response->add_subjects() = FromSubject(input->round_id, subject);
  }
  return absl::OkStatus();
}

absl::Status RoundHandlers::ImportSubjects(const rpc::CallContext& call,
                                           const v1::ImportSubjectsRequest& request,
                                           v1::ImportSubjectsResponse* response) {
  const absl::StatusOr<std::string> round_id = Validate(request);
  if (!round_id.ok()) return round_id.status();
  const ChangeContext change = MakeChangeContext(call, "ImportSubjects", request);
  // A repetition needs no reports, and no report service that answers.
  const auto earlier = store_.FindImport(change, *round_id);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return Reply(**earlier, response);
  const absl::StatusOr<Round> round = store_.GetRound(call.deadline, *round_id);
  if (!round.ok()) return round.status();
  absl::StatusOr<std::vector<Subject>> subjects = std::vector<Subject>();
  // Past its draft state a round takes no subjects: then the store has nothing to do but refuse.
  if (round->state == RoundState::kDraft) {
    if (round->spec.cycle.empty()) return NoCycleError();
    subjects = reports_.AcceptedSubjects(call, round->spec.cycle);
  }
  if (!subjects.ok()) return subjects.status();
  const auto outcome = store_.ImportSubjects(change, *round_id, round->spec.cycle, *subjects);
  return outcome.ok() ? Reply(*outcome, response) : outcome.status();
}

absl::Status RoundHandlers::ListSubjects(const rpc::CallContext& call,
                                         const v1::ListSubjectsRequest& request,
                                         v1::ListSubjectsResponse* response) {
  const absl::StatusOr<ListSubjectsInput> input = Validate(request);
  if (!input.ok()) return input.status();
  const auto subjects =
      store_.ListSubjects(call.deadline, input->round_id, input->filter, input->limit + 1);
  if (!subjects.ok()) return subjects.status();
  const size_t count = rpc::FillPage(
      *subjects, input->limit, *response->mutable_subjects(),
      [&input](const Subject& subject) { return FromSubject(input->round_id, subject); });
  if (count < subjects->size()) {
    response->set_next_page_token(
        rpc::EncodePageToken({std::to_string((*subjects)[count - 1].position)}, request));
  }
  return absl::OkStatus();
}

absl::Status RoundHandlers::DeleteSubject(const rpc::CallContext& call,
                                          const v1::DeleteSubjectRequest& request,
                                          v1::DeleteSubjectResponse*) {
  const absl::StatusOr<ChildName> name = Validate(request);
  if (!name.ok()) return name.status();
  return store_.DeleteSubject(MakeChangeContext(call, "DeleteSubject", request), name->round_id,
                              name->id);
}

absl::Status RoundHandlers::ListAuditEntries(const rpc::CallContext& call,
                                             const v1::ListAuditEntriesRequest& request,
                                             v1::ListAuditEntriesResponse* response) {
  const absl::StatusOr<ListAuditInput> input = Validate(request);
  if (!input.ok()) return input.status();
  const auto records = store_.ListAudit(call.deadline, input->filter, input->limit + 1);
  if (!records.ok()) return records.status();
  const size_t count =
      rpc::FillPage(*records, input->limit, *response->mutable_audit_entries(),
                    [](const ledger::AuditRecord& record) { return FromAudit(record.entry); });
  if (count < records->size()) {
    const ledger::AuditKey& last = (*records)[count - 1].key;
    response->set_next_page_token(
        rpc::EncodePageToken({std::to_string(last.time_us), last.id}, request));
  }
  return absl::OkStatus();
}

}  // namespace pingyi::appraisal
