#include "services/cli/command/policy_reference.h"

#include <fmt/format.h>

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/call/client.h"
#include "services/cli/command/names.h"

namespace pingyi::cli {
namespace {

using result::v1::GetScoringPolicyRequest;
using result::v1::ListScoringPoliciesRequest;
using result::v1::ListScoringPoliciesResponse;
using result::v1::ResultService;
using result::v1::ScoringPolicy;
using Stub = ResultService::StubInterface;

// Versions are listed by number, so the newest is the last.
absl::StatusOr<ScoringPolicy> Newest(const Client<ResultService>& client,
                                     const std::string& policy) {
  ListScoringPoliciesRequest request;
  request.set_parent(NameIn("policies", policy));
  ScoringPolicy newest;
  const absl::Status listed = client.ListAll(&Stub::ListScoringPolicies, request,
                                             &ListScoringPoliciesResponse::scoring_policies,
                                             [&](const ScoringPolicy& version) {
                                               newest = version;
                                               return absl::OkStatus();
                                             });
  if (!listed.ok()) return listed;
  if (newest.name().empty()) return absl::NotFoundError(fmt::format("no policy {}", policy));
  return newest;
}

absl::StatusOr<ScoringPolicy> Find(const Client<ResultService>& client, const std::string& policy) {
  GetScoringPolicyRequest request;
  request.set_name(PolicyVersionName(policy));
  return request.name().empty() ? Newest(client, policy)
                                : client.Call(&Stub::GetScoringPolicy, request);
}

}  // namespace

absl::StatusOr<appraisal::v1::ScoringPolicyReference> ReferToPolicy(Session& session,
                                                                    const std::string& policy) {
  const absl::StatusOr<ScoringPolicy> found = Find(Client<ResultService>(session), policy);
  if (!found.ok()) return found.status();
  appraisal::v1::ScoringPolicyReference reference;
  reference.set_name(found->name());
  reference.set_digest(found->digest());
  return reference;
}

std::string PolicyVersionName(const std::string& policy) {
  if (policy.find("/versions/") != std::string::npos) return policy;
  const std::string id = policy.starts_with("policies/") ? policy.substr(9) : policy;
  const size_t slash = id.find('/');
  if (slash == std::string::npos) return "";
  return fmt::format("policies/{}/versions/{}", id.substr(0, slash), id.substr(slash + 1));
}

}  // namespace pingyi::cli
