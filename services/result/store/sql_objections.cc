#include "services/result/store/sql_objections.h"

#include <algorithm>
#include <map>
#include <span>
#include <tuple>
#include <utility>

#include "services/base/ledger/requests.h"
#include "services/base/sql/time.h"
#include "services/base/status/error.h"
#include "services/result/domain/objection.h"
#include "services/result/domain/reason.h"
#include "services/result/store/change.h"
#include "services/result/store/resource_names.h"
#include "services/result/store/sql_releases.h"
#include "services/result/store/sql_runs.h"

namespace pingyi::result {
namespace {

constexpr sql::Sql kSelect =
    "SELECT o.round, o.release_number, o.number, o.subject, o.text, o.objector, o.filer, "
    "o.filed_us, o.due_date, o.due_us, a.state, a.answer, a.answerer, a.answered_us, a.digest, "
    "s.settled_by FROM objections o "
    "LEFT JOIN objection_answers a ON a.round = o.round AND a.release_number = o.release_number "
    "AND a.number = o.number "
    "LEFT JOIN settled_objections s ON s.round = o.round AND s.release_number = o.release_number "
    "AND s.number = o.number WHERE o.round = ?";

Objection ReadObjection(const sql::Row& row) {
  Objection objection{
      .key = {.round = std::string(row.Text(0)), .release = row.Int64(1), .number = row.Int64(2)},
      .subject = std::string(row.Text(3)),
      .text = std::string(row.Text(4)),
      .objector = std::string(row.Text(5)),
      .filer = std::string(row.Text(6)),
      .file_time = sql::FromMicros(row.Int64(7)),
      .due_date = std::string(row.Text(8)),
      .due = sql::FromMicros(row.Int64(9)),
      .settled_by = row.OptionalInt64(15).value_or(0)};
  if (const auto state = row.OptionalInt64(10)) {
    objection.state = static_cast<ObjectionState>(*state);
    objection.answer = std::string(row.Text(11));
    objection.answerer = std::string(row.Text(12));
    objection.answer_time = sql::FromMicros(row.Int64(13));
    objection.digest = std::string(row.Text(14));
  }
  return objection;
}

absl::StatusOr<std::vector<Objection>> Load(sql::Transaction& transaction,
                                            const sql::Statement& query) {
  std::vector<Objection> objections;
  absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
    objections.push_back(ReadObjection(row));
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return objections;
}

// The release, under the lock of its run.
absl::StatusOr<Release> LockRelease(sql::Transaction& transaction, const ObjectionKey& key) {
  const ReleaseKey name{key.round, key.release};
  absl::StatusOr<Release> release = LoadRelease(transaction, name);
  if (!release.ok()) return release;
  absl::StatusOr<RunRecord> run = LockSucceededRun(transaction, release->round, release->run);
  if (!run.ok()) return run.status();
  return LoadRelease(transaction, name);  // as it is now that nobody can amend it
}

// Whether the release can be objected to at this time.
absl::Status CheckOpen(const Release& release, absl::Time now) {
  if (release.amended_by != 0) {
    return MakeError(
        absl::StatusCode::kFailedPrecondition, "a later release took the place of this one",
        {.reason = std::string(reason::kReleaseAmended),
         .violations = {},
         .metadata = {{"release", NameOf(ReleaseKey{release.round, release.amended_by})}}});
  }
  if (release.publicity && now < release.publicity->end) return absl::OkStatus();
  return MakeError(
      absl::StatusCode::kFailedPrecondition,
      release.publicity ? "the publicity period is over" : "the release has no publicity period",
      {.reason = std::string(reason::kNotInPublicity),
       .violations = {},
       .metadata = {{"end_date", release.publicity ? release.publicity->end_date : ""}}});
}

absl::Status CheckSubject(sql::Transaction& transaction, const Release& release,
                          const std::string& subject) {
  absl::StatusOr<bool> found = transaction.QueryOne(
      "SELECT place FROM subject_results WHERE run = ? AND subject = ?", {release.run, subject},
      [](const sql::Row&) { return absl::OkStatus(); });
  if (!found.ok()) return found.status();
  if (*found) return absl::OkStatus();
  return NotFound(RunName(release.round, release.run) + "/results/" + subject);
}

absl::StatusOr<int64_t> NextNumber(sql::Transaction& transaction, const ObjectionKey& key) {
  int64_t next = 1;
  absl::StatusOr<bool> found = transaction.QueryOne(
      "SELECT COALESCE(MAX(number), 0) + 1 FROM objections WHERE round = ? AND release_number = ?",
      {key.round, key.release}, [&](const sql::Row& row) {
        next = row.Int64(0);
        return absl::OkStatus();
      });
  if (!found.ok()) return found.status();
  return next;
}

absl::Status Store(sql::Transaction& transaction, const Objection& objection) {
  return transaction
      .Execute(
          "INSERT INTO objections (round, release_number, number, subject, text, objector, filer, "
          "filed_us, due_date, due_us) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          {objection.key.round, objection.key.release, objection.key.number, objection.subject,
           objection.text, objection.objector, objection.filer, sql::ToMicros(objection.file_time),
           objection.due_date, sql::ToMicros(objection.due)})
      .status();
}

absl::Status StoreAnswer(sql::Transaction& transaction, const Objection& objection) {
  return transaction
      .Execute(
          "INSERT INTO objection_answers (round, release_number, number, state, answer, answerer, "
          "answered_us, digest) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
          {objection.key.round, objection.key.release, objection.key.number,
           static_cast<int>(objection.state), objection.answer, objection.answerer,
           sql::ToMicros(*objection.answer_time), objection.digest})
      .status();
}

std::string DigestOf(const Objection& objection) {
  return ObjectionDigest(
      {.name = NameOf(objection.key),
       .subject = "rounds/" + objection.key.round + "/subjects/" + objection.subject,
       .text = objection.text,
       .objector = objection.objector,
       .filer = objection.filer,
       .file_time_us = sql::ToMicros(objection.file_time),
       .upheld = objection.state == ObjectionState::kUpheld,
       .answer = objection.answer,
       .answerer = objection.answerer,
       .answer_time_us = sql::ToMicros(*objection.answer_time)});
}

// What a release that settles an objection has to know of it.
struct Settling {
  bool may = false;  // it is upheld, and no release settles it
  std::string digest = {};
};

// The keys at the beginning that belong to one release and fit into one statement.
std::span<const ObjectionKey> FirstOfOneRelease(std::span<const ObjectionKey> keys) {
  constexpr size_t kAtOnce = 256;
  const ObjectionKey& first = keys.front();
  size_t count = 1;
  while (count < std::min(keys.size(), kAtOnce) && keys[count].round == first.round &&
         keys[count].release == first.release) {
    ++count;
  }
  return keys.first(count);
}

// The objections of these keys, which belong to one release, by number.
absl::StatusOr<std::map<int64_t, Settling>> LoadSettling(sql::Transaction& transaction,
                                                         std::span<const ObjectionKey> keys) {
  std::vector<sql::Value> numbers;
  numbers.reserve(keys.size());
  for (const ObjectionKey& key : keys) numbers.emplace_back(key.number);
  sql::Statement query(
      "SELECT o.number, a.state, a.digest, s.settled_by FROM objections o "
      "LEFT JOIN objection_answers a ON a.round = o.round AND a.release_number = o.release_number "
      "AND a.number = o.number "
      "LEFT JOIN settled_objections s ON s.round = o.round AND s.release_number = o.release_number "
      "AND s.number = o.number WHERE o.round = ? AND o.release_number = ? AND o.number IN",
      keys.front().round, keys.front().release);
  std::map<int64_t, Settling> found;
  absl::Status status = transaction.Query(query.AddList(numbers), [&](const sql::Row& row) {
    const bool upheld =
        row.OptionalInt64(1) == static_cast<int64_t>(ObjectionState::kUpheld) && row.IsNull(3);
    found[row.Int64(0)] = {.may = upheld, .digest = std::string(row.OptionalText(2).value_or(""))};
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  return found;
}

absl::Status NotUpheld(const ObjectionKey& key) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "the objection was not upheld, or another release settles it",
                   {.reason = std::string(reason::kObjectionNotUpheld),
                    .violations = {},
                    .metadata = {{"objection", NameOf(key)}}});
}

}  // namespace

