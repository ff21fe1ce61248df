#include "services/report/domain/checks.h"

#include <algorithm>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/status/error.h"

namespace pingyi::report {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using K = FindingKind;

ReportTemplate SmallTemplate() {
  ReportTemplate made;
  made.id = "t1";
  made.sections = {{"work", "履职情况", true, 5, 20}, {"plan", "下一步打算", false, 0, 0}};
  made.metrics = {{"done", "办结率", "%", "95", true}, {"cases", "办件数", "件", "", false}};
  return made;
}

Content GoodContent() {
  return {{{"work", "认真履职，完成任务。"}, {"plan", "继续努力。"}}, {{"done", "97.3", ""}}};
}

// Kind and key of each finding.
std::vector<std::pair<K, std::string>> Found(const Content& content) {
  std::vector<std::pair<K, std::string>> found;
  for (const Finding& finding : CheckContent(SmallTemplate(), content)) {
    found.emplace_back(finding.kind, finding.key);
  }
  return found;
}

TEST(CheckContentTest, AGoodReportHasNoFinding) { EXPECT_THAT(Found(GoodContent()), IsEmpty()); }

TEST(CheckContentTest, WhatIsRequiredMustBeThere) {
  EXPECT_THAT(Found({}), ElementsAre(std::pair(K::kSectionMissing, "work"),
                                     std::pair(K::kMetricMissing, "done")));
}

TEST(CheckContentTest, OnlySpacesAreAsGoodAsNothing) {
  Content content = GoodContent();
  content.sections[0].text = " \n\t\u3000\u200B ";
  EXPECT_THAT(Found(content), ElementsAre(std::pair(K::kSectionMissing, "work")));
  content = GoodContent();
  content.sections[1].text = "   ";
  EXPECT_THAT(Found(content), IsEmpty()) << "not required";
}

TEST(CheckContentTest, LengthsAreCharactersNotBytesAndWithoutWhiteSpace) {
  const struct {
    std::string text;
    std::vector<K> kinds;
  } cases[] = {
      {"四个汉字", {K::kTooShort}},
      {"四 个 汉 字 ", {K::kTooShort}},
      {"五个汉字。", {}},
      {"𠮷𠮷𠮷𠮷", {K::kTooShort}},
      {"𠮷𠮷𠮷𠮷😀", {}},
      {"一二三四五六七八九十一二三四五六七八九十", {}},
      {"一二三四五六七八九十 一二三四五六七八九\n十", {}},
      {"一二三四五六七八九十一二三四五六七八九十一", {K::kTooLong}},
  };
  for (const auto& [text, kinds] : cases) {
    Content content = GoodContent();
    content.sections[0].text = text;
    std::vector<K> found;
    for (const auto& [kind, key] : Found(content)) found.push_back(kind);
    EXPECT_EQ(found, kinds) << text;
  }
}

TEST(CheckContentTest, UnknownAndDuplicateKeys) {
  Content content = GoodContent();
  content.sections.push_back({"other", "正文"});
  content.sections.push_back({"other", "正文"});
  content.sections.push_back({"work", "又一遍履职情况。"});
  content.metrics.push_back({"other_metric", "1", ""});
  content.metrics.push_back({"done", "98", ""});
  EXPECT_THAT(
      Found(content),
      ElementsAre(std::pair(K::kDuplicateKey, "work"), std::pair(K::kDuplicateKey, "done"),
                  std::pair(K::kUnknownKey, "other"), std::pair(K::kUnknownKey, "other_metric")));
}

TEST(CheckContentTest, MetricsAreDecimals) {
  const struct {
    std::vector<Metric> metrics;
    std::vector<std::pair<K, std::string>> found;
  } cases[] = {
      {{{"done", "", ""}}, {{K::kMetricMissing, "done"}}},
      {{{"done", "百分之九十", ""}}, {{K::kMetricNotANumber, "done"}}},
      {{{"done", "97.3%", ""}}, {{K::kMetricNotANumber, "done"}}},
      {{{"done", "97", ""}, {"cases", "", ""}}, {{K::kMetricNotANumber, "cases"}}},
      {{{"done", "97", ""}, {"cases", "-3", ""}}, {}},
  };
  for (const auto& [metrics, found] : cases) {
    Content content = GoodContent();
    content.metrics = metrics;
    EXPECT_EQ(Found(content), found);
  }
}

TEST(CheckContentTest, FindingsAreInTheTemplatesOrderAndThenByPosition) {
  const Content content{{{"plan", "下载本文,XX市。"}, {"work", "(一)××局,工作。（三）好"}}, {}};
  EXPECT_THAT(Found(content), ElementsAre(std::pair(K::kMixedPunctuation, "work"),  // (
                                          std::pair(K::kPlaceholder, "work"),       // ××
                                          std::pair(K::kMixedPunctuation, "work"),  // ,
                                          std::pair(K::kNumberingGap, "work"),      // （三）
                                          std::pair(K::kAdvertisement, "plan"),     // 下载本文
                                          std::pair(K::kPlaceholder, "plan"),       // XX
                                          std::pair(K::kMetricMissing, "done")));
}

TEST(CheckContentTest, AFindingSaysWhereAndWhatToDo) {
  Content content = GoodContent();
  content.sections[0].text = "在𠮷林XX市任职。";
  EXPECT_THAT(
      CheckContent(SmallTemplate(), content),
      ElementsAre(AllOf(Field(&Finding::severity, Severity::kError), Field(&Finding::position, 3),
                        Field(&Finding::length, 2),
                        Field(&Finding::message_en,
                              "The placeholder \"XX\" was left in: replace it with the real "
                              "content."),
                        Field(&Finding::message_zh, "遗留占位符“XX”：请替换为实际内容。"),
                        Field(&Finding::excerpt, "在𠮷林XX市任职。"))));
}

TEST(CheckContentTest, TheMessagesNameWhatIsExpected) {
  Content content = GoodContent();
  content.sections[0].text = "（一）学习。（三）工作";
  const std::vector<Finding> findings = CheckContent(SmallTemplate(), content);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].message_zh, HasSubstr("“（三）”处序号不连续，此处应为“（二）”"));
  EXPECT_THAT(findings[0].message_en, HasSubstr("\"（二）\" was expected"));
}

