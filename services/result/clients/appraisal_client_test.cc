// The client against a server on a loopback port that speaks the contract.
#include "services/result/clients/appraisal_client.h"

#include <latch>
#include <map>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/base/rpc/client.h"
#include "services/base/rpc/kit.h"
#include "services/base/rpc/unary.h"
#include "services/base/status/error.h"
#include "services/base/testing/rpc/rpc_server.h"
#include "services/base/testing/status_matchers.h"

namespace pingyi::result {
namespace {

namespace appraisal_v1 = pingyi::appraisal::v1;
using grpc::CallbackServerContext;
using grpc::ServerUnaryReactor;
using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::ElementsAre;

// Answers what the test tells it to.
class FakeServer final : public appraisal_v1::AppraisalService::CallbackService {
 public:
  explicit FakeServer(rpc::Kit& kit) : kit_(kit) {}

  absl::Status error;  // of every call, unless OK
  appraisal_v1::Round round;
  appraisal_v1::ListRoundsRequest last_list;
  std::map<std::string, appraisal_v1::ListRoundsResponse> rounds;  // by page token, as below
  std::map<std::string, appraisal_v1::ListSubjectsResponse> subjects;
  std::map<std::string, appraisal_v1::ListTalliesResponse> tallies;
  std::string last_actor;
  absl::Time last_deadline;
  std::latch* hang_until_cancelled = nullptr;

  ServerUnaryReactor* GetRound(CallbackServerContext* server,
                               const appraisal_v1::GetRoundRequest* request,
                               appraisal_v1::Round* response) override {
    return Answer(server, request, response, [this](const auto& in, auto* out) {
      *out = round;
      out->set_name(in.name());
    });
  }
  ServerUnaryReactor* CloseDueRounds(CallbackServerContext* server,
                                     const appraisal_v1::CloseDueRoundsRequest* request,
                                     appraisal_v1::CloseDueRoundsResponse* response) override {
    return Answer(server, request, response, [](const auto&, auto*) {});
  }
  ServerUnaryReactor* ListRounds(CallbackServerContext* server,
                                 const appraisal_v1::ListRoundsRequest* request,
                                 appraisal_v1::ListRoundsResponse* response) override {
    return Answer(server, request, response, [this](const auto& in, auto* out) {
      last_list = in;
      *out = rounds[in.page_token()];
    });
  }
  ServerUnaryReactor* ListSubjects(CallbackServerContext* server,
                                   const appraisal_v1::ListSubjectsRequest* request,
                                   appraisal_v1::ListSubjectsResponse* response) override {
    return Answer(server, request, response,
                  [this](const auto& in, auto* out) { *out = subjects[in.page_token()]; });
  }
  ServerUnaryReactor* ListTallies(CallbackServerContext* server,
                                  const appraisal_v1::ListTalliesRequest* request,
                                  appraisal_v1::ListTalliesResponse* response) override {
    return Answer(server, request, response,
                  [this](const auto& in, auto* out) { *out = tallies[in.page_token()]; });
  }

 private:
  template <typename Req, typename Resp, typename Fn>
  ServerUnaryReactor* Answer(CallbackServerContext* server, const Req* request, Resp* response,
                             Fn fn) {
    return rpc::Unary(kit_, server, rpc::MethodInfo{.name = "fake"}, request, response,
                      [this, fn](const rpc::CallContext& call, const Req& in, Resp* out) {
                        last_actor = call.actor;
                        last_deadline = call.deadline;
                        if (hang_until_cancelled != nullptr) {
                          hang_until_cancelled->count_down();
                          while (!call.IsCancelled()) std::this_thread::yield();
                        }
                        fn(in, out);
                        return error;
                      });
  }

  rpc::Kit& kit_;
};

class AppraisalClientTest : public testing::Test {
 protected:
  rpc::CallContext Call() const {
    rpc::CallContext call;
    call.deadline = absl::Now() + absl::Seconds(10);
    call.actor = "组织者";
    return call;
  }
  static absl::Status Ignore(size_t) { return absl::OkStatus(); }

