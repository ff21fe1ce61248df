// Where calls through a channel go: to several replicas in turn, and to nobody else.
#include <echo_service.grpc.pb.h>

#include <cstdlib>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include <absl/time/clock.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/base/rpc/client.h"
#include "services/base/rpc/testing/echo_service.h"
#include "services/base/testing/rpc/rpc_server.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::rpc {
namespace {

// A server that answers with its own name.
class Replica {
 public:
  explicit Replica(const std::string& name) {
    service_.on_echo = [name](const CallContext&, const test::v1::EchoRequest&,
                              test::v1::EchoResponse* response) {
      response->set_text(name);
      return absl::OkStatus();
    };
    server_.emplace(kit_, std::vector<Served>{test::EchoService::Entry(service_)});
  }
  const std::string& address() const { return server_->address(); }
  void End() { server_.reset(); }

 private:
  Kit kit_{{}};
  test::EchoService service_{kit_};
  std::optional<test::RpcServer> server_;
};

class BalanceTest : public ::testing::Test {
 protected:
  // Who answered a call.
  std::string Call() {
    test::v1::EchoResponse response;
    const auto context = test::TestClientContext();
    context->set_wait_for_ready(true);
    const grpc::Status status = stub_->Echo(context.get(), {}, &response);
    return status.ok() ? response.text() : status.error_message();
  }

  Replica one_{"one"};
  Replica two_{"two"};
  std::unique_ptr<test::v1::EchoService::Stub> stub_ = test::v1::EchoService::NewStub(
      *MakeChannel({fmt::format("ipv4:{},{}", one_.address(), two_.address())},
                   {.idempotent = {"pingyi.test.v1.EchoService"}}));
};

TEST_F(BalanceTest, ReplicasAreCalledInTurn) {
  // The first calls go to whoever was connected first.
  std::map<std::string, int> answers;
  while (answers["one"] == 0 || answers["two"] == 0) ++answers[Call()];
  answers.clear();
  for (int i = 0; i < 20; ++i) ++answers[Call()];
  EXPECT_EQ(answers["one"], 10);
  EXPECT_EQ(answers["two"], 10);
}

TEST_F(BalanceTest, OneThatIsGoneIsLeftOut) {
  std::map<std::string, int> answers;
  while (answers["one"] == 0 || answers["two"] == 0) ++answers[Call()];
  one_.End();
  for (int i = 0; i < 20; ++i) EXPECT_EQ(Call(), "two");
}

TEST(DirectCallTest, AProxyOfTheEnvironmentIsNotAsked) {
  const Replica replica("one");
  setenv("grpc_proxy", "http://127.0.0.1:1", 1);  // nobody is there
  setenv("no_grpc_proxy", "none.example", 1);
  const auto channel = MakeChannel({replica.address()}, {});
  unsetenv("grpc_proxy");
  unsetenv("no_grpc_proxy");
  ASSERT_OK(channel);
  test::v1::EchoResponse response;
  const auto context = test::TestClientContext();
  const grpc::Status status =
      test::v1::EchoService::NewStub(*channel)->Echo(context.get(), {}, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

}  // namespace
}  // namespace pingyi::rpc
