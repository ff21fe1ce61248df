// What a connection is like, and what the connector is made to do.
#include "services/base/sql/mysql/connection.h"

#include <fstream>

#include <absl/time/clock.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/sql/mysql/testing/loopback_server.h"
#include "services/base/sql/mysql/testing/test_server.h"
#include "services/base/sql/testing/temp_database.h"

namespace pingyi::sql {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class MysqlConnectionTest : public ::testing::Test {
 protected:
  std::unique_ptr<MysqlConnection> Open(MysqlUse use = MysqlUse::kOrdinary, size_t statements = 3,
                                        absl::Time deadline = Soon()) {
    MysqlOptions options = database_.mysql();
    options.statements = statements;
    auto connection =
        MysqlConnection::Open(options, *ParseMysqlServer(options.hosts[0]), use, deadline);
    EXPECT_EQ(connection.status(), absl::OkStatus());
    return *std::move(connection);
  }

  TempDatabase database_{{}, Backend::kMysql};
};

std::string Ask(MysqlConnection& connection, std::string_view sql, int column = 1) {
  MysqlStatementCache::Borrowed statement = connection.statements().Borrow(sql);
  const std::unique_ptr<connector::ResultSet> rows(statement->prepared->executeQuery());
  EXPECT_TRUE(rows->next()) << sql;
  return rows->getString(column).asStdString();
}

int CodeOf(MysqlConnection& connection, const std::string& sql) {
  try {
    connection.Run(sql);
    return 0;
  } catch (const connector::SQLException& error) {
    return error.getErrorCode();
  }
}

TEST_F(MysqlConnectionTest, EveryConnectionHasItsSettings) {
  for (MysqlUse use : {MysqlUse::kOrdinary, MysqlUse::kScripts, MysqlUse::kPing}) {
    auto connection = Open(use);
    EXPECT_TRUE(connection->is_mariadb());
    EXPECT_EQ(Ask(*connection, "SELECT @@tx_isolation"), "READ-COMMITTED");
    EXPECT_EQ(Ask(*connection, "SELECT @@autocommit"), use == MysqlUse::kPing ? "1" : "0");
    EXPECT_EQ(Ask(*connection, "SELECT @@time_zone"), "+00:00");
    EXPECT_EQ(Ask(*connection, "SELECT @@foreign_key_checks"), "1");
    EXPECT_EQ(Ask(*connection, "SELECT @@character_set_client"), "utf8mb4");
    EXPECT_EQ(Ask(*connection, "SELECT @@collation_connection"), "utf8mb4_nopad_bin");
    EXPECT_EQ(Ask(*connection, "SELECT collation('x')"), "utf8mb4_nopad_bin");
    EXPECT_THAT(Ask(*connection, "SELECT @@sql_mode"),
                AllOf(HasSubstr("STRICT_ALL_TABLES"), HasSubstr("NO_BACKSLASH_ESCAPES"),
                      HasSubstr("ANSI_QUOTES"), HasSubstr("PIPES_AS_CONCAT")));
  }
}

TEST_F(MysqlConnectionTest, OnlyScriptsMayHoldSeveralStatements) {
  EXPECT_EQ(CodeOf(*Open(), "SELECT 1; SELECT 2"), 1064);
  auto scripts = Open(MysqlUse::kScripts);
  EXPECT_EQ(CodeOf(*scripts, "SELECT 1; SELECT 2; SET @x = 3"), 0);
  EXPECT_EQ(CodeOf(*scripts, "SELECT 1; SELECT * FROM nowhere; SELECT 2"), 1146);
  EXPECT_EQ(Ask(*scripts, "SELECT @x"), "3");  // nothing is left over from before
}

TEST_F(MysqlConnectionTest, TheServerCannotAskForOurFiles) {
  auto connection = Open();
  connection->Run("CREATE TABLE stolen (line VARCHAR(100))");
  const std::string path = ::testing::TempDir() + "/" + database_.mysql().database + ".txt";
  std::ofstream(path) << "x\n";
  EXPECT_NE(CodeOf(*connection, fmt::format("LOAD DATA LOCAL INFILE '{}' INTO TABLE stolen", path)),
            0);
  EXPECT_EQ(Ask(*Open(), "SELECT count(*) FROM stolen"), "0");
  std::remove(path.c_str());
}

TEST_F(MysqlConnectionTest, StatementsAreKeptUpToTheBoundAndClosedBeyondIt) {
  auto connection = Open();
  const auto counted = [&](const char* what) {
    return std::stoi(Ask(*connection, fmt::format("SHOW SESSION STATUS LIKE '{}'", what), 2));
  };
  counted("Com_stmt_close");
  const int prepared_before = counted("Com_stmt_prepare") - counted("Com_stmt_close");
  for (int i = 0; i < 50; ++i) Ask(*connection, fmt::format("SELECT {}", i));
  EXPECT_LE(counted("Com_stmt_prepare") - counted("Com_stmt_close"), prepared_before + 1);
  EXPECT_EQ(connection->statements().size(), 3u);
}

TEST_F(MysqlConnectionTest, TheStatementUnusedForLongestMakesRoom) {
  auto connection = Open();
  MysqlStatementCache& cache = connection->statements();
  const auto* first = cache.Borrow("SELECT 1")->prepared.get();
  EXPECT_EQ(cache.Borrow("SELECT 1")->prepared.get(), first);
  for (const char* sql : {"SELECT 2", "SELECT 3", "SELECT 1", "SELECT 4"}) cache.Borrow(sql);
  EXPECT_EQ(cache.size(), 3u);
  EXPECT_EQ(cache.Borrow("SELECT 1")->prepared.get(), first);
}

TEST_F(MysqlConnectionTest, StatementsInUseAreNeverDroppedNorSharedBetweenTwo) {
  auto connection = Open();
  MysqlStatementCache& cache = connection->statements();
  MysqlStatementCache::Borrowed held = cache.Borrow("SELECT 1");
  MysqlStatementCache::Borrowed again = cache.Borrow("SELECT 1");
  EXPECT_NE(held->prepared.get(), again->prepared.get());
  for (const char* sql : {"SELECT 2", "SELECT 3", "SELECT 4", "SELECT 5"}) cache.Borrow(sql);
  EXPECT_EQ(cache.size(), 3u);
  const std::unique_ptr<connector::ResultSet> rows(held->prepared->executeQuery());
  EXPECT_TRUE(rows->next());
}

TEST_F(MysqlConnectionTest, WhatIsNotExactlyOneStatementIsNotPreparedNorKept) {
  auto connection = Open(MysqlUse::kScripts);
  for (const char* sql : {"SELECT 1; SELECT 2", "", "SELEC 1"}) {
    EXPECT_THROW(connection->statements().Borrow(sql), connector::SQLException) << sql;
  }
  EXPECT_EQ(connection->statements().size(), 0u);
}

TEST_F(MysqlConnectionTest, IsAsPatientAsTheDeadlineItWasOpenedFor) {
  const absl::Time now = absl::Now();
  auto brief = Open(MysqlUse::kOrdinary, 3, now + absl::Seconds(2));
  EXPECT_TRUE(brief->IsPatientUntil(now + absl::Seconds(2)));
  EXPECT_FALSE(brief->IsPatientUntil(now + absl::Hours(1)));
  EXPECT_FALSE(brief->IsPatientUntil(absl::InfiniteFuture()));
  auto endless = Open(MysqlUse::kOrdinary, 3, absl::InfiniteFuture());
  EXPECT_TRUE(endless->IsPatientUntil(absl::InfiniteFuture()));
}

TEST_F(MysqlConnectionTest, SuitsWhoeverWouldNotWaitMuchLongerThanTheDeadline) {
  const auto in = [](double seconds) { return absl::Now() + absl::Seconds(seconds); };
  auto brief = Open(MysqlUse::kOrdinary, 3, in(4.5));  // five seconds and one
  EXPECT_TRUE(brief->Suits(in(4.5)));
  EXPECT_TRUE(brief->Suits(in(5.9)));
  EXPECT_FALSE(brief->Suits(in(7)));
  EXPECT_FALSE(brief->Suits(in(3.5))) << "it might wait for two seconds and a half too long";
  EXPECT_FALSE(brief->Suits(absl::InfiniteFuture()));
  auto endless = Open(MysqlUse::kOrdinary, 3, absl::InfiniteFuture());
  EXPECT_TRUE(endless->Suits(absl::InfiniteFuture()));
  EXPECT_FALSE(endless->Suits(in(30)));
}

// The backstop for a server that does not even break a statement off.
TEST_F(MysqlConnectionTest, AServerThatSaysNothingIsGivenUp) {
  auto map = ConnectOptions(database_.mysql(), *ParseMysqlServer(database_.mysql().hosts[0]),
                            MysqlUse::kOrdinary, {absl::Seconds(5), absl::Seconds(1)});
  const std::unique_ptr<connector::Connection> connection(ConnectorDriver().connect(map));
  const std::unique_ptr<connector::Statement> statement(connection->createStatement());
  try {
    statement->execute("DO SLEEP(30)");
    FAIL() << "it was waited for";
  } catch (const connector::SQLException& error) {
    EXPECT_TRUE(ClassifyMysql(error.getErrorCode(), false).breaks_connection);
    EXPECT_TRUE(absl::IsUnavailable(ClassifyMysql(error.getErrorCode(), false).status));
  }
}

// A certificate of an authority that has signed none of ours.
constexpr const char* kOtherAuthority = R"pem(-----BEGIN CERTIFICATE-----
MIIBlTCCATugAwIBAgIUUCV1xMoGacshoTLsjTUczmEyiVEwCgYIKoZIzj0EAwIw
HzEdMBsGA1UEAwwUU29tZSBvdGhlciBhdXRob3JpdHkwIBcNMjYxMTIxMTQxNjQ1
WhgPMjEyNjEwMjgxNDE2NDVaMB8xHTAbBgNVBAMMFFNvbWUgb3RoZXIgYXV0aG9y
aXR5MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEyIYoEobWjv6PCgzfzqS7iSsx
kGL5a2EHlZGxFjYqv4o5rfWTjL/t2YPywJP+Agn3d/lkupR07Cq2TtrXp7r9xaNT
MFEwHQYDVR0OBBYEFJLmuePsFsz92+cMdka27x1eWNR9MB8GA1UdIwQYMBaAFJLm
uePsFsz92+cMdka27x1eWNR9MA8GA1UdEwEB/wQFMAMBAf8wCgYIKoZIzj0EAwID
SAAwRQIhAKOYKhA2hprHaT6f6/A8ZTqp3L/WO0oDuRP7THikSqJXAiAT4uJz1sGi
JNa80kzi5xB/r++hzxLcUWPvfidoT3F5BA==
-----END CERTIFICATE-----
)pem";

