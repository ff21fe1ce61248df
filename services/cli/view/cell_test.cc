#include "services/cli/view/cell.h"

#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include "pingyi/appraisal/v1/round.pb.h"
#include "services/cli/view/enum_label.h"

namespace pingyi::cli {
namespace {

const Style kZh{Language::kZh, absl::FixedTimeZone(8 * 3600)};
const Style kEn{Language::kEn, absl::UTCTimeZone()};

TEST(CellTest, TimesAreLocalForPeople) {
  EXPECT_EQ(ForPeople(CellKind::kTime, "2026-12-31T10:00:00Z", kZh), "2026-12-31 18:00:00");
  EXPECT_EQ(ForPeople(CellKind::kTime, "", kZh), "");
}

TEST(CellTest, EnumsAndBooleansAreWords) {
  EXPECT_EQ(ForPeople(CellKind::kEnum, "STATE_CLOSED", kZh), "已关闭");
  EXPECT_EQ(ForPeople(CellKind::kEnum, "STATE_CLOSED", kEn), "closed");
  EXPECT_EQ(ForPeople(CellKind::kEnum, "REPORT_KIND_DUTY REPORT_KIND_INTEGRITY", kZh),
            "述职, 述廉");
  EXPECT_EQ(ForPeople(CellKind::kBool, "true", kZh), "是");
  EXPECT_EQ(ForPeople(CellKind::kBool, "false", kEn), "no");
}

TEST(CellTest, UnlistedEnumValueIsShownAsItIs) {
  EXPECT_EQ(ForPeople(CellKind::kEnum, "STATE_NEW", kZh), "STATE_NEW");
}

TEST(CellTest, DigestsAreShortened) {
  EXPECT_EQ(ForPeople(CellKind::kDigest, std::string(64, 'a'), kEn), "aaaaaaaaaaaaaaaa…");
  EXPECT_EQ(ForPeople(CellKind::kDigest, "abc", kEn), "abc");
}

TEST(CellTest, NamesAreShownByTheirLastSegment) {
  EXPECT_EQ(ForPeople(CellKind::kName, "cycles/c1/reports/r1", kEn), "r1");
  EXPECT_EQ(ForPeople(CellKind::kName, "r1", kEn), "r1");
}

TEST(CellTest, TextStaysOnOneLine) { EXPECT_EQ(ForPeople(CellKind::kText, "a\nb", kEn), "a b"); }

TEST(CellTest, EveryRoundStateHasWords) {
  const auto& states = *appraisal::v1::Round::State_descriptor();
  for (int i = 1; i < states.value_count(); ++i) {
    EXPECT_NE(EnumLabel(states.value(i)->name(), Language::kZh), states.value(i)->name());
  }
}

}  // namespace
}  // namespace pingyi::cli
