#include <algorithm>

#include <fmt/format.h>

#include "services/export/html/section.h"
#include "services/export/html/table.h"

namespace pingyi::exporting {
namespace {

Words ScoreWords(const Board& board) {
  if (board.by == Board::By::kTotal) return {"总分", "Total"};
  return {board.by_title, board.by_title};
}

// By what a board ranks, and among whom.
void WriteRule(Markup& out, const Board& board) {
  const auto text = out.Begin("p", {{"class", "fine"}});
  if (board.by == Board::By::kTotal) {
    out.Say({"按总分", "By the total"});
  } else {
    const bool criterion = board.by == Board::By::kCriterion;
    out.Say(criterion ? Words{"按要素：", "By the criterion "}
                      : Words{"按票类：", "By the marks of the group "});
    out.Name(board.by_title);
  }
  switch (board.partition) {
    case Board::Partition::kNone:
      out.Say({"，统一排名。", ", all in one ranking."});
      break;
    case Board::Partition::kUnit:
      out.Say({"，各单位分别排名。", ", each unit by itself."});
      break;
    case Board::Partition::kType:
      out.Say({"，各类对象分别排名。", ", each type of subject by itself."});
      break;
  }
}

Words CaptionOf(const Board& board, const BoardSection& section) {
  if (board.partition == Board::Partition::kNone) return {"名次和得分", "Places and scores"};
  if (!section.name.empty()) return {section.name, section.name};
  return board.partition == Board::Partition::kUnit ? Words{"（未填单位）", "(no unit)"}
                                                    : Words{"（未分类）", "(no type)"};
}

void WriteSection(Markup& out, const Report& report, const Board& board,
                  const BoardSection& section) {
  const Table table(
      out, CaptionOf(board, section),
      {{{"名次", "Rank"}, true}, {{"评议对象", "Subject"}}, {ScoreWords(board), true}});
  for (const BoardRow& row : section.rows) {
    const auto line = out.Begin("tr");
    WriteNumber(out, row.rank == 0 ? "" : std::to_string(row.rank) + (row.shared_rank ? "=" : ""));
    WriteRowHead(out, row.name);
    WriteFigure(out, row.score, report.shown_ballots);
  }
}

bool HasUnmarked(const Board& board) {
  return std::ranges::any_of(board.sections, [](const BoardSection& section) {
    return std::ranges::any_of(section.rows, [](const BoardRow& row) {
      return !row.score.shown() && row.score.withheld == Withheld::kNo;
    });
  });
}

}  // namespace

void WriteBoards(Markup& out, const Report& report) {
  if (report.boards.empty()) return;
  const auto section = out.Begin("section");
  out.Leaf("h2", {}, Words{"擂台榜", "Leaderboards"});
  out.Leaf("p", {{"class", "fine"}},
           Words{"除正式名次外另行排列的榜单，出自同一次汇总。",
                 "Rankings beside the official one, from the same results."});
  for (const Board& board : report.boards) {
    {
      const auto title = out.Begin("h3");
      out.Name(board.title);
    }
    WriteRule(out, board);
    const auto tables = out.Begin("div", {{"class", "boards"}});
    for (const BoardSection& part : board.sections) WriteSection(out, report, board, part);
  }
  if (std::ranges::any_of(report.boards, HasUnmarked)) {
    out.Leaf(
        "p", {{"class", "fine"}},
        Words{"–：无人作出评价，不排名次。", "–: nobody marked the subject, so it has no place."});
  }
}

}  // namespace pingyi::exporting