class MysqlTlsTest : public ::testing::Test {
 protected:
  absl::Status OpenAt(const std::string& host, const std::string& ca) {
    MysqlOptions options = user_.options();
    options.hosts = {host};
    options.tls_ca = ca;
    options.connect_timeout = absl::Seconds(5);
    auto connection =
        MysqlConnection::Open(options, *ParseMysqlServer(host), MysqlUse::kOrdinary, Soon());
    if (connection.ok()) cipher_ = Ask(**connection, "SHOW SESSION STATUS LIKE 'Ssl_cipher'", 2);
    return connection.status();
  }

  TempDatabase database_{{}, Backend::kMysql};
  TestServer server_;
  TestUser user_{server_, database_.mysql().database};
  const std::string host_ = user_.options().hosts[0];
  std::string cipher_;
};

TEST_F(MysqlTlsTest, AVerifiedServerIsSpokenToInCipher) {
  ASSERT_EQ(OpenAt(host_, server_.ca()), absl::OkStatus());
  EXPECT_THAT(cipher_, Not(testing::IsEmpty()));
  ASSERT_EQ(OpenAt(fmt::format("localhost:{}", server_.port()), server_.ca()), absl::OkStatus());
}

TEST_F(MysqlTlsTest, WithoutAnAuthorityNothingIsEncrypted) {
  ASSERT_EQ(OpenAt(host_, ""), absl::OkStatus());
  EXPECT_EQ(cipher_, "");
}

