// What a batch of casts has to know of a round, read under the lock that keeps it so until the
// commit.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/time/time.h>

#include "services/appraisal/domain/lifecycle.h"
#include "services/appraisal/domain/text_map.h"
#include "services/appraisal/store/credential_cache.h"
#include "services/base/sql/transaction.h"

namespace pingyi::appraisal {

// Whether a look tells which credentials are spent. Where it does not, they are taken to be
// unspent, as nearly all are, and their key tells otherwise.
enum class Look { kUnspent, kWhole };

struct SeenCredential {
  bool found = false;
  uint32_t group = 0;
  std::optional<uint32_t> own_subject;
  std::string voter;
  bool revoked = false;
  std::string commitment;  // empty while unspent, or where the look does not tell
};

struct SeenRound {
  bool found = false;
  VotingWindow window;
  // Those asked for, by their hashes, which belong to whoever asks.
  absl::flat_hash_map<std::string_view, SeenCredential, FirstBytes> credentials;
};

// Used once, in one run of a transaction's body. What the cache has is not looked up; a look that
// tells everything asks the database alone.
class RoundLook {
 public:
  RoundLook(sql::Transaction& transaction, CredentialCache& cache, Look look, absl::Time now)
      : tx_(transaction), cache_(cache), look_(look), now_(now) {}

  // Looks for the round, and for all credentials that `round` names.
  absl::Status Load(std::string_view round_id, SeenRound& round);

 private:
  using Hashes = std::vector<std::string_view>;

  absl::Status TakeKept(std::string_view round_id, Hashes& hashes, SeenRound& round);
  absl::Status QueryBatches(std::string_view round_id, std::span<const std::string> batch_ids,
                            SeenRound& round);
  absl::Status QueryCredentials(std::string_view round_id, std::span<const std::string_view> hashes,
                                SeenRound& round);
  absl::Status ReadCredential(const sql::Row& row, SeenRound& round);
  absl::Status ReadOn(std::string_view round_id);

  struct Batch {
    uint32_t group = 0;
    bool revoked = false;
  };

  sql::Transaction& tx_;
  CredentialCache& cache_;
  const Look look_;
  const absl::Time now_;
  TextMap<Batch> batches_;  // of the round that is looked for
  size_t looked_up_ = 0;    // credentials of it that were found, and not in the cache
};

}  // namespace pingyi::appraisal
