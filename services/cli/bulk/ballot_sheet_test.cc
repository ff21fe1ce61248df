#include "services/cli/bulk/ballot_sheet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace pingyi::cli {
namespace {

MarkRow Row(std::string_view ballot, std::string_view subject, std::string_view criterion,
            std::string_view mark) {
  return {.ballot = ballot,
          .group = "a",
          .voter = "",
          .own_subject = "",
          .subject = subject,
          .criterion = criterion,
          .mark = mark};
}

TEST(SheetAssemblerTest, RowsOfOneLabelMakeOneBallotWhereverTheyStand) {
  SheetAssembler assembler;
  for (const MarkRow& row : {Row("1", "zs", "de", "yx"), Row("2", "zs", "de", "cz"),
                             Row("1", "ls", "de", "cz"), Row("1", "zs", "neng", "87.5")}) {
    ASSERT_TRUE(assembler.Add(row).ok());
  }
  ASSERT_EQ(assembler.sheets().size(), 2u);
  const BallotSheet& first = assembler.sheets()[0];
  EXPECT_EQ(first.label, "1");
  ASSERT_EQ(first.ballot.subjects_size(), 2);
  EXPECT_EQ(first.ballot.subjects(0).subject(), "zs");
  ASSERT_EQ(first.ballot.subjects(0).marks_size(), 2);
  EXPECT_EQ(first.ballot.subjects(0).marks(1).mark(), "87.5");
  EXPECT_EQ(assembler.sheets()[1].ballot.subjects(0).marks(0).mark(), "cz");
}

TEST(SheetAssemblerTest, DashAndItsChineseWordAreAbstentions) {
  SheetAssembler assembler;
  ASSERT_TRUE(assembler.Add(Row("1", "zs", "de", "-")).ok());
  ASSERT_TRUE(assembler.Add(Row("1", "zs", "neng", "弃权")).ok());
  for (const auto& mark : assembler.sheets()[0].ballot.subjects(0).marks())
    EXPECT_TRUE(mark.abstain());
}

TEST(SheetAssemblerTest, WhatIsBlankOnPaperStaysBlank) {
  SheetAssembler assembler;
  ASSERT_TRUE(assembler.Add(Row("1", "zs", "de", "")).ok());
  ASSERT_TRUE(assembler.Add(Row("2", "", "", "")).ok());
  EXPECT_EQ(assembler.sheets()[0].ballot.subjects(0).marks_size(), 0);
  EXPECT_EQ(assembler.sheets()[1].ballot.subjects_size(), 0);
}

TEST(SheetAssemblerTest, DoubleMarksArePassedOnForTheServiceToJudge) {
  SheetAssembler assembler;
  ASSERT_TRUE(assembler.Add(Row("1", "zs", "de", "yx")).ok());
  ASSERT_TRUE(assembler.Add(Row("1", "zs", "de", "cz")).ok());
  EXPECT_EQ(assembler.sheets()[0].ballot.subjects(0).marks_size(), 2);
}

TEST(SheetAssemblerTest, ContradictingOrIncompleteRowsAreRefused) {
  SheetAssembler assembler;
  ASSERT_TRUE(assembler.Add(Row("1", "zs", "de", "yx")).ok());
  MarkRow other_group = Row("1", "zs", "neng", "yx");
  other_group.group = "b";
  MarkRow other_voter = Row("1", "zs", "neng", "yx");
  other_voter.voter = "v";
  MarkRow other_entry = Row("1", "zs", "neng", "yx");
  other_entry.own_subject = "ls";
  MarkRow no_group = Row("3", "zs", "de", "yx");
  no_group.group = "";
  for (const MarkRow& row :
       {other_group, other_voter, other_entry, no_group, Row("", "zs", "de", "yx"),
        Row("4", "", "de", "yx"), Row("4", "zs", "", "yx")}) {
    EXPECT_EQ(assembler.Add(row).code(), absl::StatusCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace pingyi::cli