absl::StatusOr<Objection> InsertObjection(sql::Transaction& transaction, const Objection& objection,
                                          const Change& change) {
  const int64_t now_us = sql::ToMicros(change.now);
  absl::StatusOr<std::optional<std::string>> earlier =
      ledger::ClaimRequest(transaction, change.request, now_us);
  if (!earlier.ok()) return earlier.status();
  Objection next = objection;
  if (earlier->has_value()) {
    next.key.number = LastNumberOf(**earlier);
    return LoadObjection(transaction, next.key);
  }
  absl::StatusOr<Release> release = LockRelease(transaction, next.key);
  if (!release.ok()) return release.status();
  absl::Status status = CheckOpen(*release, change.now);
  if (status.ok()) status = CheckSubject(transaction, *release, next.subject);
  if (!status.ok()) return status;
  absl::StatusOr<int64_t> number = NextNumber(transaction, next.key);
  if (!number.ok()) return number.status();
  next.key.number = *number;
  next.filer = change.actor;
  next.file_time = sql::FromMicros(now_us);
  const std::string name = NameOf(next.key);
  status = Store(transaction, next);
  if (status.ok()) {
    status = Audit(transaction, change, "objection.file", name,
                   "subject " + next.subject + ", to be answered by " + next.due_date);
  }
  if (status.ok()) status = ledger::SettleRequest(transaction, change.request, name);
  if (!status.ok()) return status;
  return LoadObjection(transaction, next.key);
}

