#include "tests/integration/small_round.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/base/rpc/status.h"
#include "services/base/status/error.h"

namespace pingyi::test {
namespace {

void ExpectOk(const grpc::Status& status) {
  EXPECT_TRUE(status.ok()) << ReasonOf(status) << ": " << status.error_message();
}

appraisal::Round DraftOf(const result::ScoringPolicy& policy, int voters) {
  appraisal::Round round;
  round.set_display_name("小型评议");
  round.set_anonymity(appraisal::ANONYMITY_ANONYMOUS);
  appraisal::Criterion* criterion = round.mutable_ballot_form()->add_criteria();
  criterion->set_key("results");
  criterion->set_title("绩");
  criterion->set_weight("1");
  int points = 100;
  for (const char* key : {"excellent", "competent", "basic", "incompetent"}) {
    appraisal::Grade* grade = criterion->mutable_graded()->add_grades();
    grade->set_key(key);
    grade->set_title(key);
    grade->set_points(std::to_string(points));
    points -= 20;
  }
  for (const auto& [key, weight] : {std::pair{"a", "60"}, std::pair{"b", "40"}}) {
    appraisal::VoterGroup* group = round.add_voter_groups();
    group->set_key(key);
    group->set_title(key);
    group->set_weight(weight);
    group->set_expected_voters(voters);
  }
  round.mutable_validity_rules()->set_require_all_criteria(true);
  round.mutable_validity_rules()->set_require_all_subjects(true);
  round.mutable_scoring_policy()->set_name(policy.name());
  round.mutable_scoring_policy()->set_digest(policy.digest());
  return round;
}

void AddSubjects(Suite& suite, const std::string& round, int subjects) {
  constexpr int kMostAtOnce = 1000;
  for (int first = 1; first <= subjects; first += kMostAtOnce) {
    appraisal::BatchCreateSubjectsRequest request;
    request.set_parent(round);
    for (int i = first; i <= subjects && i < first + kMostAtOnce; ++i) {
      appraisal::Subject* subject = request.add_subjects();
      subject->set_name(fmt::format("{}/subjects/s{}", round, i));
      subject->set_display_name(fmt::format("对象{}", i));
    }
    appraisal::BatchCreateSubjectsResponse response;
    grpc::ClientContext context;
    ExpectOk(suite.appraisal().BatchCreateSubjects(&context, request, &response));
  }
}

}  // namespace

result::ScoringPolicy MakePolicy(Suite& suite) {
  result::CreateScoringPolicyRequest request;
  request.set_parent("policies/small");
  result::ScoringPolicy& policy = *request.mutable_scoring_policy();
  policy.set_display_name("小型评议计分办法");
  policy.set_mark_combination(result::COMBINATION_MEAN);
  policy.set_criterion_combination(result::COMBINATION_MEAN);
  policy.set_group_combination(result::COMBINATION_MEAN);
  policy.set_missing_group(result::MISSING_GROUP_RULE_RENORMALIZE);
  policy.mutable_rounding()->set_digits(2);
  policy.mutable_rounding()->set_mode(result::Rounding::MODE_HALF_UP);
  policy.set_decision_basis(result::DECISION_BASIS_EXACT);
  policy.set_rank_method(result::RANK_METHOD_STANDARD_COMPETITION);
  result::ScoringPolicy created;
  grpc::ClientContext context;
  ExpectOk(suite.result().CreateScoringPolicy(&context, request, &created));
  return created;
}

appraisal::Round DraftSmallRound(Suite& suite, const std::string& id, int voters, int subjects) {
  appraisal::CreateRoundRequest create;
  create.set_round_id(id);
  *create.mutable_round() = DraftOf(MakePolicy(suite), voters);
  appraisal::Round round;
  grpc::ClientContext create_context;
  ExpectOk(suite.appraisal().CreateRound(&create_context, create, &round));
  AddSubjects(suite, round.name(), subjects);
  return round;
}

grpc::Status Open(appraisal::AppraisalService::Stub& stub, const std::string& round,
                  appraisal::Round* opened) {
  appraisal::OpenRoundRequest request;
  request.set_name(round);
  appraisal::Round unwanted;
  grpc::ClientContext context;
  return stub.OpenRound(&context, request, opened == nullptr ? &unwanted : opened);
}

appraisal::Round OpenSmallRound(Suite& suite, const std::string& id, int voters, int subjects) {
  appraisal::Round round = DraftSmallRound(suite, id, voters, subjects);
  ExpectOk(Open(suite.appraisal(), round.name(), &round));
  return round;
}

appraisal::Ballot BallotOf(const std::string& grade, int subjects) {
  appraisal::Ballot ballot;
  for (int i = 1; i <= subjects; ++i) {
    appraisal::SubjectMarks* subject = ballot.add_subjects();
    subject->set_subject(fmt::format("s{}", i));
    appraisal::CriterionMark* mark = subject->add_marks();
    mark->set_criterion("results");
    mark->set_mark(grade);
  }
  return ballot;
}

std::vector<Vote> IssueVotes(Suite& suite, const std::string& round, const std::string& group,
                             int count, const appraisal::Ballot& ballot, std::string* batch) {
  appraisal::IssueCredentialsRequest request;
  request.set_parent(round);
  request.set_group(group);
  request.set_count(count);
  request.set_request_id(NewRequestId());
  appraisal::IssueCredentialsResponse response;
  grpc::ClientContext context;
  ExpectOk(suite.appraisal().IssueCredentials(&context, request, &response));
  if (batch != nullptr) *batch = response.batch();
  std::vector<Vote> votes;
  for (const appraisal::Credential& credential : response.credentials()) {
    votes.push_back({credential.token(), NewRequestId(), ballot});
  }
  return votes;
}

grpc::Status Cast(appraisal::AppraisalService::Stub& stub, const std::string& round,
                  const Vote& vote, std::string* receipt, std::chrono::milliseconds timeout) {
  appraisal::CastBallotRequest request;
  request.set_parent(round);
  request.set_credential(vote.credential);
  request.set_request_id(vote.request_id);
  *request.mutable_ballot() = vote.ballot;
  appraisal::CastBallotResponse response;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + timeout);
  const grpc::Status status = stub.CastBallot(&context, request, &response);
  if (receipt != nullptr) *receipt = response.receipt();
  return status;
}

