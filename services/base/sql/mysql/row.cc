#include "services/base/sql/mysql/row.h"

#include <charconv>
#include <system_error>

namespace pingyi::sql {

MysqlRow::MysqlRow(connector::ResultSet& rows) : rows_(rows) {
  connector::ResultSetMetaData& columns = *rows.getMetaData();
  const unsigned int count = columns.getColumnCount();
  kinds_.reserve(count);
  for (unsigned int i = 1; i <= count; ++i) kinds_.push_back(KindOf(columns, i));
  bytes_.resize(count);
}

MysqlRow::Kind MysqlRow::KindOf(connector::ResultSetMetaData& columns, unsigned int index) {
  switch (columns.getColumnType(index)) {
    case connector::DataType::TINYINT:
    case connector::DataType::SMALLINT:
    case connector::DataType::MEDIUMINT:
    case connector::DataType::INTEGER:
      return Kind::kInteger;
    case connector::DataType::BIGINT:
      return columns.isSigned(index) ? Kind::kInteger : Kind::kUnsigned;
    case connector::DataType::DECIMAL:
    case connector::DataType::NUMERIC:
      return Kind::kDecimal;
    case connector::DataType::CHAR:
    case connector::DataType::VARCHAR:
    case connector::DataType::LONGVARCHAR:
      return Kind::kText;
    case connector::DataType::BINARY:
    case connector::DataType::VARBINARY:
    case connector::DataType::LONGVARBINARY:
      return Kind::kBlob;
    default:
      return Kind::kOther;
  }
}

bool MysqlRow::HasColumn(int column) const {
  const bool has = column >= 0 && static_cast<size_t>(column) < kinds_.size();
  if (!has) misread_ = true;
  return has;
}

bool MysqlRow::IsNull(int column) const { return !HasColumn(column) || rows_.isNull(column + 1); }

int64_t MysqlRow::Int64(int column) const {
  if (IsNull(column)) {
    misread_ = true;
    return 0;
  }
  const Kind kind = kinds_[column];
  if (kind == Kind::kDecimal) return Decimal(column);
  if (kind != Kind::kInteger && kind != Kind::kUnsigned) {
    misread_ = true;
    return 0;
  }
  const int64_t number = rows_.getInt64(column + 1);
  if (kind == Kind::kInteger || number >= 0) return number;
  misread_ = true;  // an unsigned number beyond what the type holds
  return 0;
}

// sum() of integers is a DECIMAL without places, which is an integer all the same.
int64_t MysqlRow::Decimal(int column) const {
  const connector::SQLString text = rows_.getString(column + 1);
  const char* const end = text.c_str() + text.length();
  int64_t number = 0;
  const auto [rest, error] = std::from_chars(text.c_str(), end, number);
  if (error == std::errc() && rest == end) return number;
  misread_ = true;
  return 0;
}

std::string_view MysqlRow::Bytes(int column, Kind kind) const {
  if (IsNull(column) || kinds_[column] != kind) {
    misread_ = true;
    return {};
  }
  connector::SQLString& bytes = bytes_[column];
  bytes = rows_.getString(column + 1);
  return {bytes.c_str(), bytes.length()};  // the length, since NUL is a byte like any other
}

}  // namespace pingyi::sql
