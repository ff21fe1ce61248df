#include <algorithm>

#include <fmt/format.h>

#include "services/export/html/section.h"
#include "services/export/html/table.h"

namespace pingyi::exporting {
namespace {

// More columns than this do not fit on paper; they get tables of their own.
constexpr size_t kMostGroups = 6;

std::string PlaceText(const Row& row) {
  if (row.rank == 0) return "";
  return std::to_string(row.rank) + (row.shared_rank ? "=" : "");
}

void WriteGrade(Markup& out, const Row& row) {
  const auto cell = out.Begin("td");
  out.Name(row.grade_in_force());
  if (row.decided_grade.empty() && row.exclusion.empty()) return;
  const auto small = out.Begin("small");
  if (!row.exclusion.empty()) {
    out.Say(
        {fmt::format("（{}）", row.exclusion_title), fmt::format(" ({})", row.exclusion_title)});
  }
  if (row.decided_grade.empty()) return;
  out.Say({fmt::format("（集体决定；计算为{}）", row.grade_title),
           fmt::format(" (decided by the committee; computed: {})", row.grade_title)});
}

// What the main table shows, by what the report has.
struct Columns {
  bool units;
  bool pooled;  // criteria over all groups, in the place of the groups
  bool groups;
  bool grades;
  bool bands;
};

Columns ColumnsOf(const Report& report) {
  const auto any = [&](auto has) { return std::ranges::any_of(report.rows, has); };
  return {.units = any([](const Row& row) { return !row.unit.empty(); }),
          .pooled = any([](const Row& row) { return !row.pooled.empty(); }),
          .groups = report.groups.size() <= kMostGroups,
          .grades = any([](const Row& row) {
            return !row.grade_in_force().empty() || !row.exclusion.empty();
          }),
          .bands = any([](const Row& row) { return row.band.has_value(); })};
}

std::vector<ColumnHead> Heads(const Report& report, const Columns& columns) {
  std::vector<ColumnHead> heads = {{{"名次", "Rank"}, true}, {{"评议对象", "Subject"}}};
  if (columns.units) heads.push_back({{"单位", "Unit"}});
  if (columns.pooled) {
    for (const Criterion& criterion : report.criteria)
      heads.push_back({{criterion.title, criterion.title}, true});
  } else if (columns.groups) {
    for (const Group& group : report.groups) heads.push_back({{group.title, group.title}, true});
  }
  for (const Component& component : report.components)
    heads.push_back({{component.title, component.title}, true});
  heads.push_back({{"总分", "Total"}, true});
  if (columns.grades) heads.push_back({{"等次", "Grade"}});
  if (columns.bands) heads.push_back({{"难分高下的名次", "Places not told apart"}, true});
  return heads;
}

void WriteRow(Markup& out, const Report& report, const Columns& columns, const Row& row) {
  const auto line = out.Begin("tr");
  WriteNumber(out, PlaceText(row));
  WriteRowHead(out, row.name);
  if (columns.units) WriteText(out, row.unit);
  if (columns.pooled) {
    for (size_t c = 0; c < report.criteria.size(); ++c)
      WriteFigure(out, c < row.pooled.size() ? row.pooled[c].score : Figure(),
                  report.shown_ballots);
  } else if (columns.groups) {
    for (const GroupScore& group : row.groups) WriteFigure(out, group.score, report.shown_ballots);
  }
  for (const Figure& component : row.components) WriteFigure(out, component, report.shown_ballots);
  WriteFigure(out, row.total, report.shown_ballots);
  if (columns.grades) WriteGrade(out, row);
  if (!columns.bands) return;
  WriteNumber(out, !row.band ? ""
                   : row.band->first_rank == row.band->last_rank
                       ? std::to_string(row.band->first_rank)
                       : fmt::format("{}–{}", row.band->first_rank, row.band->last_rank));
}

// The scores of the groups from `first` on, where there are too many for the main table.
void WriteGroups(Markup& out, const Report& report, size_t first) {
  const size_t end = std::min(first + kMostGroups, report.groups.size());
  std::vector<ColumnHead> heads = {{{"名次", "Rank"}, true}, {{"评议对象", "Subject"}}};
  for (size_t g = first; g < end; ++g)
    heads.push_back({{report.groups[g].title, report.groups[g].title}, true});
  const Table table(out,
                    {fmt::format("各票类得分（{}–{}）", first + 1, end),
                     fmt::format("Scores by group ({}–{})", first + 1, end)},
                    heads);
  for (const Row& row : report.rows) {
    const auto line = out.Begin("tr");
    WriteNumber(out, PlaceText(row));
    WriteRowHead(out, row.name);
    for (size_t g = first; g < end; ++g)
      WriteFigure(out, row.groups[g].score, report.shown_ballots);
  }
}

void WriteNotes(Markup& out, const Report& report, const Columns& columns) {
  if (std::ranges::any_of(report.rows, [](const Row& row) { return row.shared_rank; })) {
    out.Leaf("p", {{"class", "fine"}}, Words{"=：并列。", "=: shared place."});
  }
  WriteWithheldNote(out, report);
  if (!columns.bands) return;
  out.Leaf(
      "p", {{"class", "fine"}},
      Words{"难分高下的名次：假如由同类的其他评议人评议，按 5% 的显著性水平不能与之区分的名次。"
            "统计数字，不计入分数。",
            "Places not told apart: those that could as well be the subject's had other voters "
            "of the same kind come, at the 5 % level. A statistic, no part of a score."});
}

}  // namespace

void WriteResults(Markup& out, const Report& report) {
  const auto section = out.Begin("section");
  out.Leaf("h2", {}, Words{"结果", "Results"});
  const Columns columns = ColumnsOf(report);
  {
    const Table table(out, {"名次、总分和等次", "Places, totals and grades"},
                      Heads(report, columns));
    for (const Row& row : report.rows) WriteRow(out, report, columns, row);
  }
  WriteNotes(out, report, columns);
  if (columns.groups || columns.pooled) return;
  for (size_t first = 0; first < report.groups.size(); first += kMostGroups)
    WriteGroups(out, report, first);
}

void WriteDecisions(Markup& out, const Report& report) {
  if (report.decisions.empty()) return;
  const auto section = out.Begin("section");
  out.Leaf("h2", {}, Words{"集体决定", "Decisions of the committee"});
  const Table table(out, {"另行确定的等次", "Grades set apart from the computed ones"},
                    {{{"评议对象", "Subject"}},
                     {{"计算等次", "Computed"}},
                     {{"决定等次", "Decided"}},
                     {{"理由", "Reason"}},
                     {{"决定机构", "Decided by"}}});
  for (const Decision& decision : report.decisions) {
    const auto row = out.Begin("tr");
    WriteRowHead(out, decision.subject_name);
    WriteText(out, decision.computed_title);
    WriteText(out, decision.title);
    WriteText(out, decision.reason);
    WriteText(out, decision.decider);
  }
}

void WriteAmendments(Markup& out, const Report& report) {
  if (report.amendments.empty()) return;
  const auto section = out.Begin("section");
  out.Leaf("h2", {}, Words{"本次更正", "What this release amends"});
  const Table table(out,
                    {"与所更正的发布不同的结果", "Results that differ from the amended release"},
                    {{{"评议对象", "Subject"}},
                     {{"原名次", "Rank then"}, true},
                     {{"现名次", "Rank now"}, true},
                     {{"原总分", "Total then"}, true},
                     {{"现总分", "Total now"}, true},
                     {{"原等次", "Grade then"}},
                     {{"现等次", "Grade now"}}});
  for (const Amendment& amendment : report.amendments) {
    const auto row = out.Begin("tr");
    WriteRowHead(out, amendment.subject_name);
    WriteNumber(out, amendment.old_rank == 0 ? "" : std::to_string(amendment.old_rank));
    WriteNumber(out, amendment.new_rank == 0 ? "" : std::to_string(amendment.new_rank));
    WriteFigure(out, amendment.old_total, report.shown_ballots);
    WriteFigure(out, amendment.new_total, report.shown_ballots);
    WriteText(out, amendment.old_grade_title);
    WriteText(out, amendment.new_grade_title);
  }
}

}  // namespace pingyi::exporting
