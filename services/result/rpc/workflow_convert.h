// Calendars, decisions, objections, publicity and differences: from what is stored to the contract.
#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <google/protobuf/repeated_field.h>

#include "pingyi/result/v1/result_service.pb.h"
#include "services/result/domain/release.h"
#include "services/result/domain/work_calendar.h"
#include "services/result/store/records.h"

namespace pingyi::result {

// DATA_LOSS for days that cannot be read.
absl::StatusOr<WorkCalendar> DaysOf(const CalendarVersion& calendar);
absl::StatusOr<v1::Calendar> ToProto(const CalendarVersion& calendar);

v1::GradeDecision ToProto(const GradeDecision& decision);
// As a release shows it: what came later is not told.
v1::GradeDecision ToReleasedProto(const GradeDecision& decision);
// Puts the decision on the subject of this result, if there is one, beside the computed grade. The
// decisions are those of the result's run.
void ShowDecision(const std::vector<GradeDecision>& decisions, v1::SubjectResult& result);
// The same for a page of results.
void ShowDecisions(const std::vector<GradeDecision>& decisions,
                   google::protobuf::RepeatedPtrField<v1::SubjectResult>& results);

// `now` decides whether it is overdue.
v1::Objection ToProto(const Objection& objection, absl::Time now);

v1::Publicity ToProto(const Publicity& publicity);
v1::ResultDifference ToProto(const std::string& round, const ResultDifference& difference);
v1::Release::State StateOf(const Release& release, absl::Time now);
// What a release has beside its run, its note and its signature.
void AddWorkflow(const Release& release, absl::Time now, v1::Release& proto);

PublicityFacts FactsOf(const Publicity& publicity);
DecisionFacts FactsOf(const GradeDecision& decision);

}  // namespace pingyi::result
