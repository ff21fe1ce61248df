#include "services/export/data/boards.h"

#include <algorithm>
#include <optional>
#include <string_view>
#include <unordered_map>
#include <utility>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/base/status/key.h"
#include "services/export/data/parts.h"

namespace pingyi::exporting {
namespace {

using result::v1::Leaderboard;

Board::Partition PartitionOf(Leaderboard::Partition partition) {
  if (partition == Leaderboard::PARTITION_UNIT) return Board::Partition::kUnit;
  if (partition == Leaderboard::PARTITION_SUBJECT_TYPE) return Board::Partition::kType;
  return Board::Partition::kNone;
}

// Where the key stands in a list of criteria or groups.
template <typename Item>
std::optional<size_t> IndexOf(const std::vector<Item>& items, const std::string& key) {
  const auto found = std::ranges::find(items, key, &Item::key);
  if (found == items.end()) return std::nullopt;
  return static_cast<size_t>(found - items.begin());
}

absl::StatusOr<Board> BoardOf(const Leaderboard& rule, const Report& report) {
  // Keys become parts of file names.
  if (!IsKey(rule.key())) return Inconsistent("the key of a leaderboard");
  Board board{.key = rule.key(), .title = rule.title(), .partition = PartitionOf(rule.partition())};
  if (rule.has_criterion()) {
    board.by = Board::By::kCriterion;
    board.by_key = rule.criterion();
    const auto index = IndexOf(report.criteria, board.by_key);
    if (!index) return Inconsistent("the criterion of the leaderboard " + board.key);
    board.by_title = report.criteria[*index].title;
  } else if (rule.has_group()) {
    board.by = Board::By::kGroup;
    board.by_key = rule.group();
    const auto index = IndexOf(report.groups, board.by_key);
    if (!index) return Inconsistent("the group of the leaderboard " + board.key);
    board.by_title = report.groups[*index].title;
  }
  return board;
}

// Why the results withhold the figure by which a board ranks; a criterion over all groups is no
// figure of theirs, unless the groups are one pool.
Withheld WithheldInResults(const Board& board, const Row& row, const Report& report) {
  switch (board.by) {
    case Board::By::kTotal:
      return row.total.withheld;
    case Board::By::kGroup:
      return row.groups[*IndexOf(report.groups, board.by_key)].score.withheld;
    case Board::By::kCriterion:
      break;
  }
  return row.pooled.empty() ? Withheld::kNo
                            : row.pooled[*IndexOf(report.criteria, board.by_key)].score.withheld;
}

BoardRow BoardRowOf(const result::v1::LeaderboardRow& row, const std::string& id,
                    Withheld in_results) {
  BoardRow result{.id = id,
                  .name = row.display_name(),
                  .rank = row.rank(),
                  .shared_rank = row.shared_rank(),
                  .score = FigureOf(row.score(), row.suppression())};
  if (result.score.withheld == Withheld::kNo && in_results != Withheld::kNo)
    result.score = {.exact = "", .rounded = "", .withheld = in_results};
  if (result.score.shown()) return result;
  result.rank = 0;
  result.shared_rank = false;
  return result;
}

}  // namespace

absl::Status AddBoards(const bundle::v1::ReleaseBundle& bundle, Report& report) {
  for (const Leaderboard& rule : bundle.policy().leaderboards()) {
    absl::StatusOr<Board> board = BoardOf(rule, report);
    if (!board.ok()) return board.status();
    report.boards.push_back(*std::move(board));
  }
  std::unordered_map<std::string_view, const Row*> rows;
  for (const Row& row : report.rows) rows[row.id] = &row;
  for (const auto& row : bundle.leaderboard_rows()) {
    const auto board = IndexOf(report.boards, row.leaderboard());
    if (!board) return Inconsistent("a row of no leaderboard: " + row.leaderboard());
    const std::string id = IdOf(row.subject());
    const auto result = rows.find(id);
    if (result == rows.end()) return Inconsistent("a leaderboard has who has no result: " + id);
    std::vector<BoardSection>& sections = report.boards[*board].sections;
    if (sections.empty() || sections.back().name != row.section())
      sections.push_back({.name = row.section(), .rows = {}});
    sections.back().rows.push_back(
        BoardRowOf(row, id, WithheldInResults(report.boards[*board], *result->second, report)));
  }
  return absl::OkStatus();
}

}  // namespace pingyi::exporting
