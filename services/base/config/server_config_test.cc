#include "services/base/config/server_config.h"

#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::config {
namespace {

const std::vector<std::string> kMethods = {"GetCycle"};

TEST(ServerConfigTest, TheLeastThatIsNeededGetsTheDefaults) {
  Document document = *Document::Parse(
      "listen: 127.0.0.1:0\ndata: {backend: sqlite, path: /tmp/x.db}\n", "test.yaml");
  Section root = document.Root();
  const ServerConfig config = ReadServerConfig(root, kMethods);
  ASSERT_OK(document.Finish());
  EXPECT_EQ(config.listen, "127.0.0.1:0");
  EXPECT_EQ(config.port_file, "");
  EXPECT_FALSE(config.transport.tls);
  EXPECT_FALSE(config.rights);
  EXPECT_EQ(config.data.backend, "sqlite");
  EXPECT_EQ(config.data.path, "/tmp/x.db");
  EXPECT_EQ(config.executor.threads, 16);
  EXPECT_EQ(config.executor.queue, 1024);
  EXPECT_EQ(config.log.level, "info");
  EXPECT_EQ(config.log.format, "json");
  EXPECT_EQ(config.drain.delay, absl::ZeroDuration());
  EXPECT_EQ(config.drain.grace, absl::Seconds(10));
  EXPECT_EQ(config.limits.message_bytes, 4 << 20);
  EXPECT_EQ(config.limits.default_deadline, absl::Seconds(30));
  EXPECT_EQ(config.health.interval, absl::Seconds(5));
}

TEST(ServerConfigTest, EveryKeyIsRead) {
  Document document = *Document::Parse(R"(
listen: "[::1]:7001"
port_file: /run/port
tls: {certificate: c.pem, key: k.pem, ca: a.pem}
rights: {readers: {callers: [a], methods: [GetCycle]}}
data: {backend: sqlite, path: a.db}
executor: {threads: 2, queue: 3}
log: {level: debug, format: text}
drain: {delay: 1s, grace: 2s}
limits: {message_bytes: 1048576, default_deadline: 3s}
health: {interval: 4s}
)",
                                       "test.yaml");
  Section root = document.Root();
  const ServerConfig config = ReadServerConfig(root, kMethods);
  ASSERT_OK(document.Finish());
  EXPECT_EQ(config.listen, "[::1]:7001");
  EXPECT_EQ(config.port_file, "/run/port");
  ASSERT_TRUE(config.transport.tls);
  EXPECT_EQ(config.transport.tls->key, "k.pem");
  EXPECT_EQ(config.rights, (Rights{{"GetCycle", {"a"}}}));
  EXPECT_EQ(config.executor.threads, 2);
  EXPECT_EQ(config.executor.queue, 3);
  EXPECT_EQ(config.log.level, "debug");
  EXPECT_EQ(config.log.format, "text");
  EXPECT_EQ(config.drain.delay, absl::Seconds(1));
  EXPECT_EQ(config.drain.grace, absl::Seconds(2));
  EXPECT_EQ(config.limits.message_bytes, 1 << 20);
  EXPECT_EQ(config.limits.default_deadline, absl::Seconds(3));
  EXPECT_EQ(config.health.interval, absl::Seconds(4));
}

TEST(ServerConfigTest, PlainTextFromOtherMachinesIsRefused) {
  Document document = *Document::Parse(
      "listen: 0.0.0.0:7001\ndata: {backend: sqlite, path: /tmp/x.db}\n", "test.yaml");
  Section root = document.Root();
  ReadServerConfig(root, kMethods);
  EXPECT_NE(std::string(document.Finish().message()).find("test.yaml:1: listen: \"0.0.0.0:7001\""),
            std::string::npos);
}

TEST(ServerConfigTest, AllProblemsAreListedAtOnce) {
  Document document = *Document::Parse(R"(data: {backend: postgres}
executor:
  threads: 0
  size: 9
log: {level: loud}
drain: {grace: forever}
limits: {message_bytes: 1}
password: secret
)",
                                       "test.yaml");
  Section root = document.Root();
  ReadServerConfig(root, kMethods);
  EXPECT_EQ(std::string(document.Finish().message()),
            "test.yaml:1: listen: is required\n"
            "test.yaml:1: data.backend: must be one of sqlite, mysql, not \"postgres\"\n"
            "test.yaml:3: executor.threads: must be a whole number from 1 to 1024, not \"0\"\n"
            "test.yaml:4: executor.size: is not a known key\n"
            "test.yaml:5: log.level: must be one of debug, info, warn, error, not \"loud\"\n"
            "test.yaml:6: drain.grace: must be a duration such as \"30s\" from 0 to 10m, not "
            "\"forever\"\n"
            "test.yaml:7: limits.message_bytes: must be a whole number from 65536 to 67108864, not "
            "\"1\"\n"
            "test.yaml:8: password: is not a known key");
}

}  // namespace
}  // namespace pingyi::config
