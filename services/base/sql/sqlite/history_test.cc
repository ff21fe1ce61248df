// What the files tell about the past: nothing, once it was to be forgotten.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>

#include <absl/time/clock.h>
#include <gtest/gtest.h>

#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {
namespace {

const Migration kSchema{
    1,
    "create",
    {"CREATE TABLE ballots (id BLOB PRIMARY KEY, marks BLOB NOT NULL) STRICT, WITHOUT ROWID;"}};

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> Ids(int count) {
  std::mt19937 random(7);  // NOLINT(bugprone-*,cert-*): the same ids in every run
  std::vector<std::string> ids(count, std::string(16, '\0'));
  for (std::string& id : ids)
    std::ranges::generate(id, [&] { return static_cast<char>(random()); });
  return ids;
}

void Cast(Database& database, const std::vector<std::string>& ids) {
  for (const std::string& id : ids) {
    ASSERT_TRUE(
        Execute(database, "INSERT INTO ballots VALUES (?, ?)", {Blob{id}, Blob{"marks of " + id}})
            .ok());
  }
}

// The file but for the 100 bytes of its header, which count the commits.
std::string Pages(const TempDatabase& database) { return Contents(database.path()).substr(100); }

TEST(HistoryTest, ForgottenFilesDependOnWhatIsInThemAndNotOnTheOrderItCame) {
  TempDatabase first;
  TempDatabase second;
  std::vector<std::string> ids = Ids(300);
  for (TempDatabase* database : {&first, &second}) {
    ASSERT_TRUE((*database)
                    ->Write(Soon(),
                            [](Transaction& transaction) {
                              return transaction.Script(kSchema.sqlite.front());
                            })
                    .ok());
    Cast(**database, ids);
    std::ranges::reverse(ids);
  }
  for (TempDatabase* database : {&first, &second}) {
    ASSERT_EQ((*database)->ForgetHistory(Soon()), absl::OkStatus());
    EXPECT_EQ(std::filesystem::file_size(database->path() + "-wal"), 0u);
    EXPECT_EQ(QueryInt64(**database, "SELECT count(*) FROM ballots"), 300);
  }
  EXPECT_TRUE(Pages(first) == Pages(second));
}

TEST(HistoryTest, DeletedRowsAreGoneFromTheFiles) {
  TempDatabase database({&kSchema, 1});
  ASSERT_TRUE(
      Execute(*database, "INSERT INTO ballots VALUES (?, ?)", {Blob{"1"}, Blob{"SECRET-TO-FORGET"}})
          .ok());
  ASSERT_TRUE(Execute(*database, "DELETE FROM ballots").ok());
  ASSERT_TRUE(database->ForgetHistory(Soon()).ok());
  for (const auto& entry : std::filesystem::directory_iterator(database.directory())) {
    EXPECT_EQ(Contents(entry.path()).find("SECRET-TO-FORGET"), std::string::npos) << entry.path();
  }
}

TEST(HistoryTest, WaitsForReadersNoLongerThanTheDeadline) {
  TempDatabase database({&kSchema, 1});
  Cast(*database, Ids(3));
  ASSERT_TRUE(database
                  ->Read(Soon(),
                         [&](Transaction& transaction) {
                           auto none = [](const Row&) { return absl::OkStatus(); };
                           EXPECT_TRUE(transaction.Query("SELECT id FROM ballots", {}, none).ok());
                           EXPECT_TRUE(absl::IsDeadlineExceeded(
                               database->ForgetHistory(absl::Now() + absl::Milliseconds(50))));
                           return absl::OkStatus();
                         })
                  .ok());
  EXPECT_TRUE(database->ForgetHistory(Soon()).ok());
}

TEST(HistoryTest, WaitsForAWriterOfAnotherProcess) {
  TempDatabase database({&kSchema, 1});
  const std::unique_ptr<Database> other = database.OpenAgain();
  ASSERT_TRUE(other
                  ->Write(Soon(),
                          [&](Transaction&) {
                            EXPECT_TRUE(absl::IsDeadlineExceeded(
                                database->ForgetHistory(absl::Now() + absl::Milliseconds(20))));
                            return absl::OkStatus();
                          })
                  .ok());
  EXPECT_TRUE(database->ForgetHistory(Soon()).ok());
}

}  // namespace
}  // namespace pingyi::sql
