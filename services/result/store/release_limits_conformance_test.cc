// Releases with many decisions and objections, on both backends.
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "services/base/sql/time.h"
#include "services/base/testing/status_matchers.h"
#include "services/result/store/conformance_fixture.h"
#include "services/result/store/sql_workflow_store.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;

constexpr int kMany = 300;  // more than one statement asks for

class ReleaseLimitsConformance : public StoreConformance {
 protected:
  absl::StatusOr<GradeDecision> Decide(int subject, const std::string& reason) {
    return workflow_.Decide(deadline(),
                            {.key = {.round = "r1", .run = "x"},
                             .subject = fmt::format("s{}", subject),
                             .grade = "fair",
                             .grade_title = "一般",
                             .reason = reason,
                             .decider = "党组"},
                            true, ByActor());
  }
  absl::StatusOr<Release> CreateRelease(const ReleaseDraft& draft) {
    return store().CreateRelease(deadline(), "r1", "x", draft, ByActor(), [](Release& release) {
      release.digest = fmt::format("digest of {}", release.number);
    });
  }
  // A publicity period by a new calendar.
  Publicity AddPublicity() {
    EXPECT_OK(workflow_.CreateCalendar(deadline(), {.calendar = "cn", .digest = "c1"}, ByActor()));
    return {.calendar = {"cn", 1},
            .calendar_digest = "c1",
            .working_days = 5,
            .start_date = "2026-03-03",
            .end_date = "2026-03-09",
            .end = sql::FromMicros(sql::ToMicros(clock_.Now() + absl::Hours(24))),
            .answer_days = 10,
            .answer_day_kind = DayKind::kCalendar};
  }
  ObjectionKey Uphold(int subject) {
    const auto filed = workflow_.File(deadline(),
                                      {.key = {.round = "r1", .release = 1},
                                       .subject = fmt::format("s{}", subject),
                                       .text = "有误",
                                       .objector = "李四",
                                       .due_date = "2026-03-19",
                                       .due = clock_.Now() + absl::Hours(48)},
                                      ByActor());
    EXPECT_OK(filed);
    EXPECT_OK(workflow_.Answer(deadline(), filed->key, ObjectionState::kUpheld, "答复", ByActor()));
    return filed->key;
  }

  SqlWorkflowStore workflow_{backend_->database()};
};
INSTANTIATE_TEST_SUITE_P(Backends, ReleaseLimitsConformance, Backends(), BackendName);

// An answer can hold 4 MiB. What does not fit must not become a release, which is for ever.
TEST_P(ReleaseLimitsConformance, AReleaseThatCouldNotBeReadIsNotMade) {
  Succeed("r1", "x", kMany);
  std::string reason;
  for (int i = 0; i < 2000; ++i) reason += "𠮷";  // four bytes
  for (int i = 1; i <= kMany; ++i) ASSERT_OK(Decide(i, reason));
  EXPECT_THAT(CreateRelease({}),
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("LIMIT_EXCEEDED")));
  EXPECT_EQ(CountRows("SELECT COUNT(*) FROM releases"), 0);
  for (int i = 1; i <= kMany / 2; ++i) ASSERT_OK(Decide(i, "理由"));
  ASSERT_OK_AND_ASSIGN(const Release release, CreateRelease({}));
  EXPECT_EQ(release.decisions.size(), kMany);
}

// Each release has the decisions again.
TEST_P(ReleaseLimitsConformance, NotManyMoreReleasesAreReadThanFit) {
  constexpr int kDecisions = 20;
  Succeed("r1", "x", kDecisions);
  for (int i = 1; i <= kDecisions; ++i) ASSERT_OK(Decide(i, std::string(2000, 'x')));
  for (int64_t number = 0; number < 5; ++number) ASSERT_OK(CreateRelease({.amends = number}));
  const auto list = [&](int64_t after, int limit, size_t max_bytes) {
    auto page = store().ListReleases(deadline(), "", ReleaseKey{"r1", after}, limit, max_bytes);
    EXPECT_OK(page);
    for (const Release& release : page->releases) EXPECT_EQ(release.decisions.size(), kDecisions);
    return std::pair(page->releases.size(), page->more);
  };
  EXPECT_EQ(list(0, 100, 1), std::pair(size_t{1}, true)) << "one at least";
  EXPECT_EQ(list(0, 100, 110'000), std::pair(size_t{2}, true));
  EXPECT_EQ(list(2, 100, 110'000), std::pair(size_t{2}, true));
  EXPECT_EQ(list(4, 100, 110'000), std::pair(size_t{1}, false));
  EXPECT_EQ(list(0, 3, kNoCap), std::pair(size_t{3}, true)) << "the limit holds too";
  EXPECT_EQ(list(0, 100, kNoCap), std::pair(size_t{5}, false));
  EXPECT_EQ(list(5, 100, kNoCap), std::pair(size_t{0}, false));
}

TEST_P(ReleaseLimitsConformance, AllOfManyDecisionsAndObjectionsAreThere) {
  Succeed("r1", "x", kMany);
  ASSERT_OK(CreateRelease({.publicity = AddPublicity()}));
  ReleaseDraft draft{.amends = 1, .figures = true};
  for (int i = 1; i <= kMany; ++i) {
    ASSERT_OK(Decide(i, "理由"));
    draft.settled.push_back(Uphold(i));
  }
  ReleaseDraft unknown = draft;
  unknown.settled.push_back({.round = "r1", .release = 1, .number = kMany + 1});
  EXPECT_THAT(CreateRelease(unknown), StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const Release made, CreateRelease(draft));
  ASSERT_OK_AND_ASSIGN(const Release read, store().GetRelease(deadline(), {"r1", 2}));
  for (const Release& release : {made, read}) {
    ASSERT_EQ(release.changes.size(), kMany);
    ASSERT_EQ(release.settled.size(), kMany);
    for (size_t i = 0; i < release.settled.size(); ++i) {
      EXPECT_EQ(release.settled[i].key.number, static_cast<int64_t>(i) + 1);
      EXPECT_EQ(release.settled[i].digest.size(), 64U);
    }
    for (const ResultDifference& change : release.changes) {
      EXPECT_EQ(change.before.grade, "good");
      EXPECT_EQ(change.before.grade_title, "良好");
      EXPECT_EQ(change.after.grade, "fair");
      EXPECT_EQ(change.after.total, "1069/12");
    }
  }
  EXPECT_THAT(CreateRelease({.amends = 2, .settled = {draft.settled[7]}}),
              HasReason("OBJECTION_NOT_UPHELD"));
}

}  // namespace
}  // namespace pingyi::result
