// The service in the test's own process, over a real channel, on SQLite and a clock that the test
// sets.
#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/appraisal/clients/report_client.h"
#include "services/appraisal/rpc/appraisal_service.h"
#include "services/appraisal/store/ballot_box.h"
#include "services/appraisal/store/round_store.h"
#include "services/appraisal/testing/forwarding_box.h"
#include "services/base/clock/clock.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/status.h"
#include "services/base/sql/testing/temp_database.h"
#include "services/base/testing/rpc/rpc_server.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::appraisal {

// The message a text says; a test's mistake in it fails the test.
template <typename Message>
Message Proto(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

// A UUID that no other call of this process gives.
std::string NewUuid();

// The real box behind a gate that can hold up casting.
class GatedBox final : public ForwardingBox {
 public:
  using ForwardingBox::ForwardingBox;

  void Hold();
  void WaitUntilHeld();  // until a transaction waits at the gate
  void Release();

  absl::StatusOr<CastOutcomes> CastBatch(absl::Time deadline,
                                         std::span<const PreparedCast> casts) override;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool hold_ = false;
  bool held_ = false;
};

class FakeReports final : public ReportClient {
 public:
  absl::StatusOr<std::vector<Subject>> AcceptedSubjects(const rpc::CallContext&,
                                                        std::string_view cycle) override {
    ++calls;
    last_cycle = cycle;
    if (while_reading) while_reading();
    return subjects;
  }

  absl::StatusOr<std::vector<Subject>> subjects = std::vector<Subject>();
  std::string last_cycle;
  std::function<void()> while_reading;  // what goes on elsewhere meanwhile
  std::atomic<int> calls = 0;
};

class ServiceTest : public ::testing::Test {
 protected:
  using Stub = v1::AppraisalService::Stub;

  explicit ServiceTest(const AppraisalServiceOptions& options = {});

  // One call; errors come with their reasons.
  template <typename Req, typename Resp>
  absl::StatusOr<Resp> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Req&, Resp*),
                            const Req& request) {
    Resp response;
    const auto context = test::TestClientContext("organiser");
    absl::Status status = rpc::FromGrpc((stub_.get()->*method)(context.get(), request, &response));
    if (!status.ok()) return status;
    return response;
  }
  // The same for a request written as text.
  template <typename Req, typename Resp>
  absl::StatusOr<Resp> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Req&, Resp*),
                            const std::string& request) {
    return Call(method, Proto<Req>(request));
  }

  // A round as the text of a Round message: anonymous, subjects rated on the criteria "de" (grades
  // a, b, c) and "ji" (0 to 100 by halves), groups "a" and "b" of 1000 voters each.
  static std::string RoundText(const std::string& more = "");
  // A draft with the subjects "li", "wang" and "zhao".
  v1::Round MakeDraft(const std::string& id, const std::string& round_text = RoundText());
  v1::Round MakeOpenRound(const std::string& id, const std::string& round_text = RoundText());
  v1::Round Close(const std::string& id);
  std::vector<std::string> Issue(const std::string& round_id, int count,
                                 const std::string& group = "a");

  // A ballot that gives "li" these two marks.
  static v1::Ballot Ballot(const std::string& de = "a", const std::string& ji = "87.5");
  static v1::CastBallotRequest CastRequest(const std::string& round_id, const std::string& token,
                                           const v1::Ballot& ballot = Ballot());
  absl::StatusOr<v1::CastBallotResponse> Cast(const v1::CastBallotRequest& request) {
    return Call(&Stub::CastBallot, request);
  }
  v1::Turnout TurnoutOf(const std::string& round_id);
  // The sum of the valid ballots in the tally of a closed round.
  int64_t TalliedBallots(const std::string& round_id);

  FakeClock clock_;
  sql::TempDatabase database_;
  FakeReports reports_;
  rpc::Kit kit_{rpc::KitOptions{.threads = 4}};
  std::unique_ptr<RoundStore> rounds_;
  GatedBox box_;
  AppraisalService service_;
  test::RpcServer server_;
  std::unique_ptr<Stub> stub_;
};

}  // namespace pingyi::appraisal
