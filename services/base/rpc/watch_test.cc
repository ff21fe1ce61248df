#include "services/base/rpc/watch.h"

#include <echo_service.grpc.pb.h>

#include <atomic>
#include <latch>
#include <stdexcept>
#include <thread>

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "services/base/rpc/status.h"
#include "services/base/rpc/testing/echo_service.h"
#include "services/base/status/error.h"
#include "services/base/telemetry/log.h"
#include "services/base/testing/rpc/rpc_server.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::rpc {
namespace {

using test::HasReason;
using test::StatusIs;
using test::v1::EchoResponse;
using test::v1::WatchRequest;
using ::testing::AllOf;
using ::testing::ElementsAre;

class WatchTest : public ::testing::Test {
 protected:
  void Start() {
    server_.emplace(kit_, std::vector<Served>{test::EchoService::Entry(service_)});
    stub_ = test::v1::EchoService::NewStub(server_->channel());
  }

  void Open(std::string text = "") {
    WatchRequest request;
    request.set_text(std::move(text));
    reader_ = stub_->Watch(context_.get(), request);
  }

  // The texts up to the end of the stream.
  std::vector<std::string> ReadAll() {
    std::vector<std::string> texts;
    EchoResponse response;
    while (reader_->Read(&response)) texts.push_back(response.text());
    return texts;
  }

  absl::Status End() { return FromGrpc(reader_->Finish()); }

