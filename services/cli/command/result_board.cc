#include "services/cli/command/result_board.h"

#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/command/print.h"
#include "services/cli/view/suppression.h"

namespace pingyi::cli {
namespace {

using result::v1::LeaderboardRow;
using result::v1::ListLeaderboardRowsRequest;
using result::v1::ListLeaderboardRowsResponse;
using result::v1::ResultService;

Columns<LeaderboardRow> BoardColumns() {
  return {
      TextField("leaderboard", {"榜", "Board"}, &LeaderboardRow::leaderboard),
      TextField("section", {"分榜", "Section"}, &LeaderboardRow::section),
      {{"rank", {"名次", "Rank"}, CellKind::kNumber},
       [](const LeaderboardRow& r) { return r.rank() == 0 ? "" : std::to_string(r.rank()); }},
      NameField("subject", {"编号", "Id"}, &LeaderboardRow::subject),
      TextField("display_name", {"对象", "Name"}, &LeaderboardRow::display_name),
      {{"score", {"得分", "Score"}, CellKind::kNumber},
       [](const LeaderboardRow& r) { return ShownOr(r.suppression(), r.score().rounded()); }},
      {{"score_exact", {"精确得分", "Exact score"}, CellKind::kNumber, Place::kCardAndCsv},
       [](const LeaderboardRow& r) { return r.score().exact(); }},
      BoolField("shared_rank", {"并列", "Shared"}, &LeaderboardRow::shared_rank,
                Place::kCardAndCsv),
  };
}

}  // namespace

absl::Status PrintBoards(Context& context, const std::string& source, const std::string& board) {
  ListLeaderboardRowsRequest request;
  request.set_parent(source);
  ListPrinter<LeaderboardRow> printer(context.out, {"擂台榜", "Leaderboards"}, BoardColumns());
  const absl::Status listed =
      Client<ResultService>(context.session)
          .ListAll(&ResultService::StubInterface::ListLeaderboardRows, request,
                   &ListLeaderboardRowsResponse::leaderboard_rows, [&](const LeaderboardRow& row) {
                     return board.empty() || row.leaderboard() == board ? printer.Add(row)
                                                                        : absl::OkStatus();
                   });
  return listed.ok() ? printer.Finish() : listed;
}

}  // namespace pingyi::cli
