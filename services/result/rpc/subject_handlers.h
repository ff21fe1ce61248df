// What ResultService does about exclusions and leaderboards, method by method.
#pragma once

#include <absl/status/status.h>

#include "pingyi/result/v1/result_service.pb.h"
#include "services/base/clock/clock.h"
#include "services/base/rpc/call_context.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/store/result_store.h"

namespace pingyi::result {

// Thread-safe. Every method blocks, is given a request that was parsed, and keeps to the comment of
// its method in the contract.
class SubjectHandlers {
 public:
  SubjectHandlers(ResultStore& store, AppraisalClient& client, const Clock& clock)
      : store_(store), client_(client), clock_(clock) {}

  absl::Status SetSubjectExclusion(const rpc::CallContext& call,
                                   const v1::SetSubjectExclusionRequest& request,
                                   v1::SubjectExclusion* response);
  absl::Status RemoveSubjectExclusion(const rpc::CallContext& call,
                                      const v1::RemoveSubjectExclusionRequest& request,
                                      v1::RemoveSubjectExclusionResponse* response);
  absl::Status ListSubjectExclusions(const rpc::CallContext& call,
                                     const v1::ListSubjectExclusionsRequest& request,
                                     v1::ListSubjectExclusionsResponse* response);
  absl::Status ListLeaderboardRows(const rpc::CallContext& call,
                                   const v1::ListLeaderboardRowsRequest& request,
                                   v1::ListLeaderboardRowsResponse* response);

 private:
  // Whether the round has such a subject and its policy, once frozen, such a kind.
  absl::Status CheckExclusion(const rpc::CallContext& call, const StoredExclusion& exclusion);

  ResultStore& store_;
  AppraisalClient& client_;
  const Clock& clock_;
};

}  // namespace pingyi::result
