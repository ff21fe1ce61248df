// A prepared statement of the connector, as the connection's cache keeps it.
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "services/base/sql/mysql/connector.h"
#include "services/base/sql/statement_cache.h"

namespace pingyi::sql {

// The statement and what is worth knowing of it. The server keeps it until it is destroyed.
struct MysqlStatement {
  std::unique_ptr<connector::PreparedStatement> prepared;
  size_t parameters = 0;
  bool gives_rows = false;

  explicit operator bool() const { return prepared != nullptr; }
  void Rest() {}  // its parameters are set anew before each use
};

using MysqlStatementCache = StatementCache<MysqlStatement>;

// Throws the connector's exception if the text cannot be prepared.
MysqlStatement PrepareMysql(connector::Connection& connection, std::string_view sql);

}  // namespace pingyi::sql
