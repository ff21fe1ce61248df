// What ResultService does about previews.
#pragma once

#include <absl/status/status.h>

#include "pingyi/result/v1/result_service.pb.h"
#include "services/base/clock/clock.h"
#include "services/base/rpc/call_context.h"
#include "services/result/rpc/preview.h"
#include "services/result/rpc/workflow_settings.h"

namespace pingyi::result {

// Thread-safe. The method blocks, is given a request that was parsed, and keeps to its comment in
// the contract.
class PreviewHandlers {
 public:
  PreviewHandlers(const PreviewParts& parts, const Clock& clock, const WorkflowSettings& settings)
      : parts_(parts), clock_(clock), settings_(settings) {}

  absl::Status PreviewAggregation(const rpc::CallContext& call,
                                  const v1::PreviewAggregationRequest& request,
                                  v1::PreviewAggregationResponse* response);

 private:
  const PreviewParts parts_;
  const Clock& clock_;
  const WorkflowSettings& settings_;
};

}  // namespace pingyi::result
