// Everything the results of a round are computed from, read and checked.
#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "services/base/rpc/call_context.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/domain/inputs.h"
#include "services/result/domain/policy.h"
#include "services/result/store/records.h"
#include "services/result/store/result_store.h"

namespace pingyi::result {

struct RoundInputs {
  AppraisedRound round;
  PolicyKey policy;
  PolicyRules rules;
  Tally tally;                                  // sorted, of the round's digest
  Inputs inputs = {};                           // what was recorded beside it
  std::vector<AppraisedSubject> subjects = {};  // read only where the rules go by unit or type

  RunInputs Names() const {
    return {.policy = policy,
            .policy_digest = round.policy_digest,
            .frozen_digest = round.facts.frozen_digest,
            .tally_digest = round.tally_digest,
            .inputs_digest = InputsDigest(inputs)};
  }
};

// FAILED_PRECONDITION ROUND_NOT_CLOSED, ROUND_VOID; POLICY_DIGEST_MISMATCH if there is no such
// policy, if its digest is not the one frozen, or if the frozen one is not `expected_policy_digest`
// where that is given; DATA_LOSS TALLY_DIGEST_MISMATCH; the errors of store and client.
absl::StatusOr<RoundInputs> ReadInputs(ResultStore& store, AppraisalClient& client,
                                       const rpc::CallContext& call, const std::string& round,
                                       const std::string& expected_policy_digest,
                                       ReadProgress progress);

// What is recorded for the round beside its tally, as it is now. Errors of the store.
absl::StatusOr<Inputs> ReadRecorded(ResultStore& store, const rpc::CallContext& call,
                                    const std::string& round);

// The rules that the round froze; POLICY_DIGEST_MISMATCH as above.
absl::StatusOr<PolicyRules> FrozenRules(ResultStore& store, const rpc::CallContext& call,
                                        const AppraisedRound& round);

// OK if this service has the policy that the round froze; else POLICY_DIGEST_MISMATCH.
absl::Status CheckFrozenPolicy(ResultStore& store, const rpc::CallContext& call,
                               const AppraisedRound& round);

// FAILED_PRECONDITION ROUND_NOT_CLOSED, ROUND_VOID unless the round is closed.
absl::Status CheckClosed(const AppraisedRound& round);

// OK if `expected` is empty or the digest; else POLICY_DIGEST_MISMATCH.
absl::Status CheckPolicyDigest(const std::string& expected, const std::string& digest);

// OK, or why the call's work is not worth going on with: DEADLINE_EXCEEDED, CANCELLED.
absl::Status CheckAwaited(const rpc::CallContext& call);

}  // namespace pingyi::result
