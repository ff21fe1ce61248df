// pingyi-result: policies, aggregation runs, results and releases. Wiring only.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/time/time.h>

#include "services/base/clock/clock.h"
#include "services/base/rpc/client.h"
#include "services/base/rpc/program.h"
#include "services/base/sql/database.h"
#include "services/base/storage/open.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/rpc/result_service.h"
#include "services/result/store/schema.h"
#include "services/result/store/sql_result_store.h"

namespace pingyi::result {
namespace {

class Result final : public rpc::Program {
 public:
  // appraisal_service: {target: "127.0.0.1:7302"}
  // aggregation: {lease: 60s}
  void Configure(config::Section& root) override {
    appraisal_target_ = root.Child("appraisal_service").String("target");
    lease_ = root.Child("aggregation")
                 .Duration("lease", absl::Seconds(1), absl::Hours(1), absl::Seconds(60));
  }

  absl::Status Start(const config::ServerConfig& config, rpc::Kit& kit) override {
    auto database = storage::OpenForService(config.data, Migrations());
    if (!database.ok()) return database.status();
    database_ = *std::move(database);
    auto channel =
        rpc::MakeChannel(appraisal_target_, {.max_message_bytes = config.limits.message_bytes,
                                             .idempotent = IdempotentAppraisalMethods()});
    if (!channel.ok()) return channel.status();
    appraisal_ = NewAppraisalClient(*std::move(channel));
    store_ = std::make_unique<SqlResultStore>(*database_);
    service_ = std::make_unique<ResultService>(
        ResultParts{kit, *store_, *appraisal_, SystemClock()}, lease_);
    return absl::OkStatus();
  }

  std::vector<rpc::Served> Services() override { return {service_->served()}; }

  absl::Status Check(absl::Time deadline) override { return database_->Ping(deadline); }

 private:
  std::string appraisal_target_;
  absl::Duration lease_;
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<ResultStore> store_;
  std::unique_ptr<AppraisalClient> appraisal_;
  std::unique_ptr<ResultService> service_;
};

}  // namespace
}  // namespace pingyi::result

int main(int argc, char** argv) {
  pingyi::result::Result program;
  return pingyi::rpc::RunProgram(argc, argv, "pingyi-result", program);
}
