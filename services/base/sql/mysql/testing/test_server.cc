#include "services/base/sql/mysql/testing/test_server.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

namespace pingyi::sql {
namespace {

[[noreturn]] void GiveUp(std::string_view what) {
  fmt::print(stderr,
             "no MariaDB to test with: {}\n"
             "Run the test by ctest, or start a server with `deploy/mariadb/try start DIR` and set "
             "PINGYI_TEST_MARIADB=DIR.\n",
             what);
  std::abort();
}

std::string Directory(const char* variable) {
  const char* directory = std::getenv(variable);
  if (directory == nullptr || *directory == '\0') GiveUp(fmt::format("{} is not set", variable));
  return directory;
}

std::unique_ptr<connector::Connection> Connect(const MysqlOptions& options) {
  try {
    connector::ConnectOptionsMap map =
        ConnectOptions(options, *ParseMysqlServer(options.hosts[0]), MysqlUse::kScripts,
                       {.connect = absl::Seconds(10), .answer = absl::Minutes(5)});
    return std::unique_ptr<connector::Connection>(ConnectorDriver().connect(map));
  } catch (const connector::SQLException& error) {
    GiveUp(error.what());
  }
}

}  // namespace

bool TestServer::HasOther() { return std::getenv(kOtherTestServer) != nullptr; }

TestServer::TestServer(const char* variable) {
  const std::string directory = Directory(variable);
  socket_ = directory + "/mysqld.sock";
  ca_ = directory + "/ca.pem";
  if (!(std::ifstream(directory + "/port") >> port_)) GiveUp(directory + "/port is missing");
  connection_ = Connect(OptionsFor(""));
}

MysqlOptions TestServer::OptionsFor(const std::string& database) const {
  return {.hosts = {socket_}, .database = database, .user = "root", .password = "", .tls_ca = ""};
}

std::string TestServer::NewName() {
  static std::atomic<int> count = 0;
  return fmt::format("pingyi_test_{}_{}", getpid(), ++count);
}

std::string TestServer::DropText(const std::string& database) {
  return fmt::format(
      "EXECUTE IMMEDIATE 'BEGIN NOT ATOMIC DECLARE CONTINUE HANDLER FOR 1010 BEGIN END; "
      "DROP DATABASE IF EXISTS {}; END'",
      database);
}

void TestServer::Run(const std::string& sql) {
  try {
    const std::unique_ptr<connector::Statement> statement(connection_->createStatement());
    statement->executeUpdate(sql);
  } catch (const connector::InvalidArgumentException&) {
    // It gave rows, which are dropped.
  } catch (const connector::SQLException& error) {
    GiveUp(fmt::format("{} ({})", error.what(), sql));
  }
}

std::string TestServer::Query(const std::string& sql) {
  try {
    const std::unique_ptr<connector::Statement> statement(connection_->createStatement());
    const std::unique_ptr<connector::ResultSet> rows(statement->executeQuery(sql));
    return rows->next() && !rows->isNull(1) ? rows->getString(1).asStdString() : std::string();
  } catch (const connector::SQLException& error) {
    GiveUp(fmt::format("{} ({})", error.what(), sql));
  }
}

TestUser::TestUser(TestServer& server, const std::string& database) : server_(server) {
  options_ = {.hosts = {fmt::format("127.0.0.1:{}", server.port())},
              .database = database,
              .user = TestServer::NewName(),
              .password = "a 'password' with \\ and \"quotes\"",
              .tls_ca = ""};
  server_.Run(fmt::format("CREATE OR REPLACE USER {}@'127.0.0.1'", name()));
  server_.Run(fmt::format("GRANT ALL ON {}.* TO {}@'127.0.0.1'", database, name()));
  ChangePassword(options_.password);
}

TestUser::~TestUser() { server_.Run(fmt::format("DROP USER {}@'127.0.0.1'", name())); }

void TestUser::ChangePassword(const std::string& password) {
  // Hexadecimal, so that no character needs escaping.
  std::string hex;
  for (unsigned char byte : password) hex += fmt::format("{:02x}", byte);
  server_.Run(
      fmt::format("EXECUTE IMMEDIATE CONCAT('ALTER USER {}@''127.0.0.1'' IDENTIFIED BY ', "
                  "QUOTE(CONVERT(x'{}' USING utf8mb4)))",
                  name(), hex));
}

}  // namespace pingyi::sql
