#include "services/migrate/program.h"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/testing/temp_dir.h"

namespace pingyi::migrate {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

const std::vector<sql::Migration> kOld = {
    {.version = 1,
     .name = "create notes",
     .sqlite = {"CREATE TABLE notes (id INTEGER NOT NULL PRIMARY KEY) STRICT"}}};
const std::vector<sql::Migration> kNew = {
    kOld.front(),
    {.version = 2,
     .name = "create tags",
     .sqlite = {"CREATE TABLE tags (id INTEGER NOT NULL PRIMARY KEY) STRICT"}}};
const std::vector<sql::Migration> kOther = {
    {.version = 1,
     .name = "create notes",
     .sqlite = {"CREATE TABLE notes (id TEXT NOT NULL PRIMARY KEY) STRICT"}}};
const std::vector<ServiceSchema> kServices = {{"old", kOld}, {"new", kNew}, {"other", kOther}};

class ProgramTest : public ::testing::Test {
 protected:
  ProgramTest() { WriteConfig("data: {backend: sqlite, path: " + dir_.File("x.db") + "}\n"); }

  void WriteConfig(const std::string& text) { std::ofstream(dir_.File("config.yaml")) << text; }

  ExitCode RunWith(std::vector<std::string> arguments) {
    std::ostringstream out;
    std::ostringstream err;
    const ExitCode code = migrate::Run(std::move(arguments), kServices, out, err);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  ExitCode RunOn(const std::string& service, std::vector<std::string> more) {
    more.insert(more.begin(), {"--service", service, "--config", dir_.File("config.yaml")});
    return RunWith(std::move(more));
  }

  const test::TempDir dir_;
  std::string out_;
  std::string err_;
};

TEST_F(ProgramTest, ApplyMakesTheSchemaAndAgainDoesNothing) {
  EXPECT_EQ(RunOn("new", {"apply"}), ExitCode::kOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("1  applied"), HasSubstr("2  applied"),
                          HasSubstr("new on sqlite: current")));
  const std::string first = out_;
  EXPECT_EQ(RunOn("new", {"apply"}), ExitCode::kOk);
  EXPECT_EQ(out_, first) << "the times as well are those of the first run";
  EXPECT_EQ(RunOn("new", {"verify"}), ExitCode::kOk);
  EXPECT_EQ(err_, "");
}

TEST_F(ProgramTest, AnOlderSchemaIsPendingUntilItIsApplied) {
  ASSERT_EQ(RunOn("old", {"apply"}), ExitCode::kOk);
  EXPECT_EQ(RunOn("new", {"verify"}), ExitCode::kRefused);
  EXPECT_THAT(out_, HasSubstr("2  pending"));
  EXPECT_EQ(err_, "pingyi-migrate: migration 2 is not applied yet (SCHEMA_PENDING)\n");
  EXPECT_EQ(RunOn("new", {"status"}), ExitCode::kOk) << "status shows and does not judge";
  EXPECT_THAT(out_, HasSubstr("new on sqlite: pending"));
  EXPECT_EQ(RunOn("new", {"apply"}), ExitCode::kOk);
  EXPECT_EQ(RunOn("new", {"verify"}), ExitCode::kOk);
}

TEST_F(ProgramTest, ANewerSchemaIsRefused) {
  ASSERT_EQ(RunOn("new", {"apply"}), ExitCode::kOk);
  for (const char* verb : {"apply", "verify"}) {
    EXPECT_EQ(RunOn("old", {verb}), ExitCode::kRefused);
    EXPECT_THAT(err_, AllOf(HasSubstr("use the newer program"), HasSubstr("(SCHEMA_TOO_NEW)")));
    EXPECT_THAT(out_, HasSubstr("old on sqlite: too new"));
  }
  EXPECT_EQ(RunOn("old", {"status"}), ExitCode::kOk);
}

TEST_F(ProgramTest, OtherTextsAreRefused) {
  ASSERT_EQ(RunOn("old", {"apply"}), ExitCode::kOk);
  EXPECT_EQ(RunOn("other", {"apply"}), ExitCode::kRefused);
  EXPECT_THAT(err_, HasSubstr("(SCHEMA_CHANGED)"));
}

TEST_F(ProgramTest, LookingMakesNoDatabase) {
  for (const char* verb : {"status", "verify"}) {
    EXPECT_EQ(RunOn("old", {verb}), ExitCode::kRefused);
    EXPECT_EQ(err_, "pingyi-migrate: " + dir_.File("x.db") +
                        ": there is no database yet; \"apply\" makes it (SCHEMA_PENDING)\n");
    EXPECT_FALSE(std::filesystem::exists(dir_.File("x.db")));
  }
}

TEST_F(ProgramTest, JsonForPrograms) {
  ASSERT_EQ(RunOn("old", {"apply", "--output", "json"}), ExitCode::kOk);
  EXPECT_THAT(out_, HasSubstr(R"("state": "current")"));
  ASSERT_EQ(RunOn("new", {"--output", "json", "verify"}), ExitCode::kRefused);
  EXPECT_THAT(out_, HasSubstr(R"("state": "pending", "migrations": [{"version": 1)"));
}

TEST_F(ProgramTest, OnlyTheSectionDataOfTheConfigurationMatters) {
  WriteConfig("listen: 1\nappraisal_service: [x]\ncolour: red\ndata: {backend: sqlite, path: " +
              dir_.File("x.db") + "}\n");
  EXPECT_EQ(RunOn("old", {"apply"}), ExitCode::kOk);
  WriteConfig("data: {backend: sqlite, path: " + dir_.File("x.db") + ", user: root}\n");
  EXPECT_EQ(RunOn("old", {"apply"}), ExitCode::kBadInput);
  EXPECT_EQ(err_, "pingyi-migrate: " + dir_.File("config.yaml") +
                      ":1: data.user: belongs to the backend mysql, not to sqlite\n");
  WriteConfig("listen: x\n");
  EXPECT_EQ(RunOn("old", {"apply"}), ExitCode::kBadInput);
  EXPECT_THAT(err_, HasSubstr("data.backend: is required"));
}

TEST_F(ProgramTest, UsersAreForServers) {
  EXPECT_EQ(RunOn("old", {"--user", "root", "apply"}), ExitCode::kBadInput);
  EXPECT_THAT(err_, HasSubstr("--user is for database servers"));
  EXPECT_EQ(RunOn("old", {"--password-file", "x", "apply"}), ExitCode::kBadInput);
  EXPECT_THAT(err_, HasSubstr("--password-file requires --user"));
}

TEST_F(ProgramTest, AnotherUsersPasswordIsReadInsteadOfTheServices) {
  WriteConfig(
      "data: {backend: mysql, hosts: [\"127.0.0.1:1\"], database: d, user: service, "
      "password_file: /nonexistent/service}\n");
  EXPECT_EQ(RunOn("old", {"status"}), ExitCode::kBadInput);
  EXPECT_THAT(err_, HasSubstr("/nonexistent/service"));
  EXPECT_EQ(RunOn("old", {"--user", "owner", "--password-file", "/nonexistent/owner", "status"}),
            ExitCode::kBadInput);
  EXPECT_THAT(err_, AllOf(HasSubstr("/nonexistent/owner"), HasSubstr("as user owner"),
                          Not(HasSubstr("/nonexistent/service"))));
}

TEST_F(ProgramTest, WrongUsageIsCodeOne) {
  EXPECT_EQ(RunWith({}), ExitCode::kBadInput);
  EXPECT_EQ(RunOn("old", {}), ExitCode::kBadInput);
  EXPECT_EQ(RunOn("old", {"apply", "verify"}), ExitCode::kBadInput);
  EXPECT_EQ(RunOn("none", {"apply"}), ExitCode::kBadInput);
  EXPECT_EQ(RunOn("old", {"apply", "--output", "csv"}), ExitCode::kBadInput);
  EXPECT_EQ(RunWith({"--service", "old", "--config", dir_.File("none.yaml"), "apply"}),
            ExitCode::kBadInput);
  EXPECT_THAT(err_, HasSubstr("none.yaml: cannot be read"));
}

TEST_F(ProgramTest, HelpTellsTheExitCodes) {
  EXPECT_EQ(RunWith({"--help"}), ExitCode::kOk);
  EXPECT_THAT(out_, AllOf(HasSubstr("Exit codes:"), HasSubstr("apply"), HasSubstr("verify")));
  EXPECT_EQ(RunWith({"--version"}), ExitCode::kOk);
  EXPECT_THAT(out_, HasSubstr("pingyi-migrate 0."));
}

}  // namespace
}  // namespace pingyi::migrate
