#include "services/export/data/scale.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::exporting {
namespace {

using ::testing::ElementsAre;

appraisal::v1::Criterion Numeric(const std::string& min, const std::string& max,
                                 const std::string& step) {
  appraisal::v1::Criterion criterion;
  criterion.mutable_numeric()->set_min(min);
  criterion.mutable_numeric()->set_max(max);
  criterion.mutable_numeric()->set_step(step);
  return criterion;
}

TEST(ScaleTest, GradesAreClassesBestFirst) {
  appraisal::v1::Criterion criterion;
  criterion.mutable_graded()->add_grades()->set_title("好");
  criterion.mutable_graded()->add_grades()->set_title("差");
  const Scale scale(criterion);
  EXPECT_THAT(scale.labels(), ElementsAre("好", "差"));
  EXPECT_EQ(scale.ClassOf(1), 1U);
  EXPECT_EQ(scale.ClassOf(2), std::nullopt);
  EXPECT_EQ(scale.ClassOf(-1), std::nullopt);
}

TEST(ScaleTest, FewNumbersStandByThemselves) {
  const Scale scale(Numeric("1", "5", "1"));
  EXPECT_THAT(scale.labels(), ElementsAre("5", "4", "3", "2", "1"));
  EXPECT_EQ(scale.ClassOf(0), 4U);
  EXPECT_EQ(scale.ClassOf(4), 0U);
}

TEST(ScaleTest, ManyNumbersAreFiveClasses) {
  const Scale scale(Numeric("0", "100", "1"));
  EXPECT_THAT(scale.labels(), ElementsAre("80–100", "60–79", "40–59", "20–39", "0–19"));
  EXPECT_EQ(scale.ClassOf(80), 0U);
  EXPECT_EQ(scale.ClassOf(79), 1U);
  EXPECT_EQ(scale.ClassOf(0), 4U);
  EXPECT_EQ(scale.ClassOf(101), std::nullopt);
}

TEST(ScaleTest, EveryMarkIsInTheClassWhoseLabelHoldsIt) {
  for (int marks = 8; marks <= 40; ++marks) {
    const Scale scale(Numeric("0", std::to_string(marks - 1), "1"));
    ASSERT_EQ(scale.labels().size(), 5U);
    for (int mark = 0; mark < marks; ++mark) {
      const std::string& label = scale.labels().at(scale.ClassOf(mark).value());
      const int first = std::stoi(label);
      const size_t dash = label.find("–");
      const int last = dash == std::string::npos ? first : std::stoi(label.substr(dash + 3));
      EXPECT_LE(first, mark) << marks << ' ' << label;
      EXPECT_GE(last, mark) << marks << ' ' << label;
    }
  }
}

TEST(ScaleTest, HalfStepsAndNonsense) {
  EXPECT_THAT(Scale(Numeric("0", "1", "0.5")).labels(), ElementsAre("1", "0.5", "0"));
  for (const Scale& scale : {Scale(Numeric("0", "10", "0")), Scale(Numeric("9", "1", "1")),
                             Scale(Numeric("a", "1", "1")), Scale(Numeric("0", "1", "0.000001"))}) {
    EXPECT_TRUE(scale.labels().empty());
    EXPECT_EQ(scale.ClassOf(0), std::nullopt);
  }
}

}  // namespace
}  // namespace pingyi::exporting
