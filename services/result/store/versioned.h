// Resources that never change but get new versions, each in a table of its own: policies,
// calendars. Their key decides who of several callers makes a version, so they need no lock.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/base/ledger/requests.h"
#include "services/base/sql/time.h"
#include "services/base/sql/transaction.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/store/change.h"
#include "services/result/store/resource_names.h"

namespace pingyi::result {

// What one kind of them has of its own.
template <typename Version, typename Key>
struct VersionedKind {
  std::string Version::*name;
  std::string Version::*content;
  std::string Key::*key_name;
  std::string_view created;  // the action in the audit trail
  sql::Sql select;           // name, version, digest, display name, content, time of creation
  sql::Sql sizes;            // the bytes of the content, which are nearly all of a version
  sql::Sql insert;           // name, version, digest, display name, content, time of creation
  sql::Sql newest;           // the rest of `select`, after a name
  sql::Sql one;              // after a name and a version
  sql::Sql of_name;          // conditions and the order of a list
  sql::Sql after;
  sql::Sql order;
};

// The functions of the store for one kind.
template <typename Version, typename Key>
class VersionedTable {
 public:
  constexpr explicit VersionedTable(const VersionedKind<Version, Key>& kind) : kind_(kind) {}

  // Stores the next version, or gives the newest if its digest is the same, or what an earlier
  // request of the same id gave.
  absl::StatusOr<Version> Insert(sql::Transaction& transaction, const Version& version,
                                 const Change& change) const {
    const int64_t now_us = sql::ToMicros(change.now);
    absl::StatusOr<std::optional<std::string>> earlier =
        ledger::ClaimRequest(transaction, change.request, now_us);
    if (!earlier.ok()) return earlier.status();
    if (earlier->has_value()) {
      return Load(transaction, MakeKey(version.*kind_.name, LastNumberOf(**earlier)));
    }
    Version wanted = version;
    wanted.create_time = sql::FromMicros(now_us);
    bool created = false;
    absl::StatusOr<Version> stored = StoreNext(transaction, wanted, created);
    if (!stored.ok()) return stored;
    const std::string name = NameOf(MakeKey((*stored).*kind_.name, stored->version));
    absl::Status status;
    if (created) {
      status = Audit(transaction, change, kind_.created, name, "digest " + stored->digest);
    }
    if (status.ok()) status = ledger::SettleRequest(transaction, change.request, name);
    if (!status.ok()) return status;
    return stored;
  }

  // NOT_FOUND if there is none.
  absl::StatusOr<Version> Load(sql::Transaction& transaction, const Key& key) const {
    sql::Statement query(kind_.select);
    query.Add(kind_.one, key.*kind_.key_name, key.version);
    absl::StatusOr<std::optional<Version>> version = FindOne(transaction, query);
    if (!version.ok()) return version.status();
    if (!version->has_value()) return NotFound(NameOf(key));
    return *std::move(*version);
  }

  // At most `limit` of those of a name, or of all if it is empty, by name and version; and no more
  // than fit into `max_bytes`, but one at least, and one after them.
  absl::StatusOr<std::vector<Version>> List(sql::Transaction& transaction, const std::string& name,
                                            const std::optional<Key>& after, int limit,
                                            size_t max_bytes) const {
    const absl::StatusOr<int> count = CountFitting(transaction, name, after, limit, max_bytes);
    if (!count.ok()) return count.status();
    std::vector<Version> versions;
    if (*count == 0) return versions;
    sql::Statement query(kind_.select);
    AddRange(query, name, after, *count);
    absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
      versions.push_back(FromRow(row));
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return versions;
  }

 private:
  void AddRange(sql::Statement& query, const std::string& name, const std::optional<Key>& after,
                int limit) const {
    query.Add("WHERE 1 = 1");
    if (!name.empty()) query.Add(kind_.of_name, name);
    if (after) {
      const std::string& last = (*after).*kind_.key_name;
      query.Add(kind_.after, last, last, after->version);
    }
    query.Add(kind_.order).Add("LIMIT ?", limit);
  }

  // How many of List() there are. By their sizes alone: a database may hand over all rows of a
  // query however few of them are looked at.
  absl::StatusOr<int> CountFitting(sql::Transaction& transaction, const std::string& name,
                                   const std::optional<Key>& after, int limit,
                                   size_t max_bytes) const {
    sql::Statement query(kind_.sizes);
    AddRange(query, name, after, limit);
    int count = 0;
    size_t bytes = 0;
    bool full = false;
    absl::Status status = transaction.Query(query, [&](const sql::Row& row) {
      if (full) return absl::OkStatus();
      bytes += static_cast<size_t>(row.Int64(0));
      full = count > 0 && bytes > max_bytes;
      ++count;
      return absl::OkStatus();
    });
    if (!status.ok()) return status;
    return count;
  }

  Key MakeKey(const std::string& name, int64_t version) const {
    Key key;
    key.*kind_.key_name = name;
    key.version = version;
    return key;
  }

  Version FromRow(const sql::Row& row) const {
    Version version;
    version.*kind_.name = std::string(row.Text(0));
    version.version = row.Int64(1);
    version.digest = std::string(row.Text(2));
    version.display_name = std::string(row.Text(3));
    version.*kind_.content = std::string(row.Blob(4));
    version.create_time = sql::FromMicros(row.Int64(5));
    return version;
  }

  absl::StatusOr<std::optional<Version>> FindOne(sql::Transaction& transaction,
                                                 const sql::Statement& query) const {
    std::optional<Version> version;
    absl::StatusOr<bool> found = transaction.QueryOne(query, [&](const sql::Row& row) {
      version = FromRow(row);
      return absl::OkStatus();
    });
    if (!found.ok()) return found.status();
    return version;
  }

  // Of several callers at once one gets the number; the others look again and see its version.
  absl::StatusOr<Version> StoreNext(sql::Transaction& transaction, const Version& version,
                                    bool& created) const {
    constexpr int kLooks = 64;
    for (int look = 0; look < kLooks; ++look) {
      sql::Statement query(kind_.select);
      query.Add(kind_.newest, version.*kind_.name);
      absl::StatusOr<std::optional<Version>> newest = FindOne(transaction, query);
      if (!newest.ok()) return newest.status();
      created = !newest->has_value() || (*newest)->digest != version.digest;
      if (!created) return *std::move(*newest);
      Version next = version;
      next.version = newest->has_value() ? (*newest)->version + 1 : 1;
      absl::Status status = InsertRow(transaction, next);
      if (status.ok()) return next;
      if (!absl::IsAlreadyExists(status)) return status;
    }
    return MakeError(absl::StatusCode::kAborted, reason::kStorageConflict,
                     "other versions were created at the same moment: try again");
  }

  // ALREADY_EXISTS if the version is taken.
  absl::Status InsertRow(sql::Transaction& transaction, const Version& version) const {
    return transaction
        .Execute(kind_.insert,
                 {version.*kind_.name, version.version, version.digest, version.display_name,
                  sql::Blob{version.*kind_.content}, sql::ToMicros(version.create_time)})
        .status();
  }

  VersionedKind<Version, Key> kind_;
};

}  // namespace pingyi::result
