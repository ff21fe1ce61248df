#include "services/migrate/program.h"

#include <filesystem>
#include <memory>
#include <ostream>
#include <utility>

#include <absl/time/clock.h>
#include <fmt/format.h>

#include "services/base/config/data_config.h"
#include "services/base/config/section.h"
#include "services/base/sql/database.h"
#include "services/base/status/error.h"
#include "services/base/storage/open.h"
#include "services/migrate/command_line.h"
#include "services/migrate/view.h"

namespace pingyi::migrate {
namespace {

// A change may rewrite the largest table there is; whoever waits for it can break it off.
constexpr absl::Duration kApplyTimeout = absl::Hours(12);
constexpr absl::Duration kReadTimeout = absl::Minutes(1);

ExitCode Complain(std::ostream& err, const absl::Status& status, ExitCode code) {
  const std::string reason = DetailsOf(status).reason;
  err << "pingyi-migrate: " << status.message();
  if (!reason.empty() && status.code() == absl::StatusCode::kFailedPrecondition) {
    err << " (" << reason << ")";
  }
  err << '\n';
  return code;
}

// What an error of opening the database says of the input.
ExitCode CodeOfOpening(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
      return ExitCode::kUnavailable;
    case absl::StatusCode::kInternal:
    case absl::StatusCode::kUnknown:
    case absl::StatusCode::kDataLoss:
      return ExitCode::kInternal;
    default:
      return ExitCode::kBadInput;
  }
}

ExitCode CodeOfWork(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kFailedPrecondition:
      return ExitCode::kRefused;
    case absl::StatusCode::kPermissionDenied:
    case absl::StatusCode::kUnauthenticated:
      return ExitCode::kBadInput;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kAborted:
      return ExitCode::kUnavailable;
    default:
      return ExitCode::kInternal;
  }
}

absl::StatusOr<config::DataConfig> ReadData(const CommandLine& line) {
  absl::StatusOr<config::Document> document = config::Document::Load(line.config);
  if (!document.ok()) return document.status();
  config::DataConfig data = config::ReadDataConfig(document->Root().Child("data"));
  if (absl::Status status = document->FinishPart(); !status.ok()) return status;
  if (line.user.empty()) return data;
  if (data.backend == "sqlite") {
    return absl::InvalidArgumentError("--user is for database servers; the data is in a file");
  }
  data.mysql.user = line.user;
  data.mysql.password_file = line.password_file;
  return data;
}

// An embedded database that is only looked at must not come into being by that.
bool IsMissingFile(const config::DataConfig& data) {
  std::error_code ignored;
  return data.backend == "sqlite" && !std::filesystem::exists(data.path, ignored);
}

absl::Status Show(const CommandLine& line, sql::Database& database, std::ostream& out) {
  SchemaView view{line.service->name, database.dialect().name, {}};
  auto list = sql::ListMigrations(database, line.service->migrations, absl::Now() + kReadTimeout);
  if (!list.ok()) return list.status();
  view.migrations = *std::move(list);
  out << (line.format == Format::kJson ? ToJson(view) : ToTable(view));
  return absl::OkStatus();
}

absl::Status Work(const CommandLine& line, sql::Database& database, std::ostream& out) {
  absl::Status done;
  if (line.verb == Verb::kApply) {
    done = sql::ApplyMigrations(database, line.service->migrations, absl::Now() + kApplyTimeout);
  } else if (line.verb == Verb::kVerify) {
    done = sql::VerifyMigrations(database, line.service->migrations, absl::Now() + kReadTimeout);
  }
  // What was refused is shown as well, since the list tells why.
  if (!done.ok() && done.code() != absl::StatusCode::kFailedPrecondition) return done;
  if (absl::Status shown = Show(line, database, out); !shown.ok()) return shown;
  return done;
}

}  // namespace

ExitCode Run(std::vector<std::string> arguments, std::span<const ServiceSchema> services,
             std::ostream& out, std::ostream& err) {
  const auto parsed = ParseCommandLine(std::move(arguments), services, out, err);
  if (const ExitCode* code = std::get_if<ExitCode>(&parsed)) return *code;
  const CommandLine& line = std::get<CommandLine>(parsed);
  const absl::StatusOr<config::DataConfig> data = ReadData(line);
  if (!data.ok()) return Complain(err, data.status(), ExitCode::kBadInput);
  if (line.verb != Verb::kApply && IsMissingFile(*data)) {
    return Complain(
        err,
        MakeError(absl::StatusCode::kFailedPrecondition, "SCHEMA_PENDING",
                  fmt::format("{}: there is no database yet; \"apply\" makes it", data->path)),
        ExitCode::kRefused);
  }
  const absl::StatusOr<std::unique_ptr<sql::Database>> database = storage::Open(*data);
  if (!database.ok()) {
    return Complain(err, database.status(), CodeOfOpening(database.status().code()));
  }
  const absl::Status done = Work(line, **database, out);
  if (!done.ok()) return Complain(err, done, CodeOfWork(done.code()));
  return ExitCode::kOk;
}

}  // namespace pingyi::migrate
