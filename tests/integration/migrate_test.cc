// pingyi-migrate as processes: at once, killed, on older and newer schemas, on either storage.
#include <csignal>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/config/section.h"
#include "services/base/storage/open.h"
#include "services/base/testing/status_matchers.h"
#include "services/base/testing/temp_dir.h"
#include "tests/integration/process.h"
#include "tests/integration/storage.h"

namespace pingyi::test {
namespace {

using ::testing::HasSubstr;

class MigrateTest : public ::testing::Test {
 protected:
  MigrateTest() { std::ofstream(dir_.File("config.yaml")) << storage_.DataOf("trial"); }

  std::vector<std::string> Arguments(const std::string& schema, const std::string& verb) const {
    return {"--service", schema, "--config", dir_.File("config.yaml"), verb};
  }
  Finished Migrate(const std::string& schema, const std::string& verb) const {
    return RunToEnd(trial_, Arguments(schema, verb), dir_.File("log"));
  }
  // Starts one and does not wait for it.
  std::unique_ptr<Process> Start(const std::string& schema, const std::string& verb) const {
    return std::make_unique<Process>(trial_, Arguments(schema, verb), dir_.File("log"), "");
  }

  // The database, opened beside the program.
  std::unique_ptr<sql::Database> Open() const {
    config::Document document = *config::Document::Load(dir_.File("config.yaml"));
    auto database = storage::Open(config::ReadDataConfig(document.Root().Child("data")));
    EXPECT_OK(database);
    return *std::move(database);
  }

  // How many migrations are applied; 0 before there is a table of them.
  static int64_t Applied(sql::Database& database) {
    int64_t count = 0;
    const absl::Status status = database.Read(
        absl::Now() + absl::Seconds(30), [&](sql::Transaction& transaction) -> absl::Status {
          const auto exists =
              transaction.QueryOne(transaction.dialect().table_exists, {"schema_migrations"},
                                   [](const sql::Row&) { return absl::OkStatus(); });
          if (!exists.ok() || !*exists) return exists.status();
          return transaction
              .QueryOne("SELECT count(*) FROM schema_migrations", {},
                        [&](const sql::Row& row) {
                          count = row.Int64(0);
                          return absl::OkStatus();
                        })
              .status();
        });
    EXPECT_OK(status);
    return count;
  }

  // The rows of notes and the sum of their ids tell whether each change was made once.
  static void ExpectManyNotes(sql::Database& database) {
    constexpr int64_t kNotes = 99'000;
    int64_t notes = 0;
    int64_t last = 0;
    EXPECT_OK(database.Read(absl::Now() + absl::Seconds(30),
                            [&](sql::Transaction& transaction) -> absl::Status {
                              return transaction
                                  .QueryOne("SELECT count(*), max(id) FROM notes", {},
                                            [&](const sql::Row& row) {
                                              notes = row.Int64(0);
                                              last = row.Int64(1);
                                              return absl::OkStatus();
                                            })
                                  .status();
                            }));
    EXPECT_EQ(notes, kNotes);
    EXPECT_EQ(last, kNotes);
  }

  const TempDir dir_;
  const TestStorage storage_{dir_.path().string(), {"trial"}};
  const std::string trial_ = BinDir() + "/migrate-trial";
};

TEST_F(MigrateTest, ApplyingTwiceChangesNothing) {
  const Finished first = Migrate("many", "apply");
  ASSERT_EQ(first.code, 0) << first.err;
  const Finished second = Migrate("many", "apply");
  EXPECT_EQ(second.code, 0) << second.err;
  EXPECT_EQ(second.out, first.out);
  EXPECT_EQ(Migrate("many", "verify").code, 0);
  ExpectManyNotes(*Open());
}

TEST_F(MigrateTest, FromSeveralProcessesAtOnceEachChangeIsMadeOnce) {
  std::vector<std::unique_ptr<Process>> processes;
  for (int i = 0; i < 3; ++i) processes.push_back(Start("many", "apply"));
  for (const auto& process : processes) {
    EXPECT_THAT(process->ReadRest(), HasSubstr("current"));
    EXPECT_EQ(process->Wait(), 0) << ContentOf(dir_.File("log"));
  }
  ExpectManyNotes(*Open());
}

TEST_F(MigrateTest, KilledInTheMiddleTheNextOneGoesOnToTheEnd) {
  const auto process = Start("many", "apply");
  {
    const auto database = Open();
    while (Applied(*database) < 10) std::this_thread::yield();
    ASSERT_EQ(process->Signal(SIGKILL), -SIGKILL);
    ASSERT_LT(Applied(*database), 100) << "it was done before it was killed";
  }
  EXPECT_EQ(Migrate("many", "verify").code, 2);
  const Finished again = Migrate("many", "apply");
  EXPECT_EQ(again.code, 0) << again.err;
  ExpectManyNotes(*Open());
}

TEST_F(MigrateTest, AnOlderSchemaKeepsItsData) {
  ASSERT_EQ(Migrate("one", "apply").code, 0);
  ASSERT_OK(Open()->Write(absl::Now() + absl::Seconds(30), [](sql::Transaction& transaction) {
    return transaction
        .Execute("INSERT INTO notes (id, body) VALUES (?, ?), (?, ?)", {1, "评议", 2, "kept"})
        .status();
  }));
  const Finished behind = Migrate("two", "verify");
  EXPECT_EQ(behind.code, 2);
  EXPECT_THAT(behind.err, HasSubstr("SCHEMA_PENDING"));
  ASSERT_EQ(Migrate("two", "apply").code, 0);
  std::vector<std::string> rows;
  EXPECT_OK(Open()->Read(absl::Now() + absl::Seconds(30), [&](sql::Transaction& transaction) {
    rows.clear();
    return transaction.Query(
        "SELECT body, size FROM notes ORDER BY id", {}, [&](const sql::Row& row) {
          rows.push_back(std::string(row.Text(0)) + " " + std::to_string(row.Int64(1)));
          return absl::OkStatus();
        });
  }));
  EXPECT_THAT(rows, ::testing::ElementsAre("评议 2", "kept 4"));
}

TEST_F(MigrateTest, ANewerSchemaIsRefusedAndLeftAlone) {
  ASSERT_EQ(Migrate("two", "apply").code, 0);
  const Finished refused = Migrate("one", "apply");
  EXPECT_EQ(refused.code, 2);
  EXPECT_THAT(refused.err, HasSubstr("the database has migration 2, which this program does not "
                                     "know: use the newer program (SCHEMA_TOO_NEW)"));
  EXPECT_EQ(Applied(*Open()), 2);
  EXPECT_EQ(Migrate("two", "verify").code, 0);
}

// The program that is shipped, with the schemas of the services.
TEST_F(MigrateTest, TheServicesSchemasAreApplied) {
  for (const char* service : {"report", "appraisal", "result"}) {
    const TestStorage storage(dir_.path().string(), {service});
    const std::string config = dir_.File("service.yaml");
    std::ofstream(config) << "listen: 127.0.0.1:0\n" << storage.DataOf(service);
    for (const char* verb : {"apply", "verify", "apply"}) {
      const Finished done =
          RunToEnd(BinDir() + "/pingyi-migrate", {"--service", service, "--config", config, verb},
                   dir_.File("log"));
      EXPECT_EQ(done.code, 0) << service << ' ' << verb << ": " << done.err;
      EXPECT_THAT(done.out, HasSubstr("current"));
    }
  }
}

}  // namespace
}  // namespace pingyi::test
