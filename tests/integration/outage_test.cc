// The database goes away and comes back under running services.
#include <chrono>
#include <csignal>
#include <optional>
#include <string>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <gtest/gtest.h>

#include "services/base/rpc/testing/health_client.h"
#include "tests/integration/own_mariadb.h"
#include "tests/integration/small_round.h"

namespace pingyi::test {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

constexpr char kAppraisal[] = "pingyi.appraisal.v1.AppraisalService";

bool HasRetryInfo(const grpc::Status& status) {
  google::rpc::Status details;
  details.ParseFromString(status.error_details());
  for (const google::protobuf::Any& detail : details.details()) {
    if (detail.Is<google::rpc::RetryInfo>()) return true;
  }
  return false;
}

void ExpectStorageUnavailable(const grpc::Status& status) {
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE) << status.error_message();
  EXPECT_EQ(ReasonOf(status), "STORAGE_UNAVAILABLE");
  EXPECT_TRUE(HasRetryInfo(status));
}

class OutageTest : public ::testing::Test {
 protected:
  void WaitForHealth(const std::string& state) {
    for (const Service service : {Service::kReport, Service::kAppraisal, Service::kResult}) {
      Health(suite_.address(service)).WaitFor("", state);
    }
    EXPECT_EQ(Health(suite_.address(Service::kAppraisal)).Check(kAppraisal), state);
  }

  grpc::Status GetRound(const std::string& name) {
    appraisal::GetRoundRequest request;
    request.set_name(name);
    appraisal::Round round;
    grpc::ClientContext context;
    return suite_.appraisal().GetRound(&context, request, &round);
  }

  // Runs a program with the configuration of a service of the suite.
  Finished RunProgram(const std::string& program, std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"--config", suite_.File("report.yaml")});
    return RunToEnd(BinDir() + "/" + program, arguments, suite_.File("program.log"));
  }

  OwnMariadb server_;
  Suite suite_{{.config = "health: {interval: 100ms}\n", .server = server_.directory()}};
};

TEST_F(OutageTest, KilledAndStartedAgainTheServicesGoOnByThemselves) {
  const appraisal::Round round = OpenSmallRound(suite_, "outage", 10);
  const std::vector<Vote> votes = IssueVotes(suite_, round.name(), "a", 10, BallotOf("excellent"));
  std::string receipt;
  ASSERT_TRUE(Cast(suite_.appraisal(), round.name(), votes[0], &receipt).ok());
  WaitForHealth("SERVING");
  server_.Kill();

  ExpectStorageUnavailable(GetRound(round.name()));
  ExpectStorageUnavailable(Cast(suite_.appraisal(), round.name(), votes[1]));
  result::ListReleasesResponse releases;
  grpc::ClientContext result_context;
  result::ListReleasesRequest list;
  list.set_parent("rounds/-");
  ExpectStorageUnavailable(suite_.result().ListReleases(&result_context, list, &releases));
  report::v1::GetCycleRequest get;
  get.set_name("cycles/c1");
  report::v1::Cycle cycle;
  grpc::ClientContext report_context;
  ExpectStorageUnavailable(suite_.report().GetCycle(&report_context, get, &cycle));
  WaitForHealth("NOT_SERVING");

  server_.Start();
  WaitForHealth("SERVING");
  std::string again;
  EXPECT_TRUE(Cast(suite_.appraisal(), round.name(), votes[0], &again).ok());
  EXPECT_EQ(again, receipt);
  for (const Vote& vote : votes) {
    const grpc::Status status = Cast(suite_.appraisal(), round.name(), vote);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  Close(suite_, round.name());
  EXPECT_EQ(ValidIn(Tallies(suite_, round.name()), "a"), 10);
}

TEST_F(OutageTest, StoppedAndContinuedTheServicesGoOnByThemselves) {
  const appraisal::Round round = OpenSmallRound(suite_, "stopped", 4);
  const std::vector<Vote> votes = IssueVotes(suite_, round.name(), "a", 4, BallotOf("basic"));
  ASSERT_TRUE(Cast(suite_.appraisal(), round.name(), votes[0]).ok());
  server_.Signal(SIGSTOP);
  appraisal::GetRoundRequest request;
  request.set_name(round.name());
  appraisal::Round answer;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(1));
  EXPECT_EQ(suite_.appraisal().GetRound(&context, request, &answer).error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
  WaitForHealth("NOT_SERVING");
  server_.Signal(SIGCONT);
  WaitForHealth("SERVING");
  for (const Vote& vote : votes) {
    const grpc::Status status = Cast(suite_.appraisal(), round.name(), vote);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  Close(suite_, round.name());
  EXPECT_EQ(ValidIn(Tallies(suite_, round.name()), "a"), 4);
}

TEST_F(OutageTest, StartedWhileItIsAwayAServiceEndsSoonAndSaysWhy) {
  suite_.Kill(Service::kReport);
  server_.Kill();
  const absl::Time begin = absl::Now();
  const Finished service = RunProgram("pingyi-report", {});
  EXPECT_EQ(service.code, 1);
  EXPECT_LT(absl::Now() - begin, absl::Seconds(60));
  EXPECT_THAT(service.err, AllOf(HasSubstr("database pingyi_test_"), HasSubstr(server_.address())));
  const Finished migrate = RunProgram("pingyi-migrate", {"--service", "report", "status"});
  EXPECT_EQ(migrate.code, 5) << migrate.err;
  server_.Start();
  suite_.Start(Service::kReport);
  WaitForHealth("SERVING");
}

}  // namespace
}  // namespace pingyi::test