appraisal::Round Close(appraisal::AppraisalService::Stub& stub, const std::string& round) {
  appraisal::CloseRoundRequest request;
  request.set_name(round);
  appraisal::Round closed;
  grpc::ClientContext context;
  ExpectOk(stub.CloseRound(&context, request, &closed));
  return closed;
}

appraisal::Round Close(Suite& suite, const std::string& round) {
  return Close(suite.appraisal(), round);
}

appraisal::ListTalliesResponse Tallies(appraisal::AppraisalService::Stub& stub,
                                       const std::string& round) {
  appraisal::ListTalliesRequest request;
  request.set_parent(round);
  request.set_page_size(1000);
  appraisal::ListTalliesResponse response;
  grpc::ClientContext context;
  ExpectOk(stub.ListTallies(&context, request, &response));
  EXPECT_EQ(response.next_page_token(), "");
  return response;
}

appraisal::ListTalliesResponse Tallies(Suite& suite, const std::string& round) {
  return Tallies(suite.appraisal(), round);
}

int64_t ValidIn(const appraisal::ListTalliesResponse& tallies, const std::string& group) {
  for (const appraisal::GroupTurnout& turnout : tallies.groups()) {
    if (turnout.group() == group) return turnout.valid();
  }
  return -1;
}

int64_t MarksIn(const appraisal::ListTalliesResponse& tallies, int position, int group_index) {
  int64_t marks = 0;
  for (const appraisal::SubjectTally& tally : tallies.tallies()) {
    if (tally.position() != position) continue;
    for (const appraisal::TallyCell& cell : tally.cells()) {
      if (cell.group_index() != group_index) continue;
      for (const int64_t count : cell.counts()) marks += count;
    }
  }
  return marks;
}

std::string ReasonOf(const grpc::Status& status) { return DetailsOf(rpc::FromGrpc(status)).reason; }

}  // namespace pingyi::test
