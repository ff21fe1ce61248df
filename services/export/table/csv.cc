#include "services/export/table/csv.h"

#include <vector>

namespace pingyi::exporting {
namespace {

// The cells of one line, and which columns are withheld.
class Line {
 public:
  explicit Line(const std::vector<std::string>& header) : header_(header) {}

  // A text of ours or a number: written as it is.
  void Add(std::string_view cell) { cells_.emplace_back(cell); }
  void Add(const Figure& figure) {
    if (figure.withheld != Withheld::kNo) {
      withheld_ += (withheld_.empty() ? "" : " ") + header_[cells_.size()];
    }
    cells_.push_back(figure.rounded);
  }
  void AddCount(int64_t count, const Figure& of) {
    Add(of.withheld == Withheld::kNo ? Figure{"", std::to_string(count)}
                                     : Figure{"", "", of.withheld});
  }
  const std::string& withheld() const { return withheld_; }
  std::vector<std::string>& cells() { return cells_; }

 private:
  const std::vector<std::string>& header_;
  std::vector<std::string> cells_;
  std::string withheld_;
};

void Append(const std::vector<std::string>& cells, std::string& out) {
  for (size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) out += ',';
    if (cells[i].find_first_of(",\"\r\n") == std::string::npos) {
      out += cells[i];
      continue;
    }
    out += '"';
    for (const char c : cells[i]) out += c == '"' ? "\"\"" : std::string(1, c);
    out += '"';
  }
  out += "\r\n";
}

bool Pooled(const Report& report) {
  return !report.rows.empty() && !report.rows.front().pooled.empty();
}

std::vector<std::string> Header(const Report& report) {
  std::vector<std::string> header = {"rank",
                                     "shared_rank",
                                     "subject",
                                     "name",
                                     "unit",
                                     "subject_type",
                                     "total",
                                     "total_exact",
                                     "grade_key",
                                     "grade",
                                     "decided_grade_key",
                                     "decided_grade",
                                     "exclusion"};
  for (const Component& component : report.components)
    header.push_back("component_" + component.key);
  if (Pooled(report)) {
    for (const Criterion& criterion : report.criteria) header.push_back("pooled_" + criterion.key);
  }
  for (const Group& group : report.groups) {
    header.push_back("group_" + group.key);
    for (const Criterion& criterion : report.criteria) {
      const std::string name = group.key + "_" + criterion.key;
      for (const char* suffix : {"", "_marks", "_abstentions"}) header.push_back(name + suffix);
    }
  }
  header.emplace_back("withheld");
  return header;
}

void AddRank(int rank, bool shared, Line& line) {
  line.Add(rank == 0 ? "" : std::to_string(rank));
  line.Add(rank == 0 ? "" : shared ? "yes" : "no");
}

// Names at the end what is withheld.
void Finish(Line& line, std::string& out) {
  const std::string withheld = line.withheld();
  line.Add(withheld);
  Append(line.cells(), out);
}

void AddRow(const Row& row, Line& line) {
  AddRank(row.rank, row.shared_rank, line);
  for (const std::string& text : {row.id, row.name, row.unit, row.type}) line.Add(TextCell(text));
  line.Add(row.total);
  line.Add(ExactCell(row.total.exact));
  line.Add(row.grade);
  line.Add(TextCell(row.grade_title));
  line.Add(row.decided_grade);
  line.Add(TextCell(row.decided_title));
  line.Add(TextCell(row.exclusion_title));
  for (const Figure& component : row.components) line.Add(component);
  for (const CriterionScore& score : row.pooled) line.Add(score.score);
  for (const GroupScore& group : row.groups) {
    line.Add(group.score);
    for (const CriterionScore& score : group.criteria) {
      line.Add(score.score);
      line.AddCount(score.marks, score.score);
      line.AddCount(score.abstentions, score.score);
    }
  }
}

}  // namespace

std::string TextCell(std::string_view text) {
  constexpr std::string_view kFormulaStarts = "=+-@\t\r\n";
  if (text.empty() || kFormulaStarts.find(text.front()) == std::string_view::npos)
    return std::string(text);
  return "'" + std::string(text);
}

std::string ExactCell(std::string_view exact) {
  if (exact.find('/') == std::string_view::npos) return std::string(exact);
  return "'" + std::string(exact);
}

std::string ResultsCsv(const Report& report, bool byte_order_mark) {
  std::string out = byte_order_mark ? "\xEF\xBB\xBF" : "";
  const std::vector<std::string> header = Header(report);
  Append(header, out);
  for (const Row& row : report.rows) {
    Line line(header);
    AddRow(row, line);
    Finish(line, out);
  }
  return out;
}

std::string BoardCsv(const Board& board, bool byte_order_mark) {
  std::string out = byte_order_mark ? "\xEF\xBB\xBF" : "";
  const std::vector<std::string> header = {"section", "rank",  "shared_rank", "subject",
                                           "name",    "score", "score_exact", "withheld"};
  Append(header, out);
  for (const BoardSection& section : board.sections) {
    for (const BoardRow& row : section.rows) {
      Line line(header);
      line.Add(TextCell(section.name));
      AddRank(row.rank, row.shared_rank, line);
      line.Add(TextCell(row.id));
      line.Add(TextCell(row.name));
      line.Add(row.score);
      line.Add(ExactCell(row.score.exact));
      Finish(line, out);
    }
  }
  return out;
}

}  // namespace pingyi::exporting
