// The server kit and the queue of the cast path, with a box that keeps nothing: every ballot is
// answered as soon as its batch is taken. What a cast costs more than this is what the rules and
// the storage cost.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/appraisal/rpc/cast_queue.h"
#include "services/appraisal/store/ballot_box.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/program.h"
#include "services/base/rpc/unary.h"

namespace {

namespace appraisal = pingyi::appraisal;
namespace rpc = pingyi::rpc;
namespace v1 = pingyi::appraisal::v1;

constexpr rpc::MethodInfo kCastBallot{"AppraisalService.CastBallot", true};

// Answers every cast with its receipt; nothing else is ever asked of it.
class EmptyBox final : public appraisal::BallotBox {
 public:
  absl::Status IssueCredentials(const appraisal::ChangeContext&,
                                const appraisal::CredentialBatch&) override {
    return Nothing();
  }
  absl::StatusOr<int64_t> RevokeCredentials(const appraisal::ChangeContext&, std::string_view,
                                            std::string_view, std::string_view) override {
    return Nothing();
  }
  absl::StatusOr<appraisal::CastOutcomes> CastBatch(
      absl::Time, std::span<const appraisal::PreparedCast> casts) override {
    appraisal::CastOutcomes outcomes;
    outcomes.reserve(casts.size());
    for (const appraisal::PreparedCast& cast : casts) {
      outcomes.emplace_back(appraisal::CastReceipt{cast.receipt, false});
    }
    return outcomes;
  }
  absl::StatusOr<appraisal::Turnout> GetTurnout(absl::Time, std::string_view) override {
    return Nothing();
  }
  absl::StatusOr<appraisal::TallyPage> ListTallies(absl::Time, std::string_view, int32_t, int,
                                                   int64_t) override {
    return Nothing();
  }
  absl::StatusOr<std::vector<appraisal::NamedBallot>> ListNamedBallots(absl::Time, std::string_view,
                                                                       std::string_view,
                                                                       int) override {
    return Nothing();
  }

 private:
  static absl::Status Nothing() { return absl::UnimplementedError("this box keeps nothing"); }
};

class QueueService final : public v1::AppraisalService::CallbackService {
 public:
  explicit QueueService(rpc::Kit& kit) : kit_(kit), queue_(box_, {}) {}

  grpc::ServerUnaryReactor* CastBallot(grpc::CallbackServerContext* server,
                                       const v1::CastBallotRequest* request,
                                       v1::CastBallotResponse* response) override {
    return rpc::UnaryAsync(
        kit_, server, kCastBallot, request, response,
        [this](const rpc::CallContext& call, const v1::CastBallotRequest& request,
               v1::CastBallotResponse* response, rpc::Done done) {
          appraisal::CastUnit unit;
          unit.deadline = call.deadline;
          unit.casts.emplace_back().receipt = request.credential();
          const auto answer = std::make_shared<rpc::Done>(std::move(done));
          unit.done = [response, answer](std::vector<appraisal::CastUnit::Outcome> outcomes) {
            if (outcomes[0].ok()) response->set_receipt(outcomes[0]->receipt);
            (*answer)(outcomes[0].status());
          };
          if (absl::Status status = queue_.Submit(std::move(unit)); !status.ok()) (*answer)(status);
        });
  }

 private:
  rpc::Kit& kit_;
  EmptyBox box_;
  appraisal::CastQueue queue_;
};

class QueueProgram final : public rpc::Program {
 public:
  std::string_view ServiceName() const override {
    return v1::AppraisalService::service_full_name();
  }
  absl::Status Start(const pingyi::config::ServerConfig&, rpc::Kit& kit) override {
    service_ = std::make_unique<QueueService>(kit);
    return absl::OkStatus();
  }
  std::vector<rpc::Served> Services() override {
    return {{v1::AppraisalService::service_full_name(), service_.get()}};
  }
  absl::Status Check(absl::Time) override { return absl::OkStatus(); }
  void Stop() override { service_.reset(); }

 private:
  std::unique_ptr<QueueService> service_;
};

}  // namespace

int main(int argc, char** argv) {
  QueueProgram program;
  return rpc::RunProgram(argc, argv, "pingyi-queue", program);
}
