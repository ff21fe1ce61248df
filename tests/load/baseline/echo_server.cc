// The server kit with nothing behind it: CastBallot answers at once. What a cast costs more than
// this is what the service itself costs.
#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/program.h"
#include "services/base/rpc/unary.h"
#include "tests/load/baseline/feed.h"

namespace {

namespace v1 = pingyi::appraisal::v1;
namespace rpc = pingyi::rpc;

constexpr rpc::MethodInfo kCastBallot{"AppraisalService.CastBallot", true};

// One ballot a message, as fast as the stream takes them.
class Feed final : public grpc::ServerWriteReactor<v1::Turnout> {
 public:
  Feed() {
    for (const char* subject : {"s1", "s2", "s3"}) {
      v1::GroupTurnout& mark = *message_.add_groups();
      mark.set_group(subject);
      mark.set_valid(1);
    }
    Next();
  }
  void OnWriteDone(bool ok) override { ok ? Next() : Finish(grpc::Status::CANCELLED); }
  void OnDone() override { delete this; }

 private:
  void Next() {
    if (left_-- == 0) return Finish(grpc::Status::OK);
    StartWrite(&message_);
  }

  v1::Turnout message_;
  int left_ = pingyi::load::kFeedMessages;
};

class EchoService final : public v1::AppraisalService::CallbackService {
 public:
  explicit EchoService(rpc::Kit& kit) : kit_(kit) {}

  grpc::ServerUnaryReactor* CastBallot(grpc::CallbackServerContext* server,
                                       const v1::CastBallotRequest* request,
                                       v1::CastBallotResponse* response) override {
    return rpc::UnaryAsync(kit_, server, kCastBallot, request, response,
                           [](const rpc::CallContext&, const v1::CastBallotRequest& request,
                              v1::CastBallotResponse* response, rpc::Done done) {
                             response->set_receipt(request.credential());
                             done(absl::OkStatus());
                           });
  }

  grpc::ServerWriteReactor<v1::Turnout>* WatchTurnout(grpc::CallbackServerContext*,
                                                      const v1::WatchTurnoutRequest*) override {
    return new Feed;
  }

 private:
  rpc::Kit& kit_;
};

class EchoProgram final : public rpc::Program {
 public:
  std::string_view ServiceName() const override {
    return v1::AppraisalService::service_full_name();
  }
  absl::Status Start(const pingyi::config::ServerConfig&, rpc::Kit& kit) override {
    service_ = std::make_unique<EchoService>(kit);
    return absl::OkStatus();
  }
  std::vector<rpc::Served> Services() override {
    return {{v1::AppraisalService::service_full_name(), service_.get()}};
  }
  absl::Status Check(absl::Time) override { return absl::OkStatus(); }

 private:
  std::unique_ptr<EchoService> service_;
};

}  // namespace

int main(int argc, char** argv) {
  EchoProgram program;
  return rpc::RunProgram(argc, argv, "pingyi-echo", program);
}
