#include "services/base/sql/mysql/server.h"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::sql {
namespace {

using ::testing::IsSubsetOf;

TEST(ParseMysqlServerTest, TakesHostsAddressesAndSockets) {
  const auto host = ParseMysqlServer("db-1.example.org:3306");
  ASSERT_TRUE(host.ok());
  EXPECT_EQ(host->host, "db-1.example.org");
  EXPECT_EQ(host->port, 3306);
  EXPECT_EQ(host->socket, "");
  EXPECT_EQ(ParseMysqlServer("127.0.0.1:65535")->port, 65535);
  EXPECT_EQ(ParseMysqlServer("[::1]:1")->host, "::1");
  EXPECT_EQ(ParseMysqlServer("/run/mysqld/mysqld.sock")->socket, "/run/mysqld/mysqld.sock");
  EXPECT_EQ(ParseMysqlServer("/run/with:colon")->socket, "/run/with:colon");
}

TEST(ParseMysqlServerTest, RefusesAnythingElse) {
  for (const char* text :
       {"", "db", "db:", ":3306", "db:0", "db:65536", "db:-1", "db:+1", "db:3306x", "db: 3306",
        "::1:3306", "[]:3306", "[::1]", "tcp://db:3306", "db/x:3306", "d b:3306", "run/sock",
        "user@db:3306", "db:99999999999999999999"}) {
    EXPECT_TRUE(absl::IsInvalidArgument(ParseMysqlServer(text).status())) << text;
  }
}

constexpr MysqlPatience kPatience = {absl::Seconds(3), absl::Seconds(60)};

const MysqlOptions kOptions = {
    .hosts = {}, .database = "d", .user = "u", .password = "p", .tls_ca = "/ca.pem"};

std::set<std::string> NamesOf(const connector::ConnectOptionsMap& map) {
  std::set<std::string> names;
  for (const auto& [name, value] : map) names.insert(name.asStdString());
  return names;
}

int IntOf(connector::ConnectOptionsMap& map, const char* name) { return *map[name].get<int>(); }

std::string TextOf(connector::ConnectOptionsMap& map, const char* name) {
  return map[name].get<connector::SQLString>()->asStdString();
}

// A name it does not know is ignored by the connector, so a slip of the pen would go unnoticed.
TEST(ConnectOptionsTest, EveryNameIsOneTheConnectorKnows) {
  const std::set<std::string> known = {"hostName",
                                       "socket",
                                       "schema",
                                       "userName",
                                       "password",
                                       "OPT_CHARSET_NAME",
                                       "OPT_READ_TIMEOUT",
                                       "OPT_WRITE_TIMEOUT",
                                       "OPT_CONNECT_TIMEOUT",
                                       "OPT_LOCAL_INFILE",
                                       "sslCA",
                                       "CLIENT_MULTI_STATEMENTS",
                                       PINGYI_CONNECTOR_OF_ORACLE ? "OPT_SSL_MODE" : "sslVerify"};
  for (const MysqlServer& server :
       {MysqlServer{.socket = "/s", .host = ""}, MysqlServer{.socket = "", .host = "h"}}) {
    EXPECT_THAT(NamesOf(ConnectOptions(kOptions, server, MysqlUse::kScripts, kPatience)),
                IsSubsetOf(known));
  }
}

TEST(ConnectOptionsTest, AHostIsReachedByTcpAndASocketBySocket) {
  auto tcp = ConnectOptions(kOptions, {.socket = "", .host = "::1", .port = 33},
                            MysqlUse::kOrdinary, kPatience);
  EXPECT_EQ(TextOf(tcp, "hostName"), "tcp://[::1]:33");
  EXPECT_FALSE(NamesOf(tcp).contains("socket"));
  auto socket =
      ConnectOptions(kOptions, {.socket = "/s", .host = ""}, MysqlUse::kOrdinary, kPatience);
  EXPECT_EQ(TextOf(socket, "socket"), "/s");
  EXPECT_FALSE(NamesOf(socket).contains("hostName"));
}

TEST(ConnectOptionsTest, TimesAreWholeSecondsAndNeverNone) {
  const auto seconds = [](absl::Duration connect, absl::Duration answer) {
    auto map = ConnectOptions(kOptions, {}, MysqlUse::kOrdinary, {connect, answer});
    return std::pair(IntOf(map, "OPT_CONNECT_TIMEOUT"), IntOf(map, "OPT_READ_TIMEOUT"));
  };
  EXPECT_EQ(seconds(absl::Seconds(3), absl::Minutes(1)), std::pair(3, 60));
  EXPECT_EQ(seconds(absl::Milliseconds(1), absl::Milliseconds(1001)), std::pair(1, 2));
  EXPECT_EQ(seconds(-absl::Seconds(1), absl::ZeroDuration()), std::pair(1, 1));
  EXPECT_EQ(seconds(absl::InfiniteDuration(), absl::Hours(10000)), std::pair(86400, 86400));
  const auto names = NamesOf(ConnectOptions(kOptions, {}, MysqlUse::kOrdinary,
                                            {absl::Seconds(1), absl::InfiniteDuration()}));
  EXPECT_FALSE(names.contains("OPT_READ_TIMEOUT"));
  EXPECT_FALSE(names.contains("OPT_WRITE_TIMEOUT"));
}

TEST(ConnectOptionsTest, SeveralStatementsInOneTextAreForScriptsAlone) {
  EXPECT_FALSE(NamesOf(ConnectOptions(kOptions, {}, MysqlUse::kOrdinary, kPatience))
                   .contains("CLIENT_MULTI_STATEMENTS"));
}

TEST(ConnectOptionsTest, TlsIsWhereAnAuthorityIsNamed) {
  MysqlOptions without = kOptions;
  without.tls_ca.clear();
  EXPECT_FALSE(
      NamesOf(ConnectOptions(without, {}, MysqlUse::kOrdinary, kPatience)).contains("sslCA"));
  auto with = ConnectOptions(kOptions, {}, MysqlUse::kOrdinary, kPatience);
  EXPECT_EQ(TextOf(with, "sslCA"), "/ca.pem");
}

}  // namespace
}  // namespace pingyi::sql
