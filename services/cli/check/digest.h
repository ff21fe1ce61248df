// The digests that the contracts state, computed anew from what the services show: nothing here
// comes from their code. Each gives 64 hex digits.
#pragma once

#include <string>
#include <string_view>

#include <absl/status/statusor.h>
#include <google/protobuf/repeated_ptr_field.h>

#include "pingyi/appraisal/v1/ballot.pb.h"
#include "pingyi/appraisal/v1/round.pb.h"
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
              const google::protobuf::RepeatedPtrField<appraisal::v1::GroupTurnout>& groups);
  void Add(const appraisal::v1::SubjectTally& tally);
  std::string Finish();

 private:
  crypto::Sha256Stream hash_;
};

// Of a run's results (see SubjectResult). Results are added by rank, then by position, as they are
// listed.
class ResultDigest {
 public:
  explicit ResultDigest(const result::v1::AggregationRun& run);
  void Add(const result::v1::SubjectResult& result);
  std::string Finish();

 private:
  crypto::Sha256Stream hash_;
};

// Of a policy's rules (see ScoringPolicy). INVALID_ARGUMENT if a number in it is none.
absl::StatusOr<std::string> PolicyDigest(const result::v1::ScoringPolicy& policy);

// Of a release (see Release.digest).
std::string ReleaseDigest(const result::v1::Release& release);

}  // namespace pingyi::cli
