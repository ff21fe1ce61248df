#include "services/cli/command/component_reports.h"

#include <map>
#include <set>
#include <string>

#include <fmt/format.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "pingyi/report/v1/report_service.grpc.pb.h"
#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/call/client.h"
#include "services/cli/command/names.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::AppraisalService;
using appraisal::v1::Round;
using appraisal::v1::Subject;
using report::v1::Report;
using report::v1::ReportService;
using result::v1::Component;
using result::v1::ComponentFigures;
using result::v1::ResultService;

// Asks for one message by its name.
template <typename Service, typename Request, typename Response>
absl::StatusOr<Response> Get(Context& context,
                             typename Client<Service>::template Method<Request, Response> method,
                             const std::string& name) {
  Request request;
  request.set_name(name);
  return Client<Service>(context.session).Call(method, request);
}

absl::StatusOr<Component> FindComponent(Context& context, const Round& round,
                                        const std::string& key) {
  const auto policy = Get<ResultService, result::v1::GetScoringPolicyRequest>(
      context, &ResultService::StubInterface::GetScoringPolicy, round.scoring_policy().name());
  if (!policy.ok()) return policy.status();
  for (const Component& component : policy->components()) {
    if (component.key() == key) return component;
  }
  return absl::InvalidArgumentError(fmt::format("the round's policy has no component \"{}\"", key));
}

// The accepted reports of the cycle, by name.
absl::StatusOr<std::map<std::string, Report>> AcceptedReports(Context& context,
                                                              const std::string& cycle) {
  report::v1::ListReportsRequest request;
  request.set_parent(cycle);
  request.add_states(Report::STATE_ACCEPTED);
  request.set_view(report::v1::REPORT_VIEW_FULL);
  std::map<std::string, Report> reports;
  absl::Status status =
      Client<ReportService>(context.session)
          .ListAll(&ReportService::StubInterface::ListReports, request,
                   &report::v1::ListReportsResponse::reports, [&](const Report& report) {
                     Report& kept = reports[report.name()];
                     kept = report;
                     kept.clear_sections();
                     return absl::OkStatus();
                   });
  if (!status.ok()) return status;
  return reports;
}

// The targets of the cycle's metrics that the component has, by key.
absl::StatusOr<std::map<std::string, std::string>> TargetsOf(Context& context,
                                                             const std::string& cycle_name,
                                                             const Component::Metrics& metrics) {
  const auto cycle = Get<ReportService, report::v1::GetCycleRequest>(
      context, &ReportService::StubInterface::GetCycle, cycle_name);
  if (!cycle.ok()) return cycle.status();
  const auto form = Get<ReportService, report::v1::GetReportTemplateRequest>(
      context, &ReportService::StubInterface::GetReportTemplate, cycle->report_template());
  if (!form.ok()) return form.status();
  std::set<std::string> wanted;
  for (const Component::Metric& metric : metrics.metrics()) wanted.insert(metric.key());
  std::map<std::string, std::string> targets;
  for (const report::v1::MetricSpec& metric : form->metrics()) {
    if (wanted.contains(metric.key()) && !metric.target().empty()) {
      targets[metric.key()] = metric.target();
    }
  }
  return targets;
}

void AddMetrics(const Report& report, const std::map<std::string, std::string>& targets,
                const std::string& subject, ComponentFigures& figures) {
  result::v1::SubjectFigures entry;
  entry.set_subject(subject);
  for (const report::v1::ReportMetric& metric : report.metrics()) {
    const auto target = targets.find(metric.key());
    if (target == targets.end()) continue;
    result::v1::MetricFigure& item = *entry.mutable_metrics()->add_items();
    item.set_metric(metric.key());
    item.set_actual(metric.actual());
    item.set_target(target->second);
  }
  if (entry.has_metrics()) *figures.add_subject_figures() = std::move(entry);
}

}  // namespace

absl::Status TakeFromReports(Context& context, ComponentFigures& figures) {
  const std::string& name = figures.name();
  const auto round = Get<AppraisalService, appraisal::v1::GetRoundRequest>(
      context, &AppraisalService::StubInterface::GetRound,
      name.substr(0, name.find("/components/")));
  if (!round.ok()) return round.status();
  if (round->cycle().empty()) {
    return absl::InvalidArgumentError("the round's subjects do not come from a cycle of reports");
  }
  const auto component = FindComponent(context, *round, IdOf(name));
  if (!component.ok()) return component.status();
  if (!component->has_review_score() && !component->has_metrics()) {
    return absl::InvalidArgumentError("a report has figures of review_score and metrics only");
  }
  const auto reports = AcceptedReports(context, round->cycle());
  if (!reports.ok()) return reports.status();
  absl::StatusOr<std::map<std::string, std::string>> targets;
  if (component->has_metrics()) targets = TargetsOf(context, round->cycle(), component->metrics());
  if (component->has_metrics() && !targets.ok()) return targets.status();
  appraisal::v1::ListSubjectsRequest subjects;
  subjects.set_parent(round->name());
  return Client<AppraisalService>(context.session)
      .ListAll(&AppraisalService::StubInterface::ListSubjects, subjects,
               &appraisal::v1::ListSubjectsResponse::subjects, [&](const Subject& subject) {
                 const auto report = reports->find(subject.report());
                 if (report == reports->end()) return absl::OkStatus();
                 if (component->has_metrics()) {
                   AddMetrics(report->second, *targets, subject.name(), figures);
                 } else {
                   auto& entry = *figures.add_subject_figures();
                   entry.set_subject(subject.name());
                   entry.mutable_score()->set_score(report->second.review().score());
                 }
                 return absl::OkStatus();
               });
}

}  // namespace pingyi::cli
