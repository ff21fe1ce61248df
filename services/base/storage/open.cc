#include "services/base/storage/open.h"

#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

#include <absl/strings/str_join.h>
#include <absl/time/clock.h>
#include <fmt/format.h>

#include "services/base/config/secret_file.h"
#include "services/base/sql/mysql/mysql.h"
#include "services/base/sql/sqlite/sqlite.h"
#include "services/base/status/error.h"

namespace pingyi::storage {
namespace {

using DatabasePtr = std::unique_ptr<sql::Database>;

std::string NameOf(const config::DataConfig& config) {
  if (config.backend == "sqlite") return config.path;
  return fmt::format("database {} at {} as user {}", config.mysql.database,
                     absl::StrJoin(config.mysql.hosts, ", "), config.mysql.user);
}

// The error with the database it is about, and `hint` on what to do.
absl::Status About(const config::DataConfig& config, const absl::Status& status,
                   std::string_view hint = "") {
  return MakeError(
      status.code(),
      fmt::format("{}: {}{}", NameOf(config),
                  std::string_view(status.message().data(), status.message().size()), hint),
      DetailsOf(status));
}

absl::StatusOr<DatabasePtr> OpenMysqlOf(const config::MysqlConfig& config,
                                        const Timeouts& timeouts) {
  sql::MysqlOptions options{.hosts = config.hosts,
                            .database = config.database,
                            .user = config.user,
                            .password = "",
                            .tls_ca = config.tls_ca,
                            .connections = static_cast<size_t>(config.connections),
                            .open_timeout = timeouts.open};
  if (!config.password_file.empty()) {
    absl::StatusOr<std::string> password = config::ReadSecretFile(config.password_file);
    if (!password.ok()) return password.status();
    options.password = *std::move(password);
  }
  // The connector tells of a missing authority only that the connection failed.
  if (!config.tls_ca.empty() && access(config.tls_ca.c_str(), R_OK) != 0) {
    return absl::NotFoundError(fmt::format("{}: cannot be read", config.tls_ca));
  }
  return sql::OpenMysql(options);
}

// By trying, since a right may come by many ways: of a table, a database, the server, a role.
// Statements that need a right are refused for want of it when they are prepared, and harm no
// transaction, so one serves them all.
absl::Status CheckRights(sql::Database& database, std::span<const sql::Sql> forbidden,
                         absl::Time deadline) {
  std::string_view allowed;
  absl::Status status = database.Write(deadline, [&](sql::Transaction& transaction) {
    for (const sql::Sql change : forbidden) {
      const absl::Status done = transaction.Execute(change).status();
      if (sql::IsDenied(done)) continue;
      if (done.ok()) allowed = change.text();
      return done;
    }
    return absl::OkStatus();
  });
  if (!status.ok() || allowed.empty()) return status;
  return MakeError(absl::StatusCode::kFailedPrecondition, "DATABASE_RIGHTS",
                   fmt::format("this user may change what is kept for good ({})", allowed));
}

}  // namespace

absl::StatusOr<DatabasePtr> Open(const config::DataConfig& config, const Timeouts& timeouts) {
  absl::StatusOr<DatabasePtr> database =
      config.backend == "mysql"
          ? OpenMysqlOf(config.mysql, timeouts)
          : sql::OpenSqlite({.path = config.path, .open_timeout = timeouts.open});
  if (!database.ok()) return About(config, database.status());
  return database;
}

absl::StatusOr<DatabasePtr> OpenForService(const config::DataConfig& config,
                                           std::span<const sql::Migration> migrations,
                                           std::span<const sql::Sql> forbidden,
                                           const Timeouts& timeouts) {
  absl::StatusOr<DatabasePtr> database = Open(config, timeouts);
  if (!database.ok()) return database;
  if ((*database)->dialect().backend == sql::Backend::kSqlite) {
    const absl::Status schema =
        sql::ApplyMigrations(**database, migrations, absl::Now() + timeouts.migrate);
    if (!schema.ok()) return About(config, schema);
    return database;
  }
  const absl::Time deadline = absl::Now() + timeouts.open;
  if (absl::Status schema = sql::VerifyMigrations(**database, migrations, deadline); !schema.ok()) {
    const bool pending = DetailsOf(schema).reason == "SCHEMA_PENDING";
    return About(config, schema,
                 pending ? "; run pingyi-migrate with this configuration and \"apply\"" : "");
  }
  if (absl::Status rights = CheckRights(**database, forbidden, deadline); !rights.ok()) {
    const bool too_many = DetailsOf(rights).reason == "DATABASE_RIGHTS";
    return About(config, rights,
                 too_many ? "; give it its rights with deploy/mariadb/setup grants" : "");
  }
  return database;
}

}  // namespace pingyi::storage
