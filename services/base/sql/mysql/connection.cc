#include "services/base/sql/mysql/connection.h"

#include <algorithm>
#include <map>
#include <utility>

#include <absl/strings/cord.h>
#include <absl/time/clock.h>
#include <fmt/format.h>

namespace pingyi::sql {
namespace {

constexpr int kTlsError = 2026;
constexpr int kConnectionLost = 2013;

// How much longer than its deadline a call may wait for an answer. The server breaks its statements
// off by itself, so nobody does but for a server that says nothing at all; the connector knows
// whole seconds only.
constexpr absl::Duration kMostGrace = absl::Seconds(2);

// In whole seconds, so that calls with the same time share a connection.
absl::Duration PatienceFor(absl::Time deadline) {
  if (deadline == absl::InfiniteFuture()) return absl::InfiniteDuration();
  return std::max(absl::Ceil(deadline - absl::Now(), absl::Seconds(1)), absl::ZeroDuration()) +
         absl::Seconds(1);
}

// What the server's configuration could have set otherwise. Strict, so that a value that does not
// fit is an error; the rest has the two databases read the same text alike: "x" is a name, ||
// joins, a backslash is a character.
constexpr std::string_view kSettings =
    ", sql_mode = 'STRICT_ALL_TABLES,ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,"
    "ERROR_FOR_DIVISION_BY_ZERO,NO_ZERO_DATE,NO_ZERO_IN_DATE,NO_ENGINE_SUBSTITUTION'"
    ", time_zone = '+00:00', foreign_key_checks = 1, unique_checks = 1"
    ", innodb_lock_wait_timeout = 3"  // short: the whole transaction runs again
    ", max_error_count = 65535";      // INSERT IGNORE is judged by all its warnings

// Compared as bytes and without padding, as SQLite does. The results keep the default collation of
// their character set: the connector stops at a collation it does not know.
constexpr std::string_view kMariaDbSettings =
    "SET NAMES utf8mb4 COLLATE utf8mb4_nopad_bin, character_set_results = utf8mb4"
    ", check_constraint_checks = 1";
constexpr std::string_view kMysqlSettings =
    "SET NAMES utf8mb4 COLLATE utf8mb4_0900_bin, character_set_results = utf8mb4";

// A transaction begins by waiting until this node has applied what any node had committed by then.
// So a client that was answered by one node finds its change on every other, and the transaction
// that seals a round sees every ballot that was acknowledged before. Conflicts of transactions that
// run at the same time are found at the commit all the same.
constexpr std::string_view kClusterSettings = ", wsrep_sync_wait = 1";

using Variables = std::map<std::string, std::string, std::less<>>;

Variables Show(connector::Statement& statement, const char* sql) {
  Variables variables;
  const std::unique_ptr<connector::ResultSet> rows(statement.executeQuery(sql));
  while (rows->next()) {
    variables[rows->getString(1).asStdString()] = rows->getString(2).asStdString();
  }
  return variables;
}

}  // namespace

MysqlConnection::MysqlConnection(std::unique_ptr<connector::Connection> connection, MysqlUse use,
                                 absl::Duration patience, size_t statements)
    : connection_(std::move(connection)),
      statement_(connection_->createStatement()),
      statements_([this](std::string_view sql) { return PrepareMysql(*connection_, sql); },
                  statements),
      use_(use),
      patience_(patience) {}

absl::StatusOr<std::unique_ptr<MysqlConnection>> MysqlConnection::Open(const MysqlOptions& options,
                                                                       const MysqlServer& server,
                                                                       MysqlUse use,
                                                                       absl::Time deadline) {
  const MysqlPatience patience = {
      .connect = std::min(options.connect_timeout, deadline - absl::Now()),
      .answer = PatienceFor(deadline)};
  try {
    connector::ConnectOptionsMap map = ConnectOptions(options, server, use, patience);
    std::unique_ptr<connector::Connection> connected(ConnectorDriver().connect(map));
    std::unique_ptr<MysqlConnection> connection(
        new MysqlConnection(std::move(connected), use, patience.answer, options.statements));
    connection->set_deadline(deadline);
    absl::Status status = connection->CheckServer(!options.tls_ca.empty());
    if (!status.ok()) return status;
    connection->Configure();
    return connection;
  } catch (const connector::SQLException& error) {
    absl::Status status = ClassifyMysql(error.getErrorCode(), /*past_deadline=*/false).status;
    // For the operator: it names the server or the user, never a password.
    status.SetPayload("pingyi.sql/driver_text", absl::Cord(std::string(error.what())));
    return status;
  }
}

absl::Status MysqlConnection::CheckServer(bool encrypted) {
  const Variables variables = Show(*statement_,
                                   "SHOW SESSION VARIABLES WHERE Variable_name IN "
                                   "('max_statement_time', 'wsrep_on')");
  const Variables status =
      Show(*statement_, "SHOW SESSION STATUS WHERE Variable_name IN ('Ssl_cipher', 'wsrep_ready')");
  const auto value = [](const Variables& all, std::string_view name) {
    const auto found = all.find(name);
    return found == all.end() ? std::string() : found->second;
  };
  is_mariadb_ = variables.contains("max_statement_time");
  is_cluster_ = value(variables, "wsrep_on") == "ON";
  // The connector has been seen to fall back to plain text.
  if (encrypted && value(status, "Ssl_cipher").empty()) {
    return absl::UnauthenticatedError("the database server does not encrypt the connection");
  }
  // A node cut off from its cluster accepts connections and refuses every statement.
  if (is_cluster_ && value(status, "wsrep_ready") != "ON") {
    return absl::UnavailableError("the database server is not part of its cluster now");
  }
  return absl::OkStatus();
}

void MysqlConnection::Configure() {
  // The connector has set REPEATABLE READ and autocommit by itself.
  connection_->setTransactionIsolation(connector::TRANSACTION_READ_COMMITTED);
  const bool begins_by_itself = use_ == MysqlUse::kScripts || puts_off_beginning();
  Run(fmt::format("{}{}{}{}", is_mariadb_ ? kMariaDbSettings : kMysqlSettings, kSettings,
                  is_cluster_ ? kClusterSettings : std::string_view(),
                  begins_by_itself ? ", autocommit = 0" : ""));
}

bool MysqlConnection::past_deadline() const { return absl::Now() >= deadline_; }

bool MysqlConnection::IsPatientUntil(absl::Time deadline) const {
  return patience_ == absl::InfiniteDuration() || absl::Now() + patience_ >= deadline;
}

bool MysqlConnection::Suits(absl::Time deadline) const {
  if (deadline == absl::InfiniteFuture()) return patience_ == absl::InfiniteDuration();
  const absl::Duration left = deadline - absl::Now();
  return left <= patience_ && patience_ <= left + kMostGrace;
}

bool MysqlConnection::InTransaction() {
  const std::unique_ptr<connector::ResultSet> row(
      statement_->executeQuery("SELECT @@in_transaction"));
  return row->next() && row->getInt(1) != 0;
}

void MysqlConnection::Run(const std::string& sql) {
  try {
    // Goes through all results of all statements of the text, and stops at the first that fails.
    statement_->executeUpdate(connector::SQLString(sql.data(), sql.size()));
  } catch (const connector::InvalidArgumentException&) {
    // Said after the last result, if any of them had rows.
  }
}

MysqlFailure MysqlConnection::Classify(const connector::SQLException& error) const {
  // Once a connection is secured, TLS fails only because the connection does, also by a time limit.
  const int code = error.getErrorCode() == kTlsError ? kConnectionLost : error.getErrorCode();
  MysqlFailure failure = ClassifyMysql(code, past_deadline());
  if (failure.status.code() == absl::StatusCode::kInternal && MysqlTextIsSafe(code)) {
    failure.status.SetPayload("pingyi.sql/driver_text", absl::Cord(std::string(error.what())));
  }
  return failure;
}

}  // namespace pingyi::sql
