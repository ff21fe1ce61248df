#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "services/export/chart/change_chart.h"
#include "services/export/chart/ramp.h"
#include "services/export/chart/ranking_chart.h"
#include "services/export/chart/share_chart.h"
#include "services/export/data/arithmetic.h"
#include "services/export/html/section.h"
#include "services/export/html/table.h"

namespace pingyi::exporting {
namespace {

constexpr size_t kRowsInPanel = 15;
// Charts are for seeing at a glance; the tables have everybody.
constexpr size_t kMostRows = 60;

void WriteLimit(Markup& out, size_t all) {
  if (all <= kMostRows) return;
  out.Leaf("p", {{"class", "fine"}},
           Words{fmt::format("图中只有前 {} 个对象（共 {} 个）；表中是全部。", kMostRows, all),
                 fmt::format("The chart has the first {} of {} subjects, the table all of them.",
                             kMostRows, all)});
}

// Calls draw(part, id) for the items in panels beside each other.
template <typename Item, typename Draw>
void WritePanels(Markup& out, const std::vector<Item>& items, const std::string& id, Draw draw) {
  const auto panels = out.Begin("div", {{"class", "panels"}});
  const std::span<const Item> shown(items.data(), std::min(items.size(), kMostRows));
  for (size_t first = 0; first < shown.size(); first += kRowsInPanel) {
    const size_t count = std::min(kRowsInPanel, shown.size() - first);
    draw(shown.subspan(first, count), fmt::format("{}-{}", id, first / kRowsInPanel + 1));
  }
}

void WriteLegend(Markup& out, const std::vector<std::string>& marks) {
  const auto list = out.Begin("ul", {{"class", "legend"}});
  for (size_t i = 0; i < marks.size(); ++i) {
    const auto item = out.Begin("li");
    {
      const auto svg =
          out.Begin("svg", {{"viewBox", "0 0 14 14"}, {"class", "key"}, {"aria-hidden", "true"}});
      out.Void("rect",
               {{"width", "14"}, {"height", "14"}, {"fill", ShadeOf(i, marks.size()).fill}});
    }
    out.Name(marks[i]);
  }
}

// The same shares as the charts', in numbers.
void WriteShares(Markup& out, const Report& report, const std::vector<size_t>& criteria) {
  const std::vector<std::string>& marks = report.criteria[criteria.front()].marks;
  std::vector<ColumnHead> heads = {{{"要素", "Criterion"}}, {{"票类", "Group"}}};
  for (const std::string& mark : marks) heads.push_back({{mark, mark}, true});
  heads.push_back({{"评价", "Marks"}, true});
  heads.push_back({{"弃权", "Abstained"}, true});
  const Table table(out, {"评价分布（%）", "Distribution of marks (%)"}, heads);
  for (const size_t c : criteria) {
    for (size_t g = 0; g < report.groups.size(); ++g) {
      const Distribution& distribution = report.distributions[g][c];
      const auto row = out.Begin("tr");
      WriteRowHead(out, report.criteria[c].title);
      WriteText(out, report.groups[g].title);
      const bool withheld = distribution.withheld != Withheld::kNo;
      const auto shares = PerMille(distribution.counts);
      for (size_t i = 0; i < marks.size() + 2; ++i) {
        if (withheld) {
          WriteFigure(out, {"", "", distribution.withheld}, report.shown_ballots);
        } else if (i < marks.size()) {
          WriteNumber(out, distribution.total() == 0 ? "" : PercentText(shares[i]));
        } else {
          WriteNumber(out, std::to_string(i == marks.size() ? distribution.total()
                                                            : distribution.abstentions));
        }
      }
    }
  }
}

std::string Movement(const Change& change) {
  if (change.old_rank == 0 || change.new_rank == 0) return "";
  const int up = change.old_rank - change.new_rank;
  return up == 0 ? "=" : fmt::format("{}{}", up > 0 ? "↑" : "↓", std::abs(up));
}

void WriteChanges(Markup& out, const Report& report) {
  const Table table(out, {"与前次对比", "Beside the earlier release"},
                    {{{"评议对象", "Subject"}},
                     {{"前次名次", "Rank then"}, true},
                     {{"本次名次", "Rank now"}, true},
                     {{"升降", "Moved"}, true},
                     {{"前次总分", "Total then"}, true},
                     {{"本次总分", "Total now"}, true},
                     {{"变化", "Change"}, true}});
  for (const Change& change : report.comparison->changes) {
    const auto row = out.Begin("tr");
    WriteRowHead(out, change.name);
    WriteNumber(out, change.old_rank == 0 ? "" : std::to_string(change.old_rank));
    WriteNumber(out, change.new_rank == 0 ? "" : std::to_string(change.new_rank));
    WriteNumber(out, Movement(change));
    WriteFigure(out, change.old_total, report.shown_ballots);
    WriteFigure(out, change.new_total, report.shown_ballots);
    const bool rise = !change.difference.empty() && DecimalValue(change.difference)->sign() > 0;
    WriteNumber(out, (rise ? "+" : "") + change.difference);
  }
}

}  // namespace

void WriteRanking(Markup& out, const Report& report) {
  std::vector<Row> ranked;
  for (const Row& row : report.rows) {
    if (row.total.shown()) ranked.push_back(row);
  }
  if (ranked.empty()) return;
  const auto section = out.Begin("section");
  out.Leaf("h2", {}, Words{"名次图", "Ranking"});
  WriteLimit(out, ranked.size());
  const Span span = RankingSpan(ranked);
  WritePanels(out, ranked, "ranking", [&](std::span<const Row> part, const std::string& id) {
    DrawRanking(out, part, span, id);
  });
  if (std::ranges::none_of(ranked, [](const Row& row) { return row.band.has_value(); })) return;
  out.Leaf("p", {{"class", "fine"}},
           Words{"橙色线段：总分的 95% 置信区间（统计数字）。",
                 "Orange lines: 95 % confidence intervals of the totals (a statistic)."});
}

void WriteDistributions(Markup& out, const Report& report) {
  // Criteria with the same marks share a legend.
  std::map<std::vector<std::string>, std::vector<size_t>> by_marks;
  std::vector<const std::vector<std::string>*> order;
  for (size_t c = 0; c < report.criteria.size(); ++c) {
    std::vector<size_t>& criteria = by_marks[report.criteria[c].marks];
    if (criteria.empty()) order.push_back(&report.criteria[c].marks);
    criteria.push_back(c);
  }
  const auto section = out.Begin("section");
  out.Leaf("h2", {}, Words{"评价分布", "Distribution of marks"});
  out.Leaf(
      "p", {{"class", "fine"}},
      Words{"每个要素、每个票类对全部对象所作评价的百分比，合计恰为 100%；弃权不在内。",
            "What each group gave on each criterion, over all subjects, in per cent that sum to "
            "exactly 100; abstentions are left out."});
  for (const std::vector<std::string>* marks : order) {
    const std::vector<size_t>& criteria = by_marks[*marks];
    WriteLegend(out, *marks);
    {
      const auto panels = out.Begin("div", {{"class", "panels"}});
      for (const size_t c : criteria) DrawShares(out, report, c, fmt::format("marks-{}", c + 1));
    }
    WriteShares(out, report, criteria);
  }
}

void WriteComparison(Markup& out, const Report& report) {
  if (!report.comparison) return;
  const Comparison& comparison = *report.comparison;
  const auto section = out.Begin("section");
  out.Leaf("h2", {}, Words{"变化", "Change"});
  {
    const auto text = out.Begin("p");
    out.Say({"与此次发布对比：", "Compared with: "});
    out.Name(comparison.round_title);
    out.Say({fmt::format("，第 {} 次发布。", comparison.number),
             fmt::format(", release {}.", comparison.number)});
    if (comparison.only_now + comparison.only_before > 0) {
      out.Say({fmt::format("仅本次有 {} 个对象，仅前次有 {} 个。", comparison.only_now,
                           comparison.only_before),
               fmt::format(" Subjects only in this one: {}; only in the earlier one: {}.",
                           comparison.only_now, comparison.only_before)});
    }
  }
  WriteLimit(out, comparison.changes.size());
  const Span span = ChangeSpan(comparison.changes);
  WritePanels(out, comparison.changes, "change",
              [&](std::span<const Change> part, const std::string& id) {
                DrawChanges(out, part, span, id);
              });
  WriteChanges(out, report);
}

}  // namespace pingyi::exporting