TEST(CheckContentTest, EveryKindHasSentencesInBothLanguages) {
  Content content{
      {{"work", "短,"}, {"work", ""}, {"plan", "XX 下载本文 （一）（三）好,好"}, {"u", ""}},
      {{"cases", "x", ""}}};
  for (const Finding& finding : CheckContent(SmallTemplate(), content)) {
    EXPECT_THAT(finding.message_en, testing::EndsWith(".")) << KindName(finding.kind);
    EXPECT_THAT(finding.message_zh, testing::EndsWith("。")) << KindName(finding.kind);
    EXPECT_THAT(finding.message_en + finding.message_zh, Not(HasSubstr("{")));
  }
}

TEST(CheckContentTest, HugeTextsAreCheckedWithABoundedAnswer) {
  std::string huge;
  for (int i = 0; i < 5'000; ++i) huge += "XX市,下载本文,（三）好 ";
  Content content = GoodContent();
  content.sections[1].text = huge;
  EXPECT_LE(CheckContent(SmallTemplate(), content).size(), 80u);
}

TEST(SeverityTest, WarningsAreForPeopleToLookAt) {
  for (const K kind : {K::kAdvertisement, K::kNumberingGap, K::kMixedPunctuation}) {
    EXPECT_EQ(SeverityOf(kind), Severity::kWarning) << KindName(kind);
  }
  for (const K kind :
       {K::kSectionMissing, K::kTooShort, K::kTooLong, K::kUnknownKey, K::kMetricMissing,
        K::kMetricNotANumber, K::kPlaceholder, K::kDuplicateKey}) {
    EXPECT_EQ(SeverityOf(kind), Severity::kError) << KindName(kind);
  }
}

TEST(RequireNoErrorsTest, WarningsPass) {
  Content content = GoodContent();
  content.sections[0].text = "认真履职,完成任务。";
  const std::vector<Finding> findings = CheckContent(SmallTemplate(), content);
  EXPECT_EQ(findings.size(), 1u);
  EXPECT_FALSE(HasErrors(findings));
  EXPECT_TRUE(RequireNoErrors(findings).ok());
}

TEST(RequireNoErrorsTest, EveryErrorIsAViolation) {
  Content content = GoodContent();
  content.sections[0].text = "XX市,好";
  content.metrics.clear();
  const absl::Status status = RequireNoErrors(CheckContent(SmallTemplate(), content));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  const ErrorDetails details = DetailsOf(status);
  EXPECT_EQ(details.reason, "REPORT_CHECK_FAILED");
  ASSERT_EQ(details.violations.size(), 2u);
  EXPECT_EQ(details.violations[0].field, "work");
  EXPECT_EQ(details.violations[0].reason, "PLACEHOLDER");
  EXPECT_THAT(details.violations[0].description, HasSubstr("请替换为实际内容"));
  EXPECT_EQ(details.violations[1].field, "done");
  EXPECT_EQ(details.metadata.at("errors"), "2");
}

}  // namespace
}  // namespace pingyi::report
