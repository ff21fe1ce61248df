#include "services/base/rpc/server.h"

#include <echo_service.grpc.pb.h>

#include <atomic>
#include <fstream>
#include <future>
#include <latch>
#include <thread>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "services/base/rpc/status.h"
#include "services/base/rpc/testing/echo_service.h"
#include "services/base/rpc/testing/health_client.h"
#include "services/base/testing/rpc/rpc_server.h"
#include "services/base/testing/status_matchers.h"
#include "services/base/testing/temp_dir.h"

namespace pingyi::rpc {
namespace {

using test::Health;
using test::StatusIs;
using test::v1::EchoRequest;
using test::v1::EchoResponse;
using ::testing::HasSubstr;

constexpr char kName[] = "pingyi.test.v1.EchoService";

absl::Status Healthy(absl::Time) { return absl::OkStatus(); }

TEST(ServerTest, ASecondServerOnThePortIsRefused) {
  Kit kit({});
  test::EchoService service(kit);
  ASSERT_OK_AND_ASSIGN(const auto first,
                       Server::Start({}, kit, {test::EchoService::Entry(service)}, Healthy));
  Kit other_kit({});
  test::EchoService other(other_kit);
  const auto second = Server::Start({.listen = first->address()}, other_kit,
                                    {test::EchoService::Entry(other)}, Healthy);
  EXPECT_THAT(second, StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(std::string(second.status().message()),
              HasSubstr("cannot listen on " + first->address()));
}

TEST(ServerTest, AnAddressThatIsNotOursIsRefused) {
  Kit kit({});
  test::EchoService service(kit);
  EXPECT_THAT(Server::Start({.listen = "192.0.2.1:7001"}, kit, {test::EchoService::Entry(service)},
                            Healthy),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST(ServerTest, TellsThePortItBound) {
  const test::TempDir dir;
  Kit kit({});
  test::EchoService service(kit);
  ASSERT_OK_AND_ASSIGN(const auto server,
                       Server::Start({.port_file = dir.File("port")}, kit,
                                     {test::EchoService::Entry(service)}, Healthy));
  EXPECT_GT(server->port(), 0);
  EXPECT_EQ(server->address(), "127.0.0.1:" + std::to_string(server->port()));
  std::ifstream file(dir.File("port"));
  int port = 0;
  file >> port;
  EXPECT_EQ(port, server->port());
}

TEST(ServerTest, APortFileThatCannotBeWrittenIsAnError) {
  Kit kit({});
  test::EchoService service(kit);
  EXPECT_THAT(Server::Start({.port_file = "/nonexistent/port"}, kit,
                            {test::EchoService::Entry(service)}, Healthy),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST(ServerHealthTest, FollowsTheDeepCheck) {
  std::latch asked{1};
  std::latch answer{1};
  std::atomic<bool> healthy = true;
  Kit kit({});
  test::EchoService service(kit);
  ServerOptions options = test::TestServerOptions();
  options.health_interval = absl::Milliseconds(5);
  ASSERT_OK_AND_ASSIGN(
      const auto server,
      Server::Start(options, kit, {test::EchoService::Entry(service)}, [&](absl::Time deadline) {
        EXPECT_GT(deadline, absl::Now());
        if (!asked.try_wait()) asked.count_down();
        answer.wait();
        return healthy ? absl::OkStatus() : absl::UnavailableError("no database");
      }));
  Health health(server->address());
  asked.wait();
  EXPECT_EQ(health.Check(kName), "NOT_SERVING") << "before the first check has passed";
  EXPECT_EQ(health.Check(""), "NOT_SERVING");
  answer.count_down();
  health.WaitFor(kName, "SERVING");
  health.WaitFor("", "SERVING");
  healthy = false;
  health.WaitFor(kName, "NOT_SERVING");
  health.WaitFor("", "NOT_SERVING");
  healthy = true;
  health.WaitFor(kName, "SERVING");
}

TEST(ServerHealthTest, ACheckThatThrowsIsNotServing) {
  Kit kit({});
  test::EchoService service(kit);
  std::latch asked{1};
  ASSERT_OK_AND_ASSIGN(
      const auto server,
      Server::Start({}, kit, {test::EchoService::Entry(service)}, [&](absl::Time) -> absl::Status {
        asked.count_down();
        throw std::runtime_error("broken");
      }));
  asked.wait();
  EXPECT_EQ(Health(server->address()).Check(kName), "NOT_SERVING");
}

class DrainTest : public ::testing::Test {
 protected:
  std::unique_ptr<Server> Start(const ServerOptions& options) {
    auto server = Server::Start(options, kit_, {test::EchoService::Entry(service_)}, Healthy);
    EXPECT_OK(server);
    stub_ = test::v1::EchoService::NewStub(
        grpc::CreateChannel((*server)->address(), grpc::InsecureChannelCredentials()));
    return *std::move(server);
  }

  absl::Status Echo() {
    EchoResponse response;
    return FromGrpc(stub_->Echo(test::TestClientContext().get(), EchoRequest(), &response));
  }

  Kit kit_{{}};
  test::EchoService service_{kit_};
  std::unique_ptr<test::v1::EchoService::Stub> stub_;
};

TEST_F(DrainTest, CallsInFlightAreFinished) {
  std::latch running{1};
  std::latch go{1};
  service_.on_echo = [&](auto&&...) {
    running.count_down();
    go.wait();
    return absl::OkStatus();
  };
  const auto server = Start({});
  std::future<absl::Status> call = std::async(std::launch::async, [&] { return Echo(); });
  running.wait();
  std::thread drain([&] { server->Drain(); });
  while (!kit_.draining()) std::this_thread::yield();
  go.count_down();
  EXPECT_OK(call.get());
  drain.join();
  EXPECT_THAT(Echo(), StatusIs(absl::StatusCode::kUnavailable)) << "nothing listens any more";
}

TEST_F(DrainTest, AtTheEndOfTheGraceCallsAreCancelled) {
  std::latch running{1};
  service_.on_echo = [&](const CallContext& call, auto&&...) {
    running.count_down();
    while (!call.IsCancelled()) std::this_thread::yield();
    return absl::OkStatus();
  };
  const auto server = Start({.drain_grace = absl::Milliseconds(50)});
  std::future<absl::Status> call = std::async(std::launch::async, [&] { return Echo(); });
  running.wait();
  server->Drain();
  EXPECT_FALSE(call.get().ok());
}

TEST_F(DrainTest, AnOpenHealthWatchDoesNotHoldItUp) {
  const auto server = Start({.drain_grace = absl::Milliseconds(50)});
  Health health(server->address());
  health.OpenWatch(kName);
  server->Drain();
}

TEST_F(DrainTest, ASecondDrainDoesNothing) {
  const auto server = Start({});
  server->Drain();
  server->Drain();
}

// The watchdog ends the process, so this runs in one of its own.
TEST(DrainDeathTest, AStuckHandlerDoesNotKeepTheProcessAlive) {
  ::testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_EXIT(
      {
        Kit kit({});
        test::EchoService service(kit);
        std::latch running{1};
        std::latch never{1};
        service.on_echo = [&](auto&&...) {
          running.count_down();
          never.wait();
          return absl::OkStatus();
        };
        auto server = *Server::Start(
            {.drain_grace = absl::Milliseconds(20), .watchdog = absl::Milliseconds(100)}, kit,
            {test::EchoService::Entry(service)}, Healthy);
        auto stub = test::v1::EchoService::NewStub(
            grpc::CreateChannel(server->address(), grpc::InsecureChannelCredentials()));
        std::thread([&] {
          EchoResponse response;
          stub->Echo(test::TestClientContext().get(), EchoRequest(), &response);
        }).detach();
        running.wait();
        server->Drain();
      },
      ::testing::ExitedWithCode(70), "a handler is stuck");
}

}  // namespace
}  // namespace pingyi::rpc
