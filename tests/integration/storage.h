// The storage that a test runs on. ctest runs each program of this folder twice: on SQLite, and,
// with PINGYI_TEST_STORAGE=mysql, on the MariaDB server that PINGYI_TEST_MARIADB names.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace pingyi::test {

// Directory of the programs under test and of the source tree, as ctest gives them.
std::string BinDir();
std::string SourceDir();

bool OnMysql();

// Runs statements as the administrator of the test's MariaDB server; fails the test if that fails.
void RunAsAdministrator(const std::string& statements, const std::string& directory);

// The directory of the MariaDB server that ctest started (deploy/mariadb/try).
std::string MariadbDir();

// Empty databases of a test's own, one each for names such as "report"; gone with the object.
// Whoever connects may do everything: for tests of the schema.
class TestStorage {
 public:
  // Files go into `directory`.
  TestStorage(std::string directory, std::vector<std::string> names);
  ~TestStorage();
  TestStorage(const TestStorage&) = delete;
  TestStorage& operator=(const TestStorage&) = delete;

  // The section "data" of a configuration, a line.
  std::string DataOf(const std::string& name) const;

 private:
  std::string DatabaseOf(const std::string& name) const;

  const std::string directory_;
  const std::vector<std::string> names_;
  const std::string prefix_;
};

// The data of the three services as an installation has it: on MySQL a database and a
// least-privilege user each, and the schema applied by pingyi-migrate. Gone with the object.
class ServiceStorage {
 public:
  // Files go into `directory`. `server` is the directory of the MariaDB server, if on one.
  ServiceStorage(std::string directory, bool mysql, std::string server);
  ~ServiceStorage();
  ServiceStorage(const ServiceStorage&) = delete;
  ServiceStorage& operator=(const ServiceStorage&) = delete;

  // The section "data" of the configuration of "report", "appraisal" or "result".
  std::string DataOf(std::string_view service) const;

 private:
  const std::string directory_;
  const bool mysql_;
  const std::string server_;
  const std::string prefix_;
};

// A prefix for names on a database server that no other test has, at most 24 characters.
std::string NewPrefix();

}  // namespace pingyi::test
