// Lists of any length, in each of the formats.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <google/protobuf/message.h>

#include "services/cli/view/column.h"
#include "services/cli/view/output.h"
#include "services/cli/view/table.h"

namespace pingyi::cli {

// Prints rows as they come: JSON as one array, CSV with a header line; a table needs all rows for
// its widths and appears at the end, with its title and the number of rows, without the columns
// that are empty throughout. Not thread-safe.
class RowPrinter {
 public:
  // Whether the title of a table tells the number of rows.
  enum class Title { kCounted, kBare };

  RowPrinter(Output& out, const Label& title, std::vector<Heading> headings,
             Title title_kind = Title::kCounted);

  // Raw cells, one for each heading. `message` is what JSON shows; null: an object made of the
  // cells.
  absl::Status Add(const std::vector<std::string>& cells,
                   const google::protobuf::Message* message = nullptr);
  // To be called once, after the last row, also if there was none.
  absl::Status Finish();

 private:
  absl::Status AddJson(const std::vector<std::string>& cells,
                       const google::protobuf::Message* message);
  absl::Status AddCsv(const std::vector<std::string>& cells);
  void AddToTable(const std::vector<std::string>& cells);
  std::string CsvHeader() const;
  std::string TitleLine() const;

  Output& out_;
  std::string title_;
  Title title_kind_;
  std::vector<Heading> headings_;
  Table table_;
  size_t row_count_ = 0;
};

// The same for messages of one type.
template <typename Message>
class ListPrinter {
 public:
  ListPrinter(Output& out, const Label& title, Columns<Message> columns,
              RowPrinter::Title title_kind = RowPrinter::Title::kCounted)
      : columns_(std::move(columns)), rows_(out, title, Headings(columns_), title_kind) {}

  absl::Status Add(const Message& message) {
    std::vector<std::string> cells;
    cells.reserve(columns_.size());
    for (const auto& column : columns_) cells.push_back(column.value(message));
    return rows_.Add(cells, &message);
  }
  absl::Status Finish() { return rows_.Finish(); }

  static std::vector<Heading> Headings(const Columns<Message>& columns) {
    std::vector<Heading> headings;
    for (const auto& column : columns) headings.push_back(column.heading);
    return headings;
  }

 private:
  Columns<Message> columns_;
  RowPrinter rows_;
};

}  // namespace pingyi::cli
