// The digests that the contracts state, computed anew from what the services show: nothing here
// comes from their code. Each gives 64 hex digits.
#pragma once

#include <string>
#include <string_view>

#include <absl/status/statusor.h>
#include <google/protobuf/repeated_ptr_field.h>

#include "pingyi/appraisal/v1/ballot.pb.h"
#include "pingyi/appraisal/v1/round.pb.h"
#include "pingyi/result/v1/leaderboard.pb.h"
#include "pingyi/result/v1/policy.pb.h"
#include "pingyi/result/v1/result.pb.h"
#include "services/base/crypto/hash.h"

namespace pingyi::cli {

// Of what was frozen when a round was opened (see Round). Subjects are added by position.
class FrozenDigest {
 public:
  explicit FrozenDigest(const appraisal::v1::Round& round);
  void Add(const appraisal::v1::Subject& subject);
  std::string Finish();

 private:
  crypto::Sha256Stream hash_;
};

// Of the sealed tally (see SubjectTally). Subjects are added by position.
class TallyDigest {
 public:
  TallyDigest(std::string_view round,
              const google::protobuf::RepeatedPtrField<appraisal::v1::GroupTurnout>& groups,
              const std::string& salt);
  void Add(const appraisal::v1::SubjectTally& tally);
  std::string Finish();

 private:
  crypto::Sha256Stream hash_;
};

// Of a run's results (see SubjectResult), nothing of which may be suppressed; `salt` is the
// tally's. Results are added by rank, then by position, as they are listed, and behind them the
// rows of the leaderboards, likewise.
class ResultDigest {
 public:
  ResultDigest(const result::v1::AggregationRun& run, const std::string& salt);
  void Add(const result::v1::SubjectResult& result);
  void Add(const result::v1::LeaderboardRow& row);
  std::string Finish();

 private:
  crypto::Sha256Stream hash_;
  std::string section_;  // the line of the board's section that rows are added to
};

// Of a policy's rules (see ScoringPolicy). INVALID_ARGUMENT if a number in it is none.
absl::StatusOr<std::string> PolicyDigest(const result::v1::ScoringPolicy& policy);

// Of a release (see Release.digest).
std::string ReleaseDigest(const result::v1::Release& release);

}  // namespace pingyi::cli
