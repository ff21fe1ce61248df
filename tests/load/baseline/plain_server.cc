// Casting the plain way behind gRPC's synchronous API: a thread and a transaction a call. Its
// configuration names the database of an appraisal service, in whose tables it casts.
#include <memory>
#include <string>
#include <vector>

#include <absl/time/clock.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/program.h"
#include "services/base/storage/open.h"
#include "tests/load/baseline/plain_cast.h"

namespace {

namespace rpc = pingyi::rpc;
namespace sql = pingyi::sql;
namespace v1 = pingyi::appraisal::v1;

class PlainService final : public v1::AppraisalService::Service {
 public:
  explicit PlainService(sql::Database& database) : database_(database) {}

  grpc::Status CastBallot(grpc::ServerContext* context, const v1::CastBallotRequest* request,
                          v1::CastBallotResponse* response) override {
    const absl::Time deadline =
        std::min(absl::FromChrono(context->deadline()), absl::Now() + absl::Seconds(30));
    absl::StatusOr<std::string> receipt = pingyi::load::PlainCast(database_, deadline, *request);
    if (!receipt.ok()) return {grpc::StatusCode::INTERNAL, std::string(receipt.status().message())};
    response->set_receipt(*std::move(receipt));
    return grpc::Status::OK;
  }

 private:
  sql::Database& database_;
};

class PlainProgram final : public rpc::Program {
 public:
  std::string_view ServiceName() const override {
    return v1::AppraisalService::service_full_name();
  }
  absl::Status Start(const pingyi::config::ServerConfig& config, rpc::Kit&) override {
    auto database = pingyi::storage::Open(config.data);
    if (!database.ok()) return database.status();
    database_ = *std::move(database);
    service_ = std::make_unique<PlainService>(*database_);
    return absl::OkStatus();
  }
  std::vector<rpc::Served> Services() override {
    return {{v1::AppraisalService::service_full_name(), service_.get()}};
  }
  absl::Status Check(absl::Time deadline) override { return database_->Ping(deadline); }
  void Stop() override { service_.reset(); }

 private:
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<PlainService> service_;
};

}  // namespace

int main(int argc, char** argv) {
  PlainProgram program;
  return rpc::RunProgram(argc, argv, "pingyi-plain", program);
}
