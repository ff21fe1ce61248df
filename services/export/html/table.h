// Tables of the page.
#pragma once

#include <string>
#include <vector>

#include "services/export/data/report.h"
#include "services/export/markup/markup.h"

namespace pingyi::exporting {

struct ColumnHead {
  Words words;
  bool number = false;
};

// A table with its caption and head, in a frame that scrolls by itself where the table is wider
// than a phone; rows are written while it lives.
class Table {
 public:
  Table(Markup& out, const Words& caption, const std::vector<ColumnHead>& heads);

 private:
  // Writes the head, then begins the body.
  static Markup::Element BeginBody(Markup& out, const Words& caption,
                                   const std::vector<ColumnHead>& heads);

  Markup::Element frame_;
  Markup::Element table_;
  Markup::Element body_;
};

// Cells. A text of the data, the head of its row; another text; a number, "–" where it is empty.
void WriteRowHead(Markup& out, std::string_view text);
void WriteText(Markup& out, std::string_view text);
void WriteNumber(Markup& out, std::string_view text);
// A figure, or why it is withheld.
void WriteFigure(Markup& out, const Figure& figure, int64_t shown_ballots);

// "n < 5" for what rests on too few ballots, "†" for what would give such a figure away.
std::string WithheldMark(Withheld withheld, int64_t shown_ballots);
// What these marks mean; nothing where the report withholds nothing.
void WriteWithheldNote(Markup& out, const Report& report);

}  // namespace pingyi::exporting
