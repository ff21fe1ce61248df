#include "services/result/domain/release.h"

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::result {

std::string ReleaseDigest(const ReleaseFacts& release) {
  return crypto::Hex(crypto::Sha256(fmt::format(
      "pingyi-release-v1\nname {}\nresult {}\nnote {}\ntime {}\n", release.name,
      release.result_digest, crypto::Hex(crypto::Sha256(release.note)), release.create_time_us)));
}

// The first line differs from that of every text that is hashed, so that a signature can never be
// taken for one over something else.
std::string SignedText(const ReleaseFacts& release, const std::string& key_id) {
  return fmt::format(
      "pingyi-release-signature-v1\nkey {}\nrelease {}\nrun {}\nresult {}\nround {}\ntally {}\n"
      "policy {}\npolicy_digest {}\nreleaser {}\nsubjects {}\n",
      key_id, ReleaseDigest(release), release.run, release.result_digest, release.frozen_digest,
      release.tally_digest, release.policy, release.policy_digest,
      crypto::Hex(crypto::Sha256(release.releaser)), release.subject_count);
}

}  // namespace pingyi::result
