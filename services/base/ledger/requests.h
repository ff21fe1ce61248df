// Request ids (AIP-155): a mutation that arrives twice is done once, and the second answer names
// what the first made. A store looks the id up at the start of its transaction and records it in
// the same one:
//
//   auto earlier = FindRequest(tx, key);
//   if (!earlier.ok()) return earlier.status();
//   if (earlier->has_value()) return Load(tx, **earlier);
//   … the change …
//   return RecordRequest(tx, key, resource, now_us);
//
// Not for the casting of ballots: an entry has a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/base/sql/transaction.h"

namespace pingyi::ledger {

// What identifies a request.
struct RequestKey {
  std::string request_id;  // from the client; empty if it sent none, and then nothing is looked up
                           // or recorded
  std::string method;      // e.g. "CreateCycle"
  std::string digest;      // bytes: a hash of the request's content

  bool operator==(const RequestKey&) const = default;
};

// The resource that this request made or changed before, if it did. ALREADY_EXISTS with reason
// REQUEST_ID_REUSED if the id came with another method or another content.
absl::StatusOr<std::optional<std::string>> FindRequest(sql::Transaction& transaction,
                                                       const RequestKey& key);

// ABORTED if the same id was recorded since it was looked up: the client tries again and finds it.
absl::Status RecordRequest(sql::Transaction& transaction, const RequestKey& key,
                           std::string_view resource, int64_t now_us);

}  // namespace pingyi::ledger
