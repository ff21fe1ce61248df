// A small round for the tests of this folder: three subjects, one criterion of four grades, groups
// a (weight 60) and b (weight 40).
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tests/integration/suite.h"

namespace pingyi::test {

namespace appraisal = pingyi::appraisal::v1;
namespace result = pingyi::result::v1;

// What one voter needs to cast: the same again is a retry.
struct Vote {
  std::string credential;
  std::string request_id;
  appraisal::Ballot ballot;
};

inline constexpr int kSubjects = 3;

// The policy of the small round, created if it is not there yet.
result::ScoringPolicy MakePolicy(Suite& suite);

// Creates "rounds/<id>" as a draft that is ready to be opened.
appraisal::Round DraftSmallRound(Suite& suite, const std::string& id, int voters,
                                 int subjects = kSubjects);
grpc::Status Open(appraisal::AppraisalService::Stub& stub, const std::string& round,
                  appraisal::Round* opened = nullptr);

// Creates and opens "rounds/<id>" with `voters` voters expected in each group. A test that needs
// time in the middle of something asks for more subjects.
appraisal::Round OpenSmallRound(Suite& suite, const std::string& id, int voters,
                                int subjects = kSubjects);

// A ballot that gives every subject the same grade: "excellent", "competent", "basic" or
// "incompetent".
appraisal::Ballot BallotOf(const std::string& grade, int subjects = kSubjects);

// One vote for each of `count` new credentials of the group, all with that ballot. `batch` is the
// name of the credentials' batch.
std::vector<Vote> IssueVotes(Suite& suite, const std::string& round, const std::string& group,
                             int count, const appraisal::Ballot& ballot,
                             std::string* batch = nullptr);

grpc::Status Cast(appraisal::AppraisalService::Stub& stub, const std::string& round,
                  const Vote& vote, std::string* receipt = nullptr,
                  std::chrono::milliseconds timeout = std::chrono::minutes(5));

// Closes the round; fails the test when that fails.
appraisal::Round Close(Suite& suite, const std::string& round);
appraisal::Round Close(appraisal::AppraisalService::Stub& stub, const std::string& round);

// Every tally of a closed round.
appraisal::ListTalliesResponse Tallies(Suite& suite, const std::string& round);
appraisal::ListTalliesResponse Tallies(appraisal::AppraisalService::Stub& stub,
                                       const std::string& round);

// Valid ballots of the group in a tally.
int64_t ValidIn(const appraisal::ListTalliesResponse& tallies, const std::string& group);
// Marks that a subject (by position, from 1) got from a group on the only criterion, all together.
int64_t MarksIn(const appraisal::ListTalliesResponse& tallies, int position, int group_index);

// The stable reason of an error; empty if it has none.
std::string ReasonOf(const grpc::Status& status);

}  // namespace pingyi::test
