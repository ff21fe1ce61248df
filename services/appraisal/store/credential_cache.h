// Credentials as they were issued, kept in memory, so that most ballots need not look theirs up:
// each lies somewhere in a large table, and finding it is a good part of what a ballot costs.
//
// Nothing is decided by what is kept alone. A row of `credentials` never changes, and is written in
// the transaction that writes its batch, or not at all. So whoever finds the batch there in a
// transaction may take the credential as it is kept, whatever other processes, other nodes of a
// cluster, a restart or a restored backup have made of the database in the meantime; and reads by
// the same statement whether the batch is revoked. What can change is never kept: the state of the
// round, revocations, and which credentials are spent. What is not kept is looked up, so nothing is
// ever unknown because of this.
//
// A round is read page by page, in the order of its table, by the batches of ballots that have to
// look some up anyway. So any process soon has the round it casts in, also one that was just
// started or has not issued a single credential.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/time/time.h>

namespace pingyi::appraisal {

// Of a credential's hash, which is a digest: any part of one is as good as a hash of it.
struct FirstBytes {
  size_t operator()(std::string_view digest) const {
    size_t first = 0;
    std::memcpy(&first, digest.data(), std::min(digest.size(), sizeof(first)));
    return first;
  }
};

// As it was issued.
struct IssuedCredential {
  std::string hash;  // 32 bytes
  std::string batch_id;
  std::optional<uint32_t> own_subject;
  std::string voter;
};

// Those of one round that follow each other in the order of their hashes.
struct CredentialPage {
  std::string behind;  // the hash before the first; empty at the beginning
  std::vector<IssuedCredential> credentials;
  bool last = false;
};

// Some credentials of a round.
struct KeptCredentials {
  struct Kept {
    size_t batch = 0;  // its place in `batch_ids`
    std::optional<uint32_t> own_subject;
    std::string voter;
  };
  std::vector<std::string> batch_ids;            // each once
  std::vector<std::optional<Kept>> credentials;  // one a hash, in order
};

// Thread-safe. Where memory runs out less is kept, and never anything else than was issued: whoever
// casts goes on after an exception.
class CredentialCache {
 public:
  // Keeps no more than `most` credentials: by default that is some 25 MiB, and the names of the
  // voters where ballots are named.
  explicit CredentialCache(size_t most = 250'000) : most_(most) {}

  KeptCredentials Find(std::string_view round_id, std::span<const std::string_view> hashes,
                       absl::Time now);

  // The hash behind which to read the next page of at most `rows`, after `looked_up` credentials of
  // the round were found that are not kept. None if the round has been read, but for what was
  // issued since and is little yet; or if there is no room. Rounds that nobody has asked for lately
  // make room, the longest unused first.
  std::optional<std::string> NextPage(std::string_view round_id, size_t rows, size_t looked_up,
                                      absl::Time now);

  // Pages may come twice and in any order.
  void Keep(std::string_view round_id, const CredentialPage& page, absl::Time now);

  void Forget(std::string_view round_id);

  // How many credentials are kept.
  size_t size() const;

 private:
  using Hash = std::array<char, 32>;
  struct HashOfHash {
    size_t operator()(const Hash& hash) const { return FirstBytes()({hash.data(), hash.size()}); }
  };
  struct Entry {
    uint32_t batch;        // place in `batch_ids`
    uint32_t own_subject;  // kNone: none
    uint32_t voter;        // place in `voters`; kNone: none
  };
  using Table = absl::flat_hash_map<Hash, Entry, HashOfHash>;
  struct Round {
    Table credentials;
    std::vector<std::string> batch_ids;
    std::map<std::string, uint32_t, std::less<>> batches;  // places in `batch_ids`
    std::vector<std::string> voters;
    std::string read_to;    // the last hash read
    bool read_all = false;  // once
    size_t looked_up = 0;   // and found, since then
    absl::Time used = absl::InfinitePast();
  };
  using Rounds = std::map<std::string, Round, std::less<>>;
  static constexpr uint32_t kNone = UINT32_MAX;

  static std::optional<Hash> ToHash(std::string_view bytes);
  static void Grow(Table& table, size_t rows);
  static bool Insert(Round& round, const IssuedCredential& credential);
  static uint32_t PlaceOf(Round& round, const std::string& batch_id);
  bool MakeRoom(const Round* keep, size_t rows, absl::Time now);
  void Erase(Rounds::iterator round);

  const size_t most_;
  mutable std::mutex mutex_;  // guards all below
  Rounds rounds_;
  size_t size_ = 0;
};

}  // namespace pingyi::appraisal
