#include "services/export/table/xlsx.h"

#include <vector>

#include <fmt/format.h>

#include "services/export/data/arithmetic.h"
#include "services/export/table/xlsx_sheet.h"

namespace pingyi::exporting {
namespace {

class Writer {
 public:
  Writer(const Report& report, Languages languages, Workbook& book)
      : report_(report),
        pooled_(!report.rows.empty() && !report.rows.front().pooled.empty()),
        languages_(languages),
        book_(book) {}

  void Results();
  void Scores();
  void Distributions();
  void Boards();
  void About();

 private:
  std::string In(const char* zh, const char* en) const { return Plain({zh, en}, languages_); }
  // A sheet's name: "结果" or "Results", never with the "/" that names may not have.
  std::string Name(const char* zh, const char* en) const {
    return languages_ == Languages::kEn ? en : zh;
  }
  void ResultRow(const Row& row, Sheet& sheet) const;
  void Shares(size_t group, size_t criterion, Sheet& sheet) const;
  void BoardLine(const BoardSection& section, const BoardRow& row, Sheet& sheet) const;

  const Report& report_;
  bool pooled_;  // criteria over all groups stand beside the groups
  Languages languages_;
  Workbook& book_;
};

void Writer::Results() {
  std::vector<std::string> heads = {In("名次", "Rank"), In("并列", "Shared"),
                                    In("编号", "Id"),   In("评议对象", "Subject"),
                                    In("单位", "Unit"), In("类别", "Type")};
  for (const Group& group : report_.groups) heads.push_back(group.title);
  if (pooled_) {
    for (const Criterion& criterion : report_.criteria) heads.push_back(criterion.title);
  }
  for (const Component& component : report_.components) heads.push_back(component.title);
  for (const auto& head :
       {In("总分", "Total"), In("精确总分", "Exact total"), In("计算等次", "Computed grade"),
        In("决定等次", "Decided grade"), In("不参评", "Excluded")})
    heads.push_back(head);
  Sheet sheet(book_, Name("结果", "Results"), heads);
  for (const Row& row : report_.rows) ResultRow(row, sheet);
}

void Writer::ResultRow(const Row& row, Sheet& sheet) const {
  sheet.NextRow();
  if (row.rank > 0) {
    sheet.Count(row.rank);
  } else {
    sheet.Skip();
  }
  sheet.Text(row.shared_rank ? "=" : "");
  for (const std::string& text : {row.id, row.name, row.unit, row.type}) sheet.Text(text);
  for (const GroupScore& group : row.groups)
    sheet.Score(group.score, report_.digits, report_.shown_ballots);
  for (const CriterionScore& score : row.pooled)
    sheet.Score(score.score, report_.digits, report_.shown_ballots);
  for (const Figure& component : row.components)
    sheet.Score(component, report_.digits, report_.shown_ballots);
  sheet.Score(row.total, report_.digits, report_.shown_ballots);
  sheet.Text(row.total.exact);
  sheet.Text(row.grade_title);
  sheet.Text(row.decided_title);
  sheet.Text(row.exclusion_title);
}

void Writer::Scores() {
  Sheet sheet(
      book_, Name("票类与要素", "Groups and criteria"),
      {In("编号", "Id"), In("评议对象", "Subject"), In("票类", "Group"), In("要素", "Criterion"),
       In("得分", "Score"), In("精确值", "Exact"), In("评价数", "Marks"), In("弃权", "Abstained")});
  for (const Row& row : report_.rows) {
    for (size_t g = 0; g < row.groups.size(); ++g) {
      for (size_t c = 0; c < report_.criteria.size(); ++c) {
        const CriterionScore& score = row.groups[g].criteria[c];
        sheet.NextRow();
        sheet.Text(row.id);
        sheet.Text(row.name);
        sheet.Text(report_.groups[g].title);
        sheet.Text(report_.criteria[c].title);
        sheet.Score(score.score, report_.digits, report_.shown_ballots);
        sheet.Text(score.score.exact);
        if (score.score.withheld != Withheld::kNo) continue;
        sheet.Count(score.marks);
        sheet.Count(score.abstentions);
      }
    }
  }
}

void Writer::Distributions() {
  Sheet sheet(book_, Name("评价分布", "Distribution of marks"),
              {In("要素", "Criterion"), In("票类", "Group"), In("评价", "Mark"),
               In("次数", "Count"), In("占比（%）", "Share (%)")});
  for (size_t c = 0; c < report_.criteria.size(); ++c) {
    for (size_t g = 0; g < report_.groups.size(); ++g) Shares(g, c, sheet);
  }
}

void Writer::Shares(size_t group, size_t criterion, Sheet& sheet) const {
  const Distribution& distribution = report_.distributions[group][criterion];
  const auto shares = PerMille(distribution.counts);
  const std::vector<std::string>& marks = report_.criteria[criterion].marks;
  const bool withheld = distribution.withheld != Withheld::kNo;
  for (size_t i = 0; i < marks.size() + 1; ++i) {
    sheet.NextRow();
    sheet.Text(report_.criteria[criterion].title);
    sheet.Text(report_.groups[group].title);
    sheet.Text(i < marks.size() ? marks[i] : In("弃权", "Abstained"));
    if (withheld) {
      sheet.Score({"", "", distribution.withheld}, 0, report_.shown_ballots);
    } else if (i == marks.size()) {
      sheet.Count(distribution.abstentions);
    } else if (i < shares.size()) {
      sheet.Count(distribution.counts[i]);
      if (distribution.total() > 0) sheet.Number(PercentText(shares[i]), 1);
    } else {
      sheet.Count(0);
    }
  }
}

// A sheet for each board; its number comes first in the name, so that no two are the same.
void Writer::Boards() {
  for (size_t i = 0; i < report_.boards.size(); ++i) {
    const Board& board = report_.boards[i];
    const std::string part =
        board.partition == Board::Partition::kType ? In("类别", "Type") : In("单位", "Unit");
    const std::string score = board.by == Board::By::kTotal ? In("总分", "Total") : board.by_title;
    Sheet sheet(book_, SheetName(fmt::format("{} {}", i + 1, board.title)),
                {part, In("名次", "Rank"), In("并列", "Shared"), In("编号", "Id"),
                 In("评议对象", "Subject"), score, In("精确值", "Exact")});
    for (const BoardSection& section : board.sections) {
      for (const BoardRow& row : section.rows) BoardLine(section, row, sheet);
    }
  }
}

void Writer::BoardLine(const BoardSection& section, const BoardRow& row, Sheet& sheet) const {
  sheet.NextRow();
  sheet.Text(section.name);
  if (row.rank > 0) {
    sheet.Count(row.rank);
  } else {
    sheet.Skip();
  }
  sheet.Text(row.shared_rank ? "=" : "");
  sheet.Text(row.id);
  sheet.Text(row.name);
  sheet.Score(row.score, report_.digits, report_.shown_ballots);
  sheet.Text(row.score.exact);
}

void Writer::About() {
  Sheet sheet(book_, Name("说明", "About"), {In("项目", "Item"), In("内容", "Content")});
  const auto add = [&](const std::string& name, const std::string& value) {
    if (value.empty()) return;
    sheet.NextRow();
    sheet.Text(name);
    sheet.Text(value);
  };
  const Proof& proof = report_.proof;
  add(In("轮次", "Round"), report_.round_title);
  add(In("发布", "Release"), report_.release);
  add(In("发布时间", "Released"),
      absl::FormatTime("%Y-%m-%d %H:%M:%S UTC", report_.time, absl::UTCTimeZone()));
  add(In("发布人", "Released by"), report_.releaser);
  add(In("说明", "Note"), report_.note);
  add(In("计分办法", "Policy"), report_.policy);
  add(In("发布摘要", "Release digest"), proof.digest);
  add(In("签名密钥", "Signed by the key"), proof.key_id);
  add(In("结果摘要", "Result digest"), proof.result_digest);
  add(In("计票摘要", "Tally digest"), proof.tally_digest);
  add(In("办法摘要", "Policy digest"), proof.policy_digest);
  add(In("轮次摘要", "Round digest"), proof.frozen_digest);
  for (const Group& group : report_.groups) {
    add(group.title,
        Plain({fmt::format("应到 {}，收回 {}，有效 {}，废票 {}", group.expected, group.returned(),
                           group.valid, group.spoiled),
               fmt::format("expected {}, returned {}, valid {}, spoiled {}", group.expected,
                           group.returned(), group.valid, group.spoiled)},
              languages_));
  }
  if (!report_.withholds()) return;
  add(fmt::format("n < {}, †", report_.shown_ballots),
      In("票数太少而不公开，或由此可推算出这样的数字",
         "withheld, because it rests on too few ballots or such a figure could be had from it"));
}

}  // namespace

absl::Status WriteWorkbook(const Report& report, Languages languages, const std::string& path) {
  Workbook book(path, report.round_title, report.time);
  Writer writer(report, languages, book);
  writer.Results();
  writer.Scores();
  writer.Distributions();
  writer.Boards();
  writer.About();
  return book.Finish();
}

}  // namespace pingyi::exporting
