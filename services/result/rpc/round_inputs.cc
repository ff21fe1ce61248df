#include "services/result/rpc/round_inputs.h"

#include <optional>
#include <utility>

#include <absl/time/clock.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/policy_digest.h"
#include "services/result/domain/reason.h"
#include "services/result/domain/roster.h"
#include "services/result/rpc/component_figures_store.h"
#include "services/result/rpc/names.h"
#include "services/result/rpc/policy_convert.h"
#include "services/result/wire/policy/policy_wire.h"

namespace pingyi::result {
namespace {

// More than any round has: a subject has at most one, and a round at most 10,000 subjects.
constexpr int kMaxExclusions = 10'001;

// Reasons of the appraisal service, given on in its words.
constexpr std::string_view kRoundNotClosed = "ROUND_NOT_CLOSED";
constexpr std::string_view kRoundVoid = "ROUND_VOID";

absl::Status Precondition(std::string_view reason, std::string_view message) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason, message);
}

absl::Status PolicyMismatch(std::string_view message) {
  return Precondition(reason::kPolicyDigestMismatch, message);
}

// The rules that the round froze. What is stored is checked as well: a policy that was tampered
// with must not decide anything.
absl::Status ReadPolicy(ResultStore& store, const rpc::CallContext& call, RoundInputs& inputs) {
  const std::optional<PolicyKey> key = ParsePolicyVersionName(inputs.round.policy_name);
  if (!key) return PolicyMismatch("the round's frozen policy is none of this service");
  absl::StatusOr<PolicyVersion> stored = store.GetPolicy(call.deadline, *key);
  if (absl::IsNotFound(stored.status())) {
    return PolicyMismatch("the round's frozen policy does not exist in this service");
  }
  if (!stored.ok()) return stored.status();
  absl::StatusOr<v1::ScoringPolicy> proto = ParseRules(stored->rules);
  if (!proto.ok()) return proto.status();
  inputs.policy = *key;
  inputs.rules = ToRules(*proto);
  if (CheckPolicy(inputs.rules).empty() &&
      PolicyDigest(inputs.rules) == inputs.round.policy_digest) {
    return absl::OkStatus();
  }
  return PolicyMismatch("the policy's digest is not the one that the round froze");
}

// The subjects with their units and types.
absl::Status ReadSubjectFacts(AppraisalClient& client, const rpc::CallContext& call,
                              const std::string& round, ReadProgress progress,
                              RoundInputs& inputs) {
  absl::StatusOr<std::vector<AppraisedSubject>> subjects =
      client.ListSubjects(call, round, progress);
  if (!subjects.ok()) return subjects.status();
  inputs.subjects = *std::move(subjects);
  for (const AppraisedSubject& subject : inputs.subjects) {
    inputs.inputs.subjects.push_back(
        {.subject = subject.id, .unit = subject.unit, .subject_type = subject.subject_type});
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status CheckClosed(const AppraisedRound& round) {
  switch (round.state) {
    case AppraisedRound::State::kClosed:
      return absl::OkStatus();
    case AppraisedRound::State::kVoid:
      return Precondition(kRoundVoid, "the round was declared void: it has no result");
    case AppraisedRound::State::kNotClosed:
      break;
  }
  return Precondition(kRoundNotClosed, "the round is not closed yet");
}

absl::Status CheckFrozenPolicy(ResultStore& store, const rpc::CallContext& call,
                               const AppraisedRound& round) {
  RoundInputs inputs{.round = round, .policy = {}, .rules = {}, .tally = {}};
  return ReadPolicy(store, call, inputs);
}

absl::StatusOr<PolicyRules> FrozenRules(ResultStore& store, const rpc::CallContext& call,
                                        const AppraisedRound& round) {
  RoundInputs inputs{.round = round, .policy = {}, .rules = {}, .tally = {}};
  if (absl::Status status = ReadPolicy(store, call, inputs); !status.ok()) return status;
  return std::move(inputs.rules);
}

absl::Status CheckPolicyDigest(const std::string& expected, const std::string& digest) {
  if (expected.empty() || expected == digest) return absl::OkStatus();
  return PolicyMismatch("the round froze a policy with another digest than the request expects");
}

absl::Status CheckAwaited(const rpc::CallContext& call) {
  if (absl::Now() >= call.deadline) {
    return MakeError(absl::StatusCode::kDeadlineExceeded, pingyi::reason::kDeadlineExceeded,
                     "the deadline passed before the work was done");
  }
  if (call.IsCancelled()) return absl::CancelledError("the call was cancelled");
  return absl::OkStatus();
}

absl::StatusOr<Inputs> ReadRecorded(ResultStore& store, const rpc::CallContext& call,
                                    const std::string& round) {
  absl::StatusOr<std::vector<ComponentFigures>> figures = ReadFigures(store, call.deadline, round);
  if (!figures.ok()) return figures.status();
  absl::StatusOr<std::vector<StoredExclusion>> exclusions =
      store.ListExclusions(call.deadline, round, "", kMaxExclusions);
  if (!exclusions.ok()) return exclusions.status();
  Inputs inputs;
  inputs.components = *std::move(figures);
  for (StoredExclusion& exclusion : *exclusions) {
    inputs.exclusions.push_back(
        {.subject = std::move(exclusion.subject), .kind = std::move(exclusion.kind)});
  }
  return inputs;
}

absl::StatusOr<RoundInputs> ReadInputs(ResultStore& store, AppraisalClient& client,
                                       const rpc::CallContext& call, const std::string& round_id,
                                       const std::string& expected_policy_digest,
                                       ReadProgress progress) {
  absl::StatusOr<AppraisedRound> round = client.GetRound(call, round_id);
  if (!round.ok()) return round.status();
  RoundInputs inputs{.round = *std::move(round), .policy = {}, .rules = {}, .tally = {}};
  absl::Status status = CheckClosed(inputs.round);
  if (status.ok()) status = CheckPolicyDigest(expected_policy_digest, inputs.round.policy_digest);
  if (status.ok()) status = ReadPolicy(store, call, inputs);
  if (!status.ok()) return status;
  absl::StatusOr<Tally> tally = client.ReadTally(call, round_id, progress);
  if (!tally.ok()) return tally.status();
  inputs.tally = *std::move(tally);
  absl::StatusOr<Inputs> recorded = ReadRecorded(store, call, round_id);
  if (!recorded.ok()) return recorded.status();
  inputs.inputs = *std::move(recorded);
  if (NeedsSubjectFacts(inputs.rules)) {
    status = ReadSubjectFacts(client, call, round_id, progress, inputs);
    if (!status.ok()) return status;
  }
  SortTally(inputs.tally);
  status = CheckTallyDigest(inputs.round.facts, inputs.tally, inputs.round.tally_digest);
  if (!status.ok()) return status;
  return inputs;
}

}  // namespace pingyi::result
