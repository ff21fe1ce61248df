// The servers a database is kept on: one, or the nodes of a cluster.
#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/base/sql/mysql/connection.h"
#include "services/base/sql/mysql/mysql.h"
#include "services/base/sql/mysql/server.h"

namespace pingyi::sql {

// Thread safe.
class MysqlServers {
 public:
  MysqlServers(const MysqlOptions& options, std::vector<MysqlServer> servers)
      : options_(options), servers_(std::move(servers)) {}

  // A connection to the first server that serves, beginning with the one that served last. If none
  // does, the error that waiting will not mend, if one has such an error; else UNAVAILABLE or
  // DEADLINE_EXCEEDED.
  absl::StatusOr<std::unique_ptr<MysqlConnection>> Connect(MysqlUse use, absl::Time deadline) const;

 private:
  const MysqlOptions options_;
  const std::vector<MysqlServer> servers_;
  mutable std::atomic<size_t> served_last_ = 0;
};

}  // namespace pingyi::sql
