// Many ballots in one call, over the wire.
#include <condition_variable>
#include <set>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <google/rpc/status.pb.h>

#include "services/appraisal/rpc/casting_fixture.h"
#include "services/base/telemetry/log.h"

namespace pingyi::appraisal {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::IsOk;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class BatchTest : public CastingTest {
 protected:
  static v1::CastBallotsRequest Request(const std::vector<v1::CastBallotRequest>& ballots) {
    v1::CastBallotsRequest request;
    request.set_parent("rounds/r");
    for (const v1::CastBallotRequest& ballot : ballots) {
      v1::BallotEntry& entry = *request.add_entries();
      entry.set_credential(ballot.credential());
      *entry.mutable_ballot() = ballot.ballot();
      entry.set_request_id(ballot.request_id());
    }
    return request;
  }
  // The error of an entry, as a call's error would be read.
  static absl::Status ErrorOf(const v1::BallotOutcome& outcome) {
    return rpc::FromGrpc(grpc::Status(static_cast<grpc::StatusCode>(outcome.error().code()),
                                      outcome.error().message(),
                                      outcome.error().SerializeAsString()));
  }
};

TEST_F(BatchTest, EachEntryStandsAlone) {
  MakeOpenRound("r");
  const std::vector<std::string> tokens = Issue("r", 6);
  const v1::CastBallotRequest same = CastRequest("r", tokens[5]);
  v1::CastBallotRequest no_id = CastRequest("r", tokens[3]);
  no_id.clear_request_id();
  const auto answer =
      Call(&Stub::CastBallots,
           Request({CastRequest("r", tokens[0]), CastRequest("r", tokens[1], Ballot("x")),
                    CastRequest("r", "00000000000000000000000000"), no_id,
                    CastRequest("r", tokens[4]), same, same}));
  ASSERT_OK(answer);
  ASSERT_THAT(answer->outcomes(), SizeIs(7));
  EXPECT_TRUE(answer->outcomes(0).has_accepted());
  EXPECT_THAT(ErrorOf(answer->outcomes(1)),
              AllOf(StatusIs(absl::StatusCode::kInvalidArgument),
                    HasViolation("ballot.subjects[0].marks[0].mark", "MARK_OFF_SCALE")));
  EXPECT_THAT(ErrorOf(answer->outcomes(2)), HasReason("CREDENTIAL_UNKNOWN"));
  EXPECT_THAT(ErrorOf(answer->outcomes(3)), HasViolation("request_id", "REQUIRED_FIELD_MISSING"));
  EXPECT_TRUE(answer->outcomes(4).has_accepted());
  EXPECT_EQ(answer->outcomes(5).accepted().receipt(), answer->outcomes(6).accepted().receipt());
  EXPECT_EQ(TurnoutOf("r").total().returned(), 3);
}

TEST_F(BatchTest, ThousandWrongBallotsFitIntoOneAnswer) {
  MakeOpenRound("r");
  v1::Ballot wrong;
  for (int i = 0; i < 15; ++i) {
    *wrong.add_subjects() = Ballot().subjects(0);
    wrong.mutable_subjects(i)->set_subject(fmt::format("nobody-of-this-name-{}", i));
  }
  std::vector<v1::CastBallotRequest> entries(1000,
                                             CastRequest("r", "00000000000000000000000000", wrong));
  ASSERT_OK_AND_ASSIGN(const v1::CastBallotsResponse answer,
                       Call(&Stub::CastBallots, Request(entries)));
  ASSERT_THAT(answer.outcomes(), SizeIs(1000));
  EXPECT_THAT(DetailsOf(ErrorOf(answer.outcomes(0))).violations, SizeIs(15));
  EXPECT_THAT(ErrorOf(answer.outcomes(999)), HasReason("UNKNOWN_ON_FORM"));
}

TEST_F(BatchTest, ThousandBallotsAreTakenInOneCall) {
  MakeOpenRound("r");
  std::vector<v1::CastBallotRequest> entries;
  for (const std::string& token : Issue("r", 1000)) entries.push_back(CastRequest("r", token));
  ASSERT_OK_AND_ASSIGN(const v1::CastBallotsResponse answer,
                       Call(&Stub::CastBallots, Request(entries)));
  std::set<std::string> receipts;
  for (const v1::BallotOutcome& outcome : answer.outcomes()) {
    receipts.insert(outcome.accepted().receipt());
  }
  EXPECT_THAT(receipts, SizeIs(1000));
  EXPECT_EQ(TurnoutOf("r").total().valid(), 1000);
}

TEST_F(BatchTest, NothingLoggedTiesABallotToAPerson) {
  MakeOpenRound("r");
  const std::string token = Issue("r", 1)[0];
  std::mutex mutex;
  std::condition_variable more;
  std::string all;
  std::string not_of_other_calls;
  {
    const telemetry::ScopedLogSink sink([&](std::string_view line) {
      const std::lock_guard lock(mutex);
      all += line;
      // A line may come after its call's answer, so those of the calls before come here too.
      const bool of_a_cast = line.find("CastBallot") != std::string_view::npos;
      if (of_a_cast || line.find("\"method\"") == std::string_view::npos)
        not_of_other_calls += line;
      more.notify_all();
    });
    EXPECT_THAT(Cast(CastRequest("r", token, Ballot("x"))), Not(IsOk()));
    ASSERT_OK(Cast(CastRequest("r", token)));
    ASSERT_OK(Call(&Stub::CastBallots, Request({CastRequest("r", token, Ballot("b"))})));
    ASSERT_OK(Call(&Stub::GetRound, "name: 'rounds/r'"));
    std::unique_lock lock(mutex);
    more.wait(lock, [&] { return all.find("GetRound") != std::string::npos; });
  }
  const std::lock_guard lock(mutex);
  EXPECT_THAT(all, Not(HasSubstr(token)));
  EXPECT_THAT(all, Not(HasSubstr("CastBallot"))) << "neither what was cast nor what was refused";
  EXPECT_THAT(not_of_other_calls, Not(HasSubstr("organiser")));
}

}  // namespace
}  // namespace pingyi::appraisal
