// CSV (RFC 4180) with a header line, read row by row, so that a file may be larger than memory.
#pragma once

#include <istream>
#include <string>
#include <string_view>
#include <vector>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>

namespace pingyi::cli {

// Which columns a file must and may have. The order in the file does not matter.
struct CsvColumns {
  std::vector<std::string> required;
  std::vector<std::string> optional;
};

// One row; valid during the visit only.
class CsvRow {
 public:
  CsvRow(const std::vector<std::string>& columns, const std::vector<std::string>& cells,
         size_t line)
      : columns_(columns), cells_(cells), line_(line) {}

  // The cell of a column; empty when the file lacks that (optional) column.
  std::string_view operator[](std::string_view column) const;
  // The line on which the row begins, from 1.
  size_t line() const { return line_; }

 private:
  const std::vector<std::string>& columns_;
  const std::vector<std::string>& cells_;
  size_t line_;
};

using CsvVisitor = absl::FunctionRef<absl::Status(const CsvRow&)>;

// Visits the rows after the header. Stops at the first error: that of the visitor (which is given
// the file and line as prefix) or INVALID_ARGUMENT for an unreadable file, a header that lacks or
// repeats a column or has an unknown one, a row with another number of cells, a quote left open,
// text that is not UTF-8. A byte order mark, CRLF and blank lines are accepted, and blanks around
// an unquoted cell are not part of it.
absl::Status ReadCsv(const std::string& path, const CsvColumns& columns, CsvVisitor visit);

// The same from a stream; `name` is how errors call it.
absl::Status ReadCsv(std::istream& in, const std::string& name, const CsvColumns& columns,
                     CsvVisitor visit);

}  // namespace pingyi::cli
