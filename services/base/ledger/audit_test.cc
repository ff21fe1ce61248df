#include "services/base/ledger/audit.h"

#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/ledger/schema.h"
#include "services/base/sql/testing/backends.h"
#include "services/base/sql/testing/temp_database.h"

namespace pingyi::ledger {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const sql::Migration kSchema{
    1, "create the ledger", {kSqliteSchema}, {kMysqlSchema, kMysqlWithoutTriggers}};

AuditEntry Entry(int64_t time_us, std::string action, std::string resource) {
  return {.time_us = time_us,
          .actor = "组织者/王",
          .trace_id = "4bf92f3577b34da6a3ce929d0e0e4736",
          .action = std::move(action),
          .resource = std::move(resource),
          .detail = "年度考核"};
}

class AuditTest : public sql::BackendTest {
 protected:
  absl::Status Append(const std::vector<AuditEntry>& entries) {
    return database_->Write(sql::Soon(), [&](sql::Transaction& transaction) {
      return AppendAudit(transaction, std::span(entries));
    });
  }

  std::vector<AuditRecord> List(const AuditFilter& filter, int limit = 100) {
    std::vector<AuditRecord> result;
    EXPECT_EQ(database_->Read(sql::Soon(),
                              [&](sql::Transaction& transaction) {
                                auto records = ListAudit(transaction, filter, limit);
                                if (!records.ok()) return records.status();
                                result = *std::move(records);
                                return absl::OkStatus();
                              }),
              absl::OkStatus());
    return result;
  }

  std::vector<std::string> Actions(const AuditFilter& filter, int limit = 100) {
    std::vector<std::string> actions;
    for (const AuditRecord& record : List(filter, limit)) actions.push_back(record.entry.action);
    return actions;
  }

  sql::TempDatabase database_{{&kSchema, 1}, GetParam()};
};

PINGYI_ON_ALL_BACKENDS(AuditTest);

TEST_P(AuditTest, AnEntryComesBackWhole) {
  const AuditEntry entry = Entry(1'700'000'000'000'001, "round.open", "rounds/r1");
  ASSERT_TRUE(
      database_
          ->Write(sql::Soon(),
                  [&](sql::Transaction& transaction) { return AppendAudit(transaction, entry); })
          .ok());
  const std::vector<AuditRecord> records = List({});
  ASSERT_EQ(records.size(), 1u);
  EXPECT_EQ(records[0].entry, entry);
  EXPECT_EQ(records[0].key.time_us, entry.time_us);
  EXPECT_EQ(records[0].key.id.size(), 16u);
}

TEST_P(AuditTest, ListsInOrderOfTime) {
  ASSERT_TRUE(Append({Entry(3, "c", "x"), Entry(1, "a", "x"), Entry(2, "b", "x")}).ok());
  EXPECT_THAT(Actions({}), ElementsAre("a", "b", "c"));
}

TEST_P(AuditTest, AResourceIncludesWhatIsBelowItAndNothingElse) {
  ASSERT_TRUE(Append({Entry(1, "self", "cycles/1"), Entry(2, "below", "cycles/1/reports/2"),
                      Entry(3, "longer", "cycles/10"), Entry(4, "other", "cycles/2"),
                      Entry(5, "above", "cycles"), Entry(6, "beside", "cycles/1-x")})
                  .ok());
  EXPECT_THAT(Actions({.resource = "cycles/1"}), ElementsAre("self", "below"));
  EXPECT_THAT(Actions({.resource = "cycles"}),
              ElementsAre("self", "below", "longer", "other", "above", "beside"));
  EXPECT_THAT(Actions({.resource = "rounds"}), IsEmpty());
  EXPECT_THAT(Actions({.resource = "cycles/1%"}), IsEmpty());
}

TEST_P(AuditTest, PagesMeetEveryEntryOnceEvenWithinOneMicrosecond) {
  std::vector<AuditEntry> entries;
  entries.reserve(25);
  for (int i = 0; i < 25; ++i)
    entries.push_back(Entry(i / 10, fmt::format("a.{}", i), "rounds/r1"));
  ASSERT_TRUE(Append(entries).ok());
  AuditFilter filter{.resource = "rounds/r1", .after = {}};
  std::set<std::string> seen;
  int pages = 0;
  for (auto page = List(filter, 4); !page.empty(); page = List(filter, 4), ++pages) {
    for (const AuditRecord& record : page) EXPECT_TRUE(seen.insert(record.entry.action).second);
    filter.after = page.back().key;
  }
  EXPECT_EQ(seen.size(), 25u);
  EXPECT_EQ(pages, 7);
}

// On SQLite alone: on MariaDB the rights of the service's user guard the trail
// (tests/deploy/mariadb), and that of these tests has all rights.
class AuditTriggers : public AuditTest {};

INSTANTIATE_TEST_SUITE_P(All, AuditTriggers, ::testing::Values(sql::Backend::kSqlite),
                         sql::BackendName);

TEST_P(AuditTriggers, NothingIsEverChangedOrRemoved) {
  ASSERT_TRUE(Append({Entry(1, "round.open", "rounds/r1")}).ok());
  EXPECT_TRUE(absl::IsFailedPrecondition(
      sql::Execute(*database_, "UPDATE audit_entries SET detail = 'x'")));
  EXPECT_TRUE(absl::IsFailedPrecondition(sql::Execute(*database_, "DELETE FROM audit_entries")));
  EXPECT_TRUE(absl::IsFailedPrecondition(
      sql::Execute(*database_,
                   "REPLACE INTO audit_entries SELECT time_us, id, 'x', trace_id, action, "
                   "resource, detail FROM audit_entries")));
  EXPECT_EQ(List({})[0].entry, Entry(1, "round.open", "rounds/r1"));
}

TEST_P(AuditTest, AnEntryGoesWithItsChange) {
  EXPECT_TRUE(absl::IsCancelled(database_->Write(sql::Soon(), [&](sql::Transaction& transaction) {
    EXPECT_TRUE(AppendAudit(transaction, Entry(1, "round.open", "rounds/r1")).ok());
    return absl::CancelledError("the change failed");
  })));
  EXPECT_THAT(List({}), IsEmpty());
}

}  // namespace
}  // namespace pingyi::ledger
