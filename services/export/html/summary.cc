#include <absl/time/time.h>
#include <fmt/format.h>

#include "services/export/data/arithmetic.h"
#include "services/export/html/section.h"
#include "services/export/html/table.h"

namespace pingyi::exporting {
namespace {

std::string TimeText(const Report& report) {
  const int minutes = report.utc_offset_minutes;
  const absl::TimeZone zone = absl::FixedTimeZone(minutes * 60);
  const std::string offset = minutes == 0
                                 ? ""
                                 : fmt::format("{}{:02}:{:02}", minutes < 0 ? "-" : "+",
                                               std::abs(minutes) / 60, std::abs(minutes) % 60);
  return absl::FormatTime("%Y-%m-%d %H:%M", report.time, zone) + " UTC" + offset;
}

void WritePublicity(Markup& out, const Report& report) {
  if (!report.publicity) return;
  const Publicity& publicity = *report.publicity;
  const char* kind_zh = publicity.answer_in_working_days ? "个工作日" : "日";
  const char* kind_en = publicity.answer_in_working_days ? "working days" : "days";
  out.Leaf(
      "p", {{"class", "publicity"}},
      Words{fmt::format("公示期：{} 至 {}（{} 个工作日）。公示期内可提出异议，{} {}内答复。",
                        publicity.start_date, publicity.end_date, publicity.working_days,
                        publicity.answer_days, kind_zh),
            fmt::format("Publicity period: {} to {} ({} working days). Objections filed within "
                        "it are answered within {} {}.",
                        publicity.start_date, publicity.end_date, publicity.working_days,
                        publicity.answer_days, kind_en)});
}

void WriteFact(Markup& out, const Words& name, const std::string& value) {
  const auto fact = out.Begin("div");
  out.Leaf("dt", {}, name);
  out.Leaf("dd", {}, value);
}

void WriteFacts(Markup& out, const Report& report) {
  int64_t expected = 0;
  int64_t returned = 0;
  int64_t valid = 0;
  for (const Group& group : report.groups) {
    expected += group.expected;
    returned += group.returned();
    valid += group.valid;
  }
  const auto list = out.Begin("dl", {{"class", "facts"}});
  WriteFact(out, {"评议对象", "Subjects"}, std::to_string(report.rows.size()));
  WriteFact(out, {"应到", "Expected voters"}, std::to_string(expected));
  WriteFact(out, {"收回", "Returned"}, std::to_string(returned));
  WriteFact(out, {"有效票", "Valid"}, std::to_string(valid));
  WriteFact(out, {"参评率", "Turnout"}, PercentOf(returned, expected) + "%");
}

void WriteGroups(Markup& out, const Report& report) {
  const Table table(out, {"票类", "Groups of voters"},
                    {{{"票类", "Group"}},
                     {{"权重", "Weight"}, true},
                     {{"应到", "Expected"}, true},
                     {{"收回", "Returned"}, true},
                     {{"有效", "Valid"}, true},
                     {{"废票", "Spoiled"}, true},
                     {{"参评率", "Turnout"}, true}});
  for (const Group& group : report.groups) {
    const auto row = out.Begin("tr");
    WriteRowHead(out, group.title);
    WriteNumber(out, group.weight);
    for (const int64_t count : {group.expected, group.returned(), group.valid, group.spoiled})
      WriteNumber(out, std::to_string(count));
    const std::string turnout = PercentOf(group.returned(), group.expected);
    WriteNumber(out, turnout.empty() ? "" : turnout + "%");
  }
}

void WriteGrades(Markup& out, const Report& report) {
  if (report.grades.empty()) return;
  std::vector<int64_t> counts;
  for (const GradeCount& grade : report.grades) counts.push_back(grade.count);
  if (report.no_grade > 0) counts.push_back(report.no_grade);
  const std::vector<int64_t> shares = PerMille(counts);
  const Table table(out, {"等次分布", "Grades"},
                    {{{"等次", "Grade"}}, {{"对象", "Subjects"}, true}, {{"占比", "Share"}, true}});
  for (size_t i = 0; i < counts.size(); ++i) {
    const auto row = out.Begin("tr");
    if (i < report.grades.size()) {
      WriteRowHead(out, report.grades[i].title);
    } else {
      out.Leaf("th", {{"scope", "row"}}, Words{"无等次或不公开", "None, or withheld"});
    }
    WriteNumber(out, std::to_string(counts[i]));
    WriteNumber(out, PercentText(shares[i]) + "%");
  }
}

// "0.0312" is "3.12%".
std::string ShareText(const std::string& share) {
  const auto value = DecimalValue(share);
  return value ? FixedText(*value * Rational(100), 1) + "%" : "";
}

void WriteStatistics(Markup& out, const Report& report) {
  if (report.statistics.empty()) return;
  {
    const Table table(out, {"评议质量（统计，不计入分数）", "How the groups rated (statistics)"},
                      {{{"票类", "Group"}},
                       {{"弃权比例", "Abstentions"}, true},
                       {{"最高档比例", "Top marks"}, true},
                       {{"整票同档", "Straight-lined"}, true},
                       {{"一致性 α", "Agreement α"}, true}});
    for (size_t g = 0; g < report.groups.size(); ++g) {
      const GroupStatistics& statistics = report.statistics[g];
      const auto row = out.Begin("tr");
      WriteRowHead(out, report.groups[g].title);
      WriteNumber(out, ShareText(statistics.abstention_share));
      WriteNumber(out, ShareText(statistics.top_share));
      WriteNumber(out, ShareText(statistics.straight_lined_share));
      WriteNumber(out, statistics.alpha);
    }
  }
  out.Leaf("p", {{"class", "fine"}},
           Words{"α 为克里彭多夫系数：1 为完全一致，0 与随机无异。",
                 "α is Krippendorff's coefficient: 1 is perfect agreement, 0 what chance gives."});
}

}  // namespace

void WriteTitle(Markup& out, const Report& report) {
  const auto header = out.Begin("header");
  out.Leaf("p", {{"class", "kind"}}, Words{"民主评议结果", "Results of a democratic appraisal"});
  {
    const auto title = out.Begin("h1");
    out.Name(report.round_title);
  }
  out.Leaf("p", {{"class", "issue"}},
           Words{fmt::format("第 {} 次发布 · {}", report.number, TimeText(report)),
                 fmt::format("Release {} · {}", report.number, TimeText(report))});
  if (!report.note.empty()) {
    const auto note = out.Begin("p", {{"class", "note"}});
    out.Name(report.note);
  }
  if (!report.amends.empty()) {
    const std::string number = report.amends.substr(report.amends.rfind('/') + 1);
    out.Leaf("p", {{"class", "note"}},
             Words{fmt::format("本次发布更正并取代第 {} 次发布。", number),
                   fmt::format("This release amends release {} and takes its place.", number)});
  }
  WritePublicity(out, report);
}

void WriteSummary(Markup& out, const Report& report) {
  const auto section = out.Begin("section");
  out.Leaf("h2", {}, Words{"概况", "Summary"});
  WriteFacts(out, report);
  const auto pair = out.Begin("div", {{"class", "pair"}});
  WriteGroups(out, report);
  WriteGrades(out, report);
  WriteStatistics(out, report);
}

}  // namespace pingyi::exporting
