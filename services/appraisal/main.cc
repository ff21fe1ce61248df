// pingyi-appraisal: rounds, credentials, ballots and tallies. Wiring only.
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "services/appraisal/clients/report_client.h"
#include "services/appraisal/rpc/appraisal_service.h"
#include "services/appraisal/store/ballot_box.h"
#include "services/appraisal/store/round_store.h"
#include "services/appraisal/store/schema.h"
#include "services/base/clock/clock.h"
#include "services/base/config/transport.h"
#include "services/base/rpc/client.h"
#include "services/base/rpc/program.h"
#include "services/base/sql/database.h"
#include "services/base/storage/open.h"

namespace pingyi::appraisal {
namespace {

class Appraisal final : public rpc::Program {
 public:
  std::string_view ServiceName() const override { return kServiceName; }

  // report_service: {target: "127.0.0.1:7301"}
  // cast_queue: {capacity: 8192, capacity_mib: 64, batch: 512, write_timeout: 10s}
  // cached_rounds: 64
  void Configure(config::Section& root, const config::TransportConfig& transport) override {
    report_target_ = config::ReadTarget(root.Child("report_service"), transport);
    config::Section queue = root.Child("cast_queue");
    CastQueueOptions& cast = options_.cast_queue;
    cast.capacity =
        static_cast<size_t>(queue.Int("capacity", 1, 1 << 20, static_cast<int64_t>(cast.capacity)));
    cast.capacity_bytes =
        static_cast<size_t>(
            queue.Int("capacity_mib", 1, 1 << 16, static_cast<int64_t>(cast.capacity_bytes >> 20)))
        << 20;
    cast.batch = static_cast<size_t>(queue.Int("batch", 1, 4096, static_cast<int64_t>(cast.batch)));
    cast.write_timeout = queue.Duration("write_timeout", absl::Milliseconds(100), absl::Minutes(10),
                                        cast.write_timeout);
    options_.cached_rounds = static_cast<size_t>(
        root.Int("cached_rounds", 1, 10'000, static_cast<int64_t>(options_.cached_rounds)));
  }

  absl::Status Start(const config::ServerConfig& config, rpc::Kit& kit) override {
    auto database = storage::OpenForService(config.data, Migrations(), ForbiddenChanges());
    if (!database.ok()) return database.status();
    database_ = *std::move(database);
    // Reading a file of this machine waits for nobody.
    if (database_->dialect().backend == sql::Backend::kSqlite) kit.AllowInPlace();
    auto channel = rpc::MakeChannel(report_target_,
                                    {.max_message_bytes = config.limits.message_bytes,
                                     .idempotent = {"pingyi.report.v1.ReportService/ListReports"},
                                     .tls = config.transport.tls});
    if (!channel.ok()) return channel.status();
    reports_ = NewReportClient(*std::move(channel));
    rounds_ = NewRoundStore(*database_, SystemClock());
    ballots_ = NewBallotBox(*database_, SystemClock(), kit.ids());
    service_ = std::make_unique<AppraisalService>(
        AppraisalParts{kit, *rounds_, *ballots_, *reports_}, options_);
    return absl::OkStatus();
  }

  std::vector<rpc::Served> Services() override { return {service_->served()}; }

  absl::Status Check(absl::Time deadline) override { return database_->Ping(deadline); }

  void Stop() override { service_.reset(); }

 private:
  config::TargetConfig report_target_;
  AppraisalServiceOptions options_;
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<RoundStore> rounds_;
  std::unique_ptr<BallotBox> ballots_;
  std::unique_ptr<ReportClient> reports_;
  std::unique_ptr<AppraisalService> service_;
};

}  // namespace
}  // namespace pingyi::appraisal

int main(int argc, char** argv) {
  pingyi::appraisal::Appraisal program;
  return pingyi::rpc::RunProgram(argc, argv, "pingyi-appraisal", program);
}
