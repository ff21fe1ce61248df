// Lets one caller at a time change the schema. A change of the schema commits by itself, so no lock
// of a transaction can keep others away, and Galera refuses GET_LOCK; a row can: it says who may
// change the schema and until when by the database's clock. Who dies loses it when it runs out.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/base/sql/mysql/connection.h"
#include "services/base/sql/transaction.h"

namespace pingyi::sql {

// Renewed in the background while it exists, given up when it goes away.
class SchemaLease {
 public:
  // A new connection for scripts.
  using Connect = std::function<absl::StatusOr<std::unique_ptr<MysqlConnection>>(absl::Time)>;

  // Waits until it is our turn; DEADLINE_EXCEEDED if it is not until the deadline. Makes the table
  // of the lease if it is missing.
  static absl::StatusOr<std::unique_ptr<SchemaLease>> Acquire(Connect connect, absl::Time deadline);
  ~SchemaLease();
  SchemaLease(const SchemaLease&) = delete;
  SchemaLease& operator=(const SchemaLease&) = delete;

  // ABORTED if the lease was lost, else keeps it from being taken until `transaction` ends: what it
  // commits then was done by the one who may.
  absl::Status Hold(Transaction& transaction) const;

 private:
  SchemaLease(Connect connect, std::string owner);

  // Takes the lease if it is free.
  absl::StatusOr<bool> TryTake(absl::Time deadline);
  void KeepRenewing();
  absl::Status Renew();

  // Runs `fn` in a transaction of its own; makes a connection if there is none or it broke.
  absl::Status Write(absl::Time deadline, TransactionFn fn);

  const Connect connect_;
  const std::string owner_;                      // random: told apart from every other attempt
  std::unique_ptr<MysqlConnection> connection_;  // of the constructing thread, then of renewal_

  std::mutex mutex_;
  std::condition_variable wake_;
  bool done_ = false;  // guarded by mutex_
  std::thread renewal_;
};

}  // namespace pingyi::sql
