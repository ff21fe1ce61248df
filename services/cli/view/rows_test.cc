#include "services/cli/view/rows.h"

#include <sstream>

#include <gtest/gtest.h>

#include "pingyi/appraisal/v1/round.pb.h"
#include "services/cli/view/card.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::Subject;

const Label kTitle{"评议对象", "Subjects"};

Columns<Subject> SubjectColumns() {
  return {
      {{"display_name", {"姓名", "Name"}}, [](const Subject& s) { return s.display_name(); }},
      {{"position", {"序号", "No"}, CellKind::kNumber},
       [](const Subject& s) { return std::to_string(s.position()); }},
      {{"unit", {"单位", "Unit"}, CellKind::kText, Place::kCardAndCsv},
       [](const Subject& s) { return s.unit(); }},
  };
}

Subject MakeSubject(const std::string& name, int position) {
  Subject subject;
  subject.set_display_name(name);
  subject.set_position(position);
  subject.set_unit("一处, 二处");
  return subject;
}

std::string List(Format format, Language language, const std::vector<Subject>& subjects) {
  std::ostringstream stream;
  Output out(stream, format, {language, absl::UTCTimeZone()});
  ListPrinter<Subject> printer(out, kTitle, SubjectColumns());
  for (const Subject& subject : subjects) EXPECT_TRUE(printer.Add(subject).ok());
  EXPECT_TRUE(printer.Finish().ok());
  return stream.str();
}

std::string Card(Format format) {
  std::ostringstream stream;
  Output out(stream, format, {Language::kZh, absl::UTCTimeZone()});
  EXPECT_TRUE(PrintCard(out, kTitle, SubjectColumns(), MakeSubject("张三", 2)).ok());
  return stream.str();
}

TEST(RowsTest, TableHasTitleCountAndTheColumnsForALine) {
  EXPECT_EQ(List(Format::kTable, Language::kZh, {MakeSubject("张三", 1), MakeSubject("Li", 12)}),
            "评议对象（2）\n"
            "姓名  序号\n"
            "────  ────\n"
            "张三     1\n"
            "Li      12\n");
  EXPECT_EQ(List(Format::kTable, Language::kEn, {}), "Subjects (0)\n");
}

TEST(RowsTest, BareTitleDoesNotCount) {
  std::ostringstream stream;
  Output out(stream, Format::kTable, {});
  RowPrinter rows(out, kTitle, {{"n", {"数", "N"}}}, RowPrinter::Title::kBare);
  EXPECT_TRUE(rows.Add({"1"}).ok());
  EXPECT_TRUE(rows.Finish().ok());
  EXPECT_EQ(stream.str(), "Subjects\nN\n─\n1\n");
}

TEST(RowsTest, CsvHasStableKeysAndEveryColumnAlsoWhenEmpty) {
  EXPECT_EQ(List(Format::kCsv, Language::kZh, {MakeSubject("张三", 1)}),
            "display_name,position,unit\n张三,1,\"一处, 二处\"\n");
  EXPECT_EQ(List(Format::kCsv, Language::kZh, {}), "display_name,position,unit\n");
}

TEST(RowsTest, JsonIsOneArray) {
  EXPECT_EQ(List(Format::kJson, Language::kZh, {}), "[]\n");
  const std::string two =
      List(Format::kJson, Language::kZh, {MakeSubject("张三", 1), MakeSubject("李四", 2)});
  EXPECT_TRUE(two.starts_with("[\n{\"name\":\"\",\"displayName\":\"张三\"")) << two;
  EXPECT_TRUE(two.ends_with("}\n]\n")) << two;
  EXPECT_NE(two.find("},\n{"), std::string::npos) << two;
}

TEST(RowsTest, RowsWithoutAMessageAreObjectsOfTheirCells) {
  std::ostringstream stream;
  Output out(stream, Format::kJson, {});
  RowPrinter rows(out, kTitle, {{"group", {"票类", "Group"}}, {"note", {"备注", "Note"}}});
  EXPECT_TRUE(rows.Add({"a", "x\"y"}).ok());
  EXPECT_TRUE(rows.Finish().ok());
  EXPECT_EQ(stream.str(), "[\n{\"group\":\"a\",\"note\":\"x\\\"y\"}\n]\n");
}

TEST(RowsTest, CardShowsAllFieldsThatHaveAValue) {
  EXPECT_EQ(Card(Format::kTable), "评议对象\n  姓名  张三\n  序号  2\n  单位  一处, 二处\n");
  EXPECT_EQ(Card(Format::kCsv), "display_name,position,unit\n张三,2,\"一处, 二处\"\n");
  EXPECT_EQ(Card(Format::kJson).front(), '{');
}

}  // namespace
}  // namespace pingyi::cli
