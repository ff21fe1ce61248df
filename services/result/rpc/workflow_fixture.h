// A closed and aggregated round, a calendar, and short ways to call what follows a run.
#pragma once

#include <string>

#include "services/base/testing/status_matchers.h"
#include "services/result/rpc/service_fixture.h"

namespace pingyi::result {

class WorkflowTest : public ServiceTest {
 protected:
  void SetUp() override {
    AddRound("r1");
    const auto run = Aggregate("r1");
    ASSERT_OK(run);
    run_ = run->name();
    v1::CreateCalendarRequest request;
    request.set_parent("calendars/cn");
    *request.mutable_calendar() = ExampleCalendar();
    v1::Calendar calendar;
    ASSERT_OK(Call(&Stub::CreateCalendar, request, &calendar));
  }

  // Saturdays and Sundays around the clock's 15 November 2023, a Wednesday in Beijing.
  static v1::Calendar ExampleCalendar() {
    v1::Calendar calendar;
    calendar.set_display_name("二〇二三年");
    calendar.set_utc_offset_minutes(480);
    calendar.set_first_date("2023-11-01");
    calendar.set_last_date("2023-12-31");
    calendar.add_rest_days(7);
    calendar.add_rest_days(6);
    return calendar;
  }

  v1::DecideGradeRequest Decision(const std::string& subject, const std::string& grade) const {
    v1::DecideGradeRequest request;
    request.set_result(run_ + "/results/" + subject);
    request.set_grade(grade);
    request.set_reason("理由");
    request.set_decider("党组会议");
    return request;
  }
  absl::StatusOr<v1::GradeDecision> Decide(const std::string& subject, const std::string& grade) {
    return Ask<v1::GradeDecision>(&Stub::DecideGrade, Decision(subject, grade));
  }

  v1::ReleaseResultsRequest Publication() const {
    v1::ReleaseResultsRequest request;
    request.set_run(run_);
    request.set_publicity_days(5);
    request.set_calendar("calendars/cn/versions/1");
    return request;
  }
  absl::StatusOr<v1::Release> Publish() {
    return Ask<v1::Release>(&Stub::ReleaseResults, Publication());
  }
  absl::StatusOr<v1::Release> Amend(const std::string& objection) {
    v1::ReleaseResultsRequest request = Publication();
    request.set_amends("rounds/r1/releases/1");
    request.add_settled_objections(objection);
    return Ask<v1::Release>(&Stub::ReleaseResults, request);
  }
  absl::StatusOr<v1::Release> ReadRelease(int number) {
    v1::GetReleaseRequest request;
    request.set_name("rounds/r1/releases/" + std::to_string(number));
    return Ask<v1::Release>(&Stub::GetRelease, request);
  }

  absl::StatusOr<v1::Objection> Object(const std::string& subject = "s1") {
    v1::FileObjectionRequest request;
    request.set_parent("rounds/r1/releases/1");
    request.set_subject("rounds/r1/subjects/" + subject);
    request.set_text("等次有误");
    request.set_objector("李四");
    return Ask<v1::Objection>(&Stub::FileObjection, request);
  }
  absl::StatusOr<v1::Objection> Answer(const std::string& name, v1::Objection::State state) {
    v1::AnswerObjectionRequest request;
    request.set_name(name);
    request.set_state(state);
    request.set_answer("已核实");
    return Ask<v1::Objection>(&Stub::AnswerObjection, request);
  }

  template <typename Response, typename Request>
  absl::StatusOr<Response> Ask(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                            Response*),
                               const Request& request) {
    Response response;
    if (absl::Status status = Call(method, request, &response); !status.ok()) return status;
    return response;
  }

  std::string run_;
};

}  // namespace pingyi::result
