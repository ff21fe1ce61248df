// AppraisalService over gRPC. Only appraisal_service.cc sees the generated service class.
#pragma once

#include <cstddef>
#include <memory>

#include "services/appraisal/clients/report_client.h"
#include "services/appraisal/rpc/cast_queue.h"
#include "services/appraisal/store/ballot_box.h"
#include "services/appraisal/store/round_store.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/server.h"

namespace pingyi::appraisal {

inline constexpr char kServiceName[] = "pingyi.appraisal.v1.AppraisalService";

struct AppraisalServiceOptions {
  CastQueueOptions cast_queue;
  size_t cached_rounds = 64;  // whose compiled rules are kept
};

// What the service works with; all of it must outlive the service.
struct AppraisalParts {
  rpc::Kit& kit;
  RoundStore& rounds;
  BallotBox& ballots;
  ReportClient& reports;
};

class AppraisalService {
 public:
  AppraisalService(const AppraisalParts& parts, const AppraisalServiceOptions& options);
  ~AppraisalService();
  AppraisalService(const AppraisalService&) = delete;
  AppraisalService& operator=(const AppraisalService&) = delete;

  // For rpc::Server; valid as long as this object.
  rpc::Served served();
  // Ends the casting of ballots; to be called when no call is left.
  void Stop();

 private:
  class Impl;
  const std::unique_ptr<Impl> impl_;
};

}  // namespace pingyi::appraisal
