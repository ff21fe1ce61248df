#include "services/export/data/boards.h"

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "services/base/testing/status_matchers.h"

namespace pingyi::exporting {
namespace {

using ::pingyi::test::StatusIs;
using ::testing::IsEmpty;

constexpr char kBundle[] = R"json({
  "policy": {"leaderboards": [
    {"key": "units", "title": "单位榜", "total": {}, "partition": "PARTITION_UNIT"},
    {"key": "work", "title": "实绩榜", "criterion": "work", "partition": "PARTITION_NONE"},
    {"key": "peers", "title": "群众榜", "group": "a", "partition": "PARTITION_SUBJECT_TYPE"},
    {"key": "empty", "title": "空榜", "total": {}, "partition": "PARTITION_NONE",
     "subject_types": ["none"]}]},
  "leaderboard_rows": [
    {"leaderboard": "units", "section": "一科", "rank": 1, "subject": "rounds/r/subjects/s1",
     "display_name": "张三", "score": {"exact": "181/2", "rounded": "90.50"}},
    {"leaderboard": "units", "section": "二科", "rank": 1, "shared_rank": true,
     "subject": "rounds/r/subjects/s2", "display_name": "李四", "score": {"rounded": "80.00"}},
    {"leaderboard": "work", "rank": 1, "subject": "rounds/r/subjects/s1", "display_name": "张三",
     "score": {"exact": "90", "rounded": "90.00"}},
    {"leaderboard": "work", "rank": 2, "subject": "rounds/r/subjects/s2", "display_name": "李四",
     "score": {"exact": "80", "rounded": "80.00"}, "suppression": "SUPPRESSION_COMPLEMENTARY"},
    {"leaderboard": "peers", "section": "正职", "subject": "rounds/r/subjects/s1",
     "display_name": "张三", "absence": "ABSENCE_NOT_MARKED"}]
})json";

bundle::v1::ReleaseBundle Bundle() {
  bundle::v1::ReleaseBundle bundle;
  const auto status = google::protobuf::util::JsonStringToMessage(kBundle, &bundle);
  EXPECT_TRUE(status.ok()) << status.ToString();
  return bundle;
}

class BoardsTest : public ::testing::Test {
 protected:
  BoardsTest() {
    report_.criteria.push_back({"work", "绩", "1", {}});
    report_.groups.push_back({.key = "a", .title = "A票", .weight = "1"});
    for (const char* id : {"s1", "s2"}) {
      Row& row = report_.rows.emplace_back();
      row.id = id;
      row.groups.resize(1);
    }
  }
  // The board after it was added.
  const Board& Added(size_t index) {
    EXPECT_TRUE(AddBoards(bundle_, report_).ok());
    EXPECT_EQ(report_.boards.size(), 4U);
    return report_.boards.at(index);
  }
  absl::Status Refused() { return AddBoards(bundle_, report_); }

  bundle::v1::ReleaseBundle bundle_ = Bundle();
  Report report_;
};

TEST_F(BoardsTest, SectionsAreAsReleased) {
  const Board& board = Added(0);
  EXPECT_EQ(board.by, Board::By::kTotal);
  EXPECT_EQ(board.partition, Board::Partition::kUnit);
  ASSERT_EQ(board.sections.size(), 2U);
  EXPECT_EQ(board.sections[1].name, "二科");
  const BoardRow& row = board.sections[1].rows.at(0);
  EXPECT_EQ(row.id, "s2");
  EXPECT_EQ(row.rank, 1);
  EXPECT_TRUE(row.shared_rank);
  EXPECT_EQ(row.score.rounded, "80.00");
  EXPECT_EQ(row.score.exact, "") << "only the rounded score may be shown";
  EXPECT_THAT(report_.boards[3].sections, IsEmpty());
}

TEST_F(BoardsTest, SaysByWhatItRanks) {
  EXPECT_EQ(Added(1).by_title, "绩");
  EXPECT_EQ(report_.boards[2].by, Board::By::kGroup);
  EXPECT_EQ(report_.boards[2].by_title, "A票");
  EXPECT_EQ(report_.boards[2].partition, Board::Partition::kType);
}

TEST_F(BoardsTest, WhatIsSuppressedHasNeitherFiguresNorPlace) {
  const BoardRow& row = Added(1).sections.at(0).rows.at(1);
  EXPECT_EQ(row.score.withheld, Withheld::kComplementary);
  EXPECT_EQ(row.score.rounded + row.score.exact, "");
  EXPECT_EQ(row.rank, 0);
  EXPECT_TRUE(report_.withholds());
}

TEST_F(BoardsTest, WhatTheResultsWithholdABoardWithholdsWhateverItSays) {
  report_.rows[0].total.withheld = Withheld::kSmall;
  bundle_.mutable_leaderboard_rows(4)->mutable_score()->set_rounded("1.00");
  report_.rows[0].groups[0].score.withheld = Withheld::kSmall;
  report_.rows[0].pooled.resize(1);
  report_.rows[0].pooled[0].score.withheld = Withheld::kComplementary;
  Added(0);
  for (size_t board = 0; board < 3; ++board) {
    const BoardRow& row = report_.boards[board].sections.at(0).rows.at(0);
    EXPECT_NE(row.score.withheld, Withheld::kNo) << board;
    EXPECT_FALSE(row.score.shown()) << board;
    EXPECT_EQ(row.score.exact, "") << board;
    EXPECT_EQ(row.rank, 0) << board;
  }
  EXPECT_TRUE(report_.boards[0].sections.at(1).rows.at(0).score.shown());
}

TEST_F(BoardsTest, WhoWasNotMarkedHasNoScoreAndNoPlace) {
  const BoardRow& row = Added(2).sections.at(0).rows.at(0);
  EXPECT_FALSE(row.score.shown());
  EXPECT_EQ(row.score.withheld, Withheld::kNo);
  EXPECT_EQ(row.rank, 0);
}

TEST_F(BoardsTest, WhatDoesNotFitIsRefused) {
  const auto invalid = StatusIs(absl::StatusCode::kInvalidArgument);
  for (const std::string& key : {std::string(), std::string("../x"), std::string("Units"),
                                 std::string("a b"), std::string("榜"), std::string(64, 'k')}) {
    bundle_.mutable_policy()->mutable_leaderboards(3)->set_key(key);
    EXPECT_THAT(Refused(), invalid) << key;
  }
  bundle_ = Bundle();
  bundle_.mutable_policy()->mutable_leaderboards(1)->set_criterion("none");
  EXPECT_THAT(Refused(), invalid);
  bundle_ = Bundle();
  bundle_.mutable_policy()->mutable_leaderboards(2)->set_group("none");
  EXPECT_THAT(Refused(), invalid);
  bundle_ = Bundle();
  bundle_.mutable_leaderboard_rows(0)->set_leaderboard("none");
  EXPECT_THAT(Refused(), invalid);
  bundle_ = Bundle();
  bundle_.mutable_leaderboard_rows(0)->set_subject("rounds/r/subjects/s9");
  EXPECT_THAT(Refused(), invalid);
}

}  // namespace
}  // namespace pingyi::exporting
