// One round and what came of it, as `pingyi doctor` examines it.
#pragma once

#include <optional>
#include <string>

#include <absl/status/status.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/cli/call/client.h"
#include "services/cli/command/context.h"
#include "services/cli/command/doctor_audit.h"
#include "services/cli/command/doctor_report.h"

namespace pingyi::cli {

class RoundExamination {
 public:
  // `audited` is what the trails tell; null where they could not be read. Without `results` the
  // result service is not asked.
  RoundExamination(Context& context, DoctorReport& report, const AuditedChanges* audited,
                   bool results);

  // Adds a row for the round and one for each run and release of it, or for what is wrong with
  // them. A draft is not looked at. Only a failure of the output is an error.
  absl::Status Examine(const appraisal::v1::Round& round);

 private:
  // Each gives what does not hold, or why it could not be read.
  absl::StatusOr<Faults> FrozenFaults(const appraisal::v1::Round& round) const;
  // Notes the tally's salt.
  absl::StatusOr<Faults> TallyFaults(const appraisal::v1::Round& round,
                                     const appraisal::v1::Turnout& turnout);
  absl::StatusOr<Faults> PolicyFaults(const appraisal::v1::Round& round) const;
  // `suppressed` is set where figures are not shown, so that the digest cannot be recomputed.
  absl::StatusOr<Faults> ResultFaults(const result::v1::AggregationRun& run,
                                      bool& suppressed) const;
  Faults AuditFaults(const appraisal::v1::Round& round) const;

  absl::Status ExamineBallots(const appraisal::v1::Round& round);
  absl::Status ExamineResults(const appraisal::v1::Round& round);
  absl::Status ExamineReleases(const std::string& round,
                               const std::map<std::string, result::v1::AggregationRun>& runs);
  bool IsAudited(const std::string& action, const std::string& resource) const;

  DoctorReport& report_;
  const AuditedChanges* const audited_;
  const bool results_;
  std::string salt_;  // of the round at hand
  const Client<appraisal::v1::AppraisalService> appraisal_;
  const Client<result::v1::ResultService> result_;
};

}  // namespace pingyi::cli
