#include "services/base/sql/mysql/prepared.h"

namespace pingyi::sql {

MysqlStatement PrepareMysql(connector::Connection& connection, std::string_view sql) {
  MysqlStatement statement;
  statement.prepared.reset(
      connection.prepareStatement(connector::SQLString(sql.data(), sql.size())));
  statement.parameters = statement.prepared->getParameterMetaData()->getParameterCount();
  statement.gives_rows = statement.prepared->getMetaData()->getColumnCount() > 0;
  return statement;
}

}  // namespace pingyi::sql
