// What this service takes from the report service.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>
#include <grpcpp/grpcpp.h>

#include "services/appraisal/domain/round.h"
#include "services/base/rpc/call_context.h"

namespace pingyi::appraisal {

// Thread-safe.
class ReportClient {
 public:
  virtual ~ReportClient() = default;

  // One subject for each person with an accepted report in the cycle ("cycles/{cycle}"), by the
  // person's id, without positions. Of several accepted reports of a person the one of the first
  // kind counts. The call's deadline and cancellation are passed on.
  //
  // NOT_FOUND when there is no such cycle, DEADLINE_EXCEEDED and CANCELLED as they came; any other
  // failure is UNAVAILABLE with reason UPSTREAM_UNAVAILABLE.
  virtual absl::StatusOr<std::vector<Subject>> AcceptedSubjects(const rpc::CallContext& call,
                                                                std::string_view cycle) = 0;
};

std::unique_ptr<ReportClient> NewReportClient(std::shared_ptr<grpc::Channel> channel);

}  // namespace pingyi::appraisal
