// What ResultService does about releases, method by method.
#pragma once

#include <optional>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "pingyi/result/v1/result_service.pb.h"
#include "services/base/clock/clock.h"
#include "services/base/crypto/signature.h"
#include "services/base/rpc/call_context.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/rpc/disclosures.h"
#include "services/result/rpc/validate.h"
#include "services/result/rpc/workflow_settings.h"
#include "services/result/store/result_store.h"
#include "services/result/store/workflow_store.h"

namespace pingyi::result {

// Thread-safe. Every method blocks, is given a request that was parsed, and keeps to the comment of
// its method in the contract.
class ReleaseHandlers {
 public:
  // `signer` signs releases; nullptr: they stay unsigned.
  ReleaseHandlers(ResultStore& store, WorkflowStore& workflow, AppraisalClient& client,
                  Disclosures& disclosures, const Clock& clock, const WorkflowSettings& settings,
                  const crypto::SigningKey* signer)
      : store_(store),
        workflow_(workflow),
        client_(client),
        disclosures_(disclosures),
        clock_(clock),
        settings_(settings),
        signer_(signer) {}

  absl::Status ReleaseResults(const rpc::CallContext& call,
                              const v1::ReleaseResultsRequest& request, v1::Release* response);
  absl::Status GetRelease(const rpc::CallContext& call, const v1::GetReleaseRequest& request,
                          v1::Release* response);
  absl::Status ListReleases(const rpc::CallContext& call, const v1::ListReleasesRequest& request,
                            v1::ListReleasesResponse* response);

 private:
  absl::Status Reply(const absl::StatusOr<Release>& release, v1::Release* response);
  absl::Status CheckReleasable(const rpc::CallContext& call, const RunPath& path);
  // A refusal of the store without the names that the caller may not be told.
  absl::Status Tellable(const rpc::CallContext& call, const RunPath& path, absl::Status refusal);
  // The draft of what is asked for at this time.
  absl::StatusOr<ReleaseDraft> DraftOf(const rpc::CallContext& call, const ReleaseArgs& args,
                                       absl::Time now);

  ResultStore& store_;
  WorkflowStore& workflow_;
  AppraisalClient& client_;
  Disclosures& disclosures_;
  const Clock& clock_;
  const WorkflowSettings& settings_;
  const crypto::SigningKey* const signer_;
};

}  // namespace pingyi::result
