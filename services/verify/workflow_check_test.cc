// Bundles with publicity, decisions and an amendment: the right one is accepted, and nothing of it
// can be another, not even for who has the key.
#include "services/verify/workflow_check.h"

#include <gtest/gtest.h>

#include "services/bundle/bundle_text.h"
#include "services/result/domain/work_calendar.h"
#include "services/result/wire/calendar/calendar_wire.h"
#include "services/verify/release_facts.h"
#include "services/verify/sample_bundle.h"
#include "services/verify/verify.h"

namespace pingyi::verify {
namespace {

namespace v1 = pingyi::result::v1;
using Bundle = bundle::v1::ReleaseBundle;

void AddCalendar(Bundle& bundle) {
  v1::Calendar& calendar = *bundle.mutable_calendar();
  calendar.set_name("calendars/cn/versions/3");
  calendar.set_utc_offset_minutes(480);
  calendar.set_first_date("2026-01-01");
  calendar.set_last_date("2026-12-31");
  for (const int day : {6, 7}) calendar.add_rest_days(day);
  for (const char* day : {"2026-02-16", "2026-02-17"}) calendar.add_holidays(day);
  calendar.add_make_up_days("2026-02-14");
  calendar.set_digest(
      result::CalendarDigest(*result::ToWorkCalendar(result::ToCalendarText(calendar)).calendar));
  // The release is of Saturday, 31 January.
  v1::Publicity& publicity = *bundle.mutable_release()->mutable_publicity();
  publicity.set_calendar(calendar.name());
  publicity.set_calendar_digest(calendar.digest());
  publicity.set_working_days(5);
  publicity.set_start_date("2026-02-02");
  publicity.set_end_date("2026-02-06");
  publicity.set_answer_days(10);
  publicity.set_answer_day_kind(v1::DAY_KIND_WORKING);
}

// A decision on the subject at this place of the results, for the other grade of the two.
v1::GradeDecision Decision(const Bundle& bundle, int index, int number) {
  const v1::SubjectResult& result = bundle.results(index);
  const bool good = result.grade() == "good";
  v1::GradeDecision decision;
  decision.set_name("rounds/r1/runs/x/decisions/" + std::to_string(number));
  decision.set_subject(result.subject());
  decision.set_grade(good ? "fair" : "good");
  decision.set_grade_title(good ? "一般" : "好");
  decision.set_computed_grade(result.grade());
  decision.set_reason("理由");
  decision.set_decider("党组会议");
  decision.set_recorder("张三");
  decision.mutable_create_time()->set_seconds(1'769'000'000);
  decision.mutable_create_time()->set_nanos(5000);
  return decision;
}

// The second release of the sample: the first had one decision, this has two.
Bundle AmendedBundle() {
  Bundle bundle = SampleBundle(SampleKey());
  AddCalendar(bundle);
  v1::Release& release = *bundle.mutable_release();
  *release.add_decisions() = Decision(bundle, 0, 1);
  SignRelease(SampleKey(), bundle);
  const v1::Release first = release;
  *bundle.mutable_amended_release() = first;

  release.set_name("rounds/r1/releases/2");
  release.set_number(2);
  *release.add_decisions() = Decision(bundle, 1, 4);
  release.set_amends(first.name());
  release.set_amended_digest(first.digest());
  auto& settled = *release.add_settled_objections();
  settled.set_objection("rounds/r1/releases/1/objections/1");
  settled.set_digest(std::string(64, '9'));
  const v1::SubjectResult& moved = bundle.results(1);
  v1::ResultDifference& change = *release.add_changes();
  change.set_subject(moved.subject());
  change.set_display_name(moved.display_name());
  *change.mutable_old_total() = moved.total();
  *change.mutable_new_total() = moved.total();
  change.set_old_rank(moved.rank());
  change.set_new_rank(moved.rank());
  change.set_old_grade(moved.grade());
  change.set_old_grade_title(moved.grade_title());
  change.set_new_grade(release.decisions(1).grade());
  change.set_new_grade_title(release.decisions(1).grade_title());
  Complete(SampleKey(), bundle);
  bundle::KeepWhatIsSigned(bundle);
  return bundle;
}

class WorkflowCheckTest : public ::testing::Test {
 protected:
  bool IsAccepted(const std::string& text) const {
    const auto bundle = bundle::ReadBundle(text);
    return bundle.ok() && Verify(*bundle, keys_).accepted();
  }
  // Whether who has the key could publish this.
  static bool CanBeSigned(Bundle bundle) {
    SignRelease(SampleKey(), bundle);
    const std::vector<crypto::PublicKey> keys = {SampleKey().public_key()};
    const auto read = bundle::ReadBundle(bundle::BundleText(bundle));
    return read.ok() && Verify(*read, keys).accepted();
  }

  const Bundle bundle_ = AmendedBundle();
  const std::vector<crypto::PublicKey> keys_ = {SampleKey().public_key()};
};

TEST_F(WorkflowCheckTest, TheBundleItselfIsAccepted) {
  const auto read = bundle::ReadBundle(bundle::BundleText(bundle_));
  ASSERT_TRUE(read.ok()) << read.status();
  for (const Check& check : Verify(*read, keys_).checks) {
    for (const Text& finding : check.findings) ADD_FAILURE() << check.what.en << ": " << finding.en;
  }
  EXPECT_TRUE(Verify(*read, keys_).accepted());
  EXPECT_EQ(read->results(1).decided_grade(), read->release().decisions(1).grade());
  EXPECT_TRUE(CanBeSigned(bundle_));
}

TEST_F(WorkflowCheckTest, EveryChangedByteIsRefused) {
  const std::string text = bundle::BundleText(bundle_);
  ExpectEveryChangeRefused(text,
                           [this](const std::string& changed) { return IsAccepted(changed); });
}

TEST_F(WorkflowCheckTest, TheInstitutionItselfCannotPublishWhatDoesNotHold) {
  const auto expect_refused = [&](const char* what, auto spoil) {
    Bundle bundle = bundle_;
    spoil(bundle);
    EXPECT_FALSE(CanBeSigned(bundle)) << what;
  };
  using B = Bundle&;
  expect_refused("a shorter period",
                 [](B b) { b.mutable_release()->mutable_publicity()->set_end_date("2026-02-05"); });
  expect_refused("other working days",
                 [](B b) { b.mutable_release()->mutable_publicity()->set_working_days(4); });
  expect_refused("no time to answer",
                 [](B b) { b.mutable_release()->mutable_publicity()->set_answer_days(0); });
  expect_refused("no kind of days",
                 [](B b) { b.mutable_release()->mutable_publicity()->clear_answer_day_kind(); });
  expect_refused("no calendar", [](B b) { b.clear_calendar(); });
  expect_refused("another calendar", [](B b) { b.mutable_calendar()->add_holidays("2026-05-01"); });
  expect_refused("days in another order",
                 [](B b) { b.mutable_calendar()->mutable_rest_days()->SwapElements(0, 1); });
  expect_refused("another computed grade", [](B b) {
    b.mutable_release()->mutable_decisions(0)->set_computed_grade("poor");
  });
  expect_refused("a grade that is none", [](B b) {
    b.mutable_release()->mutable_decisions(0)->set_grade("superb");
    b.mutable_results(0)->set_decided_grade("superb");
  });
  expect_refused("a title of another grade", [](B b) {
    b.mutable_release()->mutable_decisions(0)->set_grade_title("优");
    b.mutable_results(0)->set_decided_grade_title("优");
  });
  expect_refused("no reason",
                 [](B b) { b.mutable_release()->mutable_decisions(0)->clear_reason(); });
  expect_refused("two decisions on one subject", [](B b) {
    v1::GradeDecision again = b.release().decisions(1);
    again.set_name("rounds/r1/runs/x/decisions/5");
    *b.mutable_release()->add_decisions() = again;
    b.mutable_results(1)->set_decision(again.name());
  });
  expect_refused("a withdrawn decision",
                 [](B b) { b.mutable_release()->mutable_decisions(0)->set_withdraw_reason("误"); });
  expect_refused("a decision that is not shown with the result",
                 [](B b) { b.mutable_results(0)->clear_decided_grade(); });
  expect_refused("a difference kept quiet", [](B b) { b.mutable_release()->clear_changes(); });
  expect_refused("another difference",
                 [](B b) { b.mutable_release()->mutable_changes(0)->set_old_grade("poor"); });
  expect_refused("another release before", [](B b) {
    b.mutable_amended_release()->mutable_decisions(0)->set_reason("别的理由");
  });
  expect_refused("no release before", [](B b) { b.clear_amended_release(); });
  expect_refused("changes without an amendment", [](B b) {
    b.clear_amended_release();
    b.mutable_release()->clear_amends();
    b.mutable_release()->clear_amended_digest();
  });
}

// The lines of the digests hold names and digests as they are: a line feed in one must not pass
// for the end of its line, or two objections could be told as one with the same signature.
TEST_F(WorkflowCheckTest, SettledObjectionsCannotBeFoldedIntoOne) {
  Bundle two = bundle_;
  auto& second = *two.mutable_release()->add_settled_objections();
  second.set_objection("rounds/r1/releases/1/objections/2");
  second.set_digest(std::string(64, '8'));
  SignRelease(SampleKey(), two);
  ASSERT_TRUE(CanBeSigned(two));
  Bundle folded = two;
  auto& settled = *folded.mutable_release()->mutable_settled_objections();
  settled[0].set_digest(settled[0].digest() + "\nobjection " + second.objection() + " " +
                        second.digest());
  settled.RemoveLast();
  SignRelease(SampleKey(), folded);
  ASSERT_EQ(folded.release().signature(), two.release().signature());
  EXPECT_FALSE(IsAccepted(bundle::BundleText(folded)));
}

// The third release of the sample, with all that a release can have in the one before.
Bundle ThirdRelease(const Bundle& second) {
  Bundle bundle = second;
  v1::Release& before = *bundle.mutable_amended_release();
  before = second.release();
  v1::Release& release = *bundle.mutable_release();
  release.set_name("rounds/r1/releases/3");
  release.set_number(3);
  release.set_amends(before.name());
  release.set_amended_digest(before.digest());
  release.clear_changes();
  bundle::KeepWhatIsSigned(bundle);
  return bundle;
}

TEST_F(WorkflowCheckTest, TheAmendedReleaseHasOneFormToo) {
  const Bundle third = ThirdRelease(bundle_);
  ASSERT_TRUE(CanBeSigned(third));
  const auto expect_refused = [&](const char* what, auto spoil) {
    Bundle bundle = third;
    v1::Release& amended = *bundle.mutable_amended_release();
    spoil(amended);
    amended.set_digest(result::ReleaseDigest(FactsOf(amended)));
    bundle.mutable_release()->set_amended_digest(amended.digest());
    EXPECT_FALSE(CanBeSigned(bundle)) << what;
  };
  using R = v1::Release&;
  expect_refused("lists folded into the digest", [](R r) {
    const auto& settled = r.settled_objections(0);
    r.set_amended_digest(r.amended_digest() + "\nobjection " + settled.objection() + " " +
                         settled.digest());
    r.clear_settled_objections();
  });
  expect_refused("an objection of another round", [](R r) {
    r.mutable_settled_objections(0)->set_objection("rounds/r2/releases/1/objections/1");
  });
  expect_refused("no number of an objection", [](R r) {
    r.mutable_settled_objections(0)->set_objection("rounds/r1/releases/1/objections/01");
  });
  expect_refused("a digest that is none",
                 [](R r) { r.mutable_settled_objections(0)->set_digest(std::string(64, 'G')); });
  expect_refused("a blank in a date",
                 [](R r) { r.mutable_publicity()->set_start_date("2026-02-02 2026-02-06"); });
  expect_refused("a blank in a calendar",
                 [](R r) { r.mutable_publicity()->set_calendar("calendars/c n/versions/3"); });
  expect_refused("no kind of days", [](R r) { r.mutable_publicity()->clear_answer_day_kind(); });
  expect_refused("a blank in a subject",
                 [](R r) { r.mutable_changes(0)->set_subject("rounds/r1/subjects/a b"); });
  expect_refused("a grade that reads as none",
                 [](R r) { r.mutable_changes(0)->set_old_grade("-"); });
  expect_refused("a total that reads as none",
                 [](R r) { r.mutable_changes(0)->mutable_old_total()->set_exact("-"); });
  expect_refused("a decision of another run",
                 [](R r) { r.mutable_decisions(0)->set_name("rounds/r1/runs/y/decisions/1"); });
  expect_refused("a grade with a blank",
                 [](R r) { r.mutable_decisions(0)->set_computed_grade("good x"); });
  expect_refused("changes without an amendment", [](R r) {
    r.clear_amends();
    r.clear_amended_digest();
  });
  expect_refused("inputs that nothing vouches for",
                 [](R r) { r.set_inputs_digest(std::string(64, '1')); });
}

// A new key signs what comes after, and what the old one signed stays good.
TEST_F(WorkflowCheckTest, EitherOfTwoKeysWillDo) {
  const crypto::SigningKey newer = crypto::SigningKey::Generate();
  Bundle renewed = bundle_;
  SignRelease(newer, renewed);
  const std::vector<crypto::PublicKey> both = {SampleKey().public_key(), newer.public_key()};
  EXPECT_TRUE(Verify(bundle_, both).accepted());
  EXPECT_TRUE(Verify(renewed, both).accepted());
  EXPECT_FALSE(Verify(renewed, keys_).accepted());
  EXPECT_FALSE(Verify(bundle_, std::vector{newer.public_key()}).accepted());
}

}  // namespace
}  // namespace pingyi::verify
