#include "services/cli/command/result_statistics.h"

#include <fmt/format.h>

#include "services/cli/command/print.h"
#include "services/cli/view/suppression.h"

namespace pingyi::cli {
namespace {

using result::v1::GroupStatistics;
using result::v1::RaterStatistics;
using result::v1::TieBand;

Columns<GroupStatistics> GroupColumns() {
  return {
      TextField("group", {"票类", "Group"}, &GroupStatistics::group),
      CountField("returned", {"收回", "Returned"}, &GroupStatistics::returned),
      CountField("expected", {"应到", "Expected"}, &GroupStatistics::expected),
      {{"return_rate", {"参评率", "Return rate"}, CellKind::kNumber},
       [](const GroupStatistics& g) { return g.return_rate(); }},
      CountField("cells", {"分项", "Cells"}, &GroupStatistics::cells),
      CountField("suppressed_cells", {"不予显示", "Suppressed"},
                 &GroupStatistics::suppressed_cells),
      CountField("marks", {"评价", "Marks"}, &GroupStatistics::marks),
      {{"abstention_share", {"弃权占比", "Abstained"}, CellKind::kNumber},
       [](const GroupStatistics& g) { return g.abstention_share(); }},
      {{"top_share", {"最高档占比", "Top marks"}, CellKind::kNumber},
       [](const GroupStatistics& g) { return g.top_share(); }},
      {{"spread", {"离散度", "Spread"}, CellKind::kNumber},
       [](const GroupStatistics& g) { return g.spread(); }},
      {{"alpha", {"一致性 α", "Alpha"}, CellKind::kNumber},
       [](const GroupStatistics& g) { return g.alpha(); }},
      {{"straight_lined_share", {"全同票占比", "Straight-lined"}, CellKind::kNumber},
       [](const GroupStatistics& g) {
         return ShownOr(g.straight_lined_suppression(), g.straight_lined_share());
       }},
  };
}

Columns<TieBand> BandColumns() {
  return {
      CountField("rank", {"名次", "Rank"}, &TieBand::rank),
      NameField("subject", {"编号", "Id"}, &TieBand::subject),
      {{"standard_error", {"标准误", "Standard error"}, CellKind::kNumber},
       [](const TieBand& b) { return ShownOr(b.suppression(), b.standard_error()); }},
      {{"low", {"总分下限", "Low"}, CellKind::kNumber}, [](const TieBand& b) { return b.low(); }},
      {{"high", {"总分上限", "High"}, CellKind::kNumber},
       [](const TieBand& b) { return b.high(); }},
      {{"band", {"难分先后的名次", "Ranks that cannot be told apart"}, CellKind::kNumber},
       [](const TieBand& b) {
         return b.first_rank() == 0 ? "" : fmt::format("{}–{}", b.first_rank(), b.last_rank());
       }},
  };
}

bool AnySuppressed(const RaterStatistics& statistics) {
  const auto any = [](const auto& item) { return item.suppression() != 0; };
  return std::any_of(statistics.tie_bands().begin(), statistics.tie_bands().end(), any) ||
         std::any_of(statistics.groups().begin(), statistics.groups().end(),
                     [](const auto& g) { return g.straight_lined_suppression() != 0; });
}

}  // namespace

absl::Status PrintStatistics(Context& context, const RaterStatistics& statistics) {
  if (context.out.format() == Format::kJson)
    return context.out.Write(MessageJson(statistics, true));
  if (context.out.format() == Format::kTable) {
    ListPrinter<GroupStatistics> groups(
        context.out,
        {"评价统计（不计入得分）", "How the groups rated (statistics, part of no score)"},
        GroupColumns(), RowPrinter::Title::kBare);
    for (const GroupStatistics& group : statistics.groups()) {
      if (auto s = groups.Add(group); !s.ok()) return s;
    }
    if (auto s = groups.Finish(); !s.ok()) return s;
  }
  ListPrinter<TieBand> bands(context.out,
                             {"难分先后的名次（统计，不计入得分）",
                              "Places that cannot be told apart (statistics, part of no score)"},
                             BandColumns(), RowPrinter::Title::kBare);
  for (const TieBand& band : statistics.tie_bands()) {
    if (auto s = bands.Add(band); !s.ok()) return s;
  }
  if (auto s = bands.Finish(); !s.ok()) return s;
  if (AnySuppressed(statistics)) context.Note(SuppressionLegend());
  return absl::OkStatus();
}

}  // namespace pingyi::cli
