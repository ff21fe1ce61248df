// Statistics about how a round was rated, computed anew from the sealed tally.
#pragma once

#include <absl/status/statusor.h>

#include "pingyi/result/v1/statistics.pb.h"
#include "services/base/rpc/call_context.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/rpc/disclosures.h"
#include "services/result/rpc/names.h"
#include "services/result/store/result_store.h"

namespace pingyi::result {

// Errors: NOT_FOUND, FAILED_PRECONDITION RUN_NOT_SUCCEEDED; those of ReadInputs(); DATA_LOSS
// TALLY_DIGEST_MISMATCH if the tally is not the one that the results rest on.
absl::StatusOr<v1::RaterStatistics> RaterStatisticsOf(ResultStore& store, AppraisalClient& client,
                                                      Disclosures& disclosures,
                                                      const rpc::CallContext& call,
                                                      const RunPath& run);

}  // namespace pingyi::result
