#include "services/cli/command/names.h"

#include <gtest/gtest.h>

#include "pingyi/report/v1/cycle.pb.h"
#include "services/cli/command/input.h"
#include "services/cli/command/policy_reference.h"

namespace pingyi::cli {
namespace {

TEST(NamesTest, IdsGetTheirCollectionAndFullNamesStay) {
  EXPECT_EQ(NameIn("rounds", "r1"), "rounds/r1");
  EXPECT_EQ(NameIn("rounds", "rounds/r1"), "rounds/r1");
  EXPECT_EQ(NameBelow("cycles/c1", "reports", "x"), "cycles/c1/reports/x");
  EXPECT_EQ(NameBelow("cycles/c1", "reports", "cycles/c2/reports/x"), "cycles/c2/reports/x");
  EXPECT_EQ(IdOf("cycles/c2/reports/x"), "x");
  EXPECT_EQ(IdOf("x"), "x");
}

TEST(NamesTest, PolicyVersionsHaveAShortForm) {
  EXPECT_EQ(PolicyVersionName("p/2"), "policies/p/versions/2");
  EXPECT_EQ(PolicyVersionName("policies/p/versions/2"), "policies/p/versions/2");
  EXPECT_EQ(PolicyVersionName("p"), "");
  EXPECT_EQ(PolicyVersionName("policies/p"), "");
}

TEST(InputTest, EnumsAreNamedInEitherLanguage) {
  EXPECT_EQ(*EnumFrom<report::v1::ReportKind>("duty"), report::v1::REPORT_KIND_DUTY);
  EXPECT_EQ(*EnumFrom<report::v1::ReportKind>("抓党建述职"),
            report::v1::REPORT_KIND_PARTY_BUILDING);
  EXPECT_EQ(EnumFrom<report::v1::ReportKind>("述").status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(InputTest, MasksAndTimes) {
  EXPECT_EQ(MaskFrom("a,b.c,").paths_size(), 2);
  const auto time = TimestampFrom("1970-01-01T00:00:01.5Z");
  ASSERT_TRUE(time.ok());
  EXPECT_EQ(time->seconds(), 1);
  EXPECT_EQ(time->nanos(), 500'000'000);
  EXPECT_FALSE(TimestampFrom("noon").ok());
}

}  // namespace
}  // namespace pingyi::cli
