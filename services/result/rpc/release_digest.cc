#include "services/result/rpc/release_digest.h"

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/result/store/resource_names.h"

namespace pingyi::result {

std::string ReleaseDigest(const Release& release) {
  return crypto::Hex(crypto::Sha256(fmt::format(
      "pingyi-release-v1\nname {}\nresult {}\nnote {}\ntime {}\n",
      NameOf(ReleaseKey{release.round, release.number}), release.result_digest,
      crypto::Hex(crypto::Sha256(release.note)), absl::ToUnixMicros(release.create_time))));
}

}  // namespace pingyi::result