absl::StatusOr<std::optional<Objection>> LoadObjectionOf(sql::Transaction& transaction,
                                                         const ReleaseKey& release,
                                                         const ledger::RequestKey& request) {
  absl::StatusOr<std::optional<std::string>> earlier = ledger::FindRequest(transaction, request);
  if (!earlier.ok()) return earlier.status();
  if (!earlier->has_value()) return std::nullopt;
  absl::StatusOr<Objection> objection = LoadObjection(
      transaction,
      {.round = release.round, .release = release.number, .number = LastNumberOf(**earlier)});
  if (!objection.ok()) return objection.status();
  return *std::move(objection);
}

absl::StatusOr<Objection> InsertAnswer(sql::Transaction& transaction, const ObjectionKey& key,
                                       ObjectionState state, const std::string& answer,
                                       const Change& change) {
  const int64_t now_us = sql::ToMicros(change.now);
  absl::StatusOr<std::optional<std::string>> earlier =
      ledger::ClaimRequest(transaction, change.request, now_us);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return LoadObjection(transaction, key);
  absl::StatusOr<Release> release = LockRelease(transaction, key);
  if (!release.ok()) return release.status();
  absl::StatusOr<Objection> objection = LoadObjection(transaction, key);
  if (!objection.ok()) return objection;
  if (objection->state != ObjectionState::kOpen) {
    return MakeError(absl::StatusCode::kFailedPrecondition, reason::kObjectionAnswered,
                     "the objection was answered before: an answer stands");
  }
  objection->state = state;
  objection->answer = answer;
  objection->answerer = change.actor;
  objection->answer_time = sql::FromMicros(now_us);
  objection->digest = DigestOf(*objection);
  absl::Status status = StoreAnswer(transaction, *objection);
  if (status.ok()) {
    status = Audit(transaction, change,
                   state == ObjectionState::kUpheld ? "objection.uphold" : "objection.reject",
                   NameOf(key), "digest " + objection->digest);
  }
  if (status.ok()) status = ledger::SettleRequest(transaction, change.request, NameOf(key));
  if (!status.ok()) return status;
  return objection;
}

absl::StatusOr<Objection> LoadObjection(sql::Transaction& transaction, const ObjectionKey& key) {
  sql::Statement query(kSelect, key.round);
  query.Add("AND o.release_number = ? AND o.number = ?", key.release, key.number);
  absl::StatusOr<std::vector<Objection>> found = Load(transaction, query);
  if (!found.ok()) return found.status();
  if (found->empty()) return NotFound(NameOf(key));
  return std::move(found->front());
}

absl::StatusOr<std::vector<Objection>> LoadObjections(sql::Transaction& transaction,
                                                      const ObjectionFilter& filter,
                                                      const std::optional<ObjectionKey>& after,
                                                      int limit) {
  sql::Statement query(kSelect, filter.round);
  if (filter.release != 0) query.Add("AND o.release_number = ?", filter.release);
  if (filter.state == ObjectionState::kOpen) {
    query.Add("AND a.state IS NULL");
  } else if (filter.state) {
    query.Add("AND a.state = ?", static_cast<int>(*filter.state));
  }
  if (filter.overdue_at) {
    query.Add("AND COALESCE(a.answered_us, ?) >= o.due_us", sql::ToMicros(*filter.overdue_at));
  }
  if (after) {
    query.Add("AND (o.release_number > ? OR (o.release_number = ? AND o.number > ?))",
              after->release, after->release, after->number);
  }
  query.Add("ORDER BY o.release_number, o.number LIMIT ?", limit);
  return Load(transaction, query);
}

absl::StatusOr<std::vector<SettledObjection>> LoadToSettle(sql::Transaction& transaction,
                                                           std::vector<ObjectionKey> keys) {
  const auto place = [](const ObjectionKey& key) {
    return std::tie(key.round, key.release, key.number);
  };
  std::sort(keys.begin(), keys.end(),
            [&](const ObjectionKey& a, const ObjectionKey& b) { return place(a) < place(b); });
  std::vector<SettledObjection> settled;
  settled.reserve(keys.size());
  for (std::span<const ObjectionKey> rest = keys; !rest.empty();) {
    const std::span<const ObjectionKey> some = FirstOfOneRelease(rest);
    rest = rest.subspan(some.size());
    const absl::StatusOr<std::map<int64_t, Settling>> found = LoadSettling(transaction, some);
    if (!found.ok()) return found.status();
    for (const ObjectionKey& key : some) {
      const auto objection = found->find(key.number);
      if (objection == found->end()) return NotFound(NameOf(key));
      if (!objection->second.may) return NotUpheld(key);
      settled.push_back({.key = key, .digest = objection->second.digest});
    }
  }
  return settled;
}

}  // namespace pingyi::result
