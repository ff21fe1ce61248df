#include "services/report/domain/text_checks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/report/domain/marks.h"
#include "services/report/domain/text.h"

namespace pingyi::report {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// The texts at the hits.
std::vector<std::string> Places(std::u32string_view text, const std::vector<Hit>& hits) {
  std::vector<std::string> places;
  for (const Hit& hit : hits) places.push_back(Encode(text.substr(hit.position, hit.length)));
  return places;
}

std::vector<std::string> Placeholders(std::u32string_view text) {
  return Places(text, FindPlaceholders(text));
}
std::vector<std::string> Advertisements(std::u32string_view text) {
  return Places(text, FindAdvertisements(text));
}
std::vector<std::string> Gaps(std::u32string_view text) {
  return Places(text, FindNumberingGaps(text));
}
std::vector<std::string> Mixed(std::u32string_view text) {
  return Places(text, FindMixedPunctuation(text));
}

TEST(PlaceholderTest, Runs) {
  EXPECT_THAT(Placeholders(U"在XX市××局任职"), ElementsAre("XX", "××"));
  EXPECT_THAT(Placeholders(U"20XX年，xx同志，ＸＸ单位"), ElementsAre("XX", "xx", "ＸＸ"));
  EXPECT_THAT(Placeholders(U"完成***项，占＊＊％"), ElementsAre("***", "＊＊"));
  EXPECT_THAT(Placeholders(U"姓名：____，○○市，□□局"), ElementsAre("____", "○○", "□□"));
  EXPECT_THAT(Placeholders(U"XX"), ElementsAre("XX"));
}

TEST(PlaceholderTest, SingleMarksBeforeAUnit) {
  EXPECT_THAT(Placeholders(U"X市，×年×月×日"), ElementsAre("X", "×", "×", "×"));
  EXPECT_THAT(Placeholders(U"X光检查，5×年均值，MAX市场，x年"), IsEmpty());
}

TEST(PlaceholderTest, Words) {
  EXPECT_THAT(Placeholders(U"某某同志，此处填写业绩，Lorem Ipsum"),
              ElementsAre("某某", "此处填写", "Lorem Ipsum"));
}

TEST(PlaceholderTest, EveryWordOfTheTableIsFound) {
  for (const std::u32string_view word : kPlaceholderWords) {
    EXPECT_THAT(Placeholders(U"前" + std::u32string(word) + U"后"), ElementsAre(Encode(word)));
  }
}

TEST(PlaceholderTest, NotTheseOfLatinAndNumbers) {
  for (const std::u32string_view text :
       {U"XXL号工作服", U"Exxon公司", U"Vixx", U"第XXI届", U"Article XX of the code", U"3×5米",
        U"共3 × 5格", U"接口返回5xx错误", U"138****1234", U"138XXXX1234", U"2**10", U"snake__case",
        U"__init__", U"二〇〇八年", U"二○○八年", U"X射线", U"一X"}) {
    EXPECT_THAT(Placeholders(text), IsEmpty()) << Encode(text);
  }
}

TEST(PlaceholderTest, ALineOfStarsDividesTheText) {
  EXPECT_THAT(Placeholders(U"一、总体情况\n******\n二、问题"), IsEmpty());
  EXPECT_THAT(Placeholders(U"一、总体情况\n**\n二、问题"), ElementsAre("**"));
  EXPECT_THAT(Placeholders(U"***同志"), ElementsAre("***"));
}

TEST(PlaceholderTest, ProductOfUnitsIsNoGap) {
  for (const std::u32string_view text :
       {U"投入120人×日", U"约1.5万余人×年", U"三百人×日", U"十人×月", U"８台×日"}) {
    EXPECT_THAT(Placeholders(text), IsEmpty()) << Encode(text);
  }
  EXPECT_THAT(Placeholders(U"2026年×月×日"), ElementsAre("×", "×"));
  EXPECT_THAT(Placeholders(U"负责人×年×月"), ElementsAre("×", "×"));
  EXPECT_THAT(Placeholders(U"人×日"), ElementsAre("×"));
}

TEST(PlaceholderTest, ChromosomesAreNoGap) {
  for (const std::u32string_view text :
       {U"诊断XX综合征3例", U"XXX综合征", U"XX男性综合征", U"女性为XX染色体"}) {
    EXPECT_THAT(Placeholders(text), IsEmpty()) << Encode(text);
  }
  EXPECT_THAT(Placeholders(U"××综合征，XX综合科，XXXX综合征"), ElementsAre("××", "XX", "XXXX"));
}

TEST(PlaceholderTest, EmphasisIsNoGap) {
  for (const std::u32string_view text :
       {U"**重点**", U"**重点**：加强学习", U"要**重点推进**改革，**坚持**问题导向",
        U"***要害***在此", U"1. **Plan A**", U"**重点：**加强学习"}) {
    EXPECT_THAT(Placeholders(text), IsEmpty()) << Encode(text);
  }
  EXPECT_THAT(Placeholders(U"**重点XX市**"), ElementsAre("XX")) << "what is emphasised is read too";
  EXPECT_THAT(Placeholders(U"在**市**局任职"), ElementsAre("**", "**"));
  EXPECT_THAT(Placeholders(U"完成**项，占**％"), ElementsAre("**", "**"));
  EXPECT_THAT(Placeholders(U"**同志，男，**年生"), ElementsAre("**", "**"));
  EXPECT_THAT(Placeholders(U"姓名**，年龄**"), ElementsAre("**", "**"));
  EXPECT_THAT(Placeholders(U"**重点\n工作**"), ElementsAre("**", "**")) << "not over a line's end";
  EXPECT_THAT(Placeholders(U"**重点***"), ElementsAre("**", "***"));
  EXPECT_THAT(Placeholders(U"**重点**工作**"), ElementsAre("**"));
}

TEST(PlaceholderTest, PositionsAreCharacters) {
  EXPECT_THAT(FindPlaceholders(U"𠮷😀汉XXX市"), ElementsAre(Hit{3, 3}));
}

TEST(PlaceholderTest, EmptyBlankAndHuge) {
  EXPECT_THAT(FindPlaceholders(U""), IsEmpty());
  EXPECT_THAT(FindPlaceholders(U"  \n\u3000"), IsEmpty());
  std::u32string huge;
  for (int i = 0; i < 16'000; ++i) huge += U"XX市";
  EXPECT_EQ(FindPlaceholders(huge).size(), kMaxHits);
  EXPECT_THAT(FindPlaceholders(std::u32string(50'000, U'X')), ElementsAre(Hit{0, 50'000}));
}

TEST(AdvertisementTest, EveryMarkOfTheTableIsFound) {
  for (const std::u32string_view mark : kAdvertisements) {
    EXPECT_THAT(Advertisements(U"正文" + std::u32string(mark) + U"正文"),
                ElementsAre(Encode(mark)));
  }
  for (const SplitMark& mark : kSplitAdvertisements) {
    const std::u32string text = std::u32string(mark.head) + U"某某" + std::u32string(mark.tail);
    EXPECT_THAT(Advertisements(U"正文" + text + U"正文"), ElementsAre(Encode(text)));
  }
}

TEST(AdvertisementTest, OfAnyCaseAndWidth) {
  EXPECT_THAT(Advertisements(U"见WWW.fanwen.com或ＨＴＴＰ：//"), ElementsAre("WWW."));
  EXPECT_THAT(Advertisements(U"请下载Word版"), ElementsAre("下载Word"));
  EXPECT_THAT(Advertisements(U"开通ＶＩＰ阅读"), ElementsAre("开通ＶＩＰ"));
}

TEST(AdvertisementTest, SplitMarksKeepTogether) {
  EXPECT_THAT(Advertisements(U"版权归原作者所有"), ElementsAre("版权归原作者所有"));
  EXPECT_THAT(Advertisements(U"关注“笔杆子”公众号"), ElementsAre("关注“笔杆子”公众号"));
  EXPECT_THAT(Advertisements(U"关注民生。单位运营公众号"), IsEmpty()) << "two sentences";
  EXPECT_THAT(Advertisements(U"关注" + std::u32string(13, U'民') + U"公众号"), IsEmpty());
}

TEST(AdvertisementTest, OrdinaryWorkIsNone) {
  for (const std::u32string_view text :
       {U"", U"  ", U"运营微信公众号12期", U"组织会员大会", U"推进著作权保护", U"下载量提高三成",
        U"持续关注群众诉求", U"全文共三部分"}) {
    EXPECT_THAT(Advertisements(text), IsEmpty()) << Encode(text);
  }
}

TEST(AdvertisementTest, HugeTextsAreBounded) {
  std::u32string huge;
  for (int i = 0; i < 10'000; ++i) huge += U"下载本文";
  EXPECT_EQ(FindAdvertisements(huge).size(), kMaxHits);
}

TEST(NumberingTest, GapsAndStepsBack) {
  EXPECT_THAT(Gaps(U"（一）学习\n（二）工作\n（四）廉洁"), ElementsAre("（四）"));
  EXPECT_THAT(Gaps(U"一、德\n二、能\n四、绩"), ElementsAre("四、"));
  EXPECT_THAT(Gaps(U"(一)学习。(三)廉洁。"), ElementsAre("(三)"));
  EXPECT_THAT(Gaps(U"（一）甲\n（二）乙\n（二）丙"), ElementsAre("（二）"));
  EXPECT_THAT(Gaps(U"一、甲\n二、乙\n一、丙"), ElementsAre("一、"));
  EXPECT_THAT(Gaps(U"（二）从二开始"), ElementsAre("（二）"));
  EXPECT_THAT(Gaps(U"重点是，（一）学习，（二）工作，（四）廉洁"), ElementsAre("（四）"));
}

TEST(NumberingTest, SaysWhatWasExpected) {
  EXPECT_THAT(FindNumberingGaps(U"（一）甲\n（二）乙\n（四）丙"),
              ElementsAre(Hit{10, 3, U"（三）"}));
  EXPECT_THAT(FindNumberingGaps(U"十九、甲\n二十一、乙"), ElementsAre(Hit{5, 4, U"二十、"}));
  EXPECT_THAT(FindNumberingGaps(U"第一部分\n第三部分"), ElementsAre(Hit{5, 4, U"第二部分"}));
}

TEST(NumberingTest, AfterAGapItGoesOnFromThere) {
  EXPECT_THAT(Gaps(U"一、甲\n三、乙\n四、丙"), ElementsAre("三、"));
}

TEST(NumberingTest, LevelsAreKeptApartAndBeginAgain) {
  EXPECT_THAT(Gaps(U"一、德\n（一）甲\n（二）乙\n二、能\n（一）丙\n（二）丁\n三、勤"), IsEmpty());
  EXPECT_THAT(Gaps(U"第一部分\n一、甲\n二、乙\n第二部分\n一、丙"), IsEmpty());
  EXPECT_THAT(Gaps(U"第一章 总则\n（一）甲\n第二章 分则\n（二）乙"), ElementsAre("（二）"));
}

TEST(NumberingTest, ASectionMayContinueTheHeadingsOfAnother) {
  EXPECT_THAT(Gaps(U"三、存在的问题\n四、下一步打算"), IsEmpty());
}

TEST(NumberingTest, UpToNinetyNine) {
  std::u32string text;
  for (const std::u32string_view numeral :
       {U"一", U"二", U"三", U"四", U"五", U"六", U"七", U"八", U"九", U"十", U"十一", U"十二"}) {
    text += U"（" + std::u32string(numeral) + U"）事项。";
  }
  EXPECT_THAT(Gaps(text), IsEmpty());
  EXPECT_THAT(Gaps(U"九十八、甲\n九十九、乙"), IsEmpty());
}

TEST(NumberingTest, NotTheseInSentences) {
  for (const std::u32string_view text :
       {U"", U"   ", U"依据第三条第（二）项", U"工作总结（二）", U"二、三季度完成全部任务",
        U"一、二班合并。三、四班合并", U"（三亚）会议", U"统一、九次", U"（十分）重要"}) {
    EXPECT_THAT(Gaps(text), IsEmpty()) << Encode(text);
  }
}

TEST(NumberingTest, AHeadingThatBeginsWithANumberIsOne) {
  EXPECT_THAT(Gaps(U"二、甲\n三、一季度工作\n四、乙"), IsEmpty());
}

TEST(PunctuationTest, HalfWidthBetweenChinese) {
  EXPECT_THAT(Mixed(U"学习,工作;廉洁:好?很好!是(真)的"),
              ElementsAre(",", ";", ":", "?", "!", "(", ")"));
  EXPECT_THAT(Mixed(U"认真学习, 努力工作"), ElementsAre(","));
  EXPECT_THAT(Mixed(U"完成任务!\n继续努力!"), ElementsAre("!", "!"));
  EXPECT_THAT(Mixed(U"《条例》,学习"), ElementsAre(","));
}

TEST(PunctuationTest, SaysTheFullWidthOne) {
  EXPECT_THAT(FindMixedPunctuation(U"𠮷,好"), ElementsAre(Hit{1, 1, U"，"}));
}

TEST(PunctuationTest, DecimalsTimesAddressesAndLatinAreNone) {
  for (const std::u32string_view text :
       {U"", U" ", U"占比97.3，于10:30开会", U"见http://www.gov.cn/a?b=1", U"1,234万元",
        U"GDP(gross)增长", U"A, B和C", U"全角，。；：？！（）齐全", U"共3(件)", U"Yes, sir!"}) {
    const std::vector<std::string> found = Mixed(text);
    if (text == std::u32string_view(U"共3(件)")) {
      EXPECT_THAT(found, ElementsAre(")")) << "the bracket closes a Chinese word";
    } else {
      EXPECT_THAT(found, IsEmpty()) << Encode(text);
    }
  }
}

TEST(PunctuationTest, HugeTextsAreBounded) {
  std::u32string huge;
  for (int i = 0; i < 25'000; ++i) huge += U"好,";
  EXPECT_EQ(FindMixedPunctuation(huge).size(), kMaxHits);
  EXPECT_THAT(FindMixedPunctuation(U"好," + std::u32string(50'000, U' ') + U"好"),
              ElementsAre(Hit{1, 1, U"，"}));
}

}  // namespace
}  // namespace pingyi::report
