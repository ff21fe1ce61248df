#include "services/base/rpc/unary.h"

#include <echo_service.grpc.pb.h>

#include <array>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <absl/time/clock.h>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <gtest/gtest.h>

#include "services/base/rpc/client.h"
#include "services/base/rpc/status.h"
#include "services/base/rpc/testing/echo_service.h"
#include "services/base/status/error.h"
#include "services/base/telemetry/log.h"
#include "services/base/testing/rpc/rpc_server.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::rpc {
namespace {

using test::HasReason;
using test::HasViolation;
using test::StatusIs;
using test::v1::EchoRequest;
using test::v1::EchoResponse;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class UnaryTest : public ::testing::Test {
 protected:
  // Starts the server; service_ is scripted before.
  void Start() {
    server_.emplace(kit_, std::vector<Served>{test::EchoService::Entry(service_)});
    stub_ = test::v1::EchoService::NewStub(server_->channel());
  }

  absl::Status Echo(const EchoRequest& request, grpc::ClientContext& context) {
    return FromGrpc(stub_->Echo(&context, request, &response_));
  }
  absl::Status Echo(const EchoRequest& request = {}) {
    return Echo(request, *test::TestClientContext());
  }
  absl::Status EchoLater(const EchoRequest& request = {}) {
    return FromGrpc(stub_->EchoLater(test::TestClientContext().get(), request, &response_));
  }

  // The lines of all calls; others, e.g. of the health check, are left out.
  std::vector<std::string> CallLines() {
    const std::lock_guard lock(mutex_);
    return lines_;
  }

  std::mutex mutex_;
  std::vector<std::string> lines_;
  telemetry::ScopedLogSink sink_{[this](std::string_view line) {
    const std::lock_guard lock(mutex_);
    if (line.find("\"method\"") != std::string_view::npos) lines_.emplace_back(line);
  }};
  Kit kit_{{.threads = 2, .queue = 1, .default_deadline = absl::Seconds(30)}};
  test::EchoService service_{kit_};
  std::optional<test::RpcServer> server_;
  std::unique_ptr<test::v1::EchoService::Stub> stub_;
  EchoResponse response_;
};

EchoRequest Text(std::string text) {
  EchoRequest request;
  request.set_text(std::move(text));
  return request;
}

TEST_F(UnaryTest, AnswersAndLogsOneLine) {
  Start();
  ASSERT_OK(Echo(Text("评议")));
  EXPECT_EQ(response_.text(), "评议");
  EXPECT_EQ(response_.actor(), "tester");
  EXPECT_THAT(CallLines(),
              ElementsAre(AllOf(HasSubstr(R"("method":"EchoService.Echo","code":"OK","micros":)"),
                                HasSubstr(R"("trace":")"), HasSubstr(R"("actor":"tester")"))));
}

TEST_F(UnaryTest, DetailsReachTheClient) {
  service_.on_echo = [](auto&&...) {
    return InvalidFields({{"round.title", "must not be empty", "REQUIRED_FIELD_MISSING"}});
  };
  Start();
  EXPECT_THAT(Echo(), AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                            HasReason("REQUIRED_FIELD_MISSING"),
                            HasViolation("round.title", "REQUIRED_FIELD_MISSING")));
  EXPECT_THAT(CallLines(), ElementsAre(AllOf(HasSubstr(R"("level":"info")"),
                                             HasSubstr(R"("reason":"REQUIRED_FIELD_MISSING")"))));
}

TEST_F(UnaryTest, TheLargestErrorReachesTheClientWhole) {
  // Each Chinese character takes nine bytes in the grpc-message of the trailers.
  std::string message;
  while (message.size() + 3 <= kMaxMessageBytes) message += "评";
  std::vector<FieldViolation> violations(200,
                                         {"ballot.marks[0]", "必须在量表之内", "MARK_OFF_SCALE"});
  service_.on_echo = [&](auto&&...) {
    return MakeError(absl::StatusCode::kInvalidArgument, message,
                     {"MARK_OFF_SCALE", violations, {}});
  };
  Start();
  const absl::Status status = Echo();
  EXPECT_THAT(status,
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("MARK_OFF_SCALE")));
  EXPECT_EQ(status.message(), message);
  EXPECT_GT(DetailsOf(status).violations.size(), 10u);
}

TEST_F(UnaryTest, AHandlerThatThrowsIsAnInternalErrorWithAnIncident) {
  service_.on_echo = [](auto&&...) -> absl::Status { throw std::runtime_error("secret cause"); };
  Start();
  const absl::Status status = Echo();
  EXPECT_THAT(status, AllOf(StatusIs(absl::StatusCode::kInternal), HasReason("INTERNAL")));
  const std::string message(status.message());
  ASSERT_THAT(message, ::testing::MatchesRegex("internal error, incident [0-9a-z]{26}"));
  EXPECT_THAT(CallLines(), ElementsAre(AllOf(HasSubstr(R"("level":"error")"),
                                             HasSubstr("exception: secret cause"),
                                             HasSubstr(message.substr(message.size() - 26)))));
}

TEST_F(UnaryTest, ACallIsInTheLogBeforeTheClientHearsOfItsEnd) {
  Start();
  for (size_t i = 1; i <= 200; ++i) {
    ASSERT_OK(i % 2 == 0 ? Echo() : EchoLater());
    ASSERT_EQ(CallLines().size(), i);
  }
  service_.on_echo = [](auto&&...) { return absl::UnavailableError("away"); };
  EXPECT_THAT(Echo(), StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_THAT(CallLines().back(), HasSubstr(R"("code":"UNAVAILABLE")"));
}

TEST_F(UnaryTest, WhatIsNoExceptionIsCaughtToo) {
  service_.on_echo = [](auto&&...) -> absl::Status { throw 42; };
  Start();
  EXPECT_THAT(Echo(), StatusIs(absl::StatusCode::kInternal));
}

TEST_F(UnaryTest, AFullQueueIsOverload) {
  Start();
  std::latch go{1};
  // Two threads and one place in the queue.
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(kit_.executor().TrySubmit([&] { go.wait(); }));
  }
  EXPECT_THAT(Echo(), AllOf(StatusIs(absl::StatusCode::kResourceExhausted),
                            HasReason("SERVER_OVERLOADED")));
  EXPECT_OK(EchoLater()) << "needs no place";
  go.count_down();
  kit_.executor().Stop();  // the tasks use what is about to go
}

TEST_F(UnaryTest, ADeadlinePassedInTheQueueDoesNoWork) {
  std::latch go{1};
  std::atomic<int> worked = 0;
  std::array<std::latch, 2> running = {std::latch(1), std::latch(1)};
  absl::Time deadline;  // as the server sees it, which is a little later than the client does
  std::latch arrived{1};
  service_.on_arrival = [&](const grpc::CallbackServerContext& server, const EchoRequest& request) {
    if (request.text() != "short") return;
    deadline = absl::FromChrono(server.deadline());
    arrived.count_down();
  };
  service_.on_echo = [&](const CallContext&, const EchoRequest& request, EchoResponse*) {
    if (request.text() == "short") {
      ++worked;
      return absl::OkStatus();
    }
    running[request.text() == "b" ? 1 : 0].count_down();
    go.wait();
    return absl::OkStatus();
  };
  Start();
  std::thread a([&] {
    EchoResponse response;
    stub_->Echo(test::TestClientContext().get(), Text("a"), &response);
  });
  std::thread b([&] {
    EchoResponse response;
    stub_->Echo(test::TestClientContext().get(), Text("b"), &response);
  });
  for (auto& notification : running) notification.wait();
  grpc::ClientContext brief;
  brief.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(200));
  EXPECT_THAT(Echo(Text("short"), brief), StatusIs(absl::StatusCode::kDeadlineExceeded));
  arrived.wait();
  while (absl::Now() <= deadline) std::this_thread::yield();
  go.count_down();
  a.join();
  b.join();
  server_.reset();  // the queue is done with
  EXPECT_EQ(worked, 0);
}

TEST_F(UnaryTest, TheHandlerSeesCancellation) {
  std::latch running{1};
  std::latch cancelled{1};
  service_.on_echo = [&](const CallContext& call, auto&&...) {
    running.count_down();
    while (!call.IsCancelled()) std::this_thread::yield();
    cancelled.count_down();
    return absl::OkStatus();
  };
  Start();
  auto context = test::TestClientContext();
  std::thread caller(
      [&] { EXPECT_THAT(Echo({}, *context), StatusIs(absl::StatusCode::kCancelled)); });
  running.wait();
  context->TryCancel();
  cancelled.wait();
  caller.join();
}

TEST_F(UnaryTest, WithoutADeadlineTheDefaultHolds) {
  absl::Time seen;
  service_.on_echo = [&](const CallContext& call, auto&&...) {
    seen = call.deadline;
    return absl::OkStatus();
  };
  Start();
  const absl::Time before = absl::Now();
  grpc::ClientContext context;
  ASSERT_OK(Echo({}, context));
  EXPECT_GE(seen, before + absl::Seconds(30));
  EXPECT_LE(seen, absl::Now() + absl::Seconds(30));
  ASSERT_OK(Echo());
  EXPECT_LE(seen, absl::Now() + absl::Seconds(11)) << "the client's own";
}

TEST_F(UnaryTest, TheActorIsDecoded) {
  Start();
  ASSERT_OK(Echo({}, *test::TestClientContext("王秘书 #1")));
  EXPECT_EQ(response_.actor(), "王秘书 #1");
  grpc::ClientContext none;
  ASSERT_OK(Echo({}, none));
  EXPECT_EQ(response_.actor(), "unknown");
  std::string longest;
  for (size_t i = 0; i < kMaxActorCharacters; ++i) longest += "王";
  ASSERT_OK(Echo({}, *test::TestClientContext(longest)));
  EXPECT_EQ(response_.actor(), longest);
}

TEST_F(UnaryTest, AMalformedActorIsRefused) {
  Start();
  for (const std::string& bad : {std::string("%ff"), std::string("%4"), std::string("%zz"),
                                 std::string(), std::string("a%0Ab"), std::string(129, 'a')}) {
    grpc::ClientContext context;
    context.AddMetadata(kActorKey, bad);
    EXPECT_THAT(Echo({}, context),
                AllOf(StatusIs(absl::StatusCode::kInvalidArgument), HasReason("INVALID_ACTOR")))
        << bad;
  }
}

TEST_F(UnaryTest, TheTraceIsTakenIn) {
  telemetry::Traceparent seen;
  service_.on_echo = [&](const CallContext& call, auto&&...) {
    seen = call.trace;
    return absl::OkStatus();
  };
  Start();
  grpc::ClientContext context;
  context.AddMetadata("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  ASSERT_OK(Echo({}, context));
  EXPECT_EQ(seen.trace_id, "4bf92f3577b34da6a3ce929d0e0e4736");
  EXPECT_NE(seen.span_id, "00f067aa0ba902b7");
  EXPECT_THAT(CallLines(), ElementsAre(HasSubstr("4bf92f3577b34da6a3ce929d0e0e4736")));
}

TEST_F(UnaryTest, DeadlineActorAndTraceArePassedOn) {
  telemetry::Traceparent outer_trace;
  CallContext inner;
  service_.on_echo = [&](const CallContext& call, const EchoRequest& request, EchoResponse*) {
    if (request.text() == "inner") {
      inner = call;
      return absl::OkStatus();
    }
    outer_trace = call.trace;
    EchoResponse ignored;
    return FromGrpc(stub_->Echo(MakeClientContext(call).get(), Text("inner"), &ignored));
  };
  Start();
  grpc::ClientContext context;  // no deadline: the default is what is passed on
  context.AddMetadata(kActorKey, PercentEncode("王"));
  ASSERT_OK(Echo(Text("outer"), context));
  EXPECT_EQ(inner.actor, "王");
  EXPECT_EQ(inner.trace.trace_id, outer_trace.trace_id);
  EXPECT_NE(inner.trace.span_id, outer_trace.span_id);
  EXPECT_LE(inner.deadline, absl::Now() + absl::Seconds(31));
}

TEST_F(UnaryTest, CancellationIsPassedOn) {
  std::latch inner_running{1};
  std::latch inner_cancelled{1};
  service_.on_echo = [&](const CallContext& call, const EchoRequest& request, EchoResponse*) {
    if (request.text() == "inner") {
      inner_running.count_down();
      while (!call.IsCancelled()) std::this_thread::yield();
      inner_cancelled.count_down();
      return absl::OkStatus();
    }
    EchoResponse ignored;
    return FromGrpc(stub_->Echo(MakeClientContext(call).get(), Text("inner"), &ignored));
  };
  Start();
  auto context = test::TestClientContext();
  std::thread caller([&] { Echo(Text("outer"), *context).IgnoreError(); });
  inner_running.wait();
  context->TryCancel();
  inner_cancelled.wait();
  caller.join();
}

TEST_F(UnaryTest, MalformedUtf8IsRefusedBeforeTheHandler) {
  service_.on_echo = [](auto&&...) -> absl::Status { throw std::logic_error("must not run"); };
  Start();
  EXPECT_THAT(Echo(Text("\xff")), AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                                        HasReason("MALFORMED_UTF8"), HasViolation("text")));
  EXPECT_THAT(EchoLater(Text("\xff")), HasReason("MALFORMED_UTF8"));
}

TEST_F(UnaryTest, AnOversizedMessageIsRefusedByTheLimit) {
  Start();
  EXPECT_THAT(Echo(Text(std::string(5 << 20, 'x'))),
              StatusIs(absl::StatusCode::kResourceExhausted));
  ASSERT_OK(Echo(Text(std::string(3 << 20, 'x'))));
}

// Where the calls came in and where they were served.
struct Threads {
  std::thread::id arrived;
  std::thread::id served;
};

TEST_F(UnaryTest, ABriefCallIsServedWhereItCameInIfTheKitAllowsIt) {
  Threads seen;
  service_.on_arrival = [&](auto&&...) { seen.arrived = std::this_thread::get_id(); };
  service_.on_echo = [&](auto&&...) {
    seen.served = std::this_thread::get_id();
    return absl::OkStatus();
  };
  service_.echo_method.brief = true;
  Start();
  ASSERT_OK(Echo());
  EXPECT_NE(seen.served, seen.arrived) << "not allowed yet";
  kit_.AllowInPlace();
  for (int i = 0; i < 3; ++i) {
    ASSERT_OK(Echo());
    EXPECT_EQ(seen.served, seen.arrived);
  }
  service_.echo_method.brief = false;
  ASSERT_OK(Echo());
  EXPECT_NE(seen.served, seen.arrived) << "not brief";
  EXPECT_EQ(CallLines().size(), 5u);
}

TEST_F(UnaryTest, WhileOneCallIsServedInPlaceOthersAreHandedOver) {
  kit_.AllowInPlace();
  service_.echo_method.brief = true;
  std::latch running{1};
  std::latch go{1};
  service_.on_echo = [&](const CallContext&, const EchoRequest& request, EchoResponse* response) {
    response->set_text(request.text());
    if (request.text() != "slow") return absl::OkStatus();
    running.count_down();
    go.wait();
    return absl::OkStatus();
  };
  Start();
  std::thread caller([&] {
    EchoResponse response;
    EXPECT_TRUE(stub_->Echo(test::TestClientContext().get(), Text("slow"), &response).ok());
    EXPECT_EQ(response.text(), "slow");
  });
  running.wait();
  for (int i = 0; i < 20; ++i) ASSERT_OK(Echo(Text("quick")));
  ASSERT_OK(EchoLater(Text("later")));
  go.count_down();
  caller.join();
}

TEST_F(UnaryTest, AHandlerThatThrowsInPlaceLeavesThePlace) {
  kit_.AllowInPlace();
  service_.echo_method.brief = true;
  service_.on_echo = [](auto&&...) -> absl::Status { throw std::runtime_error("cause"); };
  Start();
  EXPECT_THAT(Echo(), AllOf(StatusIs(absl::StatusCode::kInternal), HasReason("INTERNAL")));
  EXPECT_TRUE(kit_.TakePlace());
}

TEST_F(UnaryTest, LaterAnswersFromAnotherThread) {
  std::thread worker;
  service_.on_echo_later = [&](const CallContext&, const EchoRequest& request,
                               EchoResponse* response, Done done) {
    worker = std::thread([&request, response, done = std::move(done)]() mutable {
      response->set_text(request.text() + "!");
      done(absl::OkStatus());
    });
  };
  Start();
  ASSERT_OK(EchoLater(Text("hi")));
  EXPECT_EQ(response_.text(), "hi!");
  worker.join();
}

TEST_F(UnaryTest, LaterDoesNotTakeAThreadOfTheExecutor) {
  kit_.executor().Stop();
  Start();
  EXPECT_OK(EchoLater(Text("hi")));
  EXPECT_THAT(Echo(), Not(test::IsOk()));
}

TEST_F(UnaryTest, AnAnswerForgottenIsAnInternalError) {
  service_.on_echo_later = [](auto&&...) {};
  Start();
  EXPECT_THAT(EchoLater(), AllOf(StatusIs(absl::StatusCode::kInternal), HasReason("INTERNAL")));
}

TEST_F(UnaryTest, ALaterHandlerThatThrowsIsAnInternalError) {
  service_.on_echo_later = [](auto&&...) { throw std::runtime_error("cause"); };
  Start();
  EXPECT_THAT(EchoLater(), StatusIs(absl::StatusCode::kInternal));
}

TEST_F(UnaryTest, ASecondAnswerDoesNothing) {
  service_.on_echo_later = [](const CallContext&, const EchoRequest&, EchoResponse*, Done done) {
    done(absl::NotFoundError("first"));
    done(absl::OkStatus());
  };
  Start();
  EXPECT_THAT(EchoLater(), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(UnaryTest, ASecretCallThatSucceedsLeavesNoLine) {
  service_.echo_later_method.secret = true;
  service_.echo_method.secret = true;
  Start();
  ASSERT_OK(Echo());
  ASSERT_OK(EchoLater());
  EXPECT_THAT(CallLines(), IsEmpty());
}

TEST_F(UnaryTest, ASecretCallThatIsRefusedIsNotLogged) {
  service_.echo_method.secret = true;
  service_.on_echo = [](auto&&...) {
    return InvalidFields({{"marks[0]", "too many", "TOO_MANY_TOP_MARKS"}});
  };
  Start();
  EXPECT_THAT(Echo(), HasReason("TOO_MANY_TOP_MARKS"));
  EXPECT_THAT(CallLines(), IsEmpty());
}

TEST_F(UnaryTest, ASecretCallThatFailsTellsNothingOfTheCaller) {
  service_.echo_method.secret = true;
  CallContext seen;
  service_.on_echo = [&](const CallContext& call, auto&&...) {
    seen = call;
    return MakeError(absl::StatusCode::kUnavailable, "STORAGE_BUSY", "busy");
  };
  Start();
  auto context = test::TestClientContext("wang");
  context->AddMetadata("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
  EXPECT_THAT(Echo({}, *context), HasReason("STORAGE_BUSY"));
  EXPECT_THAT(
      CallLines(),
      ElementsAre(AllOf(HasSubstr(R"("method":"EchoService.Echo","code":"UNAVAILABLE")"),
                        Not(HasSubstr("STORAGE_BUSY")), Not(HasSubstr("wang")),
                        Not(HasSubstr("4bf92f")), Not(HasSubstr("actor")), Not(HasSubstr("trace")),
                        Not(HasSubstr("micros")), Not(HasSubstr("127.0.0.1")))));
  EXPECT_EQ(seen.actor, "unknown") << "the handler does not learn it either";
  EXPECT_EQ(seen.trace.trace_id, "");
}

}  // namespace
}  // namespace pingyi::rpc
