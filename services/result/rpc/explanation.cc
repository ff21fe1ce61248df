#include "services/result/rpc/explanation.h"

#include <utility>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/explain_decision.h"
#include "services/result/domain/reason.h"
#include "services/result/domain/redact.h"
#include "services/result/rpc/convert.h"
#include "services/result/rpc/round_inputs.h"
#include "services/result/rpc/workflow_convert.h"

namespace pingyi::result {
namespace {

// The stored result and the run it belongs to.
struct Stored {
  RunRecord run;
  ShapedResult shaped;
};

absl::StatusOr<Stored> Load(ResultStore& store, const rpc::CallContext& call,
                            const ResultPath& path) {
  absl::StatusOr<ShapedResult> shaped =
      store.GetResult(call.deadline, path.round, path.run, path.subject);
  if (!shaped.ok()) return shaped.status();
  absl::StatusOr<RunRecord> run = store.GetRun(call.deadline, path.round, path.run);
  if (!run.ok()) return run.status();
  return Stored{.run = *std::move(run), .shaped = *std::move(shaped)};
}

// The committee's decision in force on the subject, if there is one.
absl::Status AddDecision(WorkflowStore& workflow, const rpc::CallContext& call,
                         const ResultPath& path, const Rounding& rounding,
                         v1::Explanation& explanation) {
  const auto decisions = workflow.DecisionsInForce(call.deadline, path.round, path.run);
  if (!decisions.ok()) return decisions.status();
  v1::SubjectResult& result = *explanation.mutable_result();
  ShowDecision(*decisions, result);
  for (const GradeDecision& decision : *decisions) {
    if (decision.subject != path.subject) continue;
    const ExplanationNode node = ExplainDecision(FactsOf(decision), result.grade_title());
    *explanation.mutable_root()->add_children() = ToProto(node, rounding);
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<v1::Explanation> ExplainStored(ResultStore& store, WorkflowStore& workflow,
                                              AppraisalClient& client, Disclosures& disclosures,
                                              const rpc::CallContext& call,
                                              const ResultPath& path) {
  const absl::StatusOr<Stored> stored = Load(store, call, path);
  if (!stored.ok()) return stored.status();
  absl::StatusOr<RoundInputs> inputs =
      ReadInputs(store, client, call, path.round, stored->run.inputs.policy_digest,
                 [&](size_t) { return CheckAwaited(call); });
  if (!inputs.ok()) return inputs.status();
  if (inputs->round.tally_digest != stored->run.inputs.tally_digest) {
    return MakeError(absl::StatusCode::kDataLoss, reason::kTallyDigestMismatch,
                     "the sealed tally is not the one that the results rest on");
  }
  absl::StatusOr<Explanation> explained = Explain(
      inputs->rules, inputs->round.facts, std::move(inputs->tally), path.subject, inputs->inputs);
  if (!explained.ok()) return explained.status();
  const Rounding& rounding = inputs->rules.rounding;
  const StoredResult& result = stored->shaped.result;
  if (!(ToStored(explained->result, result.display_name, inputs->rules) == result)) {
    return MakeError(absl::StatusCode::kDataLoss, pingyi::reason::kInternal,
                     "the stored result is not what its tally and policy give");
  }
  const absl::StatusOr<ShownRun> shown = disclosures.Of(call, {path.round, path.run});
  if (!shown.ok()) return shown.status();
  Redact(inputs->rules, inputs->round.facts, shown->rule,
         MaskOf(shown->rule, BallotsOf(explained->result), shown->round), shown->round,
         explained->root);
  v1::Explanation proto;
  *proto.mutable_result() = ToProto({path.round, path.run}, stored->shaped.shape, result);
  shown->Apply(*proto.mutable_result());
  proto.set_name(proto.result().name());
  *proto.mutable_root() = ToProto(explained->root, rounding);
  absl::Status status = AddDecision(workflow, call, path, rounding, proto);
  if (!status.ok()) return status;
  return proto;
}

}  // namespace pingyi::result
