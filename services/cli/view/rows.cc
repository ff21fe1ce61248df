#include "services/cli/view/rows.h"

#include <utility>

#include <fmt/format.h>

#include "services/cli/io/csv_text.h"
#include "services/cli/io/yaml_json.h"
#include "services/cli/view/csv_cells.h"

namespace pingyi::cli {
namespace {

bool InTable(const Heading& heading) { return heading.place == Place::kEverywhere; }

Table MakeTable(const std::vector<Heading>& headings, Language language) {
  std::vector<std::string> titles;
  std::vector<Align> aligns;
  for (const Heading& heading : headings) {
    if (!InTable(heading)) continue;
    titles.push_back(heading.label.In(language));
    aligns.push_back(heading.kind == CellKind::kNumber ? Align::kRight : Align::kLeft);
  }
  return Table(std::move(titles), std::move(aligns));
}

std::string CellsJson(const std::vector<Heading>& headings, const std::vector<std::string>& cells) {
  std::string json = "{";
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) json += ',';
    json += JsonString(headings[i].key) + ':' + JsonString(cells[i]);
  }
  return json + '}';
}

}  // namespace

RowPrinter::RowPrinter(Output& out, const Label& title, std::vector<Heading> headings,
                       Title title_kind)
    : out_(out),
      title_(title.In(out.language())),
      title_kind_(title_kind),
      headings_(std::move(headings)),
      table_(MakeTable(headings_, out.language())) {}

absl::Status RowPrinter::Add(const std::vector<std::string>& cells,
                             const google::protobuf::Message* message) {
  switch (out_.format()) {
    case Format::kJson:
      return AddJson(cells, message);
    case Format::kCsv:
      return AddCsv(cells);
    case Format::kTable:
      AddToTable(cells);
  }
  return absl::OkStatus();
}

absl::Status RowPrinter::AddJson(const std::vector<std::string>& cells,
                                 const google::protobuf::Message* message) {
  const char* before = row_count_++ == 0 ? "[\n" : ",\n";
  return out_.Write(
      before + (message != nullptr ? MessageJson(*message, false) : CellsJson(headings_, cells)));
}

absl::Status RowPrinter::AddCsv(const std::vector<std::string>& cells) {
  const std::string header = row_count_++ == 0 ? CsvHeader() : "";
  return out_.Write(header + CsvLine(CsvCells(headings_, cells)));
}

void RowPrinter::AddToTable(const std::vector<std::string>& cells) {
  std::vector<std::string> shown;
  for (size_t i = 0; i < cells.size(); ++i) {
    if (InTable(headings_[i]))
      shown.push_back(ForPeople(headings_[i].kind, cells[i], out_.style()));
  }
  table_.AddRow(std::move(shown));
}

std::string RowPrinter::CsvHeader() const {
  std::vector<std::string> keys;
  for (const Heading& heading : headings_) keys.push_back(heading.key);
  return CsvLine(keys);
}

absl::Status RowPrinter::Finish() {
  switch (out_.format()) {
    case Format::kJson:
      return out_.Write(row_count_ == 0 ? "[]\n" : "\n]\n");
    case Format::kCsv:
      return row_count_ == 0 ? out_.Write(CsvHeader()) : absl::OkStatus();
    case Format::kTable:
      break;
  }
  return out_.Write(TitleLine() + (table_.row_count() == 0 ? "" : table_.Draw()));
}

std::string RowPrinter::TitleLine() const {
  if (title_kind_ == Title::kBare) return title_ + '\n';
  const bool zh = out_.language() == Language::kZh;
  return zh ? fmt::format("{}（{}）\n", title_, table_.row_count())
            : fmt::format("{} ({})\n", title_, table_.row_count());
}

}  // namespace pingyi::cli
