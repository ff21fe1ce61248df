// Voters who do not give up: each casts through one replica of the appraisal service, and after a
// failure whose outcome nobody knows tries again through the next, with the same request id, until
// the ballot is acknowledged or refused for good.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <absl/time/time.h>
#include <grpcpp/grpcpp.h>

#include "tests/integration/small_round.h"

namespace pingyi::test {

enum class Fate {
  kAcknowledged,  // answered OK, with a receipt
  kTooLate,       // refused because the round takes no ballots any more
  kTwice,         // refused because the credential was used for another ballot
  kLost,          // anything else: there should be none
};

struct VoterOutcome {
  Fate fate = Fate::kLost;
  std::string receipt;
  int tries = 0;
  std::string error;  // of the last try, when lost
};

class Voters {
 public:
  // `addresses` are those of the replicas; voter i begins with the one at i modulo their number.
  Voters(std::vector<std::string> addresses, std::string round, std::vector<Vote> votes,
         int threads);
  ~Voters();

  // Waits until that many ballots are acknowledged, all voters are done, or the time is over;
  // whether there were that many.
  bool AwaitAcknowledged(int64_t count, absl::Duration patience);
  // Waits until every voter knows.
  void Join();

  // After Join().
  const std::vector<VoterOutcome>& outcomes() const { return outcomes_; }
  int64_t acknowledged() const;
  // The longest time between two acknowledgements while there were voters left.
  absl::Duration longest_pause() const { return longest_pause_; }

 private:
  void Work(size_t thread);
  VoterOutcome CastUntilKnown(size_t voter, size_t replica);
  void Pause(int tries);
  void Note(size_t voter, VoterOutcome outcome);

  const std::vector<std::string> addresses_;
  const std::string round_;
  const std::vector<Vote> votes_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  size_t next_ = 0;
  size_t done_ = 0;
  int64_t acknowledged_ = 0;
  absl::Time last_acknowledged_;
  absl::Duration longest_pause_;
  std::vector<VoterOutcome> outcomes_;
  std::vector<std::thread> threads_;
};

}  // namespace pingyi::test
