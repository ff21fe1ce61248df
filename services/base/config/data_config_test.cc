#include "services/base/config/data_config.h"

#include <string>

#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::config {
namespace {

// A section that is right; tests add to it or replace lines of it.
constexpr char kMysql[] =
    "data: {backend: mysql, hosts: [\"db1.example:3306\", \"db2.example:3307\"], "
    "database: pingyi_report, user: pingyi_report, password_file: /etc/p, tls_ca: /etc/ca.pem";

DataConfig Read(const std::string& text, absl::Status& status) {
  Document document = *Document::Parse(text, "test.yaml");
  DataConfig config = ReadDataConfig(document.Root().Child("data"));
  status = document.Finish();
  return config;
}

std::string ProblemsOf(const std::string& text) {
  absl::Status status;
  Read(text, status);
  return std::string(status.message());
}

// Problems of a mysql section with these hosts and nothing left out.
std::string ProblemsOfHosts(const std::string& hosts) {
  return ProblemsOf("data: {backend: mysql, hosts: [" + hosts +
                    "], database: d, user: u, password_file: p, tls_ca: c}");
}

TEST(DataConfigTest, Sqlite) {
  absl::Status status;
  const DataConfig config = Read("data: {backend: sqlite, path: /var/lib/x.db}", status);
  ASSERT_OK(status);
  EXPECT_EQ(config.backend, "sqlite");
  EXPECT_EQ(config.path, "/var/lib/x.db");
}

TEST(DataConfigTest, MysqlWithAllKeys) {
  absl::Status status;
  const DataConfig config = Read(std::string(kMysql) + ", connections: 8}", status);
  ASSERT_OK(status);
  EXPECT_EQ(config.backend, "mysql");
  EXPECT_EQ(config.path, "");
  EXPECT_EQ(config.mysql.hosts, (std::vector<std::string>{"db1.example:3306", "db2.example:3307"}));
  EXPECT_EQ(config.mysql.database, "pingyi_report");
  EXPECT_EQ(config.mysql.user, "pingyi_report");
  EXPECT_EQ(config.mysql.password_file, "/etc/p");
  EXPECT_EQ(config.mysql.tls_ca, "/etc/ca.pem");
  EXPECT_EQ(config.mysql.connections, 8);
}

TEST(DataConfigTest, ConnectionsHaveADefaultAndBounds) {
  absl::Status status;
  EXPECT_EQ(Read(std::string(kMysql) + "}", status).mysql.connections, 16);
  ASSERT_OK(status);
  EXPECT_EQ(ProblemsOf(std::string(kMysql) + ", connections: 0}"),
            "test.yaml:1: data.connections: must be a whole number from 1 to 1000, not \"0\"");
}

TEST(DataConfigTest, KeysOfTheOtherBackendAreErrors) {
  EXPECT_EQ(ProblemsOf(std::string(kMysql) + ", path: /x.db}"),
            "test.yaml:1: data.path: belongs to the backend sqlite, not to mysql");
  EXPECT_EQ(ProblemsOf("data:\n  backend: sqlite\n  path: x.db\n  user: root\n  tls_ca: ca.pem\n"),
            "test.yaml:4: data.user: belongs to the backend mysql, not to sqlite\n"
            "test.yaml:5: data.tls_ca: belongs to the backend mysql, not to sqlite");
}

TEST(DataConfigTest, ThePasswordItselfIsNoKey) {
  EXPECT_EQ(ProblemsOf(std::string(kMysql) + ", password: secret}"),
            "test.yaml:1: data.password: is not a known key");
}

TEST(DataConfigTest, EveryMissingKeyIsNamed) {
  EXPECT_EQ(ProblemsOf("data: {backend: mysql}"),
            "test.yaml:1: data.hosts: is required: a list of \"host:port\" or paths of sockets\n"
            "test.yaml:1: data.database: is required\n"
            "test.yaml:1: data.user: is required");
  EXPECT_EQ(ProblemsOf("data: {backend: sqlite}"), "test.yaml:1: data.path: is required");
  EXPECT_EQ(ProblemsOf("data: {backend: mysql, hosts: [\"db:1\"], database: d, user: u}"),
            "test.yaml:1: data.password_file: is required unless every host is a socket\n"
            "test.yaml:1: data.tls_ca: is required unless every host is a socket or a loopback "
            "address");
}

TEST(DataConfigTest, ThereIsNoDefaultBackend) {
  EXPECT_EQ(ProblemsOf("listen: x"),
            "test.yaml: data.backend: is required\ntest.yaml:1: listen: is not a known key");
  EXPECT_EQ(ProblemsOf("data: {backend: postgres, path: x, hosts: y, extra: z}"),
            "test.yaml:1: data.backend: must be one of sqlite, mysql, not \"postgres\"");
}

TEST(DataConfigTest, TlsIsNotNeededOnThisMachine) {
  for (const char* hosts :
       {"/run/mysqld/mysqld.sock", "\"127.0.0.1:3306\"", "\"127.8.9.1:3306\"", "\"localhost:3306\"",
        "\"[::1]:3306\"", "/run/mysqld/mysqld.sock, \"127.0.0.1:3306\""}) {
    EXPECT_EQ(ProblemsOf(std::string("data: {backend: mysql, hosts: [") + hosts +
                         "], database: d, user: u, password_file: p}"),
              "")
        << hosts;
  }
}

TEST(DataConfigTest, OneHostElsewhereNeedsTls) {
  for (const char* hosts : {"\"127.0.0.1:3306\", \"10.0.0.2:3306\"", "\"127.evil.example:3306\"",
                            "\"localhost.example:3306\"", "\"[::2]:3306\"", "\"0.0.0.0:3306\""}) {
    EXPECT_EQ(ProblemsOf(std::string("data: {backend: mysql, hosts: [") + hosts +
                         "], database: d, user: u, password_file: p}"),
              "test.yaml:1: data.tls_ca: is required unless every host is a socket or a loopback "
              "address")
        << hosts;
  }
}

TEST(DataConfigTest, ASocketNeedsNoPassword) {
  EXPECT_EQ(ProblemsOf("data: {backend: mysql, hosts: [/run/s], database: d, user: u}"), "");
  EXPECT_EQ(ProblemsOf("data: {backend: mysql, hosts: [/run/s, \"127.0.0.1:1\"], database: d, "
                       "user: u}"),
            "test.yaml:1: data.password_file: is required unless every host is a socket");
}

TEST(DataConfigTest, HostsAreChecked) {
  for (const char* good : {"\"db:1\"", "\"db-1.example.org:65535\"", "\"10.1.2.3:3306\"",
                           "\"[2001:db8::1]:3306\"", "/a/b", "\"my_db:3306\""}) {
    EXPECT_EQ(ProblemsOfHosts(good), "") << good;
  }
  EXPECT_EQ(ProblemsOfHosts("db"),
            "test.yaml:1: data.hosts: \"db\" must be \"host:port\" or the absolute path of a "
            "socket");
  for (const char* bad : {"\"db:0\"", "\"db:65536\"", "\"db:\"", "\"db:x\"", "\"db:+1\""}) {
    EXPECT_NE(ProblemsOfHosts(bad).find("must end in a port from 1 to 65535"), std::string::npos)
        << bad;
  }
  for (const char* bad : {"\":1\"", "\"a b:1\"", "\"a/b:1\"", "\"::1:3306\"", "\"10.1.2:1\"",
                          "\"10.1.2.300:1\"", "\"tcp://db:1\"", "\"-db:1\"", "\"u@db:1\""}) {
    EXPECT_NE(ProblemsOfHosts(bad).find("must begin with a host name"), std::string::npos) << bad;
  }
  EXPECT_NE(ProblemsOfHosts("\"[db]:1\"").find("IPv6 address in the brackets"), std::string::npos);
  EXPECT_NE(ProblemsOfHosts("/" + std::string(107, 's')).find("longer than the 107 bytes"),
            std::string::npos);
  EXPECT_EQ(ProblemsOfHosts("\"a:1\", \"b:1\", \"a:1\""),
            "test.yaml:1: data.hosts: \"a:1\" is given twice");
}

TEST(DataConfigTest, NamesAreChecked) {
  EXPECT_EQ(ProblemsOf("data: {backend: mysql, hosts: [/s], database: \"d;b\", user: \"a b\"}"),
            "test.yaml:1: data.database: must be at most 64 letters, digits, \"_\" and \"-\", not "
            "\"d;b\"\n"
            "test.yaml:1: data.user: must be at most 80 letters, digits, \"_\", \"-\" and \".\", "
            "not \"a b\"");
}

TEST(DataConfigTest, APartOfAnotherProgramsConfigurationCanBeRead) {
  Document document = *Document::Parse(
      "listen: x\nexecutor: {threads: many}\ndata: {backend: sqlite, path: x, size: 3}\n",
      "test.yaml");
  ReadDataConfig(document.Root().Child("data"));
  EXPECT_EQ(std::string(document.FinishPart().message()),
            "test.yaml:3: data.size: is not a known key");
}

}  // namespace
}  // namespace pingyi::config
