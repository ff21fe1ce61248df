// The database goes away and comes back under running services.
#include <chrono>
#include <csignal>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include <absl/time/clock.h>
#include <gmock/gmock.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#include <gtest/gtest.h>

#include "services/base/config/data_config.h"
#include "services/base/config/section.h"
#include "services/base/rpc/testing/health_client.h"
#include "services/base/sql/database.h"
#include "services/base/storage/open.h"
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

// All tests share a server, which each leaves running.
class OutageTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() { shared_ = new OwnMariadb; }
  static void TearDownTestSuite() {
    delete shared_;
    shared_ = nullptr;
  }

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
    return RunToEnd(BinDir() + "/" + program, arguments, suite_.File(program + "-alone.log"));
  }

  OwnMariadb& server_ = *shared_;
  Suite suite_{{.config = "health: {interval: 100ms}\n", .server = server_.directory()}};

 private:
  static OwnMariadb* shared_;
};

OwnMariadb* OutageTest::shared_ = nullptr;

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

// How long a call keeps its thread. Its client, who has gone at the deadline, sees nothing of that,
// so it is the database of a service alone that is asked.
class Silence {
 public:
  static constexpr absl::Duration kLimit = absl::Seconds(1);
  // Two seconds later, and as many for a busy machine.
  static constexpr absl::Duration kMost = absl::Seconds(5);

  Silence(const OwnMariadb& server, const std::string& data) : server_(server) {
    auto document = config::Document::Parse(data, "data");
    config::Section root = document->Root();
    auto opened = storage::Open(config::ReadDataConfig(root.Child("data")));
    EXPECT_TRUE(opened.ok()) << opened.status();
    database_ = *std::move(opened);
  }

  absl::Status Read(absl::Duration limit = kLimit) {
    return database_->Read(absl::Now() + limit, Look);
  }
  absl::Status Write(sql::TransactionFn body) {
    return database_->Write(absl::Now() + kLimit, body);
  }
  static absl::Status Look(sql::Transaction& tx) {
    return tx.Query("SELECT count(*) FROM cycles", {},
                    [](const sql::Row&) { return absl::OkStatus(); });
  }

  // Runs a call in which the server is stopped, and continues the server.
  template <typename Call>
  void ExpectGivenUpSoon(const char* what, Call call) {
    const absl::Time begin = absl::Now();
    const absl::Status status = call();
    const absl::Duration took = absl::Now() - begin;
    server_.Signal(SIGCONT);
    EXPECT_TRUE(absl::IsDeadlineExceeded(status) || absl::IsUnavailable(status)) << status;
    EXPECT_LT(took, kMost) << what;
    const absl::Status again = Read(absl::Seconds(30));
    EXPECT_TRUE(again.ok()) << again;
  }

 private:
  const OwnMariadb& server_;
  std::unique_ptr<sql::Database> database_;
};

TEST_F(OutageTest, AServerThatFallsSilentHoldsACallLittleLongerThanItsDeadline) {
  Silence silence(server_, suite_.DataOf(Service::kReport));
  // Connections for calls of either kind are there.
  ASSERT_TRUE(silence.Read(absl::Seconds(30)).ok());
  ASSERT_TRUE(silence.Read().ok());
  for (const char* what : {"the beginning", "a new connection"}) {
    silence.ExpectGivenUpSoon(what, [&] {
      server_.Signal(SIGSTOP);
      return silence.Read();
    });
  }
  silence.ExpectGivenUpSoon("a statement", [&] {
    return silence.Write([&](sql::Transaction& tx) {
      absl::Status status = Silence::Look(tx);
      server_.Signal(SIGSTOP);
      return status.ok() ? Silence::Look(tx) : status;
    });
  });
  silence.ExpectGivenUpSoon("the commit", [&] {
    return silence.Write([&](sql::Transaction& tx) {
      const absl::Status status =
          tx.Execute(
                "INSERT INTO request_ids (request_id, method, digest, resource, time_us) VALUES "
                "('r', 'm', ?, '', 1)",
                {sql::Blob{"d"}})
              .status();
      server_.Signal(SIGSTOP);
      return status;
    });
  });
}

TEST_F(OutageTest, StartedWhileItIsAwayAServiceEndsSoonAndSaysWhy) {
  suite_.Kill(Service::kReport);
  server_.Kill();
  const absl::Time begin = absl::Now();
  std::future<Finished> migration = std::async(std::launch::async, [this] {
    return RunProgram("pingyi-migrate", {"--service", "report", "status"});
  });
  const Finished service = RunProgram("pingyi-report", {});
  EXPECT_EQ(service.code, 1);
  EXPECT_LT(absl::Now() - begin, absl::Seconds(60));
  EXPECT_THAT(service.err, AllOf(HasSubstr("database pingyi_test_"), HasSubstr(server_.address())));
  const Finished migrate = migration.get();
  EXPECT_EQ(migrate.code, 5) << migrate.err;
  server_.Start();
  suite_.Start(Service::kReport);
  WaitForHealth("SERVING");
}

}  // namespace
}  // namespace pingyi::test
