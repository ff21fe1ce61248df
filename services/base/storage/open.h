// Opens the database that a configuration names. Which backends there are is known here and in the
// drivers, nowhere else.
#pragma once

#include <memory>
#include <span>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/base/config/data_config.h"
#include "services/base/sql/database.h"
#include "services/base/sql/migrator.h"
#include "services/base/sql/statement.h"

namespace pingyi::storage {

struct Timeouts {
  // For the first connection. Short: whoever supervises the service starts it again, and an
  // operator who waits for a prompt wants to know why there is none.
  absl::Duration open = absl::Seconds(10);
  // For the changes of the schema: a new one may rewrite tables.
  absl::Duration migrate = absl::Minutes(10);
};

// The database as it is, whatever its schema. Messages name the database and never hold the
// password. UNAVAILABLE if nobody answers in time, UNAUTHENTICATED if the user is refused,
// FAILED_PRECONDITION or NOT_FOUND if a file that the configuration names is not as it must be
// (config::ReadSecretFile), else as the driver has it.
absl::StatusOr<std::unique_ptr<sql::Database>> Open(const config::DataConfig& config,
                                                    const Timeouts& timeouts = {});

// The database with exactly the schema that `migrations` make, ready for a service. An embedded one
// is brought there, for the service is all there is; on a server it is only looked whether it is,
// since a service's user may not change its schema there. Nor may it have a right to any of the
// `forbidden` changes: rights are what guards there what is kept for good, as triggers do in an
// embedded database, which has no users. Beyond the errors of Open, FAILED_PRECONDITION with the
// reasons of sql::VerifyMigrations, where SCHEMA_PENDING asks for `pingyi-migrate apply`, or with
// DATABASE_RIGHTS.
absl::StatusOr<std::unique_ptr<sql::Database>> OpenForService(
    const config::DataConfig& config, std::span<const sql::Migration> migrations,
    std::span<const sql::Sql> forbidden, const Timeouts& timeouts = {});

}  // namespace pingyi::storage
