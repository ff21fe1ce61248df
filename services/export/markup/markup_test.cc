#include "services/export/markup/markup.h"

#include <gtest/gtest.h>

namespace pingyi::exporting {
namespace {

TEST(MarkupTest, EscapesWhatWouldBeMarkup) {
  EXPECT_EQ(Escaped("<script>alert(\"&'\")</script>"),
            "&lt;script&gt;alert(&quot;&amp;&#39;&quot;)&lt;/script&gt;");
  EXPECT_EQ(Escaped("吴晓梅 😀"), "吴晓梅 😀");
  EXPECT_EQ(Escaped(std::string_view("a\0b\x1b[1m\x7f\r\n", 10)),
            "a\xEF\xBF\xBD"
            "b\xEF\xBF\xBD[1m\xEF\xBF\xBD \n");
}

TEST(MarkupTest, AttributesAreEscapedToo) {
  Markup markup(Languages::kEn);
  markup.Leaf("td", {{"title", "\"><script>"}}, "x");
  EXPECT_EQ(markup.Take(), "<td title=\"&quot;&gt;&lt;script&gt;\">x</td>");
}

TEST(MarkupTest, ElementsEndInTheirOrder) {
  Markup markup(Languages::kEn);
  {
    const auto ul = markup.Begin("ul");
    const auto li = markup.Begin("li", {{"class", "a"}});
    markup.Name("<b>");
  }
  EXPECT_EQ(markup.Take(), "<ul><li class=\"a\"><bdi>&lt;b&gt;</bdi></li>\n</ul>");
}

TEST(MarkupTest, OneLanguageIsPlainTextAndTwoAreMarked) {
  const Words words{"名次", "Rank"};
  Markup zh(Languages::kZh);
  zh.Say(words);
  EXPECT_EQ(zh.Take(), "名次");
  Markup both(Languages::kBoth);
  both.Say(words);
  both.Say({"A", "A"});
  EXPECT_EQ(both.Take(), "<span lang=\"zh\">名次</span><span lang=\"en\">Rank</span>A");
  EXPECT_EQ(Plain(words, Languages::kBoth), "名次 / Rank");
}

TEST(MarkupTest, SvgHasItsOwnSpansAndEndsEmptyElements) {
  Markup markup(Languages::kBoth);
  {
    const auto svg = markup.Begin("svg");
    markup.Void("rect", {{"x", "1"}});
    markup.Leaf("title", {}, Words{"图", "Chart"});
    markup.Leaf("text", {}, Words{"图", "Chart"});
  }
  markup.Void("meta", {{"charset", "utf-8"}});
  EXPECT_EQ(markup.Take(),
            "<svg><rect x=\"1\"/><title>图 / Chart</title>\n"
            "<text><tspan lang=\"zh\">图</tspan><tspan lang=\"en\">Chart</tspan></text></svg>\n"
            "<meta charset=\"utf-8\">");
}

}  // namespace
}  // namespace pingyi::exporting
