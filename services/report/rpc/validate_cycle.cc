// Requests about templates, cycles, the roster and the audit trail.
#include <algorithm>
#include <functional>
#include <map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/rpc/request.h"
#include "services/report/domain/decimal.h"
#include "services/report/rpc/request_checks.h"
#include "services/report/rpc/validate.h"

namespace pingyi::report {
namespace {

constexpr int kMaxSections = 50;
constexpr int kMaxMetrics = 100;
constexpr int kMaxSectionCharacters = 50'000;
constexpr int kMaxReporters = 1000;
constexpr size_t kMaxUnit = 20;
constexpr size_t kMaxSubjectType = 63;
constexpr size_t kMaxResource = 200;

void UniqueKey(RequestChecks& checks, std::unordered_set<std::string>& keys,
               const std::string& field, const std::string& key) {
  checks.Key(field, key);
  if (!key.empty() && !keys.insert(key).second) {
    checks.Fault(field, reason::kInvalidField, "must be unique in the template");
  }
}

SectionSpec ReadSection(RequestChecks& checks, std::unordered_set<std::string>& keys,
                        const std::string& field, const pb::SectionSpec& spec) {
  UniqueKey(checks, keys, field + ".key", spec.key());
  checks.Text(field + ".title", spec.title(), kMaxTitle, true);
  const auto limit = [&](const char* name, int value) {
    if (value >= 0 && value <= kMaxSectionCharacters) return;
    checks.Fault(field + name, value < 0 ? reason::kInvalidField : reason::kLimitExceeded,
                 fmt::format("must be from 0 to {}", kMaxSectionCharacters));
  };
  limit(".min_characters", spec.min_characters());
  limit(".max_characters", spec.max_characters());
  if (spec.max_characters() > 0 && spec.min_characters() > spec.max_characters()) {
    checks.Fault(field + ".max_characters", reason::kInvalidField,
                 "must be 0 or not less than min_characters");
  }
  return {spec.key(), spec.title(), spec.required(), spec.min_characters(), spec.max_characters()};
}

MetricSpec ReadMetric(RequestChecks& checks, std::unordered_set<std::string>& keys,
                      const std::string& field, const pb::MetricSpec& spec) {
  UniqueKey(checks, keys, field + ".key", spec.key());
  checks.Text(field + ".title", spec.title(), kMaxTitle, true);
  checks.Text(field + ".unit", spec.unit(), kMaxUnit, false);
  if (!spec.target().empty() && !IsDecimal(spec.target())) {
    checks.Fault(field + ".target", reason::kInvalidNumber,
                 "must be empty or a decimal such as 95 or 0.5");
  }
  return {spec.key(), spec.title(), spec.unit(), spec.target(), spec.required()};
}

// Reads one field of a cycle into a patch.
using ReadField = void (*)(RequestChecks& checks, const pb::Cycle& cycle, CyclePatch& patch);

// The fields that can be changed, and how each is read.
const std::map<std::string, ReadField>& CycleFields() {
  static const auto* const fields = new std::map<std::string, ReadField>{
      {"display_name",
       [](RequestChecks& checks, const pb::Cycle& cycle, CyclePatch& patch) {
         checks.Text("cycle.display_name", cycle.display_name(), kMaxTitle, true);
         patch.display_name = cycle.display_name();
       }},
      {"period_start",
       [](RequestChecks& checks, const pb::Cycle& cycle, CyclePatch& patch) {
         checks.Date("cycle.period_start", cycle.period_start());
         patch.period_start = cycle.period_start();
       }},
      {"period_end",
       [](RequestChecks& checks, const pb::Cycle& cycle, CyclePatch& patch) {
         checks.Date("cycle.period_end", cycle.period_end());
         patch.period_end = cycle.period_end();
       }},
      {"report_template",
       [](RequestChecks& checks, const pb::Cycle& cycle, CyclePatch& patch) {
         patch.template_id = checks.TemplateName("cycle.report_template", cycle.report_template());
       }},
      {"due_time",
       [](RequestChecks& checks, const pb::Cycle& cycle, CyclePatch& patch) {
         if (cycle.has_due_time()) {
           patch.due_time = checks.Time("cycle.due_time", cycle.due_time());
         } else {
           checks.Fault("cycle.due_time", reason::kRequiredFieldMissing, "must be given");
         }
       }},
      {"late_submission_end_time",
       [](RequestChecks& checks, const pb::Cycle& cycle, CyclePatch& patch) {
         std::optional<absl::Time> end;
         if (cycle.has_late_submission_end_time()) {
           end = checks.Time("cycle.late_submission_end_time", cycle.late_submission_end_time());
         }
         patch.late_submission_end_time.emplace(end);
       }},
  };
  return *fields;
}

// In the contract's order.
const std::vector<std::string>& CycleFieldNames() {
  static const auto* const names =
      new std::vector<std::string>{"display_name",    "period_start", "period_end",
                                   "report_template", "due_time",     "late_submission_end_time"};
  return *names;
}

CyclePatch ReadCyclePatch(RequestChecks& checks, const pb::Cycle& cycle,
                          const std::vector<std::string>& fields) {
  CyclePatch patch;
  for (const std::string& field : fields) CycleFields().at(field)(checks, cycle, patch);
  return patch;
}

std::vector<ReportKind> ReadKinds(RequestChecks& checks, const std::string& field,
                                  const pb::Reporter& reporter) {
  checks.Count(field, reporter.kinds_size(), 4, true);
  std::vector<ReportKind> kinds;
  for (int i = 0; i < reporter.kinds_size(); ++i) {
    const int kind = reporter.kinds(i);
    checks.Enum(fmt::format("{}[{}]", field, i), kind, pb::ReportKind_IsValid(kind), true);
    kinds.push_back(static_cast<ReportKind>(kind));
  }
  std::sort(kinds.begin(), kinds.end());
  if (std::adjacent_find(kinds.begin(), kinds.end()) != kinds.end()) {
    checks.Fault(field, reason::kInvalidField, "must name each kind once");
  }
  return kinds;
}

}  // namespace

absl::StatusOr<ReportTemplate> Read(const pb::CreateReportTemplateRequest& request) {
  RequestChecks checks;
  checks.NewId("report_template_id", request.report_template_id());
  checks.RequestId(request.request_id());
  const pb::ReportTemplate& from = request.report_template();
  ReportTemplate made;
  made.id = request.report_template_id();
  made.display_name = from.display_name();
  checks.Text("report_template.display_name", from.display_name(), kMaxTitle, true);
  checks.Count("report_template.sections", from.sections_size(), kMaxSections, true);
  checks.Count("report_template.metrics", from.metrics_size(), kMaxMetrics, false);
  if (from.sections_size() > kMaxSections || from.metrics_size() > kMaxMetrics) {
    return checks.Finish(made);
  }
  std::unordered_set<std::string> keys;
  for (int i = 0; i < from.sections_size(); ++i) {
    made.sections.push_back(ReadSection(
        checks, keys, fmt::format("report_template.sections[{}]", i), from.sections(i)));
  }
  for (int i = 0; i < from.metrics_size(); ++i) {
    made.metrics.push_back(
        ReadMetric(checks, keys, fmt::format("report_template.metrics[{}]", i), from.metrics(i)));
  }
  return checks.Finish(std::move(made));
}

absl::StatusOr<std::string> Read(const pb::GetReportTemplateRequest& request) {
  RequestChecks checks;
  std::string id = checks.TemplateName("name", request.name());
  return checks.Finish(std::move(id));
}

namespace {

PageInput ReadPage(RequestChecks& checks, const google::protobuf::Message& request, int32_t size) {
  PageInput page;
  page.limit.size = checks.PageSize(size);
  if (const auto key = checks.PageToken(request, 1)) page.after = key->front();
  return page;
}

}  // namespace

absl::StatusOr<PageInput> Read(const pb::ListReportTemplatesRequest& request) {
  RequestChecks checks;
  PageInput page = ReadPage(checks, request, request.page_size());
  return checks.Finish(std::move(page));
}

absl::StatusOr<Cycle> Read(const pb::CreateCycleRequest& request) {
  RequestChecks checks;
  checks.NewId("cycle_id", request.cycle_id());
  checks.RequestId(request.request_id());
  Cycle cycle = Patched(Cycle{}, ReadCyclePatch(checks, request.cycle(), CycleFieldNames()));
  cycle.id = request.cycle_id();
  if (checks.empty()) checks.Add(CheckCycleFields(cycle));
  return checks.Finish(std::move(cycle));
}

absl::StatusOr<std::string> Read(const pb::GetCycleRequest& request) {
  RequestChecks checks;
  std::string id = checks.CycleName("name", request.name());
  return checks.Finish(std::move(id));
}

absl::StatusOr<CyclesInput> Read(const pb::ListCyclesRequest& request) {
  RequestChecks checks;
  CyclesInput input;
  checks.Enum("state", request.state(), pb::Cycle::State_IsValid(request.state()), false);
  if (request.state() != 0) input.state = static_cast<CycleState>(request.state());
  input.page = ReadPage(checks, request, request.page_size());
  return checks.Finish(std::move(input));
}

absl::StatusOr<CycleUpdate> Read(const pb::UpdateCycleRequest& request) {
  RequestChecks checks;
  checks.RequestId(request.request_id());
  CycleUpdate update;
  update.name = checks.CycleName("cycle.name", request.cycle().name());
  update.expected = rpc::ExpectedVersion(request.cycle().etag());
  update.patch = ReadCyclePatch(checks, request.cycle(),
                                checks.Mask(request.update_mask(), CycleFieldNames()));
  return checks.Finish(std::move(update));
}

absl::StatusOr<CycleClosing> Read(const pb::CloseCycleRequest& request) {
  RequestChecks checks;
  checks.RequestId(request.request_id());
  CycleClosing closing{
      checks.CycleName("name", request.name()), rpc::ExpectedVersion(request.etag()), {}};
  return checks.Finish(std::move(closing));
}

absl::StatusOr<RosterInput> Read(const pb::BatchCreateReportersRequest& request) {
  RequestChecks checks;
  checks.RequestId(request.request_id());
  RosterInput roster;
  roster.cycle_id = checks.CycleName("parent", request.parent());
  checks.Count("reporters", request.reporters_size(), kMaxReporters, true);
  if (request.reporters_size() > kMaxReporters) return checks.Finish(std::move(roster));
  std::unordered_set<std::string> ids;
  for (int i = 0; i < request.reporters_size(); ++i) {
    const pb::Reporter& from = request.reporters(i);
    const std::string field = fmt::format("reporters[{}]", i);
    Reporter made;
    made.id = checks.ReporterOf(roster.cycle_id, field + ".name", from.name());
    if (!made.id.empty() && !ids.insert(made.id).second) {
      checks.Fault(field + ".name", reason::kInvalidField, "must be unique in the request");
    }
    checks.Text(field + ".display_name", from.display_name(), kMaxTitle, true);
    checks.Text(field + ".unit", from.unit(), kMaxTitle, false);
    checks.Text(field + ".subject_type", from.subject_type(), kMaxSubjectType, false);
    made.display_name = from.display_name();
    made.unit = from.unit();
    made.subject_type = from.subject_type();
    made.kinds = ReadKinds(checks, field + ".kinds", from);
    roster.reporters.push_back(std::move(made));
  }
  return checks.Finish(std::move(roster));
}

absl::StatusOr<ReportersInput> Read(const pb::ListReportersRequest& request) {
  RequestChecks checks;
  ReportersInput input;
  input.cycle_id = checks.CycleName("parent", request.parent());
  checks.Text("unit", request.unit(), kMaxTitle, false);
  input.unit = request.unit();
  input.page = ReadPage(checks, request, request.page_size());
  return checks.Finish(std::move(input));
}

absl::StatusOr<ChildName> Read(const pb::DeleteReporterRequest& request) {
  RequestChecks checks;
  checks.RequestId(request.request_id());
  ChildName name = checks.ReporterName("name", request.name());
  return checks.Finish(std::move(name));
}

absl::StatusOr<MissingInput> Read(const pb::ListMissingReportersRequest& request) {
  RequestChecks checks;
  MissingInput input;
  input.cycle_id = checks.CycleName("parent", request.parent());
  if (request.has_as_of_time()) {
    input.as_of = checks.Time("as_of_time", request.as_of_time());
  }
  input.limit.size = checks.PageSize(request.page_size());
  // Later pages keep to the time of the first.
  if (const auto key = checks.PageToken(request, 3)) {
    input.after.emplace((*key)[0], static_cast<ReportKind>(checks.PagePart((*key)[1])));
    input.as_of = absl::FromUnixMicros(checks.PagePart((*key)[2]));
  }
  return checks.Finish(std::move(input));
}

absl::StatusOr<AuditInput> Read(const pb::ListAuditEntriesRequest& request) {
  RequestChecks checks;
  AuditInput input;
  checks.Text("filter.resource", request.filter().resource(), kMaxResource, false);
  input.filter.resource = request.filter().resource();
  input.limit.size = checks.PageSize(request.page_size());
  if (const auto key = checks.PageToken(request, 2)) {
    const std::optional<std::string> id = crypto::FromHex((*key)[1]);
    input.filter.after.emplace(ledger::AuditKey{checks.PagePart((*key)[0]), id.value_or("")});
  }
  return checks.Finish(std::move(input));
}

}  // namespace pingyi::report
