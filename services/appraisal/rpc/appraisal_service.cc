#include "services/appraisal/rpc/appraisal_service.h"

#include <string>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/appraisal/rpc/ballot_handlers.h"
#include "services/appraisal/rpc/caster.h"
#include "services/appraisal/rpc/round_handlers.h"
#include "services/appraisal/rpc/rules_cache.h"
#include "services/appraisal/rpc/validate.h"
#include "services/base/rpc/unary.h"
#include "services/base/rpc/watch.h"

namespace pingyi::appraisal {
namespace {

using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;

// Calls a handler's method on the executor, a brief one in place where that is allowed.
template <typename Handlers, typename Req, typename Resp>
ServerUnaryReactor* Run(rpc::Kit& kit, CallbackServerContext* server, const rpc::MethodInfo& info,
                        const Req* request, Resp* response, Handlers& handlers,
                        absl::Status (Handlers::*method)(const rpc::CallContext&, const Req&,
                                                         Resp*)) {
  return rpc::Unary(kit, server, info, request, response,
                    [&handlers, method](const rpc::CallContext& call, const Req& req, Resp* resp) {
                      return (handlers.*method)(call, req, resp);
                    });
}

// Nothing logged of these may tie a ballot to a person.
constexpr rpc::MethodInfo kCastBallot{.name = "AppraisalService.CastBallot", .secret = true};
constexpr rpc::MethodInfo kCastBallots{.name = "AppraisalService.CastBallots", .secret = true};
constexpr rpc::MethodInfo kWatchTurnout{.name = "AppraisalService.WatchTurnout"};

}  // namespace

class AppraisalService::Impl final : public v1::AppraisalService::CallbackService {
 public:
  Impl(const AppraisalParts& parts, const AppraisalServiceOptions& options)
      : kit_(parts.kit),
        rules_(parts.rounds, parts.kit, options.cached_rounds),
        rounds_(parts.rounds, parts.reports, parts.kit.ids()),
        ballots_(parts.ballots, rules_, parts.kit.ids()),
        caster_(rules_, parts.ballots, parts.kit, options.cast_queue) {}

  void Stop() { caster_.Stop(); }

  ServerUnaryReactor* CreateRound(CallbackServerContext* server,
                                  const v1::CreateRoundRequest* request,
                                  v1::Round* response) override {
    return Run(kit_, server, {"AppraisalService.CreateRound"}, request, response, rounds_,
               &RoundHandlers::CreateRound);
  }
  ServerUnaryReactor* GetRound(CallbackServerContext* server, const v1::GetRoundRequest* request,
                               v1::Round* response) override {
    return Run(kit_, server, rpc::Brief("AppraisalService.GetRound"), request, response, rounds_,
               &RoundHandlers::GetRound);
  }
  ServerUnaryReactor* ListRounds(CallbackServerContext* server,
                                 const v1::ListRoundsRequest* request,
                                 v1::ListRoundsResponse* response) override {
    return Run(kit_, server, rpc::Brief("AppraisalService.ListRounds"), request, response, rounds_,
               &RoundHandlers::ListRounds);
  }
  ServerUnaryReactor* UpdateRound(CallbackServerContext* server,
                                  const v1::UpdateRoundRequest* request,
                                  v1::Round* response) override {
    return Run(kit_, server, {"AppraisalService.UpdateRound"}, request, response, rounds_,
               &RoundHandlers::UpdateRound);
  }
  ServerUnaryReactor* OpenRound(CallbackServerContext* server, const v1::OpenRoundRequest* request,
                                v1::Round* response) override {
    return Run(kit_, server, {"AppraisalService.OpenRound"}, request, response, rounds_,
               &RoundHandlers::OpenRound);
  }
  ServerUnaryReactor* ExtendRound(CallbackServerContext* server,
                                  const v1::ExtendRoundRequest* request,
                                  v1::Round* response) override {
    return Run(kit_, server, {"AppraisalService.ExtendRound"}, request, response, rounds_,
               &RoundHandlers::ExtendRound);
  }
  ServerUnaryReactor* CloseRound(CallbackServerContext* server,
                                 const v1::CloseRoundRequest* request,
                                 v1::Round* response) override {
    return Run(kit_, server, {"AppraisalService.CloseRound"}, request, response, rounds_,
               &RoundHandlers::CloseRound);
  }
  ServerUnaryReactor* CloseDueRounds(CallbackServerContext* server,
                                     const v1::CloseDueRoundsRequest* request,
                                     v1::CloseDueRoundsResponse* response) override {
    return Run(kit_, server, {"AppraisalService.CloseDueRounds"}, request, response, rounds_,
               &RoundHandlers::CloseDueRounds);
  }
  ServerUnaryReactor* VoidRound(CallbackServerContext* server, const v1::VoidRoundRequest* request,
                                v1::Round* response) override {
    return Run(kit_, server, {"AppraisalService.VoidRound"}, request, response, rounds_,
               &RoundHandlers::VoidRound);
  }
  ServerUnaryReactor* BatchCreateSubjects(CallbackServerContext* server,
                                          const v1::BatchCreateSubjectsRequest* request,
                                          v1::BatchCreateSubjectsResponse* response) override {
    return Run(kit_, server, {"AppraisalService.BatchCreateSubjects"}, request, response, rounds_,
               &RoundHandlers::BatchCreateSubjects);
  }
  ServerUnaryReactor* ImportSubjects(CallbackServerContext* server,
                                     const v1::ImportSubjectsRequest* request,
                                     v1::ImportSubjectsResponse* response) override {
    return Run(kit_, server, {"AppraisalService.ImportSubjects"}, request, response, rounds_,
               &RoundHandlers::ImportSubjects);
  }
  ServerUnaryReactor* ListSubjects(CallbackServerContext* server,
                                   const v1::ListSubjectsRequest* request,
                                   v1::ListSubjectsResponse* response) override {
    return Run(kit_, server, rpc::Brief("AppraisalService.ListSubjects"), request, response,
               rounds_, &RoundHandlers::ListSubjects);
  }
  ServerUnaryReactor* DeleteSubject(CallbackServerContext* server,
                                    const v1::DeleteSubjectRequest* request,
                                    v1::DeleteSubjectResponse* response) override {
    return Run(kit_, server, {"AppraisalService.DeleteSubject"}, request, response, rounds_,
               &RoundHandlers::DeleteSubject);
  }
  ServerUnaryReactor* ListAuditEntries(CallbackServerContext* server,
                                       const v1::ListAuditEntriesRequest* request,
                                       v1::ListAuditEntriesResponse* response) override {
    return Run(kit_, server, rpc::Brief("AppraisalService.ListAuditEntries"), request, response,
               rounds_, &RoundHandlers::ListAuditEntries);
  }

