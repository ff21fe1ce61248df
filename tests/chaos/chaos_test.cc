// Ballots are cast through two replicas of the appraisal service onto a cluster of three database
// nodes, while one node is killed, another is stopped and continued, and the round is closed. No
// acknowledged ballot may be lost, none counted twice, no credential used twice. ctest starts the
// cluster (deploy/galera/try) and names its directory in PINGYI_TEST_GALERA; PINGYI_CHAOS_SEED
// chooses which nodes fail and when.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/time/clock.h>
#include <absl/time/time.h>
#include <fmt/format.h>
#include <gtest/gtest.h>

#include "tests/chaos/voters.h"
#include "tests/integration/process.h"
#include "tests/integration/small_round.h"

namespace pingyi::test {
namespace {

constexpr int kVoters = 4000;
constexpr int kTwins = 400;  // credentials with which two different ballots are cast
constexpr int kThreads = 16;
constexpr absl::Duration kStop = absl::Seconds(3);  // how long a node hangs, at most
constexpr absl::Duration kPatience = absl::Minutes(2);
constexpr std::array<const char*, 4> kGrades = {"excellent", "competent", "basic", "incompetent"};

std::string Environment(const char* name, const char* fallback = nullptr) {
  const char* value = std::getenv(name);
  if (value == nullptr) value = fallback;
  EXPECT_NE(value, nullptr) << name << " is set by ctest; run this test through it";
  return value == nullptr ? "" : value;
}

class Cluster {
 public:
  explicit Cluster(std::string directory) : directory_(std::move(directory)) {}

  std::string NodeDirectory(int node) const { return fmt::format("{}/node{}", directory_, node); }
  void Kill(int node) const { Run("node-kill", node); }
  void Stop(int node) const { Run("node-stop", node); }
  void Continue(int node) const { Run("node-cont", node); }
  void Start(int node) const { Run("node-start", node); }

  // What the query answers on a node, without a line end.
  std::string Ask(int node, const std::string& query) const {
    const Finished done = RunToEnd(
        "/usr/bin/mariadb",
        {"--no-defaults", "--user=root", "--socket=" + NodeDirectory(node) + "/mysqld.sock",
         "--batch", "--skip-column-names", "-e", "SET SESSION wsrep_sync_wait = 1; " + query},
        directory_ + "/ask.log");
    EXPECT_EQ(done.code, 0) << done.err;
    return done.out.substr(0, done.out.find_last_not_of('\n') + 1);
  }

 private:
  void Run(const std::string& command, int node) const {
    const Finished done =
        RunToEnd(SourceDir() + "/deploy/galera/try", {command, std::to_string(node), directory_},
                 directory_ + "/chaos.log");
    EXPECT_EQ(done.code, 0) << command << " " << node << ": " << done.out << done.err;
  }

  const std::string directory_;
};

// The section "data" with the cluster's nodes in another order, so that two replicas work on two
// nodes while all is well.
std::string WithNextHostFirst(std::string data) {
  const size_t begin = data.find("[\"");
  const size_t end = data.find("\"]");
  const std::string hosts = data.substr(begin + 2, end - begin - 2);
  const size_t cut = hosts.find("\", \"");
  EXPECT_NE(cut, std::string::npos) << data;
  return data.substr(0, begin + 2) + hosts.substr(cut + 4) + "\", \"" + hosts.substr(0, cut) +
         data.substr(end);
}

// The name of the database in a section "data".
std::string DatabaseOf(const std::string& data) {
  const size_t begin = data.find("database: ") + std::string_view("database: ").size();
  return data.substr(begin, data.find('\n', begin) - begin);
}

// Every voter has a grade of its own, and the twins come twice, with different grades.
std::vector<Vote> MakeVotes(Suite& suite, const std::string& round, std::mt19937& random) {
  std::vector<Vote> votes = IssueVotes(suite, round, "a", kVoters, {});
  for (size_t i = 0; i < votes.size(); ++i) votes[i].ballot = BallotOf(kGrades.at(i % 4));
  for (int i = 0; i < kTwins; ++i) {
    Vote twin = votes[i];
    twin.request_id = NewRequestId();
    twin.ballot = BallotOf(kGrades.at((i + 1) % 4));
    votes.push_back(std::move(twin));
  }
  std::shuffle(votes.begin(), votes.end(), random);
  return votes;
}

// How often each grade was given to the subject at `position`.
std::vector<int64_t> GradesIn(const appraisal::ListTalliesResponse& tallies, int position) {
  std::vector<int64_t> grades(kGrades.size());
  for (const appraisal::SubjectTally& tally : tallies.tallies()) {
    if (tally.position() != position) continue;
    for (const appraisal::TallyCell& cell : tally.cells()) {
      for (int i = 0; i < cell.marks_size(); ++i) grades.at(cell.marks(i)) += cell.counts(i);
    }
  }
  return grades;
}

class ChaosTest : public testing::Test {
 protected:
  ChaosTest() {
    std::shuffle(nodes_.begin(), nodes_.end(), random_);
    votes_ = MakeVotes(suite_, round_, random_);
  }

  int64_t Between(int64_t least, int64_t most) {
    return std::uniform_int_distribution<int64_t>(least, most)(random_);
  }

