#include "services/report/domain/report.h"

#include <map>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base/status/error.h"

namespace pingyi::report {
namespace {

using S = ReportState;
using A = Action;

const absl::Time kDue = absl::FromUnixSeconds(1'700'000'000);

Cycle CycleDueAt(absl::Time due) {
  Cycle cycle;
  cycle.due_time = due;
  return cycle;
}

TEST(NextTest, EveryStateAndAction) {
  const std::map<std::pair<S, A>, S> allowed = {
      {{S::kDraft, A::kEdit}, S::kDraft},           {{S::kDraft, A::kSubmit}, S::kSubmitted},
      {{S::kDraft, A::kWithdraw}, S::kWithdrawn},   {{S::kSubmitted, A::kReturn}, S::kReturned},
      {{S::kSubmitted, A::kAccept}, S::kAccepted},  {{S::kSubmitted, A::kWithdraw}, S::kWithdrawn},
      {{S::kReturned, A::kEdit}, S::kReturned},     {{S::kReturned, A::kSubmit}, S::kSubmitted},
      {{S::kReturned, A::kWithdraw}, S::kWithdrawn}};
  for (const S state : {S::kDraft, S::kSubmitted, S::kReturned, S::kAccepted, S::kWithdrawn}) {
    for (const A action : {A::kEdit, A::kSubmit, A::kReturn, A::kAccept, A::kWithdraw}) {
      SCOPED_TRACE(testing::Message() << StateName(state) << ' ' << static_cast<int>(action));
      const absl::StatusOr<S> next = Next(state, action);
      if (const auto found = allowed.find({state, action}); found != allowed.end()) {
        ASSERT_TRUE(next.ok());
        EXPECT_EQ(*next, found->second);
      } else {
        EXPECT_EQ(next.status().code(), absl::StatusCode::kFailedPrecondition);
        const ErrorDetails details = DetailsOf(next.status());
        EXPECT_EQ(details.reason, "REPORT_STATE");
        EXPECT_EQ(details.metadata.at("state"), StateName(state));
      }
    }
  }
}

TEST(SubmittedTest, InTime) {
  const absl::StatusOr<Report> report = Submitted(Report{}, CycleDueAt(kDue), kDue);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->state, S::kSubmitted);
  EXPECT_EQ(report->first_submit_time, kDue);
  EXPECT_EQ(report->submit_time, kDue);
  EXPECT_FALSE(report->late);
}

TEST(SubmittedTest, LateIsDecidedByTheFirstSubmission) {
  absl::StatusOr<Report> report = Submitted(Report{}, CycleDueAt(kDue), kDue);
  ASSERT_TRUE(report.ok());
  report = Reviewed(*report, Review{});
  ASSERT_TRUE(report.ok());
  report = Submitted(*report, CycleDueAt(kDue), kDue + absl::Hours(5));
  ASSERT_TRUE(report.ok());
  EXPECT_FALSE(report->late) << "the first submission was in time";
  EXPECT_EQ(report->first_submit_time, kDue);
  EXPECT_EQ(report->submit_time, kDue + absl::Hours(5));
}

TEST(SubmittedTest, AfterTheDueTimeItIsLateAndStaysSo) {
  absl::StatusOr<Report> report =
      Submitted(Report{}, CycleDueAt(kDue), kDue + absl::Microseconds(1));
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->late);
  report = Submitted(*Reviewed(*report, Review{}), CycleDueAt(kDue + absl::Hours(9)),
                     kDue + absl::Hours(2));
  ASSERT_TRUE(report.ok());
  EXPECT_TRUE(report->late) << "extending the due time later does not undo it";
}

TEST(SubmittedTest, RefusedAfterTheEndAndInAWrongState) {
  Cycle cycle = CycleDueAt(kDue);
  cycle.late_submission_end_time = kDue;
  EXPECT_EQ(DetailsOf(Submitted(Report{}, cycle, kDue + absl::Hours(1)).status()).reason,
            "SUBMISSION_CLOSED");
  Report accepted;
  accepted.state = S::kAccepted;
  EXPECT_EQ(DetailsOf(Submitted(accepted, cycle, kDue).status()).reason, "REPORT_STATE");
}

TEST(ReviewedTest, SendsBackOrAccepts) {
  Report report;
  report.state = S::kSubmitted;
  const Review accept{Decision::kAccepted, "92.5", "好", "zhao", kDue};
  absl::StatusOr<Report> reviewed = Reviewed(report, accept);
  ASSERT_TRUE(reviewed.ok());
  EXPECT_EQ(reviewed->state, S::kAccepted);
  EXPECT_EQ(reviewed->review, accept);
  EXPECT_EQ(DetailsOf(Reviewed(*reviewed, accept).status()).reason, "REPORT_STATE");

  reviewed = Reviewed(report, Review{Decision::kReturned, "", "补充数据", "zhao", kDue});
  ASSERT_TRUE(reviewed.ok());
  EXPECT_EQ(reviewed->state, S::kReturned);
}

TEST(WithdrawnTest, IsFinal) {
  const absl::StatusOr<Report> report = Withdrawn(Report{}, kDue);
  ASSERT_TRUE(report.ok());
  EXPECT_EQ(report->state, S::kWithdrawn);
  EXPECT_EQ(report->withdraw_time, kDue);
  EXPECT_EQ(DetailsOf(Withdrawn(*report, kDue).status()).reason, "REPORT_STATE");
}

TEST(ContentTest, PatchReplacesListsAsAWhole) {
  const Content content{{{"a", "1"}, {"b", "2"}}, {{"m", "1", ""}}};
  EXPECT_EQ(Patched(content, {}), content);
  ContentPatch patch;
  patch.sections.emplace({Section{"c", "3"}});
  EXPECT_EQ(Patched(content, patch), (Content{{{"c", "3"}}, {{"m", "1", ""}}}));
  patch.sections.reset();
  patch.metrics.emplace();
  EXPECT_EQ(Patched(content, patch), (Content{{{"a", "1"}, {"b", "2"}}, {}}));
}

TEST(ContentTest, SizeCountsBytesOfEveryText) {
  const Content content{{{"k", "四个汉字"}}, {{"m", "12", "注"}}};
  EXPECT_EQ(ContentBytes(content), 1 + 12 + 1 + 2 + 3);
  EXPECT_TRUE(CheckContentSize({{{"", std::string(kMaxContentBytes, 'a')}}, {}}).ok());
  const absl::Status status =
      CheckContentSize({{{"", std::string(kMaxContentBytes + 1, 'a')}}, {}});
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(DetailsOf(status).reason, "LIMIT_EXCEEDED");
}

}  // namespace
}  // namespace pingyi::report
