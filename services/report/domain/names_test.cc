#include "services/report/domain/names.h"

#include <gtest/gtest.h>

namespace pingyi::report {
namespace {

TEST(NamesTest, ComeApartAsTheyWerePutTogether) {
  EXPECT_EQ(ParseTemplateName(TemplateName("t1")), "t1");
  EXPECT_EQ(ParseCycleName(CycleName("c1")), "c1");
  EXPECT_EQ(ParseReporterName(ReporterName("c1", "p1")), (ChildName{"c1", "p1"}));
  EXPECT_EQ(ParseReportName(ReportName("c1", "r1")), (ChildName{"c1", "r1"}));
  EXPECT_EQ(RevisionName("c1", "r1", 3), "cycles/c1/reports/r1/revisions/3");
}

TEST(NamesTest, OtherTextsAreNoNames) {
  for (const char* bad : {"", "cycles", "cycles/", "cycle/c1", "cycles/C1", "cycles/c1/",
                          "/cycles/c1", "cycles/c1/reports/r1"}) {
    EXPECT_FALSE(ParseCycleName(bad)) << bad;
  }
  for (const char* bad :
       {"", "cycles/c1", "cycles/c1/reports", "cycles/c1/reports/", "cycles//reports/r1",
        "cycles/c1/reporters/r1", "cycles/c1/reports/r1/revisions/1", "cycles/-/reports/r1",
        "rounds/c1/reports/r1"}) {
    EXPECT_FALSE(ParseReportName(bad)) << bad;
  }
  EXPECT_FALSE(ParseTemplateName("reporttemplates/t1"));
  EXPECT_FALSE(ParseReporterName("cycles/c1/reports/r1"));
}

}  // namespace
}  // namespace pingyi::report