  telemetry::ScopedLogSink quiet_{[](std::string_view) {}};
  Kit kit_{{.threads = 2, .queue = 4, .default_deadline = absl::Seconds(30)}};
  test::EchoService service_{kit_};
  std::optional<test::RpcServer> server_;
  std::unique_ptr<test::v1::EchoService::Stub> stub_;
  std::unique_ptr<grpc::ClientContext> context_ = test::TestClientContext();
  std::unique_ptr<grpc::ClientReader<EchoResponse>> reader_;
};

TEST_F(WatchTest, SendsWhatIsNewAndEnds) {
  std::atomic<int> looks = 0;
  service_.on_watch = [&](const CallContext&, const WatchRequest& request,
                          EchoResponse* response) -> absl::StatusOr<Look> {
    const int look = ++looks;
    if (look % 2 == 0) return Look::kNothing;
    if (look == 7) return Look::kEnd;
    EXPECT_EQ(response->text(), "") << "every look begins with an empty response";
    response->set_text(request.text() + std::to_string(look));
    return Look::kSend;
  };
  Start();
  Open("n");
  EXPECT_THAT(ReadAll(), ElementsAre("n1", "n3", "n5"));
  EXPECT_OK(End());
  EXPECT_EQ(looks, 7);
}

TEST_F(WatchTest, TheLastMessageMayEndIt) {
  service_.on_watch = [](auto&&, auto&&, EchoResponse* response) -> absl::StatusOr<Look> {
    response->set_text("only");
    return Look::kSendAndEnd;
  };
  Start();
  Open();
  EXPECT_THAT(ReadAll(), ElementsAre("only"));
  EXPECT_OK(End());
}

TEST_F(WatchTest, AnErrorEndsItWithDetails) {
  service_.on_watch = [](auto&&...) -> absl::StatusOr<Look> {
    return MakeError(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND", "no such round");
  };
  Start();
  Open();
  ReadAll();
  EXPECT_THAT(End(), AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
}

TEST_F(WatchTest, AnExceptionEndsItAsAnInternalError) {
  service_.on_watch = [](auto&&...) -> absl::StatusOr<Look> { throw std::runtime_error("x"); };
  Start();
  Open();
  ReadAll();
  EXPECT_THAT(End(), StatusIs(absl::StatusCode::kInternal));
}

TEST_F(WatchTest, MalformedUtf8IsRefused) {
  service_.on_watch = [](auto&&...) -> absl::StatusOr<Look> { return Look::kEnd; };
  Start();
  Open("\xff");
  ReadAll();
  EXPECT_THAT(End(), HasReason("MALFORMED_UTF8"));
}

TEST_F(WatchTest, ALookHasTheDefaultDeadlineThoughTheStreamHasNone) {
  absl::Time seen;
  service_.on_watch = [&](const CallContext& call, auto&&...) -> absl::StatusOr<Look> {
    seen = call.deadline;
    return Look::kEnd;
  };
  Start();
  context_ = std::make_unique<grpc::ClientContext>();
  Open();
  ReadAll();
  EXPECT_OK(End());
  EXPECT_LE(seen, absl::Now() + absl::Seconds(31));
}

TEST_F(WatchTest, CancelWhileItWaitsEndsIt) {
  service_.watch_interval = absl::Hours(1);
  service_.on_watch = [](auto&&, auto&&, EchoResponse* response) -> absl::StatusOr<Look> {
    response->set_text("first");
    return Look::kSend;
  };
  Start();
  Open();
  EchoResponse response;
  ASSERT_TRUE(reader_->Read(&response));
  context_->TryCancel();
  EXPECT_THAT(ReadAll(), ElementsAre());
  EXPECT_THAT(End(), StatusIs(absl::StatusCode::kCancelled));
  server_.reset();  // returns: the reactor has ended too
}

TEST_F(WatchTest, CancelDuringALookEndsItAfterwards) {
  std::latch looking{1};
  std::latch go{1};
  service_.on_watch = [&](auto&&...) -> absl::StatusOr<Look> {
    looking.count_down();
    go.wait();
    return Look::kNothing;
  };
  Start();
  Open();
  looking.wait();
  context_->TryCancel();
  EXPECT_THAT(End(), StatusIs(absl::StatusCode::kCancelled));
  go.count_down();
  server_.reset();
}

TEST_F(WatchTest, TheClientsDeadlineEndsIt) {
  service_.watch_interval = absl::Hours(1);
  service_.on_watch = [](auto&&...) -> absl::StatusOr<Look> { return Look::kNothing; };
  Start();
  context_ = std::make_unique<grpc::ClientContext>();
  context_->set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(100));
  Open();
  ReadAll();
  EXPECT_THAT(End(), StatusIs(absl::StatusCode::kDeadlineExceeded));
}

TEST_F(WatchTest, ADrainEndsAnOpenStreamAtOnce) {
  service_.watch_interval = absl::Hours(1);
  service_.on_watch = [](auto&&, auto&&, EchoResponse* response) -> absl::StatusOr<Look> {
    response->set_text("first");
    return Look::kSend;
  };
  Start();
  Open();
  EchoResponse response;
  ASSERT_TRUE(reader_->Read(&response));
  const absl::Time before = absl::Now();
  server_->server().Drain();
  EXPECT_LT(absl::Now() - before, absl::Seconds(4)) << "not only at the end of the grace";
  ReadAll();
  EXPECT_THAT(End(), AllOf(StatusIs(absl::StatusCode::kUnavailable), HasReason("SERVER_DRAINING")));
}

TEST_F(WatchTest, AFullExecutorOnlySkipsALook) {
  std::latch go{1};
  std::atomic<int> looks = 0;
  service_.on_watch = [&](auto&&, auto&&, EchoResponse* response) -> absl::StatusOr<Look> {
    response->set_text("sent");
    return ++looks == 1 ? Look::kSend : Look::kSendAndEnd;
  };
  service_.watch_interval = absl::Milliseconds(20);
  Start();
  Open();
  EchoResponse response;
  ASSERT_TRUE(reader_->Read(&response));
  while (kit_.executor().TrySubmit([&] { go.wait(); })) {
  }
  go.count_down();
  EXPECT_THAT(ReadAll(), ElementsAre("sent"));
  EXPECT_OK(End());
  server_.reset();  // the tasks use what is about to go
}

TEST_F(WatchTest, ManyStreamsComeAndGo) {
  std::atomic<int> looks = 0;
  service_.on_watch = [&](auto&&, auto&&, EchoResponse* response) -> absl::StatusOr<Look> {
    response->set_text("x");
    return ++looks % 3 == 0 ? Look::kNothing : Look::kSend;
  };
  Start();
  std::vector<std::thread> clients;
  clients.reserve(4);
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      for (int k = 0; k < 20; ++k) {
        auto context = test::TestClientContext();
        auto reader = stub_->Watch(context.get(), WatchRequest());
        EchoResponse response;
        reader->Read(&response);
        context->TryCancel();
        reader->Finish();
      }
    });
  }
  for (std::thread& client : clients) client.join();
  server_.reset();
}

}  // namespace
}  // namespace pingyi::rpc
