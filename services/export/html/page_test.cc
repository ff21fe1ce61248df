#include "services/export/html/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/export/testing/sample_report.h"

namespace pingyi::exporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(PageTest, SameReportGivesTheSameBytes) {
  EXPECT_EQ(HtmlPage(SampleReport(), Languages::kBoth), HtmlPage(SampleReport(), Languages::kBoth));
}

TEST(PageTest, NamesAreNeverMarkup) {
  const std::string page = HtmlPage(SampleReport(), Languages::kBoth);
  EXPECT_THAT(page, Not(HasSubstr("<script")));
  EXPECT_THAT(page, Not(HasSubstr("<b>")));
  EXPECT_THAT(page, Not(HasSubstr("<i>")));
  EXPECT_THAT(page, HasSubstr("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;"));
}

TEST(PageTest, RefersToNothing) {
  const std::string page = HtmlPage(SampleReport(), Languages::kBoth);
  for (const char* reference : {"<link", "<img", " src=", " href=", "url(", "@import", " style="})
    EXPECT_THAT(page, Not(HasSubstr(reference)));
  EXPECT_THAT(page, HasSubstr("content=\"default-src &#39;none&#39;; style-src &#39;sha256-"));
}

TEST(PageTest, TellsHowToVerify) {
  const std::string page = HtmlPage(SampleReport(), Languages::kEn);
  EXPECT_THAT(page, HasSubstr("pingyi-verify release.json"));
  EXPECT_THAT(page, HasSubstr(SampleReport().proof.digest));
  EXPECT_THAT(page, HasSubstr("--round rounds/leaders-2026 --release 2"));
  Report unsigned_report = SampleReport();
  unsigned_report.proof.key_id.clear();
  EXPECT_THAT(HtmlPage(unsigned_report, Languages::kEn), HasSubstr("This release is not signed"));
}

TEST(PageTest, OneLanguageHasNoWordOfTheOther) {
  const std::string zh = HtmlPage(SampleReport(), Languages::kZh);
  EXPECT_THAT(zh, HasSubstr("<html lang=\"zh-Hans\">"));
  for (const char* word :
       {"Summary", "Results", "withheld,", "span lang=\"en\"", "for=\"choose-en\""})
    EXPECT_THAT(zh, Not(HasSubstr(word)));
  const std::string en = HtmlPage(SampleReport(), Languages::kEn);
  EXPECT_THAT(en, HasSubstr("<html lang=\"en\">"));
  for (const char* word : {"概况", "名次图", "核验", "span lang=\"zh\""})
    EXPECT_THAT(en, Not(HasSubstr(word)));
}

TEST(PageTest, WithheldCellsSayWhy) {
  const std::string page = HtmlPage(SampleReport(), Languages::kEn);
  EXPECT_THAT(page, HasSubstr("<td class=\"n withheld\">n &lt; 5</td>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"n withheld\">†</td>"));
  EXPECT_THAT(page, HasSubstr("rests on too few ballots"));
  Report open = SampleReport();
  open.boards.clear();
  for (Row& row : open.rows) {
    row.total.withheld = Withheld::kNo;
    for (GroupScore& group : row.groups) {
      group.score.withheld = Withheld::kNo;
      for (CriterionScore& score : group.criteria) score.score.withheld = Withheld::kNo;
    }
  }
  EXPECT_THAT(HtmlPage(open, Languages::kEn), Not(HasSubstr("rests on too few ballots")));
}

TEST(PageTest, ShowsBothGradesOfADecision) {
  EXPECT_THAT(HtmlPage(SampleReport(), Languages::kZh),
              HasSubstr("<bdi>优秀</bdi><small>（集体决定；计算为称职）</small>"));
}

