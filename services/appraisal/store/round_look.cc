#include "services/appraisal/store/round_look.h"

#include <algorithm>
#include <utility>

#include "services/base/sql/time.h"

namespace pingyi::appraisal {
namespace {

// How many keys one statement looks up.
constexpr size_t kLookups = 256;

// How many credentials are read on at once: some milliseconds, which the batch that does it and
// those behind it wait.
constexpr int64_t kPage = 1000;

// Begins what is read of a round. Whoever closes the round or revokes a credential waits until the
// casts that saw it open are committed. Outer joins have this row locked before anything else is
// looked at, and the rest of them are no rows of the locking query: who waited here sees what was
// waited for.
void AddLockedRound(std::string_view round_id, const sql::Dialect& dialect, sql::Statement& query) {
  query.Add(
      "FROM (SELECT round_id, state, open_time_us, close_time_us FROM rounds WHERE round_id = ?",
      round_id);
  query.Add(dialect.for_share).Add(") r");
}

// Its first columns.
void ReadWindow(const sql::Row& row, SeenRound& round) {
  if (round.found) return;
  round.found = true;
  round.window.state = static_cast<RoundState>(row.Int64(0));
  if (const auto micros = row.OptionalInt64(1)) round.window.open_time = sql::FromMicros(*micros);
  if (const auto micros = row.OptionalInt64(2)) round.window.close_time = sql::FromMicros(*micros);
}

std::optional<uint32_t> ToSubject(std::optional<int64_t> cell) {
  if (!cell) return std::nullopt;
  return static_cast<uint32_t>(*cell);
}

}  // namespace

absl::Status RoundLook::Load(std::string_view round_id, SeenRound& round) {
  Hashes hashes;
  hashes.reserve(round.credentials.size());
  for (const auto& [hash, credential] : round.credentials) hashes.push_back(hash);
  const size_t asked = hashes.size();
  looked_up_ = 0;
  if (look_ == Look::kUnspent) {
    if (absl::Status status = TakeKept(round_id, hashes, round); !status.ok()) return status;
  }
  absl::Status status = QueryCredentials(round_id, hashes, round);
  if (!status.ok()) return status;
  if (!round.found || round.window.state != RoundState::kOpen) {
    cache_.Forget(round_id);
    return absl::OkStatus();
  }
  const bool may_wait = look_ == Look::kUnspent && asked > 1;
  return may_wait && !hashes.empty() ? ReadOn(round_id) : absl::OkStatus();
}

// Leaves in `hashes` those that are to be looked up.
absl::Status RoundLook::TakeKept(std::string_view round_id, Hashes& hashes, SeenRound& round) {
  KeptCredentials kept = cache_.Find(round_id, hashes, now_);
  if (kept.batch_ids.empty()) return absl::OkStatus();
  absl::Status status = QueryBatches(round_id, kept.batch_ids, round);
  if (!status.ok()) return status;
  // The database is another than it was, once a batch is not there any more.
  if (batches_.size() != kept.batch_ids.size()) {
    cache_.Forget(round_id);
    return absl::OkStatus();
  }
  Hashes others;
  for (size_t i = 0; i < hashes.size(); ++i) {
    if (!kept.credentials[i]) {
      others.push_back(hashes[i]);
      continue;
    }
    KeptCredentials::Kept& credential = *kept.credentials[i];
    const Batch& batch = batches_[kept.batch_ids[credential.batch]];
    round.credentials[hashes[i]] = {.found = true,
                                    .group = batch.group,
                                    .own_subject = credential.own_subject,
                                    .voter = std::move(credential.voter),
                                    .revoked = batch.revoked,
                                    .commitment = ""};
  }
  hashes = std::move(others);
  return absl::OkStatus();
}

// The round and the batches in one statement.
absl::Status RoundLook::QueryBatches(std::string_view round_id,
                                     std::span<const std::string> batch_ids, SeenRound& round) {
  batches_.clear();
  while (!batch_ids.empty()) {
    const size_t count = std::min(batch_ids.size(), kLookups);
    const std::span<const std::string> asked = batch_ids.first(count);
    const std::vector<sql::Value> ids(asked.begin(), asked.end());
    sql::Statement query(
        "SELECT r.state, r.open_time_us, r.close_time_us, b.batch_id, b.group_no, b.revoked");
    AddLockedRound(round_id, tx_.dialect(), query);
    query.Add("LEFT JOIN credential_batches b ON b.round_id = r.round_id AND b.batch_id IN");
    query.AddList(ids);
    absl::Status status = tx_.Query(query, [&](const sql::Row& row) {
      ReadWindow(row, round);
      const std::optional<std::string_view> id = row.OptionalText(3);
      if (!id) return absl::OkStatus();  // the round has none of them
      batches_[std::string(*id)] = {.group = static_cast<uint32_t>(row.Int64(4)),
                                    .revoked = row.Int64(5) != 0};
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    batch_ids = batch_ids.subspan(count);
  }
  return absl::OkStatus();
}

// The round and the credentials in one statement, since a lone ballot pays for every round trip.
absl::Status RoundLook::QueryCredentials(std::string_view round_id,
                                         std::span<const std::string_view> hashes,
                                         SeenRound& round) {
  while (!hashes.empty()) {
    const size_t count = std::min(hashes.size(), kLookups);
    std::vector<sql::Value> keys;
    keys.reserve(count);
    for (const std::string_view hash : hashes.first(count)) {
      keys.emplace_back(sql::Blob{std::string(hash)});
    }
    sql::Statement query(
        "SELECT r.state, r.open_time_us, r.close_time_us, c.hash, b.group_no, c.own_subject, "
        "c.voter, b.revoked");
    if (look_ == Look::kWhole) query.Add(", s.commitment");
    AddLockedRound(round_id, tx_.dialect(), query);
    query.Add("LEFT JOIN credentials c ON c.round_id = r.round_id AND c.hash IN").AddList(keys);
    query.Add(
        "LEFT JOIN credential_batches b ON b.round_id = c.round_id AND b.batch_id = c.batch_id");
    if (look_ == Look::kWhole) {
      query.Add("LEFT JOIN spent_credentials s ON s.round_id = c.round_id AND s.hash = c.hash");
    }
    const auto read = [this, &round](const sql::Row& row) { return ReadCredential(row, round); };
    if (absl::Status status = tx_.Query(query, read); !status.ok()) return status;
    hashes = hashes.subspan(count);
  }
  return absl::OkStatus();
}

absl::Status RoundLook::ReadCredential(const sql::Row& row, SeenRound& round) {
  ReadWindow(row, round);
  const std::optional<std::string_view> hash = row.OptionalBlob(3);
  if (!hash) return absl::OkStatus();  // the round has none of the credentials
  const auto asked = round.credentials.find(*hash);
  if (asked == round.credentials.end()) return absl::InternalError("a credential nobody asked for");
  ++looked_up_;
  SeenCredential& credential = asked->second;
  credential.found = true;
  credential.group = static_cast<uint32_t>(row.Int64(4));
  credential.own_subject = ToSubject(row.OptionalInt64(5));
  credential.voter = row.OptionalText(6).value_or("");
  credential.revoked = row.Int64(7) != 0;
  if (look_ == Look::kWhole) credential.commitment = row.OptionalBlob(8).value_or("");
  return absl::OkStatus();
}

// What is read is committed, whatever becomes of this transaction.
absl::Status RoundLook::ReadOn(std::string_view round_id) {
  std::optional<std::string> behind = cache_.NextPage(round_id, kPage, looked_up_, now_);
  if (!behind) return absl::OkStatus();
  CredentialPage page{.behind = *std::move(behind), .credentials = {}, .last = false};
  page.credentials.reserve(kPage);
  absl::Status status = tx_.Query(
      "SELECT hash, batch_id, own_subject, voter FROM credentials WHERE round_id = ? AND hash > ? "
      "ORDER BY hash LIMIT ?",
      {round_id, sql::Blob{page.behind}, kPage}, [&page](const sql::Row& row) {
        page.credentials.push_back({.hash = std::string(row.Blob(0)),
                                    .batch_id = std::string(row.Text(1)),
                                    .own_subject = ToSubject(row.OptionalInt64(2)),
                                    .voter = std::string(row.OptionalText(3).value_or(""))});
        return absl::OkStatus();
      });
  if (!status.ok()) return status;
  page.last = page.credentials.size() < static_cast<size_t>(kPage);
  cache_.Keep(round_id, page, now_);
  return absl::OkStatus();
}

}  // namespace pingyi::appraisal
