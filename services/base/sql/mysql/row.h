// The current row of a result of the connector.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "services/base/sql/mysql/connector.h"
#include "services/base/sql/transaction.h"

namespace pingyi::sql {

class MysqlRow final : public Row {
 public:
  explicit MysqlRow(connector::ResultSet& rows);

  // Goes to the next row, if there is one.
  bool Next() { return rows_.next(); }

  // The connector would convert what does not fit; here it is remembered as a fault of the reader
  // instead.
  bool misread() const { return misread_; }

  bool IsNull(int column) const override;
  int64_t Int64(int column) const override;
  std::string_view Text(int column) const override { return Bytes(column, Kind::kText); }
  std::string_view Blob(int column) const override { return Bytes(column, Kind::kBlob); }

 private:
  enum class Kind { kInteger, kUnsigned, kDecimal, kText, kBlob, kOther };
  static Kind KindOf(connector::ResultSetMetaData& columns, unsigned int index);

  bool HasColumn(int column) const;
  int64_t Decimal(int column) const;
  std::string_view Bytes(int column, Kind kind) const;

  connector::ResultSet& rows_;
  std::vector<Kind> kinds_;
  mutable std::vector<connector::SQLString> bytes_;  // what the views of this row look at
  mutable bool misread_ = false;
};

}  // namespace pingyi::sql
