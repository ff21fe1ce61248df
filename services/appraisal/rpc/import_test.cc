// Subjects taken from the accepted reports of a cycle, over the wire.
#include <string>
#include <vector>

#include <fmt/format.h>

#include "services/appraisal/rpc/service_fixture.h"

namespace pingyi::appraisal {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;

class ImportTest : public ServiceTest {};

TEST_F(ImportTest, ImportIsAllOrNoneAndHarmlessToRepeat) {
  MakeDraft("r", RoundText("cycle: 'cycles/c'"));
  reports_.subjects = absl::UnavailableError("away");
  EXPECT_THAT(Call(&Stub::ImportSubjects, "parent: 'rounds/r'"),
              StatusIs(absl::StatusCode::kUnavailable));
  EXPECT_EQ(Call(&Stub::GetRound, "name: 'rounds/r'")->subject_count(), 3);
  Subject he;
  he.id = "he";
  he.display_name = "何";
  reports_.subjects = std::vector<Subject>{he};
  const std::string import = fmt::format("parent: 'rounds/r' request_id: '{}'", NewUuid());
  EXPECT_EQ(Call(&Stub::ImportSubjects, import)->subject_count(), 4);
  ASSERT_OK_AND_ASSIGN(const v1::ImportSubjectsResponse again,
                       Call(&Stub::ImportSubjects, "parent: 'rounds/r'"));
  EXPECT_EQ(again.created_count(), 0);
  EXPECT_EQ(again.subject_count(), 4);
  ASSERT_OK(Call(&Stub::OpenRound, "name: 'rounds/r'"));
  EXPECT_OK(Call(&Stub::ImportSubjects, import)) << "a repetition is answered, not refused";
}

TEST_F(ImportTest, RepeatedImportNeedsNoReportService) {
  MakeDraft("r", RoundText("cycle: 'cycles/c'"));
  Subject he;
  he.id = "he";
  he.display_name = "何";
  reports_.subjects = std::vector<Subject>{he};
  const std::string id = NewUuid();
  const std::string import = fmt::format("parent: 'rounds/r' request_id: '{}'", id);
  ASSERT_OK(Call(&Stub::ImportSubjects, import));
  const int calls = reports_.calls;
  reports_.subjects = absl::UnavailableError("away");
  ASSERT_OK_AND_ASSIGN(const v1::ImportSubjectsResponse again, Call(&Stub::ImportSubjects, import));
  EXPECT_EQ(again.created_count(), 1);
  EXPECT_EQ(reports_.calls, calls);
  EXPECT_THAT(
      Call(&Stub::ImportSubjects, fmt::format("parent: 'rounds/other' request_id: '{}'", id)),
      HasReason("REQUEST_ID_REUSED"));
}

TEST_F(ImportTest, CycleThatChangesWhileItsReportsAreReadIsNoticed) {
  MakeDraft("r", RoundText("cycle: 'cycles/c'"));
  Subject he;
  he.id = "he";
  he.display_name = "何";
  reports_.subjects = std::vector<Subject>{he};
  reports_.while_reading = [this] {
    EXPECT_OK(Call(&Stub::UpdateRound,
                   "round { name: 'rounds/r' cycle: 'cycles/d' } update_mask { paths: 'cycle' }"));
  };
  EXPECT_THAT(Call(&Stub::ImportSubjects, "parent: 'rounds/r'"),
              AllOf(StatusIs(absl::StatusCode::kAborted), HasReason("STORAGE_CONFLICT")));
  EXPECT_EQ(Call(&Stub::GetRound, "name: 'rounds/r'")->subject_count(), 3);
  reports_.while_reading = nullptr;
  EXPECT_OK(Call(&Stub::ImportSubjects, "parent: 'rounds/r'"));
}

}  // namespace
}  // namespace pingyi::appraisal
