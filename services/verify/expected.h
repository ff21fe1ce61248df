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
  std::vector<result::v1::SubjectResult> results;  // by rank, then position
};

// From round, tally and policy alone. They must be those that were signed: their digests are taken
// from the release. The errors of result::Aggregate.
absl::StatusOr<Recomputed> Recompute(const bundle::v1::ReleaseBundle& bundle,
                                     const result::Tally& tally);

}  // namespace pingyi::verify