  // One node dies, another hangs for a while, and the round is closed, all amid the casts.
  void BreakAndClose(Voters& voters) {
    EXPECT_TRUE(voters.AwaitAcknowledged(Between(300, 800), kPatience));
    cluster_.Kill(nodes_[0]);
    // It takes the others some seconds to go on without it, so that this waits for them.
    EXPECT_TRUE(voters.AwaitAcknowledged(voters.acknowledged() + Between(200, 600), kPatience));
    cluster_.Stop(nodes_[1]);
    voters.AwaitAcknowledged(kVoters, kStop);  // a majority is missing: mostly nothing happens
    cluster_.Continue(nodes_[1]);
    EXPECT_TRUE(voters.AwaitAcknowledged(voters.acknowledged() + Between(200, 600), kPatience));
    closed_ = CloseUntilDone(kPatience);
    voters.Join();
  }

  bool CloseUntilDone(absl::Duration patience) {
    const auto stub = Suite::AppraisalStubTo(replica_);
    const absl::Time end = absl::Now() + patience;
    while (absl::Now() < end) {
      appraisal::CloseRoundRequest request;
      request.set_name(round_);
      appraisal::Round round;
      grpc::ClientContext context;
      const grpc::Status status = stub->CloseRound(&context, request, &round);
      if (status.ok() || ReasonOf(status) == "ROUND_CLOSED") return true;
    }
    return false;
  }

  // What was acknowledged, by grade.
  std::vector<int64_t> AcknowledgedGrades(const Voters& voters) const {
    std::vector<int64_t> grades(kGrades.size());
    for (size_t i = 0; i < votes_.size(); ++i) {
      if (voters.outcomes()[i].fate != Fate::kAcknowledged) continue;
      const std::string& mark = votes_[i].ballot.subjects(0).marks(0).mark();
      grades.at(std::find(kGrades.begin(), kGrades.end(), mark) - kGrades.begin()) += 1;
    }
    return grades;
  }

  // Everybody who has a receipt gets the same one again, from the other replica.
  void ExpectSameReceipts(const Voters& voters) {
    const auto stub = Suite::AppraisalStubTo(replica_);
    for (size_t i = 0; i < votes_.size(); ++i) {
      if (voters.outcomes()[i].fate != Fate::kAcknowledged) continue;
      std::string receipt;
      const grpc::Status status = Cast(*stub, round_, votes_[i], &receipt);
      ASSERT_TRUE(status.ok()) << status.error_message();
      ASSERT_EQ(receipt, voters.outcomes()[i].receipt);
    }
  }

  void PrintFigures(const Voters& voters) const {
    std::array<int, 4> fates{};
    int64_t tries = 0;
    for (const VoterOutcome& outcome : voters.outcomes()) {
      ++fates.at(static_cast<size_t>(outcome.fate));
      tries += outcome.tries;
    }
    fmt::print(
        "seed {}: node {} killed, node {} stopped and continued; {} ballots cast in {} tries: {} "
        "acknowledged, {} too late, {} for a credential used before, {} lost; longest pause {} "
        "ms\n",
        seed_, nodes_[0], nodes_[1], votes_.size(), tries, fates[0], fates[1], fates[2], fates[3],
        absl::ToInt64Milliseconds(voters.longest_pause()));
  }

  const std::string seed_ = Environment("PINGYI_CHAOS_SEED", "1");
  std::mt19937 random_{static_cast<uint32_t>(std::stoul(seed_))};
  std::vector<int> nodes_ = {1, 2, 3};
  const Cluster cluster_{Environment("PINGYI_TEST_GALERA")};
  Suite suite_{{.config = "", .result_config = "", .server = cluster_.NodeDirectory(1)}};
  const std::string replica_ =
      suite_.AddReplica(Service::kAppraisal, WithNextHostFirst(suite_.DataOf(Service::kAppraisal)));
  const std::string round_ = OpenSmallRound(suite_, "chaos", kVoters).name();
  std::vector<Vote> votes_;
  bool closed_ = false;
};

TEST_F(ChaosTest, NoAcknowledgedBallotIsLostAndNoneCountsTwice) {
  Voters voters({suite_.address(Service::kAppraisal), replica_}, round_, votes_, kThreads);
  BreakAndClose(voters);
  PrintFigures(voters);
  ASSERT_TRUE(closed_);
  for (const VoterOutcome& outcome : voters.outcomes()) {
    EXPECT_NE(outcome.fate, Fate::kLost) << outcome.error;
  }
  const appraisal::ListTalliesResponse tallies = Tallies(suite_, round_);
  EXPECT_EQ(ValidIn(tallies, "a"), voters.acknowledged());
  for (int position = 1; position <= kSubjects; ++position) {
    EXPECT_EQ(GradesIn(tallies, position), AcknowledgedGrades(voters)) << "subject " << position;
  }
  ExpectSameReceipts(voters);

  cluster_.Start(nodes_[0]);
  const std::string database = DatabaseOf(suite_.DataOf(Service::kAppraisal));
  const std::string expected = std::to_string(voters.acknowledged());
  for (const int node : nodes_) {
    EXPECT_EQ(cluster_.Ask(node, fmt::format("SELECT COUNT(*) FROM {}.ballots", database)),
              expected);
    EXPECT_EQ(
        cluster_.Ask(node, fmt::format("SELECT COUNT(*) FROM {}.spent_credentials", database)),
        expected);
  }
}

}  // namespace
}  // namespace pingyi::test
