// ResultService over gRPC. Only result_service.cc sees the generated service class.
#pragma once

#include <memory>

#include <absl/time/time.h>

#include "services/base/clock/clock.h"
#include "services/base/crypto/signature.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/server.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/rpc/workflow_settings.h"
#include "services/result/store/result_store.h"
#include "services/result/store/workflow_store.h"

namespace pingyi::result {

inline constexpr char kServiceName[] = "pingyi.result.v1.ResultService";

// What the service works with; all of it must outlive the service.
struct ResultParts {
  rpc::Kit& kit;
  ResultStore& store;
  WorkflowStore& workflow;
  AppraisalClient& appraisal;
  const Clock& clock;
  const crypto::SigningKey* signer = nullptr;  // signs releases; without it they stay unsigned
  WorkflowSettings settings = {};
};

class ResultService {
 public:
  // `lease`: see AggregationJob.
  ResultService(const ResultParts& parts, absl::Duration lease);
  ~ResultService();
  ResultService(const ResultService&) = delete;
  ResultService& operator=(const ResultService&) = delete;

  // For rpc::Server; valid as long as this object.
  rpc::Served served();

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace pingyi::result
