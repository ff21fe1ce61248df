#include "services/export/testing/sample_report.h"

#include <fmt/format.h>

#include "services/export/data/arithmetic.h"
#include "services/export/data/compare.h"

namespace pingyi::exporting {
namespace {

constexpr int kSubjects = 23;
constexpr size_t kGroups = 3;

std::string LongName() {
  std::string name;
  for (int i = 0; i < 40; ++i) name += "很长的名字";
  return name;
}

// The names that have broken such pages before.
std::string NameOf(int index) {
  switch (index) {
    case 2:
      return "<script>alert(\"x\")</script>";
    case 3:
      return "=HYPERLINK(\"http://example.invalid\",\"see\")";
    case 4:
      return LongName();
    case 5:
      return "👩‍💼 Ünal & Söhne';--";
    case 6:
      return "\u202Eעברית\u202C";
    case 7:
      return std::string(200, 'W');
    case 8:
      return "+86 \"quoted\",\nline";
    default:
      return fmt::format("张三{}", index);
  }
}

Figure Score(int64_t numerator) {
  const Rational value = Rational::Ratio(numerator, 3);
  return {.exact = value.ToString(), .rounded = FixedText(value, 2), .withheld = Withheld::kNo};
}

Figure Hidden(Withheld why) { return {.exact = "", .rounded = "", .withheld = why}; }

GroupScore GroupOf(int subject, size_t group, size_t criteria) {
  GroupScore result;
  result.score = Score(280 - 3 * subject + static_cast<int>(group));
  for (size_t c = 0; c < criteria; ++c)
    result.criteria.push_back({.score = Score(280 - 3 * subject), .marks = 12, .abstentions = 1});
  return result;
}

void Hide(GroupScore& group, Withheld why) {
  group.score = Hidden(why);
  for (CriterionScore& score : group.criteria) score = {.score = Hidden(why)};
}

Row RowOf(int index, const Report& report) {
  Row row;
  row.id = fmt::format("s{:02}", index);
  row.name = NameOf(index);
  row.unit = index % 3 == 0 ? "第三业务处（含派驻单位）" : "一处";
  row.rank = index;
  row.shared_rank = index == 9 || index == 10;
  row.total = Score(284 - 4 * index);
  row.grade = index < 6 ? "excellent" : "competent";
  row.grade_title = index < 6 ? "优秀" : "称职";
  for (size_t g = 0; g < kGroups; ++g)
    row.groups.push_back(GroupOf(index, g, report.criteria.size()));
  row.components = {Score(270)};
  row.band = TieBand{std::max(1, index - 2), std::min(kSubjects, index + 2),
                     FixedText(Rational::Ratio(284 - 4 * index, 3) - Rational(3), 4),
                     FixedText(Rational::Ratio(284 - 4 * index, 3) + Rational(3), 4)};
  return row;
}

void AddRows(Report& report) {
  for (int i = 1; i <= kSubjects; ++i) report.rows.push_back(RowOf(i, report));
  // The first group has few ballots; one subject's total would give it away.
  for (Row& row : report.rows) Hide(row.groups[0], Withheld::kSmall);
  Hide(report.rows[11].groups[1], Withheld::kComplementary);
  Row& last = report.rows.back();
  last.total = Hidden(Withheld::kSmall);
  last.rank = 0;
  last.grade.clear();
  last.grade_title.clear();
  last.band.reset();
  report.rows[5].decided_grade = "excellent";
  report.rows[5].decided_title = "优秀";
}

void AddRound(Report& report) {
  const std::vector<std::string> marks = {"优秀", "称职", "基本称职", "不称职"};
  for (const char* title : {"德", "能", "勤", "绩"})
    report.criteria.push_back({fmt::format("c{}", report.criteria.size()), title, "20", marks});
  report.criteria.push_back(
      {"score", "总体印象 <0–100>", "20", {"81–100", "61–80", "41–60", "21–40", "0–20"}});
  report.groups = {{.key = "a",
                    .title = "A票 领导班子",
                    .weight = "40",
                    .expected = 3,
                    .valid = 3,
                    .spoiled = 0},
                   {.key = "b",
                    .title = "B票 中层干部",
                    .weight = "1/3",
                    .expected = 20,
                    .valid = 18,
                    .spoiled = 1},
                   {.key = "c",
                    .title = "C票 " + LongName(),
                    .weight = "30",
                    .expected = 15,
                    .valid = 12,
                    .spoiled = 0}};
  for (size_t g = 0; g < kGroups; ++g) {
    auto& groups = report.distributions.emplace_back();
    for (const Criterion& criterion : report.criteria) {
      Distribution& distribution = groups.emplace_back();
      distribution.withheld = g == 0 ? Withheld::kSmall : Withheld::kNo;
      if (g == 0) continue;
      for (size_t i = 0; i < criterion.marks.size(); ++i)
        distribution.counts.push_back(static_cast<int64_t>(g * 100 / (i + 1) / (i + 1)));
      distribution.abstentions = 2;
    }
  }
  report.statistics = {{"0.0125", "0.6250", "", "0.412"},
                       {"0.0000", "0.5000", "0.2500", "-0.031"},
                       {"", "", "", ""}};
}

void AddRelease(Report& report) {
  report.release = "rounds/leaders-2026/releases/2";
  report.round = "rounds/leaders-2026";
  report.round_title = "2026年度中层干部民主评议 <b>&</b>";
  report.number = 2;
  report.note = "公示五个工作日。\nObjections: office \"A\" & B.";
  report.releaser = "组织部";
  report.time = absl::FromUnixSeconds(1'790'000'000);
  report.utc_offset_minutes = 480;
  report.policy = "policies/leaders/versions/3";
  report.amends = "rounds/leaders-2026/releases/1";
  report.digits = 2;
  report.shown_ballots = 5;
  const std::string digest(64, '7');
  report.proof = {.digest = "d1" + digest.substr(2),
                  .result_digest = digest,
                  .tally_digest = digest,
                  .policy_digest = digest,
                  .frozen_digest = digest,
                  .key_id = digest};
  report.publicity = Publicity{.working_days = 5,
                               .start_date = "2026-09-22",
                               .end_date = "2026-09-28",
                               .answer_days = 10,
                               .answer_in_working_days = false};
  report.decisions = {{.subject_name = NameOf(6),
                       .computed_title = "称职",
                       .title = "优秀",
                       .reason = "援藏一年，成绩突出 <i>",
                       .decider = "党组会议 2026-09-20"}};
  report.amendments = {{.subject_name = NameOf(2),
                        .old_total = {.exact = "91", .rounded = "91.00"},
                        .new_total = {.exact = "92", .rounded = "92.00"},
                        .old_rank = 3,
                        .new_rank = 2,
                        .old_grade_title = "称职",
                        .new_grade_title = "优秀"}};
}

// What the board shows of a subject.
BoardRow BoardRowOf(const Row& row, const Figure& score, int rank) {
  return {.id = row.id,
          .name = row.name,
          .rank = score.shown() ? rank : 0,
          .shared_rank = score.shown() && rank == 2,
          .score = score};
}

// By total and unit; by a criterion, with scores that are withheld; and one nobody is on.
void AddBoards(Report& report) {
  Board units{.key = "units",
              .title = "各处室擂台：[总分]*?/\\ " + LongName(),
              .partition = Board::Partition::kUnit};
  for (const char* unit : {"一处", "第三业务处（含派驻单位）"}) {
    BoardSection& section = units.sections.emplace_back(BoardSection{.name = unit, .rows = {}});
    for (const Row& row : report.rows) {
      if (row.unit == unit)
        section.rows.push_back(
            BoardRowOf(row, row.total, static_cast<int>(section.rows.size()) + 1));
    }
  }
  units.sections.push_back({.name = "", .rows = {{.id = "s24", .name = "无单位者", .score = {}}}});
  Board work{.key = "work",
             .title = "实绩榜",
             .by = Board::By::kCriterion,
             .by_key = "c3",
             .by_title = "绩"};
  BoardSection& all = work.sections.emplace_back();
  for (const Row& row : report.rows) {
    const bool small = row.id == "s22";
    const bool deduced = row.id == "s23";
    const Figure score = small     ? Hidden(Withheld::kSmall)
                         : deduced ? Hidden(Withheld::kComplementary)
                                   : Score(280 - 3 * row.rank);
    all.rows.push_back(BoardRowOf(row, score, row.rank));
  }
  report.boards = {units, work,
                   Board{.key = "none",
                         .title = "'空榜'",
                         .by = Board::By::kGroup,
                         .by_key = "b",
                         .by_title = report.groups[1].title}};
}

}  // namespace

Report SampleReport() {
  Report report;
  AddRelease(report);
  AddRound(report);
  report.components = {{"review", "述职评分"}};
  AddRows(report);
  AddBoards(report);
  report.grades = {{"优秀", 6}, {"称职", 16}, {"基本称职", 0}, {"不称职", 0}};
  report.no_grade = 1;
  Report before = report;
  before.round = "rounds/leaders-2025";
  before.round_title = "2025年度中层干部民主评议";
  before.number = 1;
  before.rows.erase(before.rows.begin() + 14);
  for (Row& row : before.rows) {
    if (row.rank % 3 == 0 || row.rank == 0) continue;
    row.rank = kSubjects + 1 - row.rank;
    row.total = Score(284 - 4 * row.rank);
  }
  report.comparison = Compare(report, before);
  return report;
}

}  // namespace pingyi::exporting
