#include "services/base/rpc/call_log.h"

#include <stdexcept>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/status/error.h"
#include "services/base/telemetry/log.h"
#include "services/base/testing/fake_id_source.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::rpc::internal {
namespace {

using test::HasReason;
using test::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

class CallLogTest : public ::testing::Test {
 protected:
  grpc::Status End(const absl::Status& status, MethodInfo method = {"Service.Method"}) {
    return EndCall(kit_, method, call_, absl::Now(), status);
  }

  std::string line_;
  telemetry::ScopedLogSink sink_{[this](std::string_view line) { line_ = std::string(line); }};
  test::FakeIdSource ids_;
  Kit kit_{{.threads = 1, .queue = 1}, ids_};
  CallContext call_{.actor = "wang", .trace = {"4bf9", "00f0", "00"}};
};

TEST_F(CallLogTest, TheLevelTellsWhoseFaultItIs) {
  End(absl::OkStatus());
  EXPECT_THAT(line_, HasSubstr(R"("level":"info")"));
  End(absl::InvalidArgumentError("x"));
  EXPECT_THAT(line_, HasSubstr(R"("level":"info")"));
  End(absl::UnavailableError("x"));
  EXPECT_THAT(line_, HasSubstr(R"("level":"warn")"));
  End(absl::InternalError("x"));
  EXPECT_THAT(line_, HasSubstr(R"("level":"error")"));
}

TEST_F(CallLogTest, ACallersMistakeIsNotRepeatedInTheLog) {
  End(absl::InvalidArgumentError("what the caller wrote"));
  EXPECT_THAT(line_, Not(HasSubstr("what the caller wrote")));
}

TEST_F(CallLogTest, AHiddenMessageIsInTheLogBesideTheIncident) {
  const grpc::Status status = End(absl::InternalError("disk is on fire"));
  const std::string incident = test::FakeIdSource().NewId();
  EXPECT_EQ(status.error_message(), "internal error, incident " + incident);
  EXPECT_THAT(line_, AllOf(HasSubstr(incident), HasSubstr("disk is on fire"),
                           HasSubstr(R"("actor":"wang")"), HasSubstr(R"("trace":"4bf9")")));
}

TEST_F(CallLogTest, ASecretCallTellsNothingOfTheCallerNotEvenInAFault) {
  End(absl::InternalError("disk is on fire"), {"Service.Cast", true});
  EXPECT_THAT(line_,
              AllOf(HasSubstr("Service.Cast"), HasSubstr("disk is on fire"), Not(HasSubstr("wang")),
                    Not(HasSubstr("4bf9")), Not(HasSubstr("micros"))));
  line_.clear();
  EXPECT_TRUE(End(absl::OkStatus(), {"Service.Cast", true}).ok());
  EXPECT_EQ(line_, "");
}

TEST_F(CallLogTest, ASecretCallThatIsRefusedLeavesNoLine) {
  for (const absl::StatusCode code :
       {absl::StatusCode::kInvalidArgument, absl::StatusCode::kPermissionDenied,
        absl::StatusCode::kAlreadyExists, absl::StatusCode::kFailedPrecondition}) {
    const grpc::Status status =
        End(MakeError(code, "TOO_MANY_TOP_MARKS", "too many"), {"Service.Cast", true});
    EXPECT_EQ(status.error_message(), "too many");
    EXPECT_EQ(line_, "") << code;
  }
}

TEST_F(CallLogTest, ASecretCallThatFailsKeepsItsReasonToItself) {
  End(MakeError(absl::StatusCode::kUnavailable, "SOME_REASON", "busy"), {"Service.Cast", true});
  EXPECT_THAT(line_, AllOf(HasSubstr(R"("level":"warn")"), Not(HasSubstr("SOME_REASON"))));
}

TEST_F(CallLogTest, NoRoomIsOverloadAndInADrainUnavailable) {
  EXPECT_THAT(NoRoom(kit_), AllOf(StatusIs(absl::StatusCode::kResourceExhausted),
                                  HasReason("SERVER_OVERLOADED")));
  kit_.BeginDrain();
  EXPECT_THAT(NoRoom(kit_),
              AllOf(StatusIs(absl::StatusCode::kUnavailable), HasReason("SERVER_DRAINING")));
}

TEST_F(CallLogTest, WorkIsWantedUntilTheDeadline) {
  EXPECT_OK(StillWanted(call_));
  call_.deadline = absl::Now() + absl::Hours(1);
  EXPECT_OK(StillWanted(call_));
  call_.deadline = absl::Now() - absl::Microseconds(1);
  EXPECT_THAT(StillWanted(call_),
              AllOf(StatusIs(absl::StatusCode::kDeadlineExceeded), HasReason("DEADLINE_EXCEEDED")));
}

TEST_F(CallLogTest, ExceptionsAreInternal) {
  try {
    throw std::runtime_error("cause");
  } catch (...) {
    EXPECT_EQ(StatusOfException(), absl::InternalError("exception: cause"));
  }
  try {
    throw 1;
  } catch (...) {
    EXPECT_THAT(StatusOfException(), StatusIs(absl::StatusCode::kInternal));
  }
}

}  // namespace
}  // namespace pingyi::rpc::internal
