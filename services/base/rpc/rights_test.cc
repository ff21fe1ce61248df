// Calls of callers with different certificates, over real connections.
#include "services/base/rpc/rights.h"

#include <echo_service.grpc.pb.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/rpc/status.h"
#include "services/base/rpc/testing/echo_service.h"
#include "services/base/telemetry/log.h"
#include "services/base/testing/certificates/authority.h"
#include "services/base/testing/rpc/rpc_server.h"
#include "services/base/testing/status_matchers.h"
#include "services/base/testing/temp_dir.h"
#include "services/base/testing/whole_file.h"

namespace pingyi::rpc {
namespace {

using test::HasReason;
using test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class RightsTest : public ::testing::Test {
 protected:
  // A server whose methods count how often they were reached.
  void Start(const std::optional<config::Rights>& rights) {
    kit_.emplace(KitOptions{.rights = rights});
    service_.emplace(*kit_);
    service_->on_echo = [this](auto&&...) { return Reached(); };
    service_->on_echo_later = [this](const auto&, const auto&, auto*, Done done) {
      done(Reached());
    };
    service_->on_watch = [this](auto&&...) -> absl::StatusOr<Look> {
      (void)Reached();
      return Look::kEnd;
    };
    service_->echo_later_method.secret = true;
    const test::Issued issued = authority_.Issue("server");
    const std::string ca = Write("ca.pem", authority_.pem());
    ServerOptions options = test::TestServerOptions();
    options.tls = {Write("server.pem", issued.certificate), Write("key.pem", issued.key), ca, ca};
    server_.emplace(*kit_, std::vector<Served>{test::EchoService::Entry(*service_)}, options);
  }

  std::unique_ptr<test::v1::EchoService::Stub> StubOf(const test::Issued& caller) {
    return test::v1::EchoService::NewStub(grpc::CreateChannel(
        server_->address(),
        grpc::SslCredentials({authority_.pem(), caller.key, caller.certificate})));
  }
  // Of a caller with these alternative names.
  std::unique_ptr<test::v1::EchoService::Stub> StubOf(const std::string& names) {
    return StubOf(authority_.Issue("common", {.names = names, .usage = "clientAuth"}));
  }

  static absl::Status Echo(test::v1::EchoService::Stub& stub) {
    test::v1::EchoResponse response;
    return FromGrpc(stub.Echo(test::TestClientContext().get(), {}, &response));
  }
  static absl::Status EchoLater(test::v1::EchoService::Stub& stub) {
    test::v1::EchoResponse response;
    return FromGrpc(stub.EchoLater(test::TestClientContext().get(), {}, &response));
  }
  static absl::Status Watch(test::v1::EchoService::Stub& stub) {
    const auto context = test::TestClientContext();
    test::v1::EchoResponse response;
    const auto reader = stub.Watch(context.get(), {});
    while (reader->Read(&response)) {
    }
    return FromGrpc(reader->Finish());
  }

  void ExpectRefused(const absl::Status& status) {
    EXPECT_THAT(status, AllOf(StatusIs(absl::StatusCode::kPermissionDenied),
                              HasReason("CALLER_NOT_PERMITTED")));
    EXPECT_EQ(reached_, 0) << "a refused call reached its handler";
  }
  void ExpectServed(const absl::Status& status) {
    EXPECT_OK(status);
    EXPECT_EQ(reached_.exchange(0), 1);
  }

  std::vector<std::string> CallLines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

 private:
  absl::Status Reached() {
    ++reached_;
    return absl::OkStatus();
  }
  std::string Write(const std::string& name, const std::string& text) {
    return test::WriteWhole(dir_.File(name), text);
  }

  const test::TempDir dir_;
  const test::Authority authority_{"authority"};
  std::mutex mutex_;
  std::vector<std::string> lines_;
  telemetry::ScopedLogSink sink_{[this](std::string_view line) {
    const std::lock_guard lock(mutex_);
    if (line.find("\"method\"") != std::string_view::npos) lines_.emplace_back(line);
  }};
  std::atomic<int> reached_ = 0;
  std::optional<Kit> kit_;
  std::optional<test::EchoService> service_;
  std::optional<test::RpcServer> server_;
};

TEST_F(RightsTest, EachCallerCallsWhatItMay) {
  Start(config::Rights{{"Echo", {"a.example"}}, {"Watch", {"a.example", "b.example"}}});
  const auto a = StubOf("DNS:a.example");
  ExpectServed(Echo(*a));
  ExpectServed(Watch(*a));
  ExpectRefused(EchoLater(*a));
  const auto b = StubOf("DNS:b.example");
  ExpectRefused(Echo(*b));
  ExpectServed(Watch(*b));
  const auto c = StubOf("DNS:c.example");
  ExpectRefused(Echo(*c));
  ExpectRefused(Watch(*c));
}

TEST_F(RightsTest, ASecretMethodHasRightsToo) {
  Start(config::Rights{{"EchoLater", {"a.example"}}});
  ExpectServed(EchoLater(*StubOf("DNS:a.example")));
  ExpectRefused(EchoLater(*StubOf("DNS:b.example")));
  EXPECT_THAT(CallLines(), IsEmpty());
}

TEST_F(RightsTest, AnyAlternativeNameGivesARightAndNoOtherDoes) {
  Start(config::Rights{{"Echo", {"spiffe://example/clerk", "common", "127.0.0.2"}}});
  ExpectServed(Echo(*StubOf("DNS:x.example,URI:spiffe://example/clerk")));
  ExpectServed(Echo(*StubOf("IP:127.0.0.2")));
  ExpectRefused(Echo(*StubOf("DNS:sub.common,DNS:commo,DNS:*")));
  // The common name counts only where there is nothing else (as for servers).
  ExpectRefused(Echo(*StubOf("DNS:x.example")));
  ExpectServed(Echo(*StubOf("")));
}

TEST_F(RightsTest, WithoutRightsEveryCallerCallsEverything) {
  Start(std::nullopt);
  ExpectServed(Echo(*StubOf("DNS:a.example")));
  ExpectServed(EchoLater(*StubOf("DNS:a.example")));
}

TEST_F(RightsTest, WithRightsToNobodyNothingIsServed) {
  Start(config::Rights());
  ExpectRefused(Echo(*StubOf("DNS:a.example")));
}

TEST_F(RightsTest, TheLogSaysWhichSystemCalled) {
  Start(config::Rights{{"Echo", {"a.example"}}});
  ExpectServed(Echo(*StubOf("DNS:a.example,DNS:alias.example")));
  ExpectRefused(Echo(*StubOf("DNS:b.example")));
  EXPECT_THAT(CallLines(), ElementsAre(AllOf(HasSubstr(R"("code":"OK")"),
                                             HasSubstr(R"("caller":"a.example,alias.example")"),
                                             Not(HasSubstr("reason"))),
                                       AllOf(HasSubstr(R"("code":"PERMISSION_DENIED")"),
                                             HasSubstr(R"("reason":"CALLER_NOT_PERMITTED")"),
                                             HasSubstr(R"("caller":"b.example")"))));
}

}  // namespace
}  // namespace pingyi::rpc
