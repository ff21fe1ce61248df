// A database with two counters, and how tests of the driver reach its server.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/clock.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/base/sql/mysql/mysql.h"
#include "services/base/sql/mysql/testing/test_server.h"
#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {

inline const Migration kSchema{
    1,
    "create",
    {},
    {"CREATE TABLE IF NOT EXISTS counters (id BIGINT NOT NULL PRIMARY KEY, n BIGINT NOT NULL) "
     "ENGINE = InnoDB; INSERT INTO counters VALUES (1, 0), (2, 0);"}};

inline absl::Status CountIn(Transaction& transaction, int64_t row) {
  return transaction.Execute("UPDATE counters SET n = n + 1 WHERE id = ?", {row}).status();
}
inline absl::Status Count(Transaction& transaction) { return CountIn(transaction, 1); }

class MysqlTest : public ::testing::Test {
 protected:
  int64_t Counter(int64_t row = 1) {
    return QueryInt64(*database_, "SELECT n FROM counters WHERE id = ?", {row});
  }

  // Over TCP, at these hosts or the server's own, with one connection only.
  std::unique_ptr<Database> OpenAt(std::vector<std::string> hosts = {}) {
    MysqlOptions options = user_.options();
    if (!hosts.empty()) options.hosts = std::move(hosts);
    options.connections = 1;
    options.connect_timeout = absl::Seconds(1);
    options.open_timeout = Soon() - absl::Now();  // a connection that suits the calls of the tests
    auto database = OpenMysql(options);
    EXPECT_EQ(database.status(), absl::OkStatus());
    return *std::move(database);
  }

  void Kill(int64_t connection) { server_.Run(fmt::format("KILL {}", connection)); }

  TempDatabase database_{{&kSchema, 1}, Backend::kMysql};
  TestServer server_;
  TestUser user_{server_, database_.mysql().database};
};

}  // namespace pingyi::sql
