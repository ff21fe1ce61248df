// Request ids (AIP-155): a mutation that arrives twice is done once, and the second answer names
// what the first made. A store claims the id before anything else in its transaction:
//
//   auto earlier = ClaimRequest(tx, key, now_us);
//   if (!earlier.ok()) return earlier.status();
//   if (earlier->has_value()) return Load(tx, **earlier);
//   … the change …
//   return SettleRequest(tx, key, resource);
//
// Claiming is writing. Where writers run side by side the same request twice at once could
// otherwise be looked up twice without being found, and the one that comes second would be told of
// a state or version that the first has changed, as if it were somebody else's doing. So it waits
// here until the first is committed or has failed. It also is the first lock of every transaction
// that has a request id.
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

// The resource that this request made or changed before, if it did; else the id is this
// transaction's and gone with it if it fails. ALREADY_EXISTS with reason REQUEST_ID_REUSED if the
// id came with another method or another content.
absl::StatusOr<std::optional<std::string>> ClaimRequest(sql::Transaction& transaction,
                                                        const RequestKey& key, int64_t now_us);

// Notes what the claimed request made: never empty.
absl::Status SettleRequest(sql::Transaction& transaction, const RequestKey& key,
                           std::string_view resource);

// For a request whose work takes several transactions, of which only the last may bind the id:
// looks it up without claiming it.
absl::StatusOr<std::optional<std::string>> FindRequest(sql::Transaction& transaction,
                                                       const RequestKey& key);

// Claims and settles at once. ABORTED if the id was taken since it was looked up: the client tries
// again and finds it.
absl::Status RecordRequest(sql::Transaction& transaction, const RequestKey& key,
                           std::string_view resource, int64_t now_us);

}  // namespace pingyi::ledger