TEST(PageTest, BoardsAreTablesBySectionWithTheirSuppression) {
  const std::string page = HtmlPage(SampleReport(), Languages::kEn);
  EXPECT_THAT(page, HasSubstr(">Leaderboards</h2>"));
  EXPECT_THAT(page, HasSubstr("By the total, each unit by itself."));
  EXPECT_THAT(page, HasSubstr("By the criterion <bdi>绩</bdi>, all in one ranking."));
  EXPECT_THAT(page, HasSubstr("<caption>第三业务处（含派驻单位）</caption>"));
  EXPECT_THAT(page, HasSubstr("<caption>(no unit)</caption>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"n\">–</td><th scope=\"row\"><bdi>张三22</bdi></th>"
                              "<td class=\"n withheld\">n &lt; 5</td>"));
  EXPECT_THAT(page, HasSubstr("<td class=\"n\">–</td><th scope=\"row\"><bdi>张三23</bdi></th>"
                              "<td class=\"n withheld\">†</td>"));
  EXPECT_THAT(page, HasSubstr("nobody marked the subject"));
  Report none = SampleReport();
  none.boards.clear();
  EXPECT_THAT(HtmlPage(none, Languages::kEn), Not(HasSubstr("Leaderboards")));
}

TEST(PageTest, AmendedReleaseTellsWhatChanged) {
  EXPECT_THAT(HtmlPage(SampleReport(), Languages::kEn), HasSubstr("What this release amends"));
  Report first = SampleReport();
  first.amendments.clear();
  EXPECT_THAT(HtmlPage(first, Languages::kEn), Not(HasSubstr("What this release amends")));
}

TEST(PageTest, ExclusionsStandBesideTheGrade) {
  Report report = SampleReport();
  report.rows[8].exclusion = "discipline";
  report.rows[8].exclusion_title = "一票否决";
  EXPECT_THAT(HtmlPage(report, Languages::kZh), HasSubstr("<small>（一票否决）</small>"));
}

TEST(PageTest, PooledCriteriaStandInThePlaceOfGroups) {
  Report report = SampleReport();
  for (Row& row : report.rows) row.pooled.resize(report.criteria.size());
  report.rows[0].pooled[1].score = {.exact = "77", .rounded = "77.77"};
  const std::string page = HtmlPage(report, Languages::kZh);
  EXPECT_THAT(page, HasSubstr("<th scope=\"col\" class=\"n\">总体印象 &lt;0–100&gt;</th>"));
  EXPECT_THAT(page, HasSubstr(">77.77<"));
}

TEST(PageTest, TimesAreThoseOfTheCalendar) {
  EXPECT_THAT(HtmlPage(SampleReport(), Languages::kEn), HasSubstr("2026-09-21 22:13 UTC+08:00"));
  Report report = SampleReport();
  report.utc_offset_minutes = -210;
  EXPECT_THAT(HtmlPage(report, Languages::kEn), HasSubstr("2026-09-21 10:43 UTC-03:30"));
}

TEST(PageTest, ManyGroupsGetTablesOfTheirOwn) {
  Report report = SampleReport();
  for (int i = 0; i < 5; ++i) {
    report.groups.push_back(report.groups[1]);
    report.distributions.push_back(report.distributions[1]);
    for (Row& row : report.rows) row.groups.push_back(row.groups[2]);
  }
  report.statistics.clear();
  const std::string page = HtmlPage(report, Languages::kEn);
  EXPECT_THAT(page, HasSubstr("Scores by group (1–6)"));
  EXPECT_THAT(page, HasSubstr("Scores by group (7–8)"));
}

TEST(PageTest, ChartsOfManySubjectsAreCutAndSaySo) {
  Report report = SampleReport();
  while (report.rows.size() < 70) report.rows.push_back(report.rows[0]);
  const std::string page = HtmlPage(report, Languages::kEn);
  EXPECT_THAT(page, HasSubstr("The chart has the first 60 of 69 subjects"));
  EXPECT_THAT(page, HasSubstr("id=\"ranking-4\""));
  EXPECT_THAT(page, Not(HasSubstr("id=\"ranking-5\"")));
}

TEST(PageTest, EmptyReleaseIsStillAPage) {
  EXPECT_THAT(HtmlPage(Report(), Languages::kBoth), HasSubstr("</main></body></html>"));
}

}  // namespace
}  // namespace pingyi::exporting
