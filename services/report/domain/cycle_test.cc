#include "services/report/domain/cycle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/status/error.h"

namespace pingyi::report {
namespace {

const absl::Time kDue = absl::FromUnixSeconds(1'700'000'000);

Cycle OpenCycle() {
  Cycle cycle;
  cycle.id = "c1";
  cycle.display_name = "2023年度考核";
  cycle.period_start = "2023-01-01";
  cycle.period_end = "2023-12-31";
  cycle.template_id = "t1";
  cycle.due_time = kDue;
  return cycle;
}

TEST(IsDateTest, TakesTheCalendarAlone) {
  for (const char* good : {"2023-01-01", "2024-02-29", "0001-12-31", "9999-12-31"}) {
    EXPECT_TRUE(IsDate(good)) << good;
  }
  for (const char* bad : {"", "2023", "2023-1-1", "2023-02-29", "2023-13-01", "2023-00-10",
                          "2023-01-32", "0000-01-01", "2023/01/01", "2023-01-01 ", " 023-01-01",
                          "-023-01-01", "２０２３-01-01", "2023-01-0x"}) {
    EXPECT_FALSE(IsDate(bad)) << bad;
  }
}

TEST(CheckCycleFieldsTest, AGoodCycleHasNoViolation) {
  Cycle cycle = OpenCycle();
  EXPECT_TRUE(CheckCycleFields(cycle).empty());
  cycle.period_end = cycle.period_start;
  cycle.late_submission_end_time = cycle.due_time;
  EXPECT_TRUE(CheckCycleFields(cycle).empty()) << "one day, and no late reports, are allowed";
}

TEST(CheckCycleFieldsTest, NamesEveryContradiction) {
  Cycle cycle = OpenCycle();
  cycle.period_end = "2022-12-31";
  cycle.late_submission_end_time = kDue - absl::Microseconds(1);
  const std::vector<FieldViolation> violations = CheckCycleFields(cycle);
  ASSERT_EQ(violations.size(), 2u);
  EXPECT_EQ(violations[0].field, "cycle.period_end");
  EXPECT_EQ(violations[1].field, "cycle.late_submission_end_time");
}

TEST(PatchedTest, ChangesWhatIsGivenAlone) {
  Cycle cycle = OpenCycle();
  cycle.late_submission_end_time = kDue + absl::Hours(1);
  EXPECT_EQ(Patched(cycle, CyclePatch{}), cycle);

  CyclePatch patch;
  patch.display_name = "新名称";
  patch.late_submission_end_time.emplace(std::nullopt);
  const Cycle changed = Patched(cycle, patch);
  EXPECT_EQ(changed.display_name, "新名称");
  EXPECT_FALSE(changed.late_submission_end_time.has_value()) << "cleared";
  EXPECT_EQ(changed.due_time, cycle.due_time);
}

TEST(PatchedTest, ChangesEveryField) {
  CyclePatch patch;
  patch.period_start = "2024-01-01";
  patch.period_end = "2024-06-30";
  patch.template_id = "t2";
  patch.due_time = kDue + absl::Hours(2);
  patch.late_submission_end_time.emplace(kDue + absl::Hours(3));
  const Cycle changed = Patched(OpenCycle(), patch);
  EXPECT_EQ(changed.period_start, "2024-01-01");
  EXPECT_EQ(changed.period_end, "2024-06-30");
  EXPECT_EQ(changed.template_id, "t2");
  EXPECT_EQ(changed.due_time, kDue + absl::Hours(2));
  EXPECT_EQ(changed.late_submission_end_time, kDue + absl::Hours(3));
}

TEST(RequireOpenTest, RefusesAClosedCycle) {
  Cycle cycle = OpenCycle();
  EXPECT_TRUE(RequireOpen(cycle).ok());
  cycle.state = CycleState::kClosed;
  const absl::Status status = RequireOpen(cycle);
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(DetailsOf(status).reason, "CYCLE_CLOSED");
}

TEST(IsLateTest, TheDueTimeItselfIsInTime) {
  EXPECT_FALSE(IsLate(OpenCycle(), kDue - absl::Hours(1)));
  EXPECT_FALSE(IsLate(OpenCycle(), kDue));
  EXPECT_TRUE(IsLate(OpenCycle(), kDue + absl::Microseconds(1)));
}

TEST(RequireSubmissionOpenTest, WithoutAnEndItStaysOpen) {
  EXPECT_TRUE(RequireSubmissionOpen(OpenCycle(), kDue + absl::Hours(24 * 365)).ok());
}

TEST(RequireSubmissionOpenTest, EndsAfterTheEnd) {
  Cycle cycle = OpenCycle();
  cycle.late_submission_end_time = kDue + absl::Hours(1);
  EXPECT_TRUE(RequireSubmissionOpen(cycle, kDue + absl::Hours(1)).ok());
  const absl::Status status =
      RequireSubmissionOpen(cycle, kDue + absl::Hours(1) + absl::Microseconds(1));
  EXPECT_EQ(status.code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(DetailsOf(status).reason, "SUBMISSION_CLOSED");
}

}  // namespace
}  // namespace pingyi::report
