// Numbered changes of a database's schema. Each is applied once, in order, in its own transaction;
// what was applied is kept with a checksum in the table schema_migrations.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/base/sql/database.h"
#include "services/base/sql/dialect.h"
#include "services/base/sql/statement.h"

namespace pingyi::sql {

// One change. Its pieces are scripts (statements separated by ';') run in order; they are
// constants, and never edited once released. A MySQL script commits at every CREATE, ALTER or
// DROP, so each statement there must bear being run again.
struct Migration {
  int version;            // 1, 2, 3 … without gaps
  std::string_view name;  // a literal such as "create rounds"
  std::vector<Sql> sqlite;
  std::vector<Sql> mysql = {};
};

// The text for a backend on which a migration has nothing to do. It says so: a list without a text
// is taken for one that was forgotten.
inline constexpr Sql kNothingToDo = "SELECT 1";

enum class MigrationState {
  kApplied,
  kPending,  // known to the program, not yet in the database
  kChanged,  // applied with another text or name than the program knows
  kUnknown,  // applied by a newer program
};

struct MigrationStatus {
  int version;
  std::string name;
  MigrationState state;
  int64_t applied_us;  // 0 while pending

  bool operator==(const MigrationStatus&) const = default;
};

// Brings the database to the newest schema; does nothing, not even write, if it is there. Safe from
// several processes at once, and after a kill at any moment. FAILED_PRECONDITION, with nothing
// changed, if the database has a schema newer than the program (SCHEMA_TOO_NEW) or was made by
// other texts (SCHEMA_CHANGED); INTERNAL if `migrations` are not numbered 1, 2, 3 … or lack a text
// for this backend.
absl::Status ApplyMigrations(Database& database, std::span<const Migration> migrations,
                             absl::Time deadline);

// Every migration known to the program or to the database, by version. Changes nothing.
absl::StatusOr<std::vector<MigrationStatus>> ListMigrations(Database& database,
                                                            std::span<const Migration> migrations,
                                                            absl::Time deadline);

// OK if the database has exactly the schema the program knows, else FAILED_PRECONDITION (also
// SCHEMA_PENDING).
absl::Status VerifyMigrations(Database& database, std::span<const Migration> migrations,
                              absl::Time deadline);

}  // namespace pingyi::sql