  rpc::Kit kit_{{}};
  FakeServer fake_{kit_};
  test::RpcServer server_{kit_, {{appraisal_v1::AppraisalService::service_full_name(), &fake_}}};
  const std::unique_ptr<AppraisalClient> client_ = NewAppraisalClient(server_.channel());
};

TEST_F(AppraisalClientTest, RoundIsReadWithItsForm) {
  appraisal_v1::Round& round = fake_.round;
  round.set_state(appraisal_v1::Round::STATE_CLOSED);
  round.set_frozen_digest("frozen");
  round.set_tally_digest("tally");
  round.set_anonymity(appraisal_v1::ANONYMITY_NAMED);
  round.mutable_scoring_policy()->set_name("policies/p/versions/1");
  round.mutable_scoring_policy()->set_digest("policy");
  appraisal_v1::Criterion* graded = round.mutable_ballot_form()->add_criteria();
  graded->set_key("moral");
  graded->set_title("德");
  graded->set_weight("30");
  appraisal_v1::Grade* grade = graded->mutable_graded()->add_grades();
  grade->set_key("good");
  grade->set_title("好");
  grade->set_points("100");
  appraisal_v1::NumericScale* numeric =
      round.mutable_ballot_form()->add_criteria()->mutable_numeric();
  numeric->set_min("0");
  numeric->set_max("10");
  numeric->set_step("0.5");
  appraisal_v1::VoterGroup* group = round.add_voter_groups();
  group->set_key("a");
  group->set_title("A票");
  group->set_weight("2/5");

  const rpc::CallContext call = Call();
  ASSERT_OK_AND_ASSIGN(const AppraisedRound read, client_->GetRound(call, "r1"));
  EXPECT_EQ(read.facts.name, "rounds/r1");
  EXPECT_EQ(read.facts.frozen_digest, "frozen");
  EXPECT_EQ(read.state, AppraisedRound::State::kClosed);
  EXPECT_EQ(read.policy_name, "policies/p/versions/1");
  EXPECT_EQ(read.policy_digest, "policy");
  EXPECT_EQ(read.tally_digest, "tally");
  EXPECT_FALSE(read.secret);
  ASSERT_EQ(read.facts.criteria.size(), 2);
  EXPECT_EQ(read.facts.criteria[0].key, "moral");
  EXPECT_EQ(read.facts.criteria[0].weight, "30");
  EXPECT_EQ(std::get<GradedScale>(read.facts.criteria[0].scale).grades[0].points, "100");
  EXPECT_EQ(std::get<NumericScale>(read.facts.criteria[1].scale).step, "0.5");
  EXPECT_EQ(read.facts.groups[0].key, "a");
  EXPECT_EQ(read.facts.groups[0].weight, "2/5");
  EXPECT_EQ(fake_.last_actor, "组织者");
  EXPECT_LT(absl::AbsDuration(fake_.last_deadline - call.deadline), absl::Seconds(1));
}

TEST_F(AppraisalClientTest, StatesAreToldApart) {
  const auto state = [&](appraisal_v1::Round::State from) {
    fake_.round.set_state(from);
    return client_->GetRound(Call(), "r1")->state;
  };
  EXPECT_EQ(state(appraisal_v1::Round::STATE_VOID), AppraisedRound::State::kVoid);
  EXPECT_EQ(state(appraisal_v1::Round::STATE_OPEN), AppraisedRound::State::kNotClosed);
  EXPECT_EQ(state(appraisal_v1::Round::STATE_DRAFT), AppraisedRound::State::kNotClosed);
}

TEST_F(AppraisalClientTest, ClosedRoundsComeInPages) {
  fake_.rounds[""].add_rounds()->set_name("rounds/r1");
  fake_.rounds[""].add_rounds()->set_name("rounds/r2");
  fake_.rounds[""].set_next_page_token("next");
  fake_.rounds["next"].add_rounds()->set_name("rounds/r3");
  ASSERT_OK_AND_ASSIGN(const RoundPage first, client_->ListClosedRounds(Call(), ""));
  EXPECT_THAT(first.rounds, ElementsAre("r1", "r2"));
  EXPECT_THAT(fake_.last_list.states(), ElementsAre(appraisal_v1::Round::STATE_CLOSED));
  ASSERT_OK_AND_ASSIGN(const RoundPage second,
                       client_->ListClosedRounds(Call(), first.next_page_token));
  EXPECT_THAT(second.rounds, ElementsAre("r3"));
  EXPECT_EQ(second.next_page_token, "");
  EXPECT_OK(client_->CloseDueRounds(Call()));
}

TEST_F(AppraisalClientTest, SubjectsOfAllPagesAreRead) {
  appraisal_v1::Subject* subject = fake_.subjects[""].add_subjects();
  subject->set_name("rounds/r1/subjects/s1");
  subject->set_display_name("张三");
  subject->set_unit("一科");
  subject->set_subject_type("leader");
  fake_.subjects[""].set_next_page_token("next");
  fake_.subjects["next"].add_subjects()->set_name("rounds/r1/subjects/s2");
  std::vector<size_t> steps;
  ASSERT_OK_AND_ASSIGN(const std::vector<AppraisedSubject> subjects,
                       client_->ListSubjects(Call(), "r1", [&](size_t read) {
                         steps.push_back(read);
                         return absl::OkStatus();
                       }));
  ASSERT_EQ(subjects.size(), 2);
  EXPECT_EQ(subjects[0].id, "s1");
  EXPECT_EQ(subjects[0].display_name, "张三");
  EXPECT_EQ(subjects[0].unit, "一科");
  EXPECT_EQ(subjects[0].subject_type, "leader");
  EXPECT_EQ(subjects[1].id, "s2");
  EXPECT_THAT(steps, ElementsAre(1, 2));
  EXPECT_THAT(
      client_->ListSubjects(Call(), "r1", [](size_t) { return absl::AbortedError("enough"); }),
      StatusIs(absl::StatusCode::kAborted));
}

TEST_F(AppraisalClientTest, TallyOfAllPagesIsRead) {
  for (const char* token : {"", "next"}) {
    appraisal_v1::GroupTurnout* group = fake_.tallies[token].add_groups();
    group->set_group("a");
    group->set_valid(5);
    group->set_spoiled(1);
    appraisal_v1::SubjectTally* tally = fake_.tallies[token].add_tallies();
    tally->set_subject(*token == '\0' ? "rounds/r1/subjects/s1" : "rounds/r1/subjects/s2");
    tally->set_position(*token == '\0' ? 1 : 2);
    appraisal_v1::TallyCell* cell = tally->add_cells();
    cell->set_criterion_index(3);
    cell->add_marks(0);
    cell->add_counts(4);
    cell->set_abstentions(1);
  }
  fake_.tallies[""].set_next_page_token("next");
  ASSERT_OK_AND_ASSIGN(const Tally tally, client_->ReadTally(Call(), "r1", Ignore));
  ASSERT_EQ(tally.groups.size(), 1);
  EXPECT_EQ(tally.groups[0].valid, 5);
  EXPECT_EQ(tally.groups[0].spoiled, 1);
  ASSERT_EQ(tally.subjects.size(), 2);
  EXPECT_EQ(tally.subjects[1].subject, "s2");
  EXPECT_EQ(tally.subjects[1].position, 2);
  EXPECT_EQ(tally.subjects[1].cells[0].criterion_index, 3);
  EXPECT_EQ(tally.subjects[1].cells[0].abstentions, 1);
  EXPECT_THAT(tally.subjects[1].cells[0].marks, ElementsAre(MarkCount{.mark = 0, .count = 4}));
}

TEST_F(AppraisalClientTest, MalformedCellIsDataLoss) {
  fake_.tallies[""].add_tallies()->add_cells()->add_marks(1);
  EXPECT_THAT(client_->ReadTally(Call(), "r1", Ignore),
              AllOf(StatusIs(absl::StatusCode::kDataLoss), HasReason("TALLY_DIGEST_MISMATCH")));
}

TEST_F(AppraisalClientTest, ListThatDoesNotAdvanceIsGivenUp) {
  fake_.subjects[""].set_next_page_token("x");
  fake_.subjects["x"].set_next_page_token("x");
  EXPECT_THAT(client_->ListSubjects(Call(), "r1", Ignore), HasReason("UPSTREAM_UNAVAILABLE"));
  fake_.rounds["x"].set_next_page_token("x");
  EXPECT_THAT(client_->ListClosedRounds(Call(), "x"), HasReason("UPSTREAM_UNAVAILABLE"));
}

TEST_F(AppraisalClientTest, ErrorsKeepTheirReason) {
  fake_.error = MakeError(absl::StatusCode::kFailedPrecondition, "ROUND_NOT_CLOSED", "not closed");
  EXPECT_THAT(
      client_->ReadTally(Call(), "r1", Ignore),
      AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("ROUND_NOT_CLOSED")));
  fake_.error = MakeError(absl::StatusCode::kNotFound, "RESOURCE_NOT_FOUND", "no such round");
  EXPECT_THAT(client_->GetRound(Call(), "r1"),
              AllOf(StatusIs(absl::StatusCode::kNotFound), HasReason("RESOURCE_NOT_FOUND")));
}

TEST_F(AppraisalClientTest, UnavailabilityIsNamedAsTheUpstreams) {
  fake_.error = MakeError(absl::StatusCode::kUnavailable, "STORAGE_UNAVAILABLE", "away");
  const auto unavailable =
      AllOf(StatusIs(absl::StatusCode::kUnavailable), HasReason("UPSTREAM_UNAVAILABLE"));
  EXPECT_THAT(client_->GetRound(Call(), "r1"), unavailable);
  EXPECT_THAT(client_->CloseDueRounds(Call()), unavailable);
  // A server that has no such service.
  test::RpcServer other(kit_, {});
  EXPECT_THAT(NewAppraisalClient(other.channel())->GetRound(Call(), "r1"), unavailable);
}

// Or whoever called the result service would be told so, and a job would take it for a lasting
// fault of the round.
TEST_F(AppraisalClientTest, MissingRightIsNoFaultOfTheCallersCaller) {
  fake_.error =
      MakeError(absl::StatusCode::kPermissionDenied, "CALLER_NOT_PERMITTED", "no right to call it");
  EXPECT_THAT(client_->GetRound(Call(), "rounds/r").status(),
              AllOf(StatusIs(absl::StatusCode::kUnavailable), HasReason("UPSTREAM_UNAVAILABLE")));
}

TEST_F(AppraisalClientTest, DeadlineIsPassedOn) {
  std::latch called{1};
  fake_.hang_until_cancelled = &called;
  rpc::CallContext call = Call();
  call.deadline = absl::Now() + absl::Milliseconds(200);
  EXPECT_THAT(client_->GetRound(call, "r1"),
              AllOf(StatusIs(absl::StatusCode::kDeadlineExceeded), HasReason("DEADLINE_EXCEEDED")));
}

TEST(IdempotentAppraisalMethodsTest, AreMethodsOfTheContract) {
  const std::vector<std::string> methods = IdempotentAppraisalMethods();
  const auto* service = appraisal_v1::CastBallotRequest::descriptor()->file()->service(0);
  for (const std::string& method : methods) {
    const size_t slash = method.find('/');
    EXPECT_EQ(method.substr(0, slash), service->full_name());
    EXPECT_NE(service->FindMethodByName(method.substr(slash + 1)), nullptr) << method;
  }
  EXPECT_OK(rpc::MakeChannel({"localhost:1"}, {.idempotent = methods}));
}

}  // namespace
}  // namespace pingyi::result