  ServerUnaryReactor* IssueCredentials(CallbackServerContext* server,
                                       const v1::IssueCredentialsRequest* request,
                                       v1::IssueCredentialsResponse* response) override {
    return Run(kit_, server, {"AppraisalService.IssueCredentials"}, request, response, ballots_,
               &BallotHandlers::IssueCredentials);
  }
  ServerUnaryReactor* RevokeCredentials(CallbackServerContext* server,
                                        const v1::RevokeCredentialsRequest* request,
                                        v1::RevokeCredentialsResponse* response) override {
    return Run(kit_, server, {"AppraisalService.RevokeCredentials"}, request, response, ballots_,
               &BallotHandlers::RevokeCredentials);
  }
  ServerUnaryReactor* GetTurnout(CallbackServerContext* server,
                                 const v1::GetTurnoutRequest* request,
                                 v1::Turnout* response) override {
    return Run(kit_, server, rpc::Brief("AppraisalService.GetTurnout"), request, response, ballots_,
               &BallotHandlers::GetTurnout);
  }
  ServerUnaryReactor* ListTallies(CallbackServerContext* server,
                                  const v1::ListTalliesRequest* request,
                                  v1::ListTalliesResponse* response) override {
    return Run(kit_, server, {"AppraisalService.ListTallies"}, request, response, ballots_,
               &BallotHandlers::ListTallies);
  }
  ServerUnaryReactor* ListNamedBallots(CallbackServerContext* server,
                                       const v1::ListNamedBallotsRequest* request,
                                       v1::ListNamedBallotsResponse* response) override {
    return Run(kit_, server, {"AppraisalService.ListNamedBallots"}, request, response, ballots_,
               &BallotHandlers::ListNamedBallots);
  }

  ServerUnaryReactor* CastBallot(CallbackServerContext* server,
                                 const v1::CastBallotRequest* request,
                                 v1::CastBallotResponse* response) override {
    return rpc::UnaryAsync(kit_, server, kCastBallot, request, response,
                           [this](const rpc::CallContext& call, const v1::CastBallotRequest& req,
                                  v1::CastBallotResponse* resp, rpc::Done done) {
                             caster_.Cast(call, req, resp, std::move(done));
                           });
  }
  ServerUnaryReactor* CastBallots(CallbackServerContext* server,
                                  const v1::CastBallotsRequest* request,
                                  v1::CastBallotsResponse* response) override {
    return rpc::UnaryAsync(kit_, server, kCastBallots, request, response,
                           [this](const rpc::CallContext& call, const v1::CastBallotsRequest& req,
                                  v1::CastBallotsResponse* resp, rpc::Done done) {
                             caster_.CastMany(call, req, resp, std::move(done));
                           });
  }

  grpc::ServerWriteReactor<v1::Turnout>* WatchTurnout(
      CallbackServerContext* server, const v1::WatchTurnoutRequest* request) override {
    return rpc::Watch<v1::Turnout>(
        kit_, server, kWatchTurnout, WatchInterval(*request), request,
        [this, last = v1::Turnout()](
            const rpc::CallContext& call, const v1::WatchTurnoutRequest& req,
            v1::Turnout* resp) mutable { return ballots_.LookAtTurnout(call, req, last, resp); });
  }

 private:
  rpc::Kit& kit_;
  RulesCache rules_;
  RoundHandlers rounds_;
  BallotHandlers ballots_;
  Caster caster_;
};

AppraisalService::AppraisalService(const AppraisalParts& parts,
                                   const AppraisalServiceOptions& options)
    : impl_(std::make_unique<Impl>(parts, options)) {}

AppraisalService::~AppraisalService() = default;

rpc::Served AppraisalService::served() { return {.name = kServiceName, .service = impl_.get()}; }

void AppraisalService::Stop() { impl_->Stop(); }

}  // namespace pingyi::appraisal
