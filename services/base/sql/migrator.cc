#include "services/base/sql/migrator.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include <absl/strings/escaping.h>
#include <absl/time/clock.h>
#include <fmt/format.h>
#include <openssl/evp.h>

#include "services/base/sql/time.h"
#include "services/base/status/error.h"

namespace pingyi::sql {
namespace {

constexpr Sql kCreateTable = R"sql(CREATE TABLE IF NOT EXISTS schema_migrations (
  version    BIGINT       NOT NULL PRIMARY KEY,
  name       VARCHAR(255) NOT NULL,
  checksum   CHAR(64)     NOT NULL,
  applied_us BIGINT       NOT NULL
))sql";

struct Applied {
  std::string name;
  std::string checksum;
  int64_t applied_us;
};
using AppliedByVersion = std::map<int64_t, Applied>;

const std::vector<Sql>& ScriptsOf(const Migration& migration, const Dialect& dialect) {
  return dialect.backend == Backend::kSqlite ? migration.sqlite : migration.mysql;
}

// SHA-256 over the name and the pieces, each ended by a zero byte.
std::string Checksum(const Migration& migration, const Dialect& dialect) {
  std::string text(migration.name);
  for (const Sql& piece : ScriptsOf(migration, dialect)) text.append(1, '\0').append(piece.text());
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest;
  unsigned int size = 0;
  EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr);
  return absl::BytesToHexString({reinterpret_cast<const char*>(digest.data()), size});
}

absl::Status CheckNumbering(std::span<const Migration> migrations, const Dialect& dialect) {
  int expected = 0;
  for (const Migration& migration : migrations) {
    if (migration.version != ++expected)
      return absl::InternalError("migrations are not numbered 1, 2, 3 …");
    if (ScriptsOf(migration, dialect).empty()) {
      return absl::InternalError(
          fmt::format("migration {} has no text for {}", expected, dialect.name));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<AppliedByVersion> LoadApplied(Transaction& transaction) {
  AppliedByVersion applied;
  absl::StatusOr<bool> exists =
      transaction.QueryOne(transaction.dialect().table_exists, {"schema_migrations"},
                           [](const Row&) { return absl::OkStatus(); });
  if (!exists.ok()) return exists.status();
  if (!*exists) return applied;
  absl::Status status = transaction.Query(
      "SELECT version, name, checksum, applied_us FROM schema_migrations", {}, [&](const Row& row) {
        applied[row.Int64(0)] = {std::string(row.Text(1)), std::string(row.Text(2)), row.Int64(3)};
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  return applied;
}

std::vector<MigrationStatus> Compare(std::span<const Migration> migrations,
                                     AppliedByVersion applied, const Dialect& dialect) {
  std::vector<MigrationStatus> result;
  for (const Migration& migration : migrations) {
    auto found = applied.extract(migration.version);
    MigrationStatus status{migration.version, std::string(migration.name), MigrationState::kPending,
                           0};
    if (!found.empty()) {
      const bool same = found.mapped().checksum == Checksum(migration, dialect);
      status.state = same ? MigrationState::kApplied : MigrationState::kChanged;
      status.applied_us = found.mapped().applied_us;
    }
    result.push_back(std::move(status));
  }
  for (auto& [version, row] : applied) {
    result.push_back(
        {static_cast<int>(version), std::move(row.name), MigrationState::kUnknown, row.applied_us});
  }
  return result;
}

absl::Status Refuse(std::string_view reason, std::string_view message) {
  return MakeError(absl::StatusCode::kFailedPrecondition, reason, message);
}

// OK unless the database was changed by a newer or another program than this one.
absl::Status CheckKnown(const std::vector<MigrationStatus>& list) {
  for (const MigrationStatus& migration : list) {
    if (migration.state == MigrationState::kUnknown) {
      return Refuse("SCHEMA_TOO_NEW",
                    fmt::format("the database has migration {}, which this program does not know: "
                                "use the newer program",
                                migration.version));
    }
    if (migration.state == MigrationState::kChanged) {
      return Refuse("SCHEMA_CHANGED",
                    fmt::format("migration {} of the database was made with another text than this "
                                "program has",
                                migration.version));
    }
  }
  return absl::OkStatus();
}

const MigrationStatus* FirstPending(const std::vector<MigrationStatus>& list) {
  auto found = std::ranges::find(list, MigrationState::kPending, &MigrationStatus::state);
  return found == list.end() ? nullptr : &*found;
}

absl::Status ApplyOne(Transaction& transaction, const Migration& migration) {
  for (const Sql& piece : ScriptsOf(migration, transaction.dialect())) {
    if (absl::Status status = transaction.Script(piece); !status.ok()) return status;
  }
  return transaction
      .Execute(
          "INSERT INTO schema_migrations (version, name, checksum, applied_us) VALUES (?, ?, ?, ?)",
          {migration.version, migration.name, Checksum(migration, transaction.dialect()),
           ToMicros(absl::Now())})
      .status();
}

// Applies the first migration that is pending, as seen from inside the transaction: another process
// may have come first. `done` tells that none was.
absl::Status ApplyNext(Transaction& transaction, std::span<const Migration> migrations,
                       bool& done) {
  if (absl::Status status = transaction.Script(kCreateTable); !status.ok()) return status;
  absl::StatusOr<AppliedByVersion> applied = LoadApplied(transaction);
  if (!applied.ok()) return applied.status();
  const std::vector<MigrationStatus> list =
      Compare(migrations, *std::move(applied), transaction.dialect());
  if (absl::Status status = CheckKnown(list); !status.ok()) return status;
  const MigrationStatus* next = FirstPending(list);
  done = next == nullptr;
  return done ? absl::OkStatus() : ApplyOne(transaction, migrations[next->version - 1]);
}

}  // namespace

absl::StatusOr<std::vector<MigrationStatus>> ListMigrations(Database& database,
                                                            std::span<const Migration> migrations,
                                                            absl::Time deadline) {
  if (absl::Status status = CheckNumbering(migrations, database.dialect()); !status.ok())
    return status;
  AppliedByVersion applied;
  absl::Status status = database.Read(deadline, [&](Transaction& transaction) {
    absl::StatusOr<AppliedByVersion> loaded = LoadApplied(transaction);
    if (!loaded.ok()) return loaded.status();
    applied = *std::move(loaded);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return Compare(migrations, std::move(applied), database.dialect());
}

absl::Status VerifyMigrations(Database& database, std::span<const Migration> migrations,
                              absl::Time deadline) {
  absl::StatusOr<std::vector<MigrationStatus>> list =
      ListMigrations(database, migrations, deadline);
  if (!list.ok()) return list.status();
  if (absl::Status status = CheckKnown(*list); !status.ok()) return status;
  const MigrationStatus* pending = FirstPending(*list);
  if (pending == nullptr) return absl::OkStatus();
  return Refuse("SCHEMA_PENDING", fmt::format("migration {} is not applied yet", pending->version));
}

absl::Status ApplyMigrations(Database& database, std::span<const Migration> migrations,
                             absl::Time deadline) {
  absl::StatusOr<std::vector<MigrationStatus>> list =
      ListMigrations(database, migrations, deadline);
  if (!list.ok()) return list.status();
  if (absl::Status status = CheckKnown(*list); !status.ok()) return status;
  for (bool done = FirstPending(*list) == nullptr; !done;) {
    absl::Status status = database.WriteAlone(deadline, [&](Transaction& transaction) {
      return ApplyNext(transaction, migrations, done);
    });
    if (!status.ok()) return status;
  }
  return absl::OkStatus();
}

}  // namespace pingyi::sql
