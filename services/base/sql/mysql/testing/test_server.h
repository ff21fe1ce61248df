// The MariaDB server that tests run against, as its administrator sees it. In the driver's folder,
// since only here a text may be put together while running.
#pragma once

#include <memory>
#include <string>

#include "services/base/sql/mysql/connection.h"
#include "services/base/sql/mysql/mysql.h"

namespace pingyi::sql {

// The variables that name the directory of the server to test with, as deploy/mariadb/try and
// deploy/galera/try keep one; and of another node of its cluster, for a test of both.
inline constexpr char kTestServer[] = "PINGYI_TEST_MARIADB";
inline constexpr char kOtherTestServer[] = "PINGYI_TEST_MARIADB_OTHER";

// What goes wrong with it ends the program with a message: a test without its server has failed.
// Used by one thread.
class TestServer {
 public:
  explicit TestServer(const char* variable = kTestServer);

  // Whether there is another node.
  static bool HasOther();

  const std::string& socket() const { return socket_; }
  int port() const { return port_; }  // of 127.0.0.1
  const std::string& ca() const { return ca_; }

  // As the administrator, over the socket.
  MysqlOptions OptionsFor(const std::string& database) const;

  // A name that no other test of this or another process uses, for a database or a user.
  static std::string NewName();

  void Run(const std::string& sql);

  // The statement that takes a test's database away. Where several connections make triggers at
  // once, the server may leave a file behind that it does not know later (MariaDB 10.11.19): it
  // then removes the tables and complains of the directory alone, which goes with the server.
  static std::string DropText(const std::string& database);

  // The first column of the first row; "" if there is none or it is NULL.
  std::string Query(const std::string& sql);

 private:
  std::string socket_;
  std::string ca_;
  int port_ = 0;
  std::unique_ptr<connector::Connection> connection_;
};

// A user of the server who comes over TCP with a password and may do everything with one database.
class TestUser {
 public:
  TestUser(TestServer& server, const std::string& database);
  ~TestUser();
  TestUser(const TestUser&) = delete;
  TestUser& operator=(const TestUser&) = delete;

  const std::string& name() const { return options_.user; }

  // How this user opens the database: at 127.0.0.1, without TLS.
  const MysqlOptions& options() const { return options_; }

  void ChangePassword(const std::string& password);

 private:
  TestServer& server_;
  MysqlOptions options_;
};

}  // namespace pingyi::sql
