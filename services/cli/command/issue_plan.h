// Which credentials to ask for.
#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/cli/call/client.h"

namespace pingyi::cli {

// What the command line says: a group with a count, holders from a file, or all that are expected.
struct IssueWish {
  std::string group;
  int64_t count = 0;
  std::string holders;  // path of a CSV file
  bool all = false;
};

// The requests, each for one group and no more than the contract takes at once, without request
// ids. INVALID_ARGUMENT for a wish that contradicts itself or a bad file; FAILED_PRECONDITION when
// there is nothing left to issue.
absl::StatusOr<std::vector<appraisal::v1::IssueCredentialsRequest>> PlanIssue(
    const Client<appraisal::v1::AppraisalService>& client, const std::string& round,
    const IssueWish& wish);

}  // namespace pingyi::cli
