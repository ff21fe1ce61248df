#include "tests/integration/storage.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <utility>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/base/sql/mysql/testing/test_server.h"
#include "tests/integration/process.h"

namespace pingyi::test {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  EXPECT_NE(value, nullptr) << name << " is set by ctest; run this test through it";
  return value == nullptr ? "" : value;
}

std::string SocketPath() { return MariadbDir() + "/mysqld.sock"; }

// Runs tests/integration/prepare_storage; fails the test if that fails.
void RunScript(const std::string& directory, const std::vector<std::string>& arguments) {
  const Finished done = RunToEnd(SourceDir() + "/tests/integration/prepare_storage", arguments,
                                 directory + "/storage.log");
  EXPECT_EQ(done.code, 0) << done.out << done.err;
}

}  // namespace

std::string BinDir() { return Environment("PINGYI_BIN"); }
std::string SourceDir() { return Environment("PINGYI_SOURCE"); }

std::string MariadbDir() { return Environment("PINGYI_TEST_MARIADB"); }

bool OnMysql() {
  const char* storage = std::getenv("PINGYI_TEST_STORAGE");
  return storage != nullptr && std::string(storage) == "mysql";
}

void RunAsAdministrator(const std::string& statements, const std::string& directory) {
  const Finished done =
      RunToEnd("/usr/bin/mariadb",
               {"--no-defaults", "--user=root", "--socket=" + SocketPath(), "-e", statements},
               directory + "/administrator.log");
  EXPECT_EQ(done.code, 0) << done.err;
}

std::string NewPrefix() {
  static std::atomic<int> count = 0;
  return fmt::format("pingyi_test_{}_{}", getpid(), ++count);
}

TestStorage::TestStorage(std::string directory, std::vector<std::string> names)
    : directory_(std::move(directory)), names_(std::move(names)), prefix_(NewPrefix()) {
  if (!OnMysql()) return;
  for (const std::string& name : names_) {
    RunAsAdministrator(fmt::format("CREATE DATABASE {} CHARACTER SET utf8mb4", DatabaseOf(name)),
                       directory_);
  }
}

TestStorage::~TestStorage() {
  if (!OnMysql()) return;
  for (const std::string& name : names_) {
    RunAsAdministrator(sql::TestServer::DropText(DatabaseOf(name)), directory_);
  }
}

std::string TestStorage::DatabaseOf(const std::string& name) const {
  return fmt::format("{}_{}", prefix_, name);
}

std::string TestStorage::DataOf(const std::string& name) const {
  if (!OnMysql()) {
    return fmt::format("data: {{backend: sqlite, path: \"{}/{}.db\"}}\n", directory_, name);
  }
  return fmt::format("data: {{backend: mysql, hosts: [\"{}\"], database: {}, user: root}}\n",
                     SocketPath(), DatabaseOf(name));
}

ServiceStorage::ServiceStorage(std::string directory, bool mysql, std::string server)
    : directory_(std::move(directory)),
      mysql_(mysql),
      server_(std::move(server)),
      prefix_(NewPrefix()) {
  if (mysql_) {
    RunScript(directory_, {directory_, "mysql", server_, prefix_});
  } else {
    RunScript(directory_, {directory_, "sqlite"});
  }
}

ServiceStorage::~ServiceStorage() {
  if (mysql_) RunScript(directory_, {"drop", directory_, server_, prefix_});
}

std::string ServiceStorage::DataOf(std::string_view service) const {
  return ContentOf(fmt::format("{}/{}.data", directory_, service));
}

}  // namespace pingyi::test
