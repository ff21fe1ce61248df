#include "services/cli/bulk/figures_sheet.h"

#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

constexpr char kS1[] = "rounds/r/subjects/s1";
constexpr char kS2[] = "rounds/r/subjects/s2";

TEST(FiguresSheetTest, PutsTheRowsOfASubjectTogether) {
  result::v1::ComponentFigures figures;
  FiguresAssembler assembler(figures);
  EXPECT_TRUE(assembler.Add({.subject = kS1, .metric = "m", .actual = "45", .target = "50"}).ok());
  EXPECT_TRUE(assembler.Add({.subject = kS2, .metric = "m", .actual = "1", .target = "2"}).ok());
  EXPECT_TRUE(assembler.Add({.subject = kS1, .metric = "n", .actual = "3", .target = "4"}).ok());
  ASSERT_EQ(figures.subject_figures_size(), 2);
  EXPECT_EQ(figures.subject_figures(0).subject(), kS1);
  ASSERT_EQ(figures.subject_figures(0).metrics().items_size(), 2);
  EXPECT_EQ(figures.subject_figures(0).metrics().items(1).metric(), "n");
  EXPECT_EQ(figures.subject_figures(0).metrics().items(0).actual(), "45");
  EXPECT_EQ(figures.subject_figures(1).metrics().items(0).target(), "2");
}

TEST(FiguresSheetTest, KnowsEveryKindByItsCells) {
  result::v1::ComponentFigures figures;
  FiguresAssembler assembler(figures);
  EXPECT_TRUE(assembler.Add({.subject = "a", .score = "90", .reason = "因"}).ok());
  EXPECT_TRUE(assembler.Add({.subject = "b", .level = "yes", .count = "7"}).ok());
  EXPECT_TRUE(assembler.Add({.subject = "c", .reason = "迟", .points = "-2"}).ok());
  EXPECT_TRUE(assembler.Add({.subject = "c", .reason = "奖", .points = "1"}).ok());
  EXPECT_EQ(figures.subject_figures(0).score().score(), "90");
  EXPECT_EQ(figures.subject_figures(0).score().reason(), "因");
  EXPECT_EQ(figures.subject_figures(1).level_counts().items(0).count(), 7);
  EXPECT_TRUE(assembler.Add({.subject = "d", .criterion = "dive1", .factor = "3.1"}).ok());
  EXPECT_TRUE(
      assembler.Add({.subject = "d", .reason = "107B", .criterion = "d2", .factor = "2"}).ok());
  ASSERT_EQ(figures.subject_figures(3).factors().items_size(), 2);
  EXPECT_EQ(figures.subject_figures(3).factors().items(0).factor(), "3.1");
  EXPECT_EQ(figures.subject_figures(3).factors().items(1).criterion(), "d2");
  EXPECT_EQ(figures.subject_figures(3).factors().items(1).reason(), "107B");
  ASSERT_EQ(figures.subject_figures(2).adjustments().items_size(), 2);
  EXPECT_EQ(figures.subject_figures(2).adjustments().items(0).points(), "-2");
}

TEST(FiguresSheetTest, RefusesWhatIsNoFigure) {
  result::v1::ComponentFigures figures;
  FiguresAssembler assembler(figures);
  EXPECT_FALSE(assembler.Add({.subject = kS1}).ok());
  EXPECT_FALSE(assembler.Add({.subject = kS1, .reason = "因"}).ok());
  EXPECT_FALSE(assembler.Add({.subject = kS1, .score = "1", .points = "2"}).ok());
  EXPECT_FALSE(assembler.Add({.subject = kS1, .reason = "因", .level = "yes", .count = "1"}).ok());
  EXPECT_FALSE(assembler.Add({.subject = kS1, .level = "yes", .count = "x"}).ok());
  EXPECT_FALSE(assembler.Add({.subject = kS1, .points = "1", .factor = "2"}).ok());
  EXPECT_TRUE(assembler.Add({.subject = kS2, .score = "1"}).ok());
  EXPECT_FALSE(assembler.Add({.subject = kS2, .score = "2"}).ok());
  EXPECT_FALSE(assembler.Add({.subject = kS2, .reason = "因", .points = "2"}).ok());
}

}  // namespace
}  // namespace pingyi::cli
