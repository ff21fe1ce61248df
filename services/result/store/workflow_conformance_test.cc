// Decisions, calendars, objections and amended releases, on both backends.
#include <atomic>
#include <thread>

#include <gmock/gmock.h>

#include "services/base/sql/time.h"
#include "services/base/testing/status_matchers.h"
#include "services/result/store/conformance_fixture.h"
#include "services/result/store/sql_workflow_store.h"

namespace pingyi::result {
namespace {

using ::pingyi::test::HasReason;
using ::pingyi::test::HasViolation;
using ::pingyi::test::StatusIs;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class WorkflowConformance : public StoreConformance {
 protected:
  WorkflowStore& workflow() { return workflow_; }

  absl::StatusOr<GradeDecision> Decide(const std::string& subject, const std::string& grade,
                                       const Change& change, bool show_computed = true) {
    return workflow().Decide(deadline(),
                             {.key = {.round = "r1", .run = "x"},
                              .subject = subject,
                              .grade = grade,
                              .grade_title = "等次" + grade,
                              .reason = "理由",
                              .decider = "党组"},
                             show_computed, change);
  }
  absl::StatusOr<GradeDecision> Decide(const std::string& subject, const std::string& grade) {
    return Decide(subject, grade, ByActor());
  }
  std::vector<std::string> InForce() {
    std::vector<std::string> decisions;
    const auto found = workflow().DecisionsInForce(deadline(), "r1", "x");
    EXPECT_OK(found);
    for (const GradeDecision& one : *found) decisions.push_back(one.subject + ":" + one.grade);
    return decisions;
  }

  // With a calendar of its own, ending a day after now.
  Publicity AddPublicity() {
    const auto calendar =
        workflow().CreateCalendar(deadline(), {.calendar = "cn", .digest = "c1"}, ByActor());
    EXPECT_OK(calendar);
    return {.calendar = {"cn", calendar->version},
            .calendar_digest = calendar->digest,
            .working_days = 5,
            .start_date = "2026-03-03",
            .end_date = "2026-03-09",
            .end = sql::FromMicros(sql::ToMicros(clock_.Now() + absl::Hours(24))),
            .answer_days = 10,
            .answer_day_kind = DayKind::kCalendar};
  }
  absl::StatusOr<Release> CreateRelease(const ReleaseDraft& draft, const Change& change) {
    return store().CreateRelease(deadline(), "r1", "x", draft, change, [](Release& release) {
      release.digest = fmt::format("digest of {}", release.number);
    });
  }
  absl::StatusOr<Release> CreateRelease(const ReleaseDraft& draft) {
    return CreateRelease(draft, ByActor());
  }
  absl::StatusOr<Objection> File(int64_t release, const std::string& subject = "s1",
                                 const std::string& request_id = "") {
    return workflow().File(deadline(),
                           {.key = {.round = "r1", .release = release},
                            .subject = subject,
                            .text = "有误",
                            .objector = "李四",
                            .due_date = "2026-03-19",
                            .due = sql::FromMicros(sql::ToMicros(clock_.Now() + absl::Hours(48)))},
                           ByActor(request_id));
  }
  absl::StatusOr<Objection> Answer(const ObjectionKey& key, ObjectionState state) {
    return workflow().Answer(deadline(), key, state, "答复", ByActor());
  }
  std::vector<int64_t> Numbers(const ObjectionFilter& filter) {
    std::vector<int64_t> numbers;
    const auto found = workflow().ListObjections(deadline(), filter, std::nullopt, 100);
    EXPECT_OK(found);
    for (const Objection& one : *found) numbers.push_back(one.key.number);
    return numbers;
  }

  SqlWorkflowStore workflow_{backend_->database()};
};

TEST_P(WorkflowConformance, ADecisionStandsBesideTheComputedGrade) {
  Succeed("r1", "x");
  const auto decision = Decide("s1", "fair");
  ASSERT_OK(decision);
  EXPECT_EQ(decision->key.number, 1);
  EXPECT_EQ(decision->computed_grade, "good");
  EXPECT_EQ(decision->grade_title, "等次fair");
  EXPECT_EQ(decision->recorder, "auditor");
  EXPECT_EQ(decision->create_time, sql::FromMicros(sql::ToMicros(clock_.Now())));
  EXPECT_EQ(decision->state, DecisionState::kInForce);
  EXPECT_EQ(Decide("s2", "fair", ByActor(), false)->computed_grade, "");
  EXPECT_THAT(InForce(), ElementsAre("s1:fair", "s2:fair"));
  EXPECT_THAT(AuditedActions(), Contains("decision.create").Times(2));
  EXPECT_EQ(store().GetResult(deadline(), "r1", "x", "s1")->result.grade, "good");
}

TEST_P(WorkflowConformance, ALaterDecisionTakesThePlaceAndNoneComesBack) {
  Succeed("r1", "x");
  const auto first = Decide("s1", "fair");
  const auto second = Decide("s1", "poor");
  EXPECT_THAT(InForce(), ElementsAre("s1:poor"));
  EXPECT_THAT(
      workflow().Withdraw(deadline(), first->key, "误", ByActor()),
      AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("DECISION_NOT_IN_FORCE")));
  const auto withdrawn = workflow().Withdraw(deadline(), second->key, "误", ByActor("q"));
  ASSERT_OK(withdrawn);
  EXPECT_EQ(withdrawn->state, DecisionState::kWithdrawn);
  EXPECT_EQ(withdrawn->withdraw_reason, "误");
  EXPECT_EQ(withdrawn->withdrawer, "auditor");
  EXPECT_THAT(InForce(), IsEmpty());
  EXPECT_THAT(workflow().Withdraw(deadline(), second->key, "误", ByActor()),
              HasReason("DECISION_NOT_IN_FORCE"));
  EXPECT_EQ(workflow().Withdraw(deadline(), second->key, "误", ByActor("q"))->state,
            DecisionState::kWithdrawn);
  const auto all = workflow().ListDecisions(deadline(), "r1", "x", 0, 10);
  ASSERT_THAT(*all, SizeIs(2));
  EXPECT_EQ((*all)[0].state, DecisionState::kSuperseded);
  EXPECT_THAT(*workflow().ListDecisions(deadline(), "r1", "x", 1, 10), SizeIs(1));
  EXPECT_THAT(*workflow().ListDecisions(deadline(), "r1", "x", 0, 1), SizeIs(1));
}

TEST_P(WorkflowConformance, DecisionsNeedARunThatSucceededAndOneOfItsSubjects) {
  ASSERT_OK(Begin("r1", "x"));
  EXPECT_THAT(Decide("s1", "fair"), HasReason("RUN_NOT_SUCCEEDED"));
  EXPECT_THAT(workflow().ListDecisions(deadline(), "r1", "y", 0, 10),
              StatusIs(absl::StatusCode::kNotFound));
  Succeed("r2", "y");
  const GradeDecision elsewhere{.key = {.round = "r2", .run = "y"},
                                .subject = "s9",
                                .grade = "fair",
                                .reason = "理由",
                                .decider = "党组"};
  EXPECT_THAT(workflow().Decide(deadline(), elsewhere, true, ByActor()),
              StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(WorkflowConformance, ARepeatedDecisionIsOne) {
  Succeed("r1", "x");
  const auto first = Decide("s1", "fair", ByActor("q1"));
  EXPECT_EQ(Decide("s1", "fair", ByActor("q1"))->key.number, first->key.number);
  EXPECT_THAT(Decide("s1", "fair", ByActor("q1", "other")), HasReason("REQUEST_ID_REUSED"));
  EXPECT_THAT(*workflow().ListDecisions(deadline(), "r1", "x", 0, 10), SizeIs(1));
}

TEST_P(WorkflowConformance, ManyDecisionsAndObjectionsAtOnceAreNumberedWithoutGaps) {
  constexpr int kCallers = 8;
  Succeed("r1", "x");
  ASSERT_OK(CreateRelease({.publicity = AddPublicity()}));
  std::vector<std::thread> callers;
  callers.reserve(kCallers);
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&] {
      EXPECT_OK(Decide("s1", "fair"));
      EXPECT_OK(File(1));
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_THAT(InForce(), SizeIs(1));
  const auto decisions = workflow().ListDecisions(deadline(), "r1", "x", 0, 100);
  ASSERT_THAT(*decisions, SizeIs(kCallers));
  EXPECT_EQ(decisions->back().key.number, kCallers);
  EXPECT_EQ(Numbers({.round = "r1"}).back(), kCallers);
}

TEST_P(WorkflowConformance, OfManyAmendmentsAtOnceOneIsMade) {
  constexpr int kCallers = 6;
  Succeed("r1", "x");
  ASSERT_OK(CreateRelease({.publicity = AddPublicity()}));
  const auto filed = File(1);
  ASSERT_OK(Answer(filed->key, ObjectionState::kUpheld));
  std::atomic<int> made = 0;
  std::vector<std::thread> callers;
  callers.reserve(kCallers);
  for (int i = 0; i < kCallers; ++i) {
    callers.emplace_back([&] {
      const auto release = CreateRelease({.amends = 1, .settled = {filed->key}});
      if (release.ok()) {
        ++made;
      } else {
        EXPECT_THAT(release, HasReason("RELEASE_AMENDED"));
      }
    });
  }
  for (std::thread& caller : callers) caller.join();
  EXPECT_EQ(made, 1);
}

TEST_P(WorkflowConformance, CalendarsHaveVersions) {
  const auto create = [&](const std::string& digest, const std::string& request_id = "") {
    return workflow()
        .CreateCalendar(
            deadline(),
            {.calendar = "cn", .digest = digest, .display_name = "全国", .days = "days"},
            ByActor(request_id))
        ->version;
  };
  EXPECT_EQ(create("a", "q1"), 1);
  EXPECT_EQ(create("b"), 2);
  EXPECT_EQ(create("b"), 2);
  EXPECT_EQ(create("a", "q1"), 1);
  EXPECT_EQ(workflow().GetCalendar(deadline(), {"cn", 2})->digest, "b");
  EXPECT_EQ(workflow().GetCalendar(deadline(), {"cn", 2})->days, "days");
  EXPECT_THAT(workflow().GetCalendar(deadline(), {"cn", 3}), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(*workflow().ListCalendars(deadline(), "", std::nullopt, 10, kNoCap), SizeIs(2));
  EXPECT_THAT(*workflow().ListCalendars(deadline(), "cn", CalendarKey{"cn", 1}, 10, kNoCap),
              SizeIs(1));
  EXPECT_THAT(AuditedActions(), ElementsAre("calendar.create", "calendar.create"));
}

TEST_P(WorkflowConformance, AReleaseHoldsTheDecisionsOfItsTime) {
  Succeed("r1", "x");
  ASSERT_OK(Decide("s1", "fair"));
  ASSERT_OK(Decide("s2", "fair"));
  ASSERT_OK(workflow().Withdraw(deadline(), {"r1", "x", 2}, "误", ByActor()));
  const auto release = CreateRelease({.publicity = AddPublicity()});
  ASSERT_OK(release);
  ASSERT_OK(Decide("s1", "poor"));
  const auto read = store().GetRelease(deadline(), {"r1", 1});
  ASSERT_OK(read);
  ASSERT_THAT(read->decisions, SizeIs(1));
  EXPECT_EQ(read->decisions[0].grade, "fair");
  EXPECT_EQ(read->decisions[0].reason, "理由");
  EXPECT_EQ(read->decisions[0].state, DecisionState::kInForce);
  ASSERT_TRUE(read->publicity);
  EXPECT_EQ(read->publicity->calendar, (CalendarKey{"cn", 1}));
  EXPECT_EQ(read->publicity->end_date, "2026-03-09");
  EXPECT_EQ(read->publicity->end, release->publicity->end);
  EXPECT_EQ(read->publicity->answer_day_kind, DayKind::kCalendar);
  EXPECT_FALSE(read->objections_pending);
  EXPECT_EQ(read->amends, 0);
}

TEST_P(WorkflowConformance, TiesThatAreLeftOpenBlockTheRelease) {
  const auto begun = Begin("r1", "x");
  ASSERT_OK(begun);
  RunResults results = MakeResults(3);
  results.results[0].undecided_grade = "best";
  results.results[1].undecided_grade = "best";
  ASSERT_OK(store().StoreResults(deadline(), LeaseOf(*begun), results, ByActor()));
  const auto refused = CreateRelease({});
  EXPECT_THAT(refused,
              AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("TIE_UNDECIDED"),
                    HasViolation("rounds/r1/subjects/s1", "TIE_UNDECIDED"),
                    HasViolation("rounds/r1/subjects/s2", "TIE_UNDECIDED")));
  ASSERT_OK(Decide("s1", "best"));
  EXPECT_THAT(CreateRelease({}), HasReason("TIE_UNDECIDED"));
  ASSERT_OK(Decide("s2", "good"));
  EXPECT_OK(CreateRelease({}));
}

TEST_P(WorkflowConformance, ObjectionsAreTakenWithinThePeriodOnly) {
  Succeed("r1", "x");
  ASSERT_OK(CreateRelease({.publicity = AddPublicity()}));
  const auto filed = File(1, "s1", "q1");
  ASSERT_OK(filed);
  EXPECT_EQ(filed->key.number, 1);
  EXPECT_EQ(filed->filer, "auditor");
  EXPECT_EQ(filed->due_date, "2026-03-19");
  EXPECT_EQ(filed->state, ObjectionState::kOpen);
  EXPECT_EQ(File(1, "s1", "q1")->key.number, 1);
  EXPECT_EQ(File(1)->key.number, 2);
  EXPECT_THAT(File(1, "s9"), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(File(2), StatusIs(absl::StatusCode::kNotFound));
  clock_.Advance(absl::Hours(24) - absl::Microseconds(1));
  ASSERT_OK(File(1));
  clock_.Advance(absl::Microseconds(1));
  EXPECT_THAT(File(1), AllOf(StatusIs(absl::StatusCode::kFailedPrecondition),
                             HasReason("NOT_IN_PUBLICITY")));
  // The repetition of what was in time is answered.
  EXPECT_EQ(File(1, "s1", "q1")->key.number, 1);
  Succeed("r2", "y");
  ASSERT_OK(store().CreateRelease(deadline(), "r2", "y", {}, ByActor(),
                                  [](Release& release) { release.digest = "d"; }));
  EXPECT_THAT(
      workflow().File(deadline(),
                      {.key = {.round = "r2", .release = 1}, .subject = "s1", .text = "有误"},
                      ByActor()),
      HasReason("NOT_IN_PUBLICITY"));
}

TEST_P(WorkflowConformance, AnAnswerStands) {
  Succeed("r1", "x");
  ASSERT_OK(CreateRelease({.publicity = AddPublicity()}));
  const auto filed = File(1);
  EXPECT_TRUE(store().GetRelease(deadline(), {"r1", 1})->objections_pending);
  const auto answered = Answer(filed->key, ObjectionState::kRejected);
  ASSERT_OK(answered);
  EXPECT_EQ(answered->answer, "答复");
  EXPECT_EQ(answered->digest, workflow().GetObjection(deadline(), filed->key)->digest);
  EXPECT_EQ(answered->digest.size(), 64);
  EXPECT_FALSE(store().GetRelease(deadline(), {"r1", 1})->objections_pending);
  EXPECT_THAT(
      Answer(filed->key, ObjectionState::kUpheld),
      AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("OBJECTION_ANSWERED")));
  EXPECT_THAT(AuditedActions(), Contains("objection.reject").Times(1));
  EXPECT_THAT(Answer({"r1", 1, 9}, ObjectionState::kUpheld), StatusIs(absl::StatusCode::kNotFound));
}

TEST_P(WorkflowConformance, ObjectionsAreListedByStateAndWhenOverdue) {
  Succeed("r1", "x");
  ASSERT_OK(CreateRelease({.publicity = AddPublicity()}));
  for (int i = 0; i < 4; ++i) ASSERT_OK(File(1));
  ASSERT_OK(Answer({"r1", 1, 1}, ObjectionState::kUpheld));
  ASSERT_OK(Answer({"r1", 1, 2}, ObjectionState::kRejected));
  clock_.Advance(absl::Hours(48));
  ASSERT_OK(Answer({"r1", 1, 3}, ObjectionState::kRejected));  // late
  EXPECT_THAT(Numbers({.round = "r1"}), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(Numbers({.round = "r1", .release = 2}), IsEmpty());
  EXPECT_THAT(Numbers({.round = "r1", .state = ObjectionState::kOpen}), ElementsAre(4));
  EXPECT_THAT(Numbers({.round = "r1", .state = ObjectionState::kUpheld}), ElementsAre(1));
  EXPECT_THAT(Numbers({.round = "r1", .overdue_at = clock_.Now()}), ElementsAre(3, 4));
  EXPECT_THAT(Numbers({.round = "r1", .overdue_at = clock_.Now() - absl::Hours(1)}),
              ElementsAre(3));
  const auto page =
      workflow().ListObjections(deadline(), {.round = "r1"}, ObjectionKey{"r1", 1, 2}, 1);
  ASSERT_THAT(*page, SizeIs(1));
  EXPECT_EQ((*page)[0].key.number, 3);
}

TEST_P(WorkflowConformance, AnAmendedReleaseNamesItsObjectionsAndDifferences) {
  Succeed("r1", "x");
  ASSERT_OK(CreateRelease({.publicity = AddPublicity()}));
  const auto filed = File(1);
  EXPECT_THAT(CreateRelease({}), HasReason("ALREADY_RELEASED"));
  EXPECT_THAT(
      CreateRelease({.amends = 1, .settled = {filed->key}}),
      AllOf(StatusIs(absl::StatusCode::kFailedPrecondition), HasReason("OBJECTION_NOT_UPHELD")));
  const auto answered = Answer(filed->key, ObjectionState::kUpheld);
  ASSERT_OK(answered);
  EXPECT_TRUE(store().GetRelease(deadline(), {"r1", 1})->objections_pending);
  ASSERT_OK(Decide("s1", "fair"));
  const auto amended = CreateRelease({.amends = 1, .settled = {filed->key}}, ByActor("q9"));
  ASSERT_OK(amended);
  for (const auto& release :
       {amended, store().GetRelease(deadline(), {"r1", 2}),
        CreateRelease({.amends = 1, .settled = {filed->key}}, ByActor("q9"))}) {
    ASSERT_OK(release);
    EXPECT_EQ(release->number, 2);
    EXPECT_EQ(release->run, "x");
    EXPECT_EQ(release->amends, 1);
    EXPECT_EQ(release->amended_digest, "digest of 1");
    ASSERT_THAT(release->settled, SizeIs(1));
    EXPECT_EQ(release->settled[0].digest, answered->digest);
    ASSERT_THAT(release->changes, SizeIs(1));
    EXPECT_EQ(release->changes[0].subject, "s1");
    EXPECT_EQ(release->changes[0].before.grade, "good");
    EXPECT_EQ(release->changes[0].before.grade_title, "良好");
    EXPECT_EQ(release->changes[0].after.grade, "fair");
    EXPECT_EQ(release->changes[0].after.total, "1069/12");
  }
  const auto first = store().GetRelease(deadline(), {"r1", 1});
  EXPECT_EQ(first->amended_by, 2);
  EXPECT_THAT(first->changes, IsEmpty());
  EXPECT_EQ(workflow().GetObjection(deadline(), filed->key)->settled_by, 2);
  EXPECT_THAT(File(1), HasReason("RELEASE_AMENDED"));
  EXPECT_THAT(CreateRelease({.amends = 1, .settled = {filed->key}}), HasReason("RELEASE_AMENDED"));
  EXPECT_THAT(CreateRelease({.amends = 2, .settled = {filed->key}}),
              HasReason("OBJECTION_NOT_UPHELD"));
  EXPECT_THAT(CreateRelease({.amends = 3, .settled = {filed->key}}),
              StatusIs(absl::StatusCode::kNotFound));
  const auto listed = store().ListReleases(deadline(), "", std::nullopt, 10, kNoCap);
  ASSERT_OK(listed);
  ASSERT_THAT(listed->releases, SizeIs(2));
  EXPECT_EQ(listed->releases[0].amended_by, 2);
  EXPECT_THAT(listed->releases[1].changes, SizeIs(1));
}

TEST_P(WorkflowConformance, ChangesWithoutFiguresHaveNeitherTotalsNorPlaces) {
  Succeed("r1", "x");
  ASSERT_OK(CreateRelease({.publicity = AddPublicity()}));
  const auto filed = File(1);
  ASSERT_OK(Answer(filed->key, ObjectionState::kUpheld));
  ASSERT_OK(Decide("s1", "fair", ByActor(), false));
  ASSERT_OK(CreateRelease({.amends = 1, .settled = {filed->key}, .figures = false}));
  const auto release = store().GetRelease(deadline(), {"r1", 2});
  ASSERT_THAT(release->changes, SizeIs(1));
  EXPECT_EQ(release->changes[0].before.rank, 0);
  EXPECT_EQ(release->changes[0].before.grade, "");
  EXPECT_EQ(release->changes[0].after.total, "");
  EXPECT_EQ(release->changes[0].after.grade, "fair");
}

TEST_P(WorkflowConformance, APreviewLeavesItsAuditEntryAlone) {
  ASSERT_OK(workflow().RecordPreview(deadline(), "r1", "by policies/p/versions/2", ByActor()));
  const auto records = store().ListAudit(deadline(), {.resource = "rounds/r1"}, 10);
  ASSERT_THAT(*records, SizeIs(1));
  EXPECT_EQ((*records)[0].entry.action, "aggregation.preview");
  EXPECT_EQ((*records)[0].entry.actor, "auditor");
  EXPECT_EQ((*records)[0].entry.detail, "by policies/p/versions/2");
}

class WorkflowTriggers : public WorkflowConformance {};

TEST_P(WorkflowTriggers, NothingOfItCanBeChangedOrDeleted) {
  Succeed("r1", "x");
  ASSERT_OK(CreateRelease({.publicity = AddPublicity()}));
  const auto filed = File(1);
  ASSERT_OK(Answer(filed->key, ObjectionState::kUpheld));
  ASSERT_OK(Decide("s1", "fair"));
  ASSERT_OK(Decide("s2", "fair"));
  ASSERT_OK(workflow().Withdraw(deadline(), {"r1", "x", 2}, "误", ByActor()));
  ASSERT_OK(CreateRelease({.amends = 1, .settled = {filed->key}}));
  const auto refused = [&](sql::Sql statement) {
    EXPECT_FALSE(
        backend_->database()
            .Write(deadline(), [&](sql::Transaction& tx) { return tx.Execute(statement).status(); })
            .ok())
        << statement.text();
  };
  refused("UPDATE grade_decisions SET grade = 'x'");
  refused("DELETE FROM grade_decisions WHERE number = 1");
  refused("UPDATE decision_withdrawals SET reason = 'x'");
  refused("DELETE FROM decision_withdrawals");
  refused("UPDATE calendar_versions SET digest = 'x'");
  refused("UPDATE release_publicity SET end_us = 0");
  refused("DELETE FROM release_decisions");
  refused("UPDATE amendments SET amended_digest = 'x'");
  refused("DELETE FROM amendments");
  refused("UPDATE objections SET text = 'x'");
  refused("UPDATE objection_answers SET state = 2");
  refused("DELETE FROM objection_answers");
  refused("DELETE FROM settled_objections");
  refused("DELETE FROM releases WHERE number = 2");
}

INSTANTIATE_TEST_SUITE_P(Backends, WorkflowConformance, Backends(), BackendName);
INSTANTIATE_TEST_SUITE_P(Backends, WorkflowTriggers, BackendsWithTriggers(), BackendName);

}  // namespace
}  // namespace pingyi::result
