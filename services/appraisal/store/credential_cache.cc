#include "services/appraisal/store/credential_cache.h"

#include <algorithm>
#include <utility>

namespace pingyi::appraisal {
namespace {

// A round makes room for others after this time without a ballot. Two large ones that both take
// ballots would else push each other out again and again.
constexpr absl::Duration kIdle = absl::Minutes(1);

// A round is read anew once this share of what is kept of it had to be looked up since.
constexpr size_t kReadAnewAfter = 4;

}  // namespace

std::optional<CredentialCache::Hash> CredentialCache::ToHash(std::string_view bytes) {
  Hash hash;
  if (bytes.size() != hash.size()) return std::nullopt;
  std::ranges::copy(bytes, hash.begin());
  return hash;
}

KeptCredentials CredentialCache::Find(std::string_view round_id,
                                      std::span<const std::string_view> hashes, absl::Time now) {
  KeptCredentials found;
  found.credentials.resize(hashes.size());
  const std::lock_guard lock(mutex_);
  const auto place = rounds_.find(round_id);
  if (place == rounds_.end()) return found;
  Round& round = place->second;
  round.used = std::max(round.used, now);
  absl::flat_hash_map<uint32_t, size_t> batches;  // places in `found`
  for (size_t i = 0; i < hashes.size(); ++i) {
    const std::optional<Hash> hash = ToHash(hashes[i]);
    if (!hash) continue;
    const auto kept = round.credentials.find(*hash);
    if (kept == round.credentials.end()) continue;
    const Entry& entry = kept->second;
    const auto [batch, is_new] = batches.try_emplace(entry.batch, found.batch_ids.size());
    if (is_new) found.batch_ids.push_back(round.batch_ids[entry.batch]);
    KeptCredentials::Kept& credential = found.credentials[i].emplace();
    credential.batch = batch->second;
    if (entry.own_subject != kNone) credential.own_subject = entry.own_subject;
    if (entry.voter != kNone) credential.voter = round.voters[entry.voter];
  }
  return found;
}

std::optional<std::string> CredentialCache::NextPage(std::string_view round_id, size_t rows,
                                                     size_t looked_up, absl::Time now) {
  const std::lock_guard lock(mutex_);
  const auto place = rounds_.find(round_id);
  Round* const round = place == rounds_.end() ? nullptr : &place->second;
  if (round != nullptr && round->read_all) {
    round->looked_up += looked_up;
    if (round->looked_up < std::max(rows, round->credentials.size() / kReadAnewAfter)) {
      return std::nullopt;
    }
    round->read_to.clear();
    round->read_all = false;
  }
  if (!MakeRoom(round, rows, now)) return std::nullopt;
  return round == nullptr ? std::string() : round->read_to;
}

void CredentialCache::Keep(std::string_view round_id, const CredentialPage& page, absl::Time now) {
  const std::lock_guard lock(mutex_);
  const auto place = rounds_.find(round_id);
  const Round* const known = place == rounds_.end() ? nullptr : &place->second;
  if (known == nullptr && page.credentials.empty()) return;
  if (!MakeRoom(known, page.credentials.size(), now)) return;
  Round& round = rounds_[std::string(round_id)];
  round.used = std::max(round.used, now);
  Grow(round.credentials, page.credentials.size());
  for (const IssuedCredential& credential : page.credentials) {
    if (Insert(round, credential)) ++size_;
  }
  // Of two who have read the same page the later one changes nothing.
  if (page.behind != round.read_to || round.read_all) return;
  if (!page.credentials.empty()) round.read_to = page.credentials.back().hash;
  round.read_all = page.last;
  round.looked_up = 0;
}

// Makes room for `rows` more. A table of Abseil's that runs out of memory while it grows is lost,
// so it never grows in place (it would at 7/8), and a larger one takes its place.
void CredentialCache::Grow(Table& table, size_t rows) {
  const size_t size = table.size() + rows;
  if (size <= table.bucket_count() / 4 * 3) return;
  Table larger(size + size / 2);
  larger.insert(table.begin(), table.end());
  table.swap(larger);
}

// Whether it is new. What a credential refers to is there before it: an exception leaves at most a
// batch or a voter to whom nothing refers.
bool CredentialCache::Insert(Round& round, const IssuedCredential& credential) {
  const std::optional<Hash> hash = ToHash(credential.hash);
  if (!hash || round.credentials.contains(*hash)) return false;
  Entry entry{.batch = PlaceOf(round, credential.batch_id),
              .own_subject = credential.own_subject.value_or(kNone),
              .voter = kNone};
  if (!credential.voter.empty()) {
    entry.voter = static_cast<uint32_t>(round.voters.size());
    round.voters.push_back(credential.voter);
  }
  round.credentials.emplace(*hash, entry);
  return true;
}

uint32_t CredentialCache::PlaceOf(Round& round, const std::string& batch_id) {
  if (const auto known = round.batches.find(batch_id); known != round.batches.end()) {
    return known->second;
  }
  const auto place = static_cast<uint32_t>(round.batch_ids.size());
  round.batch_ids.push_back(batch_id);
  round.batches.emplace(batch_id, place);
  return place;
}

void CredentialCache::Forget(std::string_view round_id) {
  const std::lock_guard lock(mutex_);
  if (const auto round = rounds_.find(round_id); round != rounds_.end()) Erase(round);
}

// Whether there is room for `rows` more, once others than `keep` have made it.
bool CredentialCache::MakeRoom(const Round* keep, size_t rows, absl::Time now) {
  while (size_ + rows > most_) {
    auto oldest = rounds_.end();
    for (auto round = rounds_.begin(); round != rounds_.end(); ++round) {
      if (&round->second == keep || round->second.used + kIdle > now) continue;
      if (oldest == rounds_.end() || round->second.used < oldest->second.used) oldest = round;
    }
    if (oldest == rounds_.end()) return false;
    Erase(oldest);
  }
  return true;
}

void CredentialCache::Erase(Rounds::iterator round) {
  size_ -= round->second.credentials.size();
  rounds_.erase(round);
}

size_t CredentialCache::size() const {
  const std::lock_guard lock(mutex_);
  return size_;
}

}  // namespace pingyi::appraisal
