#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/appraisal/domain/canonical.h"
#include "services/appraisal/domain/reason.h"
#include "services/appraisal/store/conformance.h"

namespace pingyi::appraisal {
namespace {

using pingyi::test::HasReason;
using pingyi::test::HasViolation;
using pingyi::test::StatusIs;
using test::SampleSpec;
using test::SampleSubjects;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class RoundConformance : public StoreConformance {
 protected:
  std::vector<std::string> AuditActions(std::string_view resource = "rounds/r1") {
    auto records =
        rounds_->ListAudit(Soon(), {.resource = std::string(resource), .after = {}}, 100);
    EXPECT_OK(records);
    std::vector<std::string> actions;
    for (const ledger::AuditRecord& record : *records) actions.push_back(record.entry.action);
    return actions;
  }

  static std::vector<std::string> Ids(const absl::StatusOr<std::vector<Round>>& rounds) {
    EXPECT_OK(rounds);
    std::vector<std::string> ids;
    for (const Round& round : *rounds) ids.push_back(round.id);
    return ids;
  }
};

INSTANTIATE_TEST_SUITE_P(Backends, RoundConformance, testing::ValuesIn(Backends()), BackendName);

class RoundTriggers : public RoundConformance {
 protected:
  // Past the store.
  absl::Status Write(sql::Sql sql) {
    return db().Write(Soon(), [&](sql::Transaction& tx) { return tx.Execute(sql).status(); });
  }
};

INSTANTIATE_TEST_SUITE_P(Backends, RoundTriggers, testing::ValuesIn(BackendsWithTriggers()),
                         BackendName);

TEST_P(RoundConformance, ARoundIsStoredAsItWasGiven) {
  RoundSpec spec = SampleSpec();
  spec.open_time = clock_.Now() + absl::Hours(1) + absl::Nanoseconds(1);
  spec.close_time = clock_.Now() + absl::Hours(2);
  spec.cycle = "cycles/c1";
  ASSERT_OK_AND_ASSIGN(const Round created, rounds_->CreateRound(Context(), "r1", spec));
  EXPECT_EQ(Get(), created);
  spec.open_time = clock_.Now() + absl::Hours(1);  // whole microseconds
  EXPECT_EQ(created.spec, spec);
  EXPECT_EQ(created.state, RoundState::kDraft);
  EXPECT_EQ(created.version, 1);
  EXPECT_EQ(created.create_time, clock_.Now());
  EXPECT_THAT(rounds_->GetRound(Soon(), "r2"), HasReason(reason::kResourceNotFound));
  EXPECT_THAT(rounds_->CreateRound(Context(), "r1", spec), HasReason(reason::kResourceExists));
}

TEST_P(RoundConformance, ARepeatedRequestChangesNothing) {
  const ChangeContext create = Context("q1");
  ASSERT_OK_AND_ASSIGN(const Round first, rounds_->CreateRound(create, "r1", SampleSpec()));
  // The service made another id for the repetition: the first one counts.
  ASSERT_OK_AND_ASSIGN(const Round again, rounds_->CreateRound(create, "r2", SampleSpec()));
  EXPECT_EQ(again, first);
  const ChangeContext add = Context("q2");
  ASSERT_OK(rounds_->AddSubjects(add, "r1", SampleSubjects()));
  ASSERT_OK_AND_ASSIGN(const auto subjects, rounds_->AddSubjects(add, "r1", SampleSubjects()));
  EXPECT_EQ(subjects, SampleSubjects());
  const ChangeContext open = Context("q3");
  ASSERT_OK_AND_ASSIGN(const Round opened, rounds_->OpenRound(open, Change()));
  ASSERT_OK_AND_ASSIGN(const Round reopened, rounds_->OpenRound(open, Change()));
  EXPECT_EQ(reopened, opened);
  // All of one moment, so in no order.
  EXPECT_THAT(AuditActions(),
              UnorderedElementsAre("round.create", "subjects.create", "round.open"));
  EXPECT_THAT(rounds_->OpenRound(Context("q3", "other"), Change()),
              StatusIs(absl::StatusCode::kAlreadyExists));
}

TEST_P(RoundConformance, AFailedRequestIsNotRecorded) {
  ASSERT_OK(rounds_->CreateRound(Context(), "r1", SampleSpec()));
  const ChangeContext open = Context("q1");
  EXPECT_THAT(rounds_->OpenRound(open, Change()), HasViolation("round.subjects"));
  ASSERT_OK(rounds_->AddSubjects(Context(), "r1", SampleSubjects()));
  ASSERT_OK_AND_ASSIGN(const Round opened, rounds_->OpenRound(open, Change()));
  EXPECT_EQ(opened.state, RoundState::kOpen);
}

TEST_P(RoundConformance, UpdatesAreValidatedAndVersioned) {
  MakeDraft();
  const int64_t version = Get().version;
  const auto rename = [](RoundSpec& spec) {
    spec.display_name = "new";
    return absl::OkStatus();
  };
  EXPECT_THAT(rounds_->UpdateRound(Context(), "r1", version - 1, rename),
              HasReason("ETAG_MISMATCH"));
  ASSERT_OK_AND_ASSIGN(const Round renamed, rounds_->UpdateRound(Context(), "r1", version, rename));
  EXPECT_EQ(renamed.spec.display_name, "new");
  EXPECT_EQ(renamed.version, version + 1);
  EXPECT_EQ(Get(), renamed);
  const auto spoil = [](RoundSpec& spec) {
    spec.groups[0].weight = "-1";
    return absl::OkStatus();
  };
  EXPECT_THAT(rounds_->UpdateRound(Context(), "r1", {}, spoil),
              HasViolation("round.voter_groups[0].weight"));
  const auto refuse = [](RoundSpec&) { return absl::InvalidArgumentError("no"); };
  EXPECT_THAT(rounds_->UpdateRound(Context(), "r1", {}, refuse),
              StatusIs(absl::StatusCode::kInvalidArgument));
  // Nothing new, nothing written.
  ASSERT_OK(rounds_->UpdateRound(Context(), "r1", {}, rename));
  EXPECT_EQ(Get(), renamed);
}

TEST_P(RoundConformance, OpeningFreezesAndRecordsTheDigest) {
  MakeDraft();
  const Round draft = Get();
  EXPECT_THAT(rounds_->LoadRules(Soon(), "r1"), HasReason(reason::kRoundNotOpen));
  EXPECT_THAT(rounds_->OpenRound(Context(), {"r1", draft.version + 1, ""}),
              HasReason("ETAG_MISMATCH"));
  clock_.Advance(absl::Minutes(1));
  ASSERT_OK_AND_ASSIGN(const Round opened,
                       rounds_->OpenRound(Context(), {"r1", draft.version, ""}));
  EXPECT_EQ(opened.state, RoundState::kOpen);
  EXPECT_EQ(opened.opened_time, clock_.Now());
  EXPECT_EQ(opened.frozen_digest, FrozenDigest(draft, SampleSubjects()));
  ASSERT_OK_AND_ASSIGN(const auto rules, rounds_->LoadRules(Soon(), "r1"));
  EXPECT_EQ(rules->shape().subjects, 3U);
  EXPECT_EQ(rules->subject_id(1), "s2");
}

TEST_P(RoundConformance, ConfigurationCannotChangeAfterOpening) {
  MakeOpen();
  const Round before = Get();
  const auto edit = [](RoundSpec& spec) {
    spec.anonymity = Anonymity::kNamed;
    return absl::OkStatus();
  };
  const std::vector<Subject> fourth = {SampleSubjects(4).back()};
  EXPECT_THAT(rounds_->UpdateRound(Context(), "r1", {}, edit), HasReason(reason::kRoundFrozen));
  EXPECT_THAT(rounds_->AddSubjects(Context(), "r1", fourth), HasReason(reason::kRoundFrozen));
  EXPECT_THAT(rounds_->ImportSubjects(Context(), "r1", "", fourth),
              HasReason(reason::kRoundFrozen));
  EXPECT_THAT(rounds_->DeleteSubject(Context(), "r1", "s1"), HasReason(reason::kRoundFrozen));
  EXPECT_THAT(rounds_->OpenRound(Context(), Change()), HasReason(reason::kRoundFrozen));
  EXPECT_EQ(Get(), before);
}

TEST_P(RoundTriggers, NorCanItPastTheStore) {
  MakeOpen();
  const auto refused = StatusIs(absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Write("UPDATE rounds SET anonymity = 1"), refused);
  EXPECT_THAT(Write("UPDATE rounds SET spec = ''"), refused);
  EXPECT_THAT(Write("UPDATE rounds SET state = 1"), refused);
  EXPECT_THAT(Write("UPDATE rounds SET frozen_digest = ''"), refused);
  EXPECT_THAT(Write("DELETE FROM rounds"), refused);
  EXPECT_THAT(Write("UPDATE subjects SET position = position + 1"), refused);
  EXPECT_THAT(Write("DELETE FROM subjects"), refused);
}

TEST_P(RoundConformance, TheDeadlineMovesAndIsAudited) {
  RoundSpec spec = SampleSpec();
  spec.close_time = clock_.Now() + absl::Hours(1);
  MakeOpen(spec);
  const std::string digest = Get().frozen_digest;
  const absl::Time later = clock_.Now() + absl::Hours(2);
  clock_.Advance(absl::Seconds(1));
  ASSERT_OK_AND_ASSIGN(const Round extended, rounds_->ExtendRound(Context(), Change(), later));
  EXPECT_EQ(extended.spec.close_time, later);
  EXPECT_EQ(extended.frozen_digest, digest);
  EXPECT_THAT(rounds_->ExtendRound(Context(), Change(), later),
              HasReason(reason::kDeadlineNotLater));
  clock_.Set(later);
  EXPECT_THAT(rounds_->ExtendRound(Context(), Change(), later + absl::Hours(1)),
              HasReason(reason::kRoundNotOpen));
  ASSERT_OK_AND_ASSIGN(const auto records,
                       rounds_->ListAudit(Soon(), {.resource = "rounds/r1", .after = {}}, 100));
  const ledger::AuditEntry& last = records.back().entry;
  EXPECT_EQ(last.action, "round.extend");
  EXPECT_EQ(last.actor, "organiser");
  EXPECT_EQ(last.trace_id, "trace");
  EXPECT_THAT(last.detail, testing::StartsWith("why (from 2023-11-14T23:13:20"));
}

TEST_P(RoundTriggers, ADeadlineOnceOpenIsNeverShortenedPastTheStore) {
  RoundSpec spec = SampleSpec();
  spec.close_time = clock_.Now() + absl::Hours(1);
  MakeDraft(spec);
  EXPECT_OK(Write("UPDATE rounds SET close_time_us = close_time_us - 1"));
  ASSERT_OK(rounds_->OpenRound(Context(), Change()));
  const auto refused = StatusIs(absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(Write("UPDATE rounds SET close_time_us = close_time_us - 1"), refused);
  EXPECT_THAT(Write("UPDATE rounds SET close_time_us = NULL"), refused);
  EXPECT_OK(Write("UPDATE rounds SET close_time_us = close_time_us + 1"));
  ASSERT_OK(rounds_->CloseRound(Context(), Change()));
  EXPECT_THAT(Write("UPDATE rounds SET close_time_us = close_time_us - 1"), refused);
  // An open round without a deadline may get one.
  MakeOpen(SampleSpec(), "r2");
  EXPECT_OK(rounds_->ExtendRound(Context(), Change("r2"), clock_.Now() + absl::Hours(1)));
}

TEST_P(RoundConformance, ClosingIsFinalAndRepeatable) {
  MakeOpen();
  EXPECT_THAT(rounds_->CloseRound(Context(), {"r1", 99, ""}), HasReason("ETAG_MISMATCH"));
  clock_.Advance(absl::Hours(1));
  ASSERT_OK_AND_ASSIGN(const Round closed, rounds_->CloseRound(Context(), Change()));
  EXPECT_EQ(closed.state, RoundState::kClosed);
  EXPECT_EQ(closed.closed_time, clock_.Now());
  EXPECT_EQ(closed.tally_digest.size(), 64U);
  clock_.Advance(absl::Hours(1));
  ASSERT_OK_AND_ASSIGN(const Round again, rounds_->CloseRound(Context(), {"r1", 1, ""}));
  EXPECT_EQ(again, closed);
  MakeDraft(SampleSpec(), "r2");
  EXPECT_THAT(rounds_->CloseRound(Context(), Change("r2")), HasReason(reason::kRoundNotOpen));
}

TEST_P(RoundConformance, DueRoundsCloseAtTheirCloseTime) {
  RoundSpec spec = SampleSpec();
  spec.close_time = clock_.Now() + absl::Hours(1);
  MakeOpen(spec, "due1");
  MakeOpen(spec, "due2");
  spec.close_time = clock_.Now() + absl::Hours(3);
  MakeOpen(spec, "later");
  MakeOpen(SampleSpec(), "never");
  clock_.Advance(absl::Hours(2));
  ASSERT_OK_AND_ASSIGN(const DueRounds done, rounds_->CloseDueRounds(Context()));
  EXPECT_THAT(done.closed, ElementsAre("due1", "due2"));
  EXPECT_THAT(done.failures, IsEmpty());
  const Round due = Get("due1");
  EXPECT_EQ(due.state, RoundState::kClosed);
  EXPECT_EQ(due.closed_time, clock_.Now() - absl::Hours(1));
  EXPECT_FALSE(due.tally_digest.empty());
  EXPECT_EQ(Get("later").state, RoundState::kOpen);
  ASSERT_OK_AND_ASSIGN(const DueRounds again, rounds_->CloseDueRounds(Context()));
  EXPECT_THAT(again.closed, IsEmpty());
  EXPECT_THAT(AuditActions("rounds/due1"),
              UnorderedElementsAre("round.create", "subjects.create", "round.open", "round.close"));
}

TEST_P(RoundConformance, AnyRoundCanBeVoidedOnce) {
  MakeDraft(SampleSpec(), "draft");
  MakeOpen(SampleSpec(), "open");
  MakeOpen(SampleSpec(), "closed");
  ASSERT_OK(rounds_->CloseRound(Context(), Change("closed")));
  for (const char* id : {"draft", "open", "closed"}) {
    ASSERT_OK_AND_ASSIGN(const Round voided,
                         rounds_->VoidRound(Context("q-" + std::string(id)), Change(id)));
    EXPECT_EQ(voided.state, RoundState::kVoid);
    EXPECT_EQ(voided.void_reason, "why");
    EXPECT_THAT(rounds_->VoidRound(Context(), Change(id)), HasReason(reason::kRoundVoid));
    EXPECT_OK(rounds_->VoidRound(Context("q-" + std::string(id)), Change(id)));
    EXPECT_THAT(rounds_->CloseRound(Context(), Change(id)), HasReason(reason::kRoundVoid));
    EXPECT_THAT(box_->ListTallies(Soon(), id, 0, 10, 1000), HasReason(reason::kRoundVoid));
  }
}

TEST_P(RoundConformance, RoundsAreListedByIdWithFilters) {
  RoundSpec of_cycle = SampleSpec();
  of_cycle.cycle = "cycles/c1";
  MakeDraft(of_cycle, "a");
  MakeOpen(SampleSpec(), "b");
  MakeOpen(of_cycle, "c");
  EXPECT_THAT(Ids(rounds_->ListRounds(Soon(), {}, 10)), ElementsAre("a", "b", "c"));
  EXPECT_THAT(Ids(rounds_->ListRounds(Soon(), {}, 2)), ElementsAre("a", "b"));
  EXPECT_THAT(Ids(rounds_->ListRounds(Soon(), {.states = {}, .cycle = "", .after_id = "b"}, 2)),
              ElementsAre("c"));
  EXPECT_THAT(Ids(rounds_->ListRounds(Soon(), {{}, "cycles/c1", ""}, 10)), ElementsAre("a", "c"));
  EXPECT_THAT(Ids(rounds_->ListRounds(Soon(), {{RoundState::kOpen}, "cycles/c1", ""}, 10)),
              ElementsAre("c"));
  EXPECT_THAT(
      Ids(rounds_->ListRounds(Soon(), {{RoundState::kDraft, RoundState::kOpen}, "", ""}, 10)),
      ElementsAre("a", "b", "c"));
}

TEST_P(RoundConformance, SubjectsJoinAllOrNone) {
  MakeDraft();
  const Round before = Get();
  std::vector<Subject> added = SampleSubjects(5);
  added[4].position = 30;  // taken by s3
  EXPECT_THAT(rounds_->AddSubjects(Context(), "r1", added), HasReason(reason::kResourceExists));
  EXPECT_EQ(Get(), before);
  added[4].position = 0;
  ASSERT_OK_AND_ASSIGN(const auto stored, rounds_->AddSubjects(Context(), "r1", added));
  ASSERT_EQ(stored.size(), 5U);
  EXPECT_EQ(stored[4].position, 41);
  EXPECT_EQ(Get().subject_count, 5);
  EXPECT_EQ(Get().version, before.version + 1);
  EXPECT_THAT(rounds_->AddSubjects(Context(), "r9", added), HasReason(reason::kResourceNotFound));
}

TEST_P(RoundConformance, ImportingLeavesOldSubjectsAloneAndCountsTheNewOnes) {
  MakeDraft();
  std::vector<Subject> given = SampleSubjects(5);
  for (Subject& subject : given) {
    subject.display_name = "imported";
    subject.position = 0;
  }
  const std::string cycle = Get().spec.cycle;
  ASSERT_OK_AND_ASSIGN(const auto never, rounds_->FindImport(Context("q1"), "r1"));
  EXPECT_EQ(never, std::nullopt);
  ASSERT_OK_AND_ASSIGN(const ImportOutcome outcome,
                       rounds_->ImportSubjects(Context("q1"), "r1", cycle, given));
  EXPECT_EQ(outcome.created, 2);
  EXPECT_EQ(outcome.total, 5);
  ASSERT_OK_AND_ASSIGN(const ImportOutcome again,
                       rounds_->ImportSubjects(Context("q1"), "r1", cycle, given));
  EXPECT_EQ(again.created, 2);
  EXPECT_EQ(again.total, 5);
  ASSERT_OK_AND_ASSIGN(const auto found, rounds_->FindImport(Context("q1"), "r1"));
  ASSERT_TRUE(found.has_value());
  EXPECT_EQ(found->created, 2);
  EXPECT_EQ(found->total, 5);
  EXPECT_THAT(rounds_->FindImport(Context("q1", "other"), "r1"), HasReason("REQUEST_ID_REUSED"));
  ASSERT_OK_AND_ASSIGN(const ImportOutcome anew,
                       rounds_->ImportSubjects(Context(), "r1", cycle, given));
  EXPECT_EQ(anew.created, 0);
  ASSERT_OK_AND_ASSIGN(const auto all, rounds_->ListSubjects(Soon(), "r1", {}, 100));
  EXPECT_EQ(all[0].display_name, "对象 1");
  EXPECT_EQ(all[4].display_name, "imported");
}

TEST_P(RoundConformance, SubjectsOfAnotherCycleThanTheRoundsAreNotImported) {
  RoundSpec spec = SampleSpec();
  spec.cycle = "cycles/new";
  MakeDraft(spec);
  const std::vector<Subject> fourth = {SampleSubjects(4).back()};
  const auto refused = rounds_->ImportSubjects(Context("q1"), "r1", "cycles/old", fourth);
  EXPECT_THAT(refused, StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(refused, HasReason("STORAGE_CONFLICT"));
  EXPECT_EQ(Get().subject_count, 3);
  ASSERT_OK(rounds_->ImportSubjects(Context("q1"), "r1", "cycles/new", fourth));
  EXPECT_EQ(Get().subject_count, 4);
}

TEST_P(RoundConformance, SubjectsAreListedByPositionAndRemoved) {
  MakeDraft();
  std::vector<Subject> others = {SampleSubjects(4).back()};
  others[0].subject_type = "deputy";
  others[0].position = 15;
  ASSERT_OK(rounds_->AddSubjects(Context(), "r1", others));
  const auto ids = [&](const SubjectFilter& filter, int limit) {
    auto subjects = rounds_->ListSubjects(Soon(), "r1", filter, limit);
    EXPECT_OK(subjects);
    std::string text;
    for (const Subject& subject : *subjects) text += subject.id + " ";
    return text;
  };
  EXPECT_EQ(ids({}, 10), "s1 s4 s2 s3 ");
  EXPECT_EQ(ids({.subject_type = "", .after_position = 10}, 2), "s4 s2 ");
  EXPECT_EQ(ids({.subject_type = "deputy", .after_position = 0}, 10), "s4 ");
  EXPECT_EQ(ids({.subject_type = "none", .after_position = 0}, 10), "");
  ASSERT_OK(rounds_->DeleteSubject(Context("q1"), "r1", "s4"));
  ASSERT_OK(rounds_->DeleteSubject(Context("q1"), "r1", "s4"));
  EXPECT_EQ(ids({}, 10), "s1 s2 s3 ");
  EXPECT_EQ(Get().subject_count, 3);
  EXPECT_THAT(rounds_->DeleteSubject(Context(), "r1", "s4"), HasReason(reason::kResourceNotFound));
  EXPECT_THAT(rounds_->ListSubjects(Soon(), "r9", {}, 10), HasReason(reason::kResourceNotFound));
}

}  // namespace
}  // namespace pingyi::appraisal
