// Runs of all that is due, and what the trail says of runs.
#pragma once

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"
#include "services/result/rpc/service_fixture.h"

namespace pingyi::result {

class AggregationTest : public ServiceTest {
 protected:
  absl::StatusOr<v1::AggregateDueResponse> Due(int max_rounds = 0) {
    v1::AggregateDueRequest request;
    request.set_max_rounds(max_rounds);
    v1::AggregateDueResponse response;
    if (absl::Status status = Call(&Stub::AggregateDue, request, &response); !status.ok()) {
      return status;
    }
    return response;
  }

  std::vector<std::string> AuditedActions() {
    v1::ListAuditEntriesRequest request;
    request.mutable_filter()->set_resource("rounds");
    v1::ListAuditEntriesResponse response;
    EXPECT_OK(Call(&Stub::ListAuditEntries, request, &response));
    std::vector<std::string> actions;
    for (const auto& entry : response.audit_entries()) {
      EXPECT_EQ(entry.actor(), "审计员");
      actions.push_back(entry.action());
    }
    return actions;
  }
};

}  // namespace pingyi::result
