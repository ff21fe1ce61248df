#include "services/base/sql/mysql/servers.h"

#include <absl/time/clock.h>

namespace pingyi::sql {

absl::StatusOr<std::unique_ptr<MysqlConnection>> MysqlServers::Connect(MysqlUse use,
                                                                       absl::Time deadline) const {
  const size_t first = served_last_.load(std::memory_order_relaxed);
  absl::Status error;
  for (size_t i = 0; i < servers_.size(); ++i) {
    if (absl::Now() >= deadline) {
      return error.ok() ? absl::DeadlineExceededError("no time was left to connect to the database")
                        : error;
    }
    const size_t at = (first + i) % servers_.size();
    absl::StatusOr<std::unique_ptr<MysqlConnection>> connection =
        MysqlConnection::Open(options_, servers_[at], use, deadline);
    if (connection.ok()) {
      served_last_.store(at, std::memory_order_relaxed);
      return connection;
    }
    if (error.ok() || absl::IsUnavailable(error)) error = connection.status();
  }
  return error;
}

}  // namespace pingyi::sql
