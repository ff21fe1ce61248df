#include "services/result/rpc/explanation.h"

#include <utility>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/reason.h"
#include "services/result/rpc/convert.h"
#include "services/result/rpc/round_inputs.h"

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

}  // namespace

absl::StatusOr<v1::Explanation> ExplainStored(ResultStore& store, AppraisalClient& client,
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
  absl::StatusOr<Explanation> explained =
      Explain(inputs->rules, inputs->round.facts, std::move(inputs->tally), path.subject);
  if (!explained.ok()) return explained.status();
  const Rounding& rounding = inputs->rules.rounding;
  const StoredResult& result = stored->shaped.result;
  if (!(ToStored(explained->result, result.display_name, rounding) == result)) {
    return MakeError(absl::StatusCode::kDataLoss, pingyi::reason::kInternal,
                     "the stored result is not what its tally and policy give");
  }
  v1::Explanation proto;
  *proto.mutable_result() = ToProto({path.round, path.run}, stored->shaped.shape, result);
  proto.set_name(proto.result().name());
  *proto.mutable_root() = ToProto(explained->root, rounding);
  return proto;
}

}  // namespace pingyi::result
