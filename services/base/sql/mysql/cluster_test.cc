// What a transaction on one node hears when another node's commit undoes it: the next statement
// ends it, whichever way that one reaches the server, and all of it is run again.
#include <cstdint>
#include <memory>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/base/sql/mysql/mysql_fixture.h"

namespace pingyi::sql {
namespace {

struct Next {
  const char* name;
  absl::Status (*run)(Transaction&);

  friend void PrintTo(const Next& next, std::ostream* out) { *out << next.name; }
};

absl::Status Ignored(const Row&) { return absl::OkStatus(); }

absl::Status KnownChange(Transaction& transaction) { return CountIn(transaction, 2); }

absl::Status NewChange(Transaction& transaction) {
  return transaction.Execute("UPDATE counters SET n = n + 1 WHERE id = ? AND 'new' <> ''", {2})
      .status();
}

absl::Status NewQuery(Transaction& transaction) {
  return transaction.Query("SELECT n FROM counters WHERE id = ? AND 'new' <> ''", {2}, Ignored);
}

absl::Status NewRows(Transaction& transaction) {
  const std::vector<Value> rows{3, 1};
  return transaction.InsertRows("counters (id, n)", 2, rows, OnDuplicate::kKeepOld).status();
}

absl::Status NewSteps(Transaction& transaction) {
  const std::vector<Step> steps{
      {Statement("UPDATE counters SET n = n + 1 WHERE id = ? AND 'new' <> ''", 2), true},
      {Statement("UPDATE counters SET n = n + 1 WHERE id = ? AND 'newer' <> ''", 2), true}};
  return transaction.ExecuteAll(steps);
}

absl::Status NewLastSteps(Transaction& transaction) {
  const std::vector<Step> steps{
      {Statement("UPDATE counters SET n = n + 1 WHERE id = ? AND 'new' <> ''", 2), true}};
  return transaction.ExecuteLast(steps);
}

class MysqlClusterTest : public MysqlTest {
 protected:
  MysqlClusterTest() {
    EXPECT_TRUE(TestServer::HasOther()) << kOtherTestServer << " names no other node";
  }

  const std::unique_ptr<Database> mine_ = OpenAt();
  const std::unique_ptr<Database> other_ = database_.OpenAgain();
};

class MysqlClusterNextTest : public MysqlClusterTest, public ::testing::WithParamInterface<Next> {};

INSTANTIATE_TEST_SUITE_P(, MysqlClusterNextTest,
                         ::testing::Values(Next{"KnownChange", KnownChange},
                                           Next{"NewChange", NewChange}, Next{"NewQuery", NewQuery},
                                           Next{"NewRows", NewRows}, Next{"NewSteps", NewSteps},
                                           Next{"NewLastSteps", NewLastSteps}),
                         [](const auto& info) { return info.param.name; });

TEST_P(MysqlClusterNextTest, EndsWhatAnotherNodeUndid) {
  EXPECT_EQ(mine_->Write(Soon(), KnownChange), absl::OkStatus());  // prepares it
  std::vector<int64_t> seen;
  EXPECT_EQ(mine_->Write(Soon(),
                         [&](Transaction& transaction) -> absl::Status {
                           absl::Status status = Count(transaction);
                           if (!status.ok()) return status;
                           if (seen.empty()) {
                             EXPECT_EQ(other_->Write(Soon(), Count), absl::OkStatus());
                           }
                           seen.push_back(Counter());  // waits until this node has it
                           return GetParam().run(transaction);
                         }),
            absl::OkStatus());
  EXPECT_EQ(seen, (std::vector<int64_t>{1, 1}));
  EXPECT_EQ(Counter(), 2) << "the transaction was committed without its beginning";
}

// A table that takes the server some milliseconds to open, and forgets the copies it has open.
class SlowTable {
 public:
  SlowTable(TestServer& server, const std::string& database)
      : server_(server), name_(database + ".slow") {
    std::string condition = "OLD.id = 0";
    for (int i = 0; i < 3000; ++i) condition += " OR 1 = 2";
    server_.Run(fmt::format("CREATE TABLE {} (id BIGINT NOT NULL PRIMARY KEY)", name_));
    for (int i = 0; i < 4; ++i) {
      server_.Run(
          fmt::format("CREATE TRIGGER {}_{} BEFORE DELETE ON {} FOR EACH ROW "
                      "IF {} THEN SIGNAL SQLSTATE '45000'; END IF",
                      name_, i, name_, condition));
    }
  }

  void Close() { server_.Run("FLUSH LOCAL TABLES " + name_); }

 private:
  TestServer& server_;
  const std::string name_;
};

// The server does not tell whom it just prepares a statement for, and the statement's execution
// then begins a new transaction. Where exactly it is at that moment is not in our hands: as slow as
// the table is, nine of ten preparations are hit by what would be lost.
TEST_F(MysqlClusterTest, WhatIsUndoneWhileAStatementIsPreparedIsRunAgain) {
  constexpr int kTimes = 15;
  const absl::Time patience = Soon();
  SlowTable slow(server_, database_.mysql().database);
  Statement query("SELECT id FROM slow");
  int undone = 0;
  for (int i = 0; undone < kTimes && absl::Now() < patience; ++i) {
    slow.Close();
    query.Add(i == 0 ? Sql("WHERE 1 = 1") : Sql("AND 1 = 1"));  // a new text every time
    int runs = 0;
    std::thread elsewhere;
    EXPECT_EQ(mine_->Write(Soon(),
                           [&](Transaction& transaction) -> absl::Status {
                             absl::Status status = Count(transaction);
                             if (!status.ok()) return status;
                             if (++runs == 1) {
                               elsewhere = std::thread([&] {
                                 EXPECT_EQ(other_->Write(Soon(), Count), absl::OkStatus());
                               });
                             }
                             return transaction.Query(query, Ignored);
                           }),
              absl::OkStatus());
    ASSERT_TRUE(elsewhere.joinable()) << "it has not come as far as that";
    elsewhere.join();
    if (runs > 1) ++undone;
    ASSERT_EQ(Counter(), 2 * (i + 1)) << "the transaction was committed without its beginning";
  }
  EXPECT_EQ(undone, kTimes) << "the two seldom met";
}

}  // namespace
}  // namespace pingyi::sql
