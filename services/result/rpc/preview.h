// A closed round by another policy than its own, beside the official results.
#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "pingyi/result/v1/preview.pb.h"
#include "services/base/rpc/call_context.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/rpc/disclosures.h"
#include "services/result/rpc/workflow_validate.h"
#include "services/result/store/result_store.h"
#include "services/result/store/workflow_store.h"

namespace pingyi::result {

// What a preview is made from.
struct PreviewParts {
  ResultStore& store;
  WorkflowStore& workflow;
  AppraisalClient& client;
};

// The whole of it: everything of the answer but the results, and all of those, by the new rank.
struct Preview {
  v1::PreviewAggregationResponse head = {};
  std::vector<v1::PreviewedResult> results = {};
};

// Errors: those of ReadInputs() and of the domain's Compute() by either policy; NOT_FOUND if there
// is no such policy.
absl::StatusOr<Preview> PreviewRound(const PreviewParts& parts, const rpc::CallContext& call,
                                     const PreviewArgs& args);

}  // namespace pingyi::result
