#include "services/cli/command/doctor_audit.h"

#include <fmt/format.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "pingyi/report/v1/report_service.grpc.pb.h"
#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/command/print.h"

namespace pingyi::cli {
namespace {

using common::v1::AuditEntry;

// Of each kind of fault the first is shown; the others are counted.
class TrailRules {
 public:
  explicit TrailRules(AuditedChanges& changes) : changes_(changes) {}

  void Add(const AuditEntry& entry) {
    ++entries_;
    const int64_t time = entry.time().seconds() * 1'000'000'000 + entry.time().nanos();
    if (time < last_time_) ++unordered_;
    last_time_ = time;
    if (time <= 0 || entry.actor().empty() || entry.action().empty() || entry.resource().empty()) {
      ++incomplete_;
    }
    for (const char* action : {"round.open", "round.close", "round.void", "release.create"}) {
      if (entry.action() == action) changes_.insert(fmt::format("{} {}", action, entry.resource()));
    }
  }
  int64_t entries() const { return entries_; }
  Faults Finish() const {
    Faults faults;
    if (unordered_ > 0) {
      faults.push_back({fmt::format("{} 条记录时间倒退", unordered_),
                        fmt::format("{} entries are older than the one before", unordered_)});
    }
    if (incomplete_ > 0) {
      faults.push_back(
          {fmt::format("{} 条记录缺少时间、操作人、操作或对象", incomplete_),
           fmt::format("{} entries lack a time, an actor, an action or a resource", incomplete_)});
    }
    return faults;
  }

 private:
  AuditedChanges& changes_;
  int64_t entries_ = 0;
  int64_t last_time_ = 0;
  int64_t unordered_ = 0;
  int64_t incomplete_ = 0;
};

template <typename Service, typename Request, typename Response>
absl::Status ReadTrail(Context& context, TrailRules& rules) {
  ListProgress progress(context, {"读取审计记录", "Reading the audit trail"});
  return Client<Service>(context.session)
      .ListAll(&Service::StubInterface::ListAuditEntries, Request(), &Response::audit_entries,
               [&](const AuditEntry& entry) {
                 progress.Count();
                 rules.Add(entry);
                 return absl::OkStatus();
               });
}

absl::Status ReadTrailOf(Context& context, const std::string& service, TrailRules& rules) {
  if (service == "report") {
    return ReadTrail<report::v1::ReportService, report::v1::ListAuditEntriesRequest,
                     report::v1::ListAuditEntriesResponse>(context, rules);
  }
  if (service == "appraisal") {
    return ReadTrail<appraisal::v1::AppraisalService, appraisal::v1::ListAuditEntriesRequest,
                     appraisal::v1::ListAuditEntriesResponse>(context, rules);
  }
  return ReadTrail<result::v1::ResultService, result::v1::ListAuditEntriesRequest,
                   result::v1::ListAuditEntriesResponse>(context, rules);
}

}  // namespace

absl::Status CheckAudit(Context& context, DoctorReport& report, const std::string& service,
                        AuditedChanges& changes, bool& readable) {
  TrailRules rules(changes);
  const absl::Status read = ReadTrailOf(context, service, rules);
  readable = read.ok();
  if (!read.ok()) return report.AddError("audit", service, read);
  return report.Add("audit", service, rules.Finish(),
                    {fmt::format("{} 条记录", rules.entries()),
                     fmt::format("{} entries, in order", rules.entries())});
}

}  // namespace pingyi::cli
