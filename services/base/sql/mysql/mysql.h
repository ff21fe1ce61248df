// The driver for MySQL and MariaDB, and for what speaks their protocol: Galera, TiDB, Vitess. This
// folder is the only one that knows the connector.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/base/sql/database.h"

namespace pingyi::sql {

struct MysqlOptions {
  // "host:port", or the absolute path of a socket; several are the nodes of one cluster. A new
  // connection goes to the first that answers and is ready, beginning with the one that served
  // last.
  std::vector<std::string> hosts;
  std::string database;
  std::string user;
  std::string password;
  // The file of the authority that signed the servers' certificates. With it every connection is
  // encrypted and the certificate and the host's name are verified; without it, none is.
  std::string tls_ca;
  size_t connections = 16;                            // at the same time, opened as needed
  size_t statements = 128;                            // prepared statements kept per connection
  absl::Duration connect_timeout = absl::Seconds(3);  // for one host
  absl::Duration open_timeout = absl::Seconds(30);    // for the first connection, in OpenMysql
};

// Opens the first connection, so that settings that will not do are found at once. Transactions run
// at READ COMMITTED. INVALID_ARGUMENT for options that contradict themselves, UNAVAILABLE if no
// host answers, UNAUTHENTICATED if the user or the certificate is refused.
absl::StatusOr<std::unique_ptr<Database>> OpenMysql(const MysqlOptions& options);

}  // namespace pingyi::sql
