#include "services/base/sql/mysql/mysql.h"

#include <optional>
#include <string>
#include <utility>

#include <absl/time/clock.h>

#include "services/base/sql/mysql/connection.h"
#include "services/base/sql/mysql/schema_lease.h"
#include "services/base/sql/mysql/server.h"
#include "services/base/sql/mysql/servers.h"
#include "services/base/sql/mysql/transaction.h"
#include "services/base/sql/pool.h"
#include "services/base/sql/retry.h"

namespace pingyi::sql {
namespace {

using Kind = MysqlTransaction::Kind;
using Connections = Pool<MysqlConnection>;

// While the first server to answer is waited for.
constexpr absl::Duration kConnectAgainAfter = absl::Milliseconds(200);

class MysqlDatabase final : public Database {
 public:
  MysqlDatabase(const MysqlOptions& options, std::vector<MysqlServer> servers)
      : servers_(options, std::move(servers)),
        connections_(options.connections,
                     [this](absl::Time deadline) {
                       return servers_.Connect(MysqlUse::kOrdinary, deadline);
                     }),
        pings_(1, [this](absl::Time deadline) {
          return servers_.Connect(MysqlUse::kPing, deadline);
        }) {}

  // Opens the first connection; its errors are told as they are.
  absl::Status Open(absl::Time deadline) { return connections_.Acquire(deadline).status(); }

  const Dialect& dialect() const override { return kMysqlDialect; }

  absl::Status Read(absl::Time deadline, TransactionFn fn) override {
    return RetryConflicts(deadline, [&] { return Try(connections_, Kind::kRead, deadline, fn); });
  }
  absl::Status Write(absl::Time deadline, TransactionFn fn) override {
    return RetryConflicts(deadline, [&] { return Try(connections_, Kind::kWrite, deadline, fn); });
  }
  absl::Status WriteAlone(absl::Time deadline, TransactionFn fn) override;
  absl::Status Ping(absl::Time deadline) override;
  // The files are the server's.
  absl::Status ForgetHistory(absl::Time) override { return absl::OkStatus(); }

 private:
  absl::StatusOr<Connections::Lease> Acquire(Connections& connections, absl::Time deadline);
  absl::StatusOr<std::unique_ptr<MysqlConnection>> ConnectForScripts(absl::Time deadline);
  Attempt Try(Connections& connections, Kind kind, absl::Time deadline, TransactionFn fn);
  Attempt TryAlone(const SchemaLease& lease, absl::Time deadline, TransactionFn fn);

  const MysqlServers servers_;
  Connections connections_;
  // Of its own, so that a server that has stopped answering shows within the deadline of a ping,
  // and a busy pool does not pass for a database that is away.
  Connections pings_;
};

// A password or a certificate that went bad while the service runs is nothing its callers did: to
// them the database is away.
absl::Status ForCallers(const absl::Status& status) {
  if (!absl::IsUnauthenticated(status) && !absl::IsPermissionDenied(status) &&
      !absl::IsFailedPrecondition(status)) {
    return status;
  }
  absl::Status away = absl::UnavailableError("the database does not let the service in");
  status.ForEachPayload(
      [&](auto type, const absl::Cord& payload) { away.SetPayload(type, payload); });
  return away;
}

absl::StatusOr<Connections::Lease> MysqlDatabase::Acquire(Connections& connections,
                                                          absl::Time deadline) {
  ConnectorDriver();
  absl::StatusOr<Connections::Lease> lease = connections.Acquire(
      deadline, [deadline](const MysqlConnection& one) { return one.Suits(deadline); });
  if (!lease.ok()) return ForCallers(lease.status());
  if ((*lease)->IsPatientUntil(deadline)) return lease;
  // It would give up a server that works on one long statement. In a busy pool the place is kept:
  // whoever waits would open one as impatient in it.
  if (absl::Status status = lease->Reopen(deadline); !status.ok()) return ForCallers(status);
  return lease;
}

Attempt MysqlDatabase::Try(Connections& connections, Kind kind, absl::Time deadline,
                           TransactionFn fn) {
  absl::StatusOr<Connections::Lease> lease = Acquire(connections, deadline);
  if (!lease.ok()) return {lease.status()};
  return RunMysqlTransaction(**lease, kind, deadline, fn, [&] { lease->Break(); });
}

absl::StatusOr<std::unique_ptr<MysqlConnection>> MysqlDatabase::ConnectForScripts(
    absl::Time deadline) {
  absl::StatusOr<std::unique_ptr<MysqlConnection>> connection =
      servers_.Connect(MysqlUse::kScripts, deadline);
  if (!connection.ok()) return ForCallers(connection.status());
  return connection;
}

absl::Status MysqlDatabase::WriteAlone(absl::Time deadline, TransactionFn fn) {
  absl::StatusOr<std::unique_ptr<SchemaLease>> lease =
      SchemaLease::Acquire([this](absl::Time until) { return ConnectForScripts(until); }, deadline);
  if (!lease.ok()) return lease.status();
  return RetryConflicts(deadline, [&] { return TryAlone(**lease, deadline, fn); });
}

Attempt MysqlDatabase::TryAlone(const SchemaLease& lease, absl::Time deadline, TransactionFn fn) {
  absl::StatusOr<std::unique_ptr<MysqlConnection>> connection = ConnectForScripts(deadline);
  if (!connection.ok()) return {connection.status()};
  const auto fenced = [&](Transaction& transaction) {
    absl::Status status = fn(transaction);
    return status.ok() ? lease.Hold(transaction) : status;
  };
  return RunMysqlTransaction(**connection, Kind::kWrite, deadline, fenced, [] {});
}

absl::Status MysqlDatabase::Ping(absl::Time deadline) {
  return RetryConflicts(deadline, [&] {
    return Try(pings_, Kind::kRead, deadline, [](Transaction& transaction) {
      return transaction.Query("SELECT 1", {}, [](const Row&) { return absl::OkStatus(); });
    });
  });
}

absl::StatusOr<std::vector<MysqlServer>> ParseServers(const MysqlOptions& options) {
  if (options.hosts.empty()) return absl::InvalidArgumentError("the database has no host");
  if (options.database.empty()) return absl::InvalidArgumentError("the database has no name");
  if (options.user.empty()) return absl::InvalidArgumentError("the database has no user");
  if (options.connections == 0)
    return absl::InvalidArgumentError("the database needs at least one connection");
  std::vector<MysqlServer> servers;
  for (const std::string& host : options.hosts) {
    absl::StatusOr<MysqlServer> server = ParseMysqlServer(host);
    if (!server.ok()) return server.status();
    if (!server->socket.empty() && !options.tls_ca.empty()) {
      return absl::InvalidArgumentError(
          "a socket has no name that a certificate could prove: leave out tls_ca, or name a host");
    }
    servers.push_back(*std::move(server));
  }
  return servers;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Database>> OpenMysql(const MysqlOptions& options) {
  absl::StatusOr<std::vector<MysqlServer>> servers = ParseServers(options);
  if (!servers.ok()) return servers.status();
  auto database = std::make_unique<MysqlDatabase>(options, *std::move(servers));
  const absl::Time deadline = absl::Now() + options.open_timeout;
  for (;;) {
    absl::Status status = database->Open(deadline);
    if (status.ok()) return database;
    // The server may be starting, too.
    if (!absl::IsUnavailable(status) || absl::Now() + kConnectAgainAfter >= deadline) return status;
    absl::SleepFor(kConnectAgainAfter);
  }
}

}  // namespace pingyi::sql
