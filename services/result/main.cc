// pingyi-result: policies, aggregation runs, results and releases. Wiring only.
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/time/time.h>
#include <fmt/format.h>

#include "services/base/clock/clock.h"
#include "services/base/config/secret_file.h"
#include "services/base/config/transport.h"
#include "services/base/crypto/signature.h"
#include "services/base/rpc/client.h"
#include "services/base/rpc/program.h"
#include "services/base/sql/database.h"
#include "services/base/storage/open.h"
#include "services/base/telemetry/log.h"
#include "services/result/clients/appraisal_client.h"
#include "services/result/rpc/result_service.h"
#include "services/result/rpc/workflow_settings.h"
#include "services/result/store/schema.h"
#include "services/result/store/sql_result_store.h"
#include "services/result/store/sql_workflow_store.h"

namespace pingyi::result {
namespace {

class Result final : public rpc::Program {
 public:
  std::string_view ServiceName() const override { return kServiceName; }

  // appraisal_service: {target: "127.0.0.1:7302"}
  // aggregation: {lease: 60s}
  // signing: {key_file: /etc/pingyi/release-key.pem}
  // roles: {leadership: ["张主任"]}
  // publicity: {min_working_days: 5}
  // objections: {answer_days: 10, answer_day_kind: working}
  void Configure(config::Section& root, const config::TransportConfig& transport) override {
    appraisal_target_ = config::ReadTarget(root.Child("appraisal_service"), transport);
    lease_ = root.Child("aggregation")
                 .Duration("lease", absl::Seconds(1), absl::Hours(1), absl::Seconds(60));
    config::Section signing = root.Child("signing");
    if (root.Has("signing")) key_file_ = signing.String("key_file");
    ConfigureWorkflow(root);
  }

  absl::Status Start(const config::ServerConfig& config, rpc::Kit& kit) override {
    if (absl::Status status = LoadKey(); !status.ok()) return status;
    auto database = storage::OpenForService(config.data, Migrations(), ForbiddenChanges());
    if (!database.ok()) return database.status();
    database_ = *std::move(database);
    // Reading a file of this machine waits for nobody.
    if (database_->dialect().backend == sql::Backend::kSqlite) kit.AllowInPlace();
    auto channel =
        rpc::MakeChannel(appraisal_target_, {.max_message_bytes = config.limits.message_bytes,
                                             .idempotent = IdempotentAppraisalMethods(),
                                             .tls = config.transport.tls});
    if (!channel.ok()) return channel.status();
    appraisal_ = NewAppraisalClient(*std::move(channel));
    store_ = std::make_unique<SqlResultStore>(*database_);
    workflow_ = std::make_unique<SqlWorkflowStore>(*database_);
    service_ = std::make_unique<ResultService>(
        ResultParts{kit, *store_, *workflow_, *appraisal_, SystemClock(), key_ ? &*key_ : nullptr,
                    settings_},
        lease_);
    return absl::OkStatus();
  }

  std::vector<rpc::Served> Services() override { return {service_->served()}; }

  absl::Status Check(absl::Time deadline) override { return database_->Ping(deadline); }

 private:
  void ConfigureWorkflow(config::Section& root) {
    settings_.leadership = root.Child("roles").Strings("leadership");
    settings_.min_publicity_days = static_cast<int32_t>(
        root.Child("publicity").Int("min_working_days", 1, 250, settings_.min_publicity_days));
    config::Section objections = root.Child("objections");
    settings_.answer_days =
        static_cast<int32_t>(objections.Int("answer_days", 1, 250, settings_.answer_days));
    const std::string kind =
        objections.OneOf("answer_day_kind", {"working", "calendar"}, "working");
    settings_.answer_day_kind = kind == "working" ? DayKind::kWorking : DayKind::kCalendar;
  }

  absl::Status LoadKey() {
    if (key_file_.empty()) {
      telemetry::Log(telemetry::Level::kInfo, "releases are not signed: no signing.key_file");
      return absl::OkStatus();
    }
    absl::StatusOr<std::string> pem = config::ReadPrivateKeyFile(key_file_);
    if (!pem.ok()) return pem.status();
    absl::StatusOr<crypto::SigningKey> key = crypto::SigningKey::FromPem(*pem);
    crypto::Wipe(*pem);
    if (!key.ok()) {
      return absl::InvalidArgumentError(
          fmt::format("{}: {}", key_file_, std::string(key.status().message())));
    }
    key_ = *std::move(key);
    telemetry::Log(telemetry::Level::kInfo, "releases are signed",
                   {{"key_id", key_->public_key().id()}});
    return absl::OkStatus();
  }

  config::TargetConfig appraisal_target_;
  std::string key_file_;
  std::optional<crypto::SigningKey> key_;
  absl::Duration lease_;
  std::unique_ptr<sql::Database> database_;
  std::unique_ptr<ResultStore> store_;
  std::unique_ptr<WorkflowStore> workflow_;
  WorkflowSettings settings_;
  std::unique_ptr<AppraisalClient> appraisal_;
  std::unique_ptr<ResultService> service_;
};

}  // namespace
}  // namespace pingyi::result

int main(int argc, char** argv) {
  pingyi::result::Result program;
  return pingyi::rpc::RunProgram(argc, argv, "pingyi-result", program);
}
