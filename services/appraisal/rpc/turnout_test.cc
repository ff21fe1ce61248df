// WatchTurnout, over the wire.
#include <chrono>

#include <fmt/format.h>

#include "services/appraisal/rpc/service_fixture.h"

namespace pingyi::appraisal {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::testing::AllOf;

class TurnoutTest : public ServiceTest {
 protected:
  void Watch(const std::string& round_id) {
    auto request = Proto<v1::WatchTurnoutRequest>(
        fmt::format("name: 'rounds/{}' min_interval_ms: 100", round_id));
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(20));
    reader_ = stub_->WatchTurnout(&context_, request);
  }

  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::Turnout>> reader_;
};

TEST_F(TurnoutTest, TellsChangesAndEndsWithTheClosedRound) {
  MakeOpenRound("r");
  const std::vector<std::string> tokens = Issue("r", 2);
  Watch("r");
  v1::Turnout turnout;
  ASSERT_TRUE(reader_->Read(&turnout));
  EXPECT_EQ(turnout.round(), "rounds/r");
  EXPECT_EQ(turnout.total().returned(), 0);
  ASSERT_OK(Cast(CastRequest("r", tokens[0])));
  ASSERT_TRUE(reader_->Read(&turnout));
  EXPECT_EQ(turnout.total().returned(), 1);
  ASSERT_OK(Cast(CastRequest("r", tokens[1])));
  Close("r");
  do {
    ASSERT_TRUE(reader_->Read(&turnout));
  } while (turnout.state() != v1::Round::STATE_CLOSED);
  EXPECT_EQ(turnout.total().returned(), 2);
  EXPECT_FALSE(reader_->Read(&turnout));
  EXPECT_TRUE(reader_->Finish().ok());
}

TEST_F(TurnoutTest, ClosedRoundIsToldOnce) {
  MakeOpenRound("r");
  ASSERT_OK(Call(&Stub::VoidRound, "name: 'rounds/r' reason: 'x'"));
  Watch("r");
  v1::Turnout turnout;
  ASSERT_TRUE(reader_->Read(&turnout));
  EXPECT_EQ(turnout.state(), v1::Round::STATE_VOID);
  EXPECT_FALSE(reader_->Read(&turnout));
  EXPECT_TRUE(reader_->Finish().ok());
}

TEST_F(TurnoutTest, UnknownRoundEndsTheStream) {
  Watch("nobody");
  v1::Turnout turnout;
  EXPECT_FALSE(reader_->Read(&turnout));
  EXPECT_THAT(rpc::FromGrpc(reader_->Finish()), HasReason("RESOURCE_NOT_FOUND"));
}

TEST_F(TurnoutTest, RequestIsValidated) {
  const auto request = Proto<v1::WatchTurnoutRequest>("name: 'rounds/R' min_interval_ms: 99");
  reader_ = stub_->WatchTurnout(&context_, request);
  v1::Turnout turnout;
  EXPECT_FALSE(reader_->Read(&turnout));
  EXPECT_THAT(rpc::FromGrpc(reader_->Finish()),
              AllOf(HasViolation("name", "INVALID_RESOURCE_NAME"),
                    HasViolation("min_interval_ms", "INVALID_FIELD")));
}

}  // namespace
}  // namespace pingyi::appraisal