TEST_F(MysqlTlsTest, ACertificateOfAnotherAuthorityIsRefused) {
  const std::string path = ::testing::TempDir() + "/" + database_.mysql().database + ".pem";
  std::ofstream(path) << kOtherAuthority;
  EXPECT_TRUE(absl::IsUnauthenticated(OpenAt(host_, path)));
  std::remove(path.c_str());
}

TEST_F(MysqlTlsTest, ACertificateForAnotherHostIsRefused) {
  // The same server by an address its certificate does not name.
  const Gate gate(server_.port(), "127.0.0.2");
  EXPECT_EQ(OpenAt(gate.host(), ""), absl::OkStatus());
  EXPECT_TRUE(absl::IsUnauthenticated(OpenAt(gate.host(), server_.ca())));
}

TEST_F(MysqlTlsTest, AServerThatDoesNotEncryptIsRefused) {
  const PlainTextServer plain;
  EXPECT_TRUE(absl::IsUnauthenticated(OpenAt(plain.host(), server_.ca())));
}

TEST_F(MysqlTlsTest, AMissingOrEmptyAuthorityIsRefused) {
  EXPECT_TRUE(absl::IsUnauthenticated(OpenAt(host_, "/no/such/ca.pem")));
  const std::string path = ::testing::TempDir() + "/" + database_.mysql().database + ".empty";
  std::ofstream(path) << "";
  EXPECT_TRUE(absl::IsUnauthenticated(OpenAt(host_, path)));
  std::remove(path.c_str());
}

}  // namespace
}  // namespace pingyi::sql
