// What only SQLite promises; what every backend does is in services/base/sql/conformance.
#include "services/base/sql/sqlite/sqlite.h"

#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {
namespace {

absl::Status Nothing(Transaction&) { return absl::OkStatus(); }

class SqliteTest : public ::testing::Test {
 protected:
  TempDatabase database_;
};

TEST_F(SqliteTest, TheDeadlineHoldsWhileWaitingForAnyWriter) {
  const std::unique_ptr<Database> other = database_.OpenAgain();
  const absl::Status status = database_->Write(Soon(), [&](Transaction&) {
    const absl::Time soon = absl::Now() + absl::Milliseconds(20);
    // In the queue of this process, and for the lock on the file.
    EXPECT_TRUE(absl::IsDeadlineExceeded(database_->Write(soon, Nothing)));
    EXPECT_TRUE(absl::IsDeadlineExceeded(other->Write(soon, Nothing)));
    EXPECT_GE(absl::Now(), soon);
    return absl::OkStatus();
  });
  EXPECT_EQ(status, absl::OkStatus());
  EXPECT_TRUE(other->Write(Soon(), Nothing).ok());
}

TEST_F(SqliteTest, TheDeadlineHoldsWhileWaitingForAReader) {
  auto one = OpenSqlite({.path = database_.path(), .readers = 1});
  ASSERT_TRUE(one.ok());
  const absl::Status status = (*one)->Read(Soon(), [&](Transaction&) {
    const absl::Time soon = absl::Now() + absl::Milliseconds(5);
    EXPECT_TRUE(absl::IsDeadlineExceeded((*one)->Read(soon, Nothing)));
    return absl::OkStatus();
  });
  EXPECT_EQ(status, absl::OkStatus());
}

TEST_F(SqliteTest, TheFileIsForItsOwnerAlone) {
  for (const char* suffix : {"", "-wal"}) {
    struct stat info;
    ASSERT_EQ(stat((database_.path() + suffix).c_str(), &info), 0) << suffix;
    EXPECT_EQ(info.st_mode & 0777, 0600u) << suffix;
  }
}

TEST(OpenSqliteTest, TellsWhatIsWrongWithThePath) {
  const TempDatabase place;
  const absl::Status missing = OpenSqlite({.path = place.directory() + "/no/such.db"}).status();
  EXPECT_TRUE(absl::IsFailedPrecondition(missing));
  EXPECT_THAT(std::string(missing.message()), ::testing::HasSubstr(place.directory() + "/no"));
  EXPECT_TRUE(absl::IsInvalidArgument(OpenSqlite({.path = ""}).status()));
  EXPECT_TRUE(absl::IsInvalidArgument(OpenSqlite({.path = place.path(), .readers = 0}).status()));
  EXPECT_TRUE(absl::IsUnavailable(OpenSqlite({.path = place.directory()}).status()));
}

TEST(OpenSqliteTest, RefusesAFileThatIsNoDatabaseAndLeavesItAlone) {
  const TempDatabase place;
  const std::string path = place.directory() + "/letter.txt";
  const std::string letter(5000, 'x');
  std::ofstream(path) << letter;
  EXPECT_TRUE(absl::IsDataLoss(OpenSqlite({.path = path}).status()));
  std::ifstream file(path);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), letter);
}

TEST(OpenSqliteTest, NamesWithAMeaningToSqliteAreJustNames) {
  const TempDatabase place;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(place.directory());
  for (const char* name : {":memory:", "file:x?mode=memory"}) {
    EXPECT_TRUE(OpenSqlite({.path = name}).ok());
    EXPECT_TRUE(std::filesystem::exists(place.directory() + "/" + name)) << name;
  }
  std::filesystem::current_path(before);
}

}  // namespace
}  // namespace pingyi::sql
