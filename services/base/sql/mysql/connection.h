// One connection to a MySQL or MariaDB server.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/base/sql/mysql/connector.h"
#include "services/base/sql/mysql/error.h"
#include "services/base/sql/mysql/mysql.h"
#include "services/base/sql/mysql/prepared.h"
#include "services/base/sql/mysql/server.h"

namespace pingyi::sql {

// Used by one thread at a time, which has called ConnectorDriver(). Running statements end at the
// deadline set last once a transaction has begun under it; a server that says nothing at all is
// given up some seconds later. What throws, throws the connector's exception.
class MysqlConnection {
 public:
  // A connection with all its settings, to a server that is ready to serve: in a cluster, one that
  // belongs to the majority. UNAVAILABLE, UNAUTHENTICATED, PERMISSION_DENIED, FAILED_PRECONDITION
  // (no such database) otherwise. Patient enough for transactions with this deadline.
  static absl::StatusOr<std::unique_ptr<MysqlConnection>> Open(const MysqlOptions& options,
                                                               const MysqlServer& server,
                                                               MysqlUse use, absl::Time deadline);
  MysqlConnection(const MysqlConnection&) = delete;
  MysqlConnection& operator=(const MysqlConnection&) = delete;

  void set_deadline(absl::Time deadline) { deadline_ = deadline; }
  absl::Time deadline() const { return deadline_; }
  bool past_deadline() const;

  // How long a statement may take, as the session was told last; none if that is not known.
  std::optional<absl::Duration> limit() const { return limit_; }
  void set_limit(std::optional<absl::Duration> limit) { limit_ = limit; }

  // Whether the server may be silent until `deadline` without being given up.
  bool IsPatientUntil(absl::Time deadline) const;
  // Whether it is, and not much longer: the time limit of a connection is that of each answer, and
  // cannot be changed.
  bool Suits(absl::Time deadline) const;

  // MariaDB, as against MySQL and what is made after it.
  bool is_mariadb() const { return is_mariadb_; }
  // A node of a Galera cluster that was so when it was connected to.
  bool is_cluster() const { return is_cluster_; }
  MysqlUse use() const { return use_; }
  // Whether what only writes begins with its first statement, without a round trip of its own.
  bool puts_off_beginning() const { return is_mariadb_ && use_ == MysqlUse::kOrdinary; }
  MysqlStatementCache& statements() { return statements_; }

  // Whether a transaction of MariaDB is open: one that was begun, or that a query has begun by
  // itself. Throws.
  bool InTransaction();

  // Runs a text of our own without parameters to its end, and drops the rows it gives. Throws.
  void Run(const std::string& sql);

  // What an exception of this connection means; for a fault of ours with the server's text as a
  // payload, where that names no values: shown by Status::ToString(), never part of the message.
  MysqlFailure Classify(const connector::SQLException& error) const;

 private:
  MysqlConnection(std::unique_ptr<connector::Connection> connection, MysqlUse use,
                  absl::Duration patience, size_t statements);

  // Both throw.
  absl::Status CheckServer(bool encrypted);
  void Configure();

  std::unique_ptr<connector::Connection> connection_;
  std::unique_ptr<connector::Statement> statement_;
  MysqlStatementCache statements_;
  const MysqlUse use_;
  const absl::Duration patience_;
  bool is_mariadb_ = false;
  bool is_cluster_ = false;
  absl::Time deadline_ = absl::InfiniteFuture();
  std::optional<absl::Duration> limit_;
};

}  // namespace pingyi::sql
