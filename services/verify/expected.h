// Results as they must stand in a bundle, computed anew by the rules of services/result/domain.
#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "pingyi/bundle/v1/bundle.pb.h"
#include "pingyi/result/v1/result.pb.h"
#include "services/result/domain/tally.h"

namespace pingyi::verify {

// The bundle's tally as the domain has it, in the order of the file.
absl::StatusOr<result::Tally> TallyOf(const bundle::v1::ReleaseBundle& bundle);

struct Recomputed {
  std::string digest;
  // As they are published, in the order of ListSubjectResults.
  std::vector<result::v1::SubjectResult> results;
  // The rows of the leaderboards as they are published, in their order.
  std::vector<result::v1::LeaderboardRow> leaderboard_rows;
  std::string inputs_digest;
  // Whether something of them is suppressed, so that the bundle is for the auditor alone.
  bool confidential = false;
};

// From round, tally, policy and what was recorded beside them. They must be those that were signed:
// their digests are taken from the release. The errors of result::Aggregate.
absl::StatusOr<Recomputed> Recompute(const bundle::v1::ReleaseBundle& bundle,
                                     const result::Tally& tally);

}  // namespace pingyi::verify
