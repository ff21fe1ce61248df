#include "services/verify/workflow_check.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "services/result/domain/difference.h"
#include "services/result/domain/release.h"
#include "services/result/domain/work_calendar.h"
#include "services/result/domain/working_days.h"
#include "services/result/wire/calendar/calendar_wire.h"
#include "services/verify/release_facts.h"
#include "services/verify/release_form.h"

namespace pingyi::verify {
namespace {

namespace v1 = pingyi::result::v1;

using Bundle = bundle::v1::ReleaseBundle;
using Results = std::map<std::string, const v1::SubjectResult*>;  // by subject

void Require(bool holds, Text finding, Findings& findings) {
  if (!holds && findings.size() < kMaxFindings) findings.push_back(std::move(finding));
}

int64_t Micros(const google::protobuf::Timestamp& time) {
  return time.seconds() * 1'000'000 + time.nanos() / 1000;
}

bool IsPeriod(const v1::Release& release, const result::WorkCalendar& calendar) {
  const v1::Publicity& publicity = release.publicity();
  const auto period =
      result::PeriodAfter(calendar, result::LocalDay(calendar, Micros(release.create_time())),
                          publicity.working_days());
  return publicity.working_days() > 0 && period &&
         result::DayText(period->first) == publicity.start_date() &&
         result::DayText(period->last) == publicity.end_date();
}

// There is one text for one calendar.
bool IsAscending(const v1::Calendar& calendar) {
  return std::is_sorted(calendar.rest_days().begin(), calendar.rest_days().end()) &&
         std::is_sorted(calendar.holidays().begin(), calendar.holidays().end()) &&
         std::is_sorted(calendar.make_up_days().begin(), calendar.make_up_days().end());
}

void CheckPublicity(const Bundle& bundle, Findings& findings) {
  const v1::Release& release = bundle.release();
  Require(bundle.has_calendar() == release.has_publicity(),
          {"日历与公示期不相应",
           "there must be a calendar where there is a publicity period, and "
           "only there"},
          findings);
  if (!bundle.has_calendar() || !release.has_publicity()) return;
  const v1::Publicity& publicity = release.publicity();
  const result::ReadCalendar read =
      result::ToWorkCalendar(result::ToCalendarText(bundle.calendar()));
  const bool same = read.calendar && IsAscending(bundle.calendar()) &&
                    result::CalendarDigest(*read.calendar) == publicity.calendar_digest() &&
                    bundle.calendar().digest() == publicity.calendar_digest() &&
                    bundle.calendar().name() == publicity.calendar();
  Require(same, {"日历不是发布所用的日历", "the calendar is not the one of the release"}, findings);
  if (!same) return;
  Require(IsPeriod(release, *read.calendar),
          {"公示期与日历不符", "the publicity period is not what the calendar gives"}, findings);
  const bool kind = publicity.answer_day_kind() == v1::DAY_KIND_WORKING ||
                    publicity.answer_day_kind() == v1::DAY_KIND_CALENDAR;
  Require(kind && publicity.answer_days() > 0,
          {"异议答复期限有误", "the time for answers to objections is not one"}, findings);
}

// Whether the grade is one that the policy gives, under its title.
bool IsGrade(const v1::ScoringPolicy& policy, const v1::GradeDecision& decision) {
  return std::any_of(policy.grade_thresholds().begin(), policy.grade_thresholds().end(),
                     [&](const v1::GradeThreshold& grade) {
                       return grade.grade() == decision.grade() &&
                              grade.title() == decision.grade_title();
                     });
}

// Whether the decision says nothing that the digest does not cover.
bool IsAsReleased(const v1::GradeDecision& decision) {
  return decision.state() == v1::GradeDecision::STATE_UNSPECIFIED &&
         decision.withdraw_reason().empty() && decision.withdrawer().empty() &&
         !decision.has_withdraw_time() && decision.create_time().nanos() % 1000 == 0;
}

void CheckDecisions(const Bundle& bundle, const Results& results, Findings& findings) {
  std::set<std::string> subjects;
  int64_t last = 0;
  for (const v1::GradeDecision& decision : bundle.release().decisions()) {
    const Text bad = {"委员会决定有误：" + decision.name(),
                      "a decision does not hold: " + decision.name()};
    const std::string prefix = bundle.release().run() + "/decisions/";
    const bool named = decision.name().starts_with(prefix);
    const std::string digits = named ? decision.name().substr(prefix.size()) : "";
    const bool is_number = !digits.empty() && digits.size() < 10 && digits[0] != '0' &&
                           digits.find_first_not_of("0123456789") == std::string::npos;
    const int64_t number = is_number ? std::stoll(digits) : 0;
    const auto result = results.find(decision.subject());
    const bool holds =
        number > last && result != results.end() && subjects.insert(decision.subject()).second &&
        decision.computed_grade() == result->second->grade() && !decision.reason().empty() &&
        !decision.decider().empty() && IsGrade(bundle.policy(), decision) && IsAsReleased(decision);
    Require(holds, bad, findings);
    last = std::max(last, number);
  }
}

// A tie that is left to the committee must have been decided.
void CheckTies(const Bundle& bundle, Findings& findings) {
  for (const v1::SubjectResult& result : bundle.results()) {
    Require(
        result.undecided_grade().empty() || !result.decided_grade().empty(),
        {"并列未经委员会决定：" + result.subject(), "a tie is left undecided: " + result.subject()},
        findings);
  }
}

result::DecidedGrades GradesOf(const v1::Release& release) {
  result::DecidedGrades grades;
  for (const v1::GradeDecision& decision : release.decisions()) {
    grades[decision.subject()] = {decision.grade(), decision.grade_title()};
  }
  return grades;
}

// What the release must say of the one it amends, which rests on the same run.
std::vector<result::ResultDifference> ExpectedChanges(const Bundle& bundle) {
  std::vector<result::PlacedResult> placed;
  for (const v1::SubjectResult& result : bundle.results()) {
    result::PlacedResult& one = placed.emplace_back();
    one.subject = result.subject();
    one.position = result.position();
    one.computed = {.display_name = result.display_name(),
                    .grade = result.grade(),
                    .grade_title = result.grade_title()};
    if (bundle.confidential()) continue;
    one.computed.rank = result.rank();
    one.computed.total = result.total().exact();
    one.computed.total_rounded = result.total().rounded();
  }
  return result::DecidedDifferences(std::move(placed), GradesOf(bundle.amended_release()),
                                    GradesOf(bundle.release()));
}

void CheckAmendment(const Bundle& bundle, Findings& findings) {
  const v1::Release& release = bundle.release();
  const v1::Release& amended = bundle.amended_release();
  const bool amends = !release.amends().empty();
  Require(amends == bundle.has_amended_release(),
          {"缺少或多出被更正的发布", "the amended release must be there where there is one"},
          findings);
  if (!amends) {
    Require(release.changes().empty() && release.settled_objections().empty() &&
                release.amended_digest().empty(),
            {"没有更正，却列有变化", "it amends nothing and lists changes"}, findings);
    return;
  }
  const bool same = amended.name() == release.amends() &&
                    amended.digest() == release.amended_digest() &&
                    result::ReleaseDigest(FactsOf(amended)) == release.amended_digest() &&
                    amended.result_digest() == release.result_digest();
  Require(same, {"被更正的发布不符", "the amended release is not the one that is named"}, findings);
  const bool before =
      std::all_of(amended.decisions().begin(), amended.decisions().end(), IsAsReleased);
  Require(
      before && amended.create_time().nanos() % 1000 == 0,
      {"被更正的发布含有摘要之外的内容", "the amended release says what its digest does not cover"},
      findings);
  Require(
      FactsOf(release).changes == ExpectedChanges(bundle),
      {"所列变化与两次发布之差不符", "the changes are not the difference between the two releases"},
      findings);
}

// The digests are over lines: see IsReleaseInForm.
void CheckForm(const Bundle& bundle, Findings& findings) {
  const v1::Release& release = bundle.release();
  const std::string& round = bundle.round().name();
  Require(IsSignedInForm(release, round) && IsReleaseInForm(release, round, release.run()),
          {"发布中有名称、摘要、日期或数不合规定的写法",
           "a name, digest, date or number of the release is not in the form of one"},
          findings);
  if (!bundle.has_amended_release()) return;
  const v1::Release& amended = bundle.amended_release();
  Require(IsReleaseInForm(amended, round, release.run()) &&
              amended.inputs_digest() == release.inputs_digest(),
          {"被更正的发布中有名称、摘要、日期或数不合规定的写法",
           "a name, digest, date or number of the amended release is not in the form of one"},
          findings);
}

}  // namespace

Findings CheckWorkflow(const Bundle& bundle) {
  Results results;
  for (const v1::SubjectResult& result : bundle.results()) results[result.subject()] = &result;
  Findings findings;
  CheckForm(bundle, findings);
  CheckPublicity(bundle, findings);
  CheckDecisions(bundle, results, findings);
  CheckTies(bundle, findings);
  CheckAmendment(bundle, findings);
  return findings;
}

}  // namespace pingyi::verify
