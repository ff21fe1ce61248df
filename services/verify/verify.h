// Whether a bundle is what it says: a pure function of the file and the keys.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "pingyi/bundle/v1/bundle.pb.h"
#include "services/base/crypto/signature.h"
#include "services/verify/finding.h"

namespace pingyi::verify {

struct Check {
  Text what;
  bool done = true;   // false: what it rests on did not hold
  Findings findings;  // empty: it holds

  bool holds() const { return done && findings.empty(); }
};

struct Verdict {
  std::vector<Check> checks;  // always the same ones, in the same order
  int64_t values = 0;         // of the results that were compared
  int64_t equal = 0;          // of them

  bool accepted() const;
};

// The signature by one of the keys, the digest of the release, those of the round, the tally and
// the policy against what was signed, and every value of every result against what these three
// give when they are computed anew. Nothing is computed from what was not signed. The bundle must
// come from bundle::ReadBundle.
Verdict Verify(const bundle::v1::ReleaseBundle& bundle, std::span<const crypto::PublicKey> keys);

}  // namespace pingyi::verify
