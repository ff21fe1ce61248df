#include "services/cli/io/csv_reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include <csv.h>
#include <fmt/ranges.h>

#include "services/cli/io/text_file.h"
#include "services/cli/io/utf8.h"

namespace pingyi::cli {
namespace {

// Turns the parser's callbacks into rows. The input is fed line by line: that is how the line of a
// row is known, because the parser itself does not count.
class Reading {
 public:
  Reading(const std::string& name, const CsvColumns& columns, CsvVisitor visit)
      : name_(name), columns_(columns), visit_(visit) {
    csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
  }
  ~Reading() { csv_free(&parser_); }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  absl::Status FeedLine(std::string_view text) {
    ++line_;
    if (line_ == 1 && text.starts_with(kUtf8Bom)) text.remove_prefix(kUtf8Bom.size());
    if (FindIllFormedUtf8(text)) {
      return Error(line_, "not UTF-8 (GBK perhaps); save the file as UTF-8");
    }
    const size_t parsed = csv_parse(&parser_, text.data(), text.size(), OnCell, OnRow, this);
    if (!status_.ok()) return status_;
    if (parsed != text.size()) return Error(line_, csv_strerror(csv_error(&parser_)));
    return absl::OkStatus();
  }

  absl::Status Finish() {
    if (csv_fini(&parser_, OnCell, OnRow, this) != 0) {
      return Error(row_line_, "a quoted cell is not closed");
    }
    if (!status_.ok()) return status_;
    if (header_.empty()) return FileError(name_, "empty: a header line is required");
    return absl::OkStatus();
  }

 private:
  static void OnCell(void* text, size_t size, void* self) {
    static_cast<Reading*>(self)->AddCell({static_cast<const char*>(text), size});
  }
  static void OnRow(int /*terminator*/, void* self) { static_cast<Reading*>(self)->EndRow(); }

  // Cells are reused from row to row: no allocation per cell once they have grown.
  void AddCell(std::string_view text) {
    if (cell_count_ == 0)
      row_line_ = line_ - static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
    if (cell_count_ == cells_.size()) cells_.emplace_back();
    cells_[cell_count_++].assign(text);
  }

  void EndRow() {
    cells_.resize(cell_count_);
    cell_count_ = 0;
    if (!status_.ok()) return;
    status_ = header_.empty() ? TakeHeader() : TakeRow();
  }

  absl::Status TakeHeader() {
    const auto known = [this](const std::string& name) {
      return std::ranges::count(columns_.required, name) +
                 std::ranges::count(columns_.optional, name) >
             0;
    };
    for (const std::string& name : cells_) {
      if (!known(name)) {
        return Error(row_line_, fmt::format("unknown column \"{}\"; known are {}{}{}", name,
                                            fmt::join(columns_.required, ", "),
                                            columns_.optional.empty() ? "" : " and, if wanted, ",
                                            fmt::join(columns_.optional, ", ")));
      }
      if (std::ranges::count(cells_, name) > 1) {
        return Error(row_line_, fmt::format("column \"{}\" is there twice", name));
      }
    }
    for (const std::string& name : columns_.required) {
      if (std::ranges::count(cells_, name) == 0) {
        return Error(row_line_, fmt::format("column \"{}\" is missing", name));
      }
    }
    header_ = cells_;
    return absl::OkStatus();
  }

  absl::Status TakeRow() {
    if (cells_.size() != header_.size()) {
      return Error(row_line_,
                   fmt::format("{} cells where the header has {}", cells_.size(), header_.size()));
    }
    const absl::Status visited = visit_(CsvRow(header_, cells_, row_line_));
    if (visited.ok()) return visited;
    return Error(row_line_, std::string(visited.message()));
  }

  absl::Status Error(size_t line, const std::string& what) const {
    return FileError(name_, line, what);
  }

  const std::string& name_;
  const CsvColumns& columns_;
  CsvVisitor visit_;
  csv_parser parser_;
  std::vector<std::string> header_;
  std::vector<std::string> cells_;
  size_t cell_count_ = 0;
  size_t line_ = 0;
  size_t row_line_ = 1;
  absl::Status status_;
};

}  // namespace

std::string_view CsvRow::operator[](std::string_view column) const {
  const auto found = std::ranges::find(columns_, column);
  if (found == columns_.end()) return {};
  return cells_[static_cast<size_t>(found - columns_.begin())];
}

absl::Status ReadCsv(std::istream& in, const std::string& name, const CsvColumns& columns,
                     CsvVisitor visit) {
  Reading reading(name, columns, visit);
  std::string line;
  while (std::getline(in, line)) {
    if (!in.eof()) line += '\n';
    if (absl::Status fed = reading.FeedLine(line); !fed.ok()) return fed;
  }
  if (in.bad()) return FileError(name, std::strerror(errno));
  return reading.Finish();
}

absl::Status ReadCsv(const std::string& path, const CsvColumns& columns, CsvVisitor visit) {
  if (path == kStandardInput) return ReadCsv(std::cin, path, columns, visit);
  std::ifstream in(path, std::ios::binary);
  if (!in) return FileError(path, std::strerror(errno));
  return ReadCsv(in, path, columns, visit);
}

}  // namespace pingyi::cli
