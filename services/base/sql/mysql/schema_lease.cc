#include "services/base/sql/mysql/schema_lease.h"

#include <algorithm>
#include <array>
#include <utility>

#include <absl/strings/escaping.h>
#include <absl/time/clock.h>
#include <openssl/rand.h>

#include "services/base/sql/mysql/transaction.h"

namespace pingyi::sql {
namespace {

// Longer than a cluster needs to go on without one of its nodes (about 6 s), and than the clocks of
// its nodes may differ.
constexpr int64_t kLeaseUs = 20'000'000;
constexpr absl::Duration kRenewAfter = absl::Seconds(5);
constexpr absl::Duration kRenewAgainAfter = absl::Seconds(1);
constexpr absl::Duration kAskAgainAfter = absl::Milliseconds(100);
// For one statement of the lease.
constexpr absl::Duration kPatience = absl::Seconds(5);

constexpr Sql kCreate = R"sql(CREATE TABLE IF NOT EXISTS schema_lease (
  id       INT         NOT NULL PRIMARY KEY,
  owner    VARCHAR(32) NOT NULL,
  until_us BIGINT      NOT NULL
) ENGINE = InnoDB DEFAULT CHARSET = utf8mb4 COLLATE = utf8mb4_bin;
INSERT IGNORE INTO schema_lease (id, owner, until_us) VALUES (1, '', 0))sql";

// By the database's clock, so that those of the callers do not matter.
constexpr Sql kTake =
    "UPDATE schema_lease SET owner = ?,"
    " until_us = CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED) + ? "
    "WHERE id = 1 AND until_us <= CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED)";
constexpr Sql kRenew =
    "UPDATE schema_lease SET until_us = CAST(UNIX_TIMESTAMP(NOW(6)) * 1000000 AS SIGNED) + ? "
    "WHERE id = 1 AND owner = ?";
constexpr Sql kGiveUp =
    "UPDATE schema_lease SET owner = '', until_us = 0 WHERE id = 1 AND owner = ?";
constexpr Sql kHold = "SELECT 1 FROM schema_lease WHERE id = 1 AND owner = ? FOR UPDATE";

absl::StatusOr<std::string> NewOwner() {
  std::array<unsigned char, 16> bytes;
  if (RAND_bytes(bytes.data(), bytes.size()) != 1)
    return absl::InternalError("no random bytes are to be had");
  return absl::BytesToHexString({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
}

}  // namespace

SchemaLease::SchemaLease(Connect connect, std::string owner)
    : connect_(std::move(connect)), owner_(std::move(owner)) {}

absl::StatusOr<std::unique_ptr<SchemaLease>> SchemaLease::Acquire(Connect connect,
                                                                  absl::Time deadline) {
  absl::StatusOr<std::string> owner = NewOwner();
  if (!owner.ok()) return owner.status();
  std::unique_ptr<SchemaLease> lease(new SchemaLease(std::move(connect), *std::move(owner)));
  absl::Status status =
      lease->Write(deadline, [](Transaction& transaction) { return transaction.Script(kCreate); });
  if (!status.ok()) return status;
  for (;;) {
    absl::StatusOr<bool> taken = lease->TryTake(deadline);
    if (!taken.ok()) return taken.status();
    if (*taken) break;
    const absl::Duration left = deadline - absl::Now();
    if (left <= absl::ZeroDuration()) {
      return absl::DeadlineExceededError("another process was changing the schema all the time");
    }
    absl::SleepFor(std::min(left, kAskAgainAfter));
  }
  lease->renewal_ = std::thread([self = lease.get()] { self->KeepRenewing(); });
  return lease;
}

SchemaLease::~SchemaLease() {
  if (!renewal_.joinable()) return;
  {
    const std::unique_lock lock(mutex_);
    done_ = true;
    wake_.notify_one();
  }
  renewal_.join();
  // Left alone it runs out; given up, the next need not wait for that.
  Write(absl::Now() + kPatience, [this](Transaction& transaction) {
    return transaction.Execute(kGiveUp, {owner_}).status();
  }).IgnoreError();
}

absl::StatusOr<bool> SchemaLease::TryTake(absl::Time deadline) {
  int64_t changed = 0;
  absl::Status status = Write(deadline, [&](Transaction& transaction) {
    absl::StatusOr<int64_t> count = transaction.Execute(kTake, {owner_, kLeaseUs});
    if (count.ok()) changed = *count;
    return count.status();
  });
  if (!status.ok()) return status;
  return changed == 1;
}

absl::Status SchemaLease::Renew() {
  return Write(absl::Now() + kPatience, [&](Transaction& transaction) {
    return transaction.Execute(kRenew, {kLeaseUs, owner_}).status();
  });
}

void SchemaLease::KeepRenewing() {
  std::unique_lock lock(mutex_);
  absl::Duration pause = kRenewAfter;
  while (!wake_.wait_for(lock, absl::ToChronoMilliseconds(pause), [this] { return done_; })) {
    lock.unlock();
    // Whether it was renewed in time is judged where it counts: in Hold().
    pause = Renew().ok() ? kRenewAfter : kRenewAgainAfter;
    lock.lock();
  }
}

absl::Status SchemaLease::Hold(Transaction& transaction) const {
  absl::StatusOr<bool> held =
      transaction.QueryOne(kHold, {owner_}, [](const Row&) { return absl::OkStatus(); });
  if (!held.ok()) return held.status();
  if (*held) return absl::OkStatus();
  return absl::AbortedError("another process has taken over the change of the schema");
}

absl::Status SchemaLease::Write(absl::Time deadline, TransactionFn fn) {
  return RetryConflicts(deadline, [&]() -> Attempt {
    if (connection_ == nullptr) {
      absl::StatusOr<std::unique_ptr<MysqlConnection>> connected = connect_(deadline);
      if (!connected.ok()) return {connected.status()};
      connection_ = *std::move(connected);
    }
    ConnectorDriver();
    bool sound = true;
    Attempt attempt = RunMysqlTransaction(*connection_, MysqlTransaction::Kind::kWrite, deadline,
                                          fn, [&] { sound = false; });
    if (!sound) connection_ = nullptr;
    return attempt;
  });
}

}  // namespace pingyi::sql
