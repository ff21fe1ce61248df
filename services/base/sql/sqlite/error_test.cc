#include "services/base/sql/sqlite/error.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::sql {
namespace {

using ::testing::HasSubstr;

struct Case {
  int code;
  absl::StatusCode status;
  bool conflict = false;
  bool ends_transaction = false;
  bool breaks_connection = false;
};

constexpr Case kCases[] = {
    {SQLITE_CONSTRAINT_PRIMARYKEY, absl::StatusCode::kAlreadyExists},
    {SQLITE_CONSTRAINT_UNIQUE, absl::StatusCode::kAlreadyExists},
    {SQLITE_CONSTRAINT_ROWID, absl::StatusCode::kAlreadyExists},
    {SQLITE_CONSTRAINT_TRIGGER, absl::StatusCode::kFailedPrecondition},
    {SQLITE_CONSTRAINT_FOREIGNKEY, absl::StatusCode::kFailedPrecondition},
    {SQLITE_CONSTRAINT_CHECK, absl::StatusCode::kInternal},
    {SQLITE_CONSTRAINT_NOTNULL, absl::StatusCode::kInternal},
    {SQLITE_CONSTRAINT_DATATYPE, absl::StatusCode::kInternal},
    {SQLITE_BUSY, absl::StatusCode::kAborted, true, true},
    {SQLITE_BUSY_SNAPSHOT, absl::StatusCode::kAborted, true, true},
    {SQLITE_BUSY_RECOVERY, absl::StatusCode::kAborted, true, true},
    {SQLITE_LOCKED, absl::StatusCode::kAborted, true, true},
    {SQLITE_INTERRUPT, absl::StatusCode::kDeadlineExceeded, false, true},
    {SQLITE_FULL, absl::StatusCode::kUnavailable, false, true},
    {SQLITE_NOMEM, absl::StatusCode::kResourceExhausted, false, true, true},
    {SQLITE_IOERR, absl::StatusCode::kUnavailable, false, true, true},
    {SQLITE_IOERR_FSYNC, absl::StatusCode::kUnavailable, false, true, true},
    {SQLITE_CANTOPEN, absl::StatusCode::kUnavailable, false, true, true},
    {SQLITE_PROTOCOL, absl::StatusCode::kUnavailable, false, true, true},
    {SQLITE_READONLY, absl::StatusCode::kInternal},
    {SQLITE_READONLY_DBMOVED, absl::StatusCode::kUnavailable, false, true, true},
    {SQLITE_CORRUPT, absl::StatusCode::kDataLoss, false, true, true},
    {SQLITE_NOTADB, absl::StatusCode::kDataLoss, false, true, true},
    {SQLITE_ERROR, absl::StatusCode::kInternal},
    {SQLITE_MISUSE, absl::StatusCode::kInternal},
    {SQLITE_TOOBIG, absl::StatusCode::kInternal},
    {SQLITE_RANGE, absl::StatusCode::kInternal},
};

TEST(SqliteErrorTest, EveryCodeHasItsMeaning) {
  for (const Case& expected : kCases) {
    const SqliteFailure failure = ClassifySqlite(expected.code, /*past_deadline=*/false);
    EXPECT_EQ(failure.status.code(), expected.status) << expected.code;
    EXPECT_EQ(failure.conflict, expected.conflict) << expected.code;
    EXPECT_EQ(failure.ends_transaction, expected.ends_transaction) << expected.code;
    EXPECT_EQ(failure.breaks_connection, expected.breaks_connection) << expected.code;
    EXPECT_THAT(failure.status.message(), HasSubstr(fmt::format("(SQLite {})", expected.code)));
  }
}

TEST(SqliteErrorTest, ALockThatIsNotToBeHadInTimeIsNoConflict) {
  for (int code : {SQLITE_BUSY, SQLITE_BUSY_SNAPSHOT, SQLITE_LOCKED}) {
    const SqliteFailure failure = ClassifySqlite(code, /*past_deadline=*/true);
    EXPECT_EQ(failure.status.code(), absl::StatusCode::kDeadlineExceeded);
    EXPECT_FALSE(failure.conflict);
    EXPECT_TRUE(failure.ends_transaction);
  }
}

}  // namespace
}  // namespace pingyi::sql
