// What AppraisalService does with rounds, their subjects and its audit trail.
#pragma once

#include "pingyi/appraisal/v1/appraisal_service.pb.h"
#include "services/appraisal/clients/report_client.h"
#include "services/appraisal/store/round_store.h"
#include "services/base/clock/id_source.h"
#include "services/base/rpc/call_context.h"

namespace pingyi::appraisal {

// Thread-safe. Every method blocks, is given a request that was parsed, and keeps to the comment of
// its method in the contract.
class RoundHandlers {
 public:
  RoundHandlers(RoundStore& store, ReportClient& reports, IdSource& ids)
      : store_(store), reports_(reports), ids_(ids) {}

  absl::Status CreateRound(const rpc::CallContext& call, const v1::CreateRoundRequest& request,
                           v1::Round* response);
  absl::Status GetRound(const rpc::CallContext& call, const v1::GetRoundRequest& request,
                        v1::Round* response);
  absl::Status ListRounds(const rpc::CallContext& call, const v1::ListRoundsRequest& request,
                          v1::ListRoundsResponse* response);
  absl::Status UpdateRound(const rpc::CallContext& call, const v1::UpdateRoundRequest& request,
                           v1::Round* response);
  absl::Status OpenRound(const rpc::CallContext& call, const v1::OpenRoundRequest& request,
                         v1::Round* response);
  absl::Status ExtendRound(const rpc::CallContext& call, const v1::ExtendRoundRequest& request,
                           v1::Round* response);
  absl::Status CloseRound(const rpc::CallContext& call, const v1::CloseRoundRequest& request,
                          v1::Round* response);
  absl::Status CloseDueRounds(const rpc::CallContext& call,
                              const v1::CloseDueRoundsRequest& request,
                              v1::CloseDueRoundsResponse* response);
  absl::Status VoidRound(const rpc::CallContext& call, const v1::VoidRoundRequest& request,
                         v1::Round* response);

  absl::Status BatchCreateSubjects(const rpc::CallContext& call,
                                   const v1::BatchCreateSubjectsRequest& request,
                                   v1::BatchCreateSubjectsResponse* response);
  absl::Status ImportSubjects(const rpc::CallContext& call,
                              const v1::ImportSubjectsRequest& request,
                              v1::ImportSubjectsResponse* response);
  absl::Status ListSubjects(const rpc::CallContext& call, const v1::ListSubjectsRequest& request,
                            v1::ListSubjectsResponse* response);
  absl::Status DeleteSubject(const rpc::CallContext& call, const v1::DeleteSubjectRequest& request,
                             v1::DeleteSubjectResponse* response);

  absl::Status ListAuditEntries(const rpc::CallContext& call,
                                const v1::ListAuditEntriesRequest& request,
                                v1::ListAuditEntriesResponse* response);

 private:
  RoundStore& store_;
  ReportClient& reports_;
  IdSource& ids_;
};

}  // namespace pingyi::appraisal
