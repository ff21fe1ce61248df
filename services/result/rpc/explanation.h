// Why a subject has the result it has, derived anew.
#pragma once

#include <absl/status/statusor.h>

#include "pingyi/result/v1/result.pb.h"
#include "services/base/rpc/call_context.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/rpc/disclosures.h"
#include "services/result/rpc/names.h"
#include "services/result/store/result_store.h"
#include "services/result/store/workflow_store.h"

namespace pingyi::result {

// Computes the round again from the sealed tally and explains one subject. Errors: NOT_FOUND;
// FAILED_PRECONDITION RUN_NOT_SUCCEEDED; those of ReadInputs(); DATA_LOSS if what comes out is not
// what was stored.
absl::StatusOr<v1::Explanation> ExplainStored(ResultStore& store, WorkflowStore& workflow,
                                              AppraisalClient& client, Disclosures& disclosures,
                                              const rpc::CallContext& call, const ResultPath& path);

}  // namespace pingyi::result
