// The report service: wiring only.
#include <memory>
#include <utility>
#include <vector>

#include "services/base/clock/clock.h"
#include "services/base/clock/id_source.h"
#include "services/base/config/server_config.h"
#include "services/base/rpc/program.h"
#include "services/base/sql/database.h"
#include "services/base/storage/open.h"
#include "services/report/rpc/report_service.h"
#include "services/report/store/schema.h"
#include "services/report/store/sql_report_store.h"

namespace pingyi::report {
namespace {

class ReportProgram final : public rpc::Program {
 public:
  std::string_view ServiceName() const override { return kServiceName; }

  absl::Status Start(const config::ServerConfig& config, rpc::Kit& kit) override {
    auto database = storage::OpenForService(config.data, Migrations(), ForbiddenChanges());
    if (!database.ok()) return database.status();
    database_ = *std::move(database);
    // Reading a file of this machine waits for nobody.
    if (database_->dialect().backend == sql::Backend::kSqlite) kit.AllowInPlace();
    store_ = MakeSqlReportStore(*database_);
    service_ = MakeReportService(kit, *store_, SystemClock(), SystemIdSource());
    return absl::OkStatus();
  }

  std::vector<rpc::Served> Services() override { return {{kServiceName, service_.get()}}; }

  absl::Status Check(absl::Time deadline) override { return store_->Ping(deadline); }

 private:
  // Ended from the last to the first.
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<ReportStore> store_;
  std::unique_ptr<grpc::Service> service_;
};

}  // namespace
}  // namespace pingyi::report

int main(int argc, char** argv) {
  pingyi::report::ReportProgram program;
  return pingyi::rpc::RunProgram(argc, argv, "pingyi-report", program);
}
