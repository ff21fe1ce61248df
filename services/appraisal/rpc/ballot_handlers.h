// What AppraisalService does with credentials, turnout, tallies and named ballots. Casting is in
// caster.h.
#pragma once

#include "pingyi/appraisal/v1/appraisal_service.pb.h"
#include "services/appraisal/rpc/rules_cache.h"
#include "services/appraisal/store/ballot_box.h"
#include "services/base/clock/id_source.h"
#include "services/base/rpc/call_context.h"
#include "services/base/rpc/watch.h"

namespace pingyi::appraisal {

// Thread-safe. Every method blocks, is given a request that was parsed, and keeps to the comment of
// its method in the contract.
class BallotHandlers {
 public:
  BallotHandlers(BallotBox& box, RulesCache& rules, IdSource& ids)
      : box_(box), rules_(rules), ids_(ids) {}

  absl::Status IssueCredentials(const rpc::CallContext& call,
                                const v1::IssueCredentialsRequest& request,
                                v1::IssueCredentialsResponse* response);
  absl::Status RevokeCredentials(const rpc::CallContext& call,
                                 const v1::RevokeCredentialsRequest& request,
                                 v1::RevokeCredentialsResponse* response);
  absl::Status GetTurnout(const rpc::CallContext& call, const v1::GetTurnoutRequest& request,
                          v1::Turnout* response);
  // One look of WatchTurnout. `last` is what this stream sent last, at first an empty message.
  absl::StatusOr<rpc::Look> LookAtTurnout(const rpc::CallContext& call,
                                          const v1::WatchTurnoutRequest& request, v1::Turnout& last,
                                          v1::Turnout* response);
  absl::Status ListTallies(const rpc::CallContext& call, const v1::ListTalliesRequest& request,
                           v1::ListTalliesResponse* response);
  absl::Status ListNamedBallots(const rpc::CallContext& call,
                                const v1::ListNamedBallotsRequest& request,
                                v1::ListNamedBallotsResponse* response);

 private:
  absl::Status NoBallotsYet(const rpc::CallContext& call, std::string_view round_id,
                            const absl::Status& no_rules);

  BallotBox& box_;
  RulesCache& rules_;
  IdSource& ids_;
};

}  // namespace pingyi::appraisal
