#include "services/export/html/table.h"

#include <fmt/format.h>

namespace pingyi::exporting {

Table::Table(Markup& out, const Words& caption, const std::vector<ColumnHead>& heads)
    : frame_(out.Begin("div", {{"class", "scroll"},
                               {"role", "region"},
                               {"tabindex", "0"},
                               {"aria-label", Plain(caption, out.languages())}})),
      table_(out.Begin("table")),
      body_(BeginBody(out, caption, heads)) {}

Markup::Element Table::BeginBody(Markup& out, const Words& caption,
                                 const std::vector<ColumnHead>& heads) {
  out.Leaf("caption", {}, caption);
  {
    const auto head = out.Begin("thead");
    const auto row = out.Begin("tr");
    for (const ColumnHead& column : heads)
      out.Leaf("th", {{"scope", "col"}, {"class", column.number ? "n" : "t"}}, column.words);
  }
  return out.Begin("tbody");
}

void WriteRowHead(Markup& out, std::string_view text) {
  const auto cell = out.Begin("th", {{"scope", "row"}});
  out.Name(text);
}

void WriteText(Markup& out, std::string_view text) {
  const auto cell = out.Begin("td");
  out.Name(text);
}

void WriteNumber(Markup& out, std::string_view text) {
  out.Leaf("td", {{"class", "n"}}, text.empty() ? "–" : text);
}

void WriteFigure(Markup& out, const Figure& figure, int64_t shown_ballots) {
  if (figure.withheld == Withheld::kNo) {
    WriteNumber(out, figure.rounded);
  } else {
    out.Leaf("td", {{"class", "n withheld"}}, WithheldMark(figure.withheld, shown_ballots));
  }
}

std::string WithheldMark(Withheld withheld, int64_t shown_ballots) {
  if (withheld == Withheld::kComplementary) return "†";
  return shown_ballots > 0 ? fmt::format("n < {}", shown_ballots) : "n < k";
}

void WriteWithheldNote(Markup& out, const Report& report) {
  if (!report.withholds()) return;
  const std::string mark = WithheldMark(Withheld::kSmall, report.shown_ballots);
  out.Leaf("p", {{"class", "fine"}},
           Words{fmt::format("{}：所依据的票数太少，不公开，以免推知个人的评议。†："
                             "票数足够，但若公开，可由此推算出不公开的数字。",
                             mark),
                 fmt::format("{}: withheld, because it rests on too few ballots and would tell how "
                             "single voters voted. †: rests on enough ballots, but a withheld "
                             "figure could be computed from it.",
                             mark)});
}

}  // namespace pingyi::exporting
