// Domain objects as messages of the contract. Each function fills an empty message.
#pragma once

#include <string>

#include <absl/time/time.h>
#include <google/protobuf/timestamp.pb.h>

#include "pingyi/common/v1/audit.pb.h"
#include "pingyi/report/v1/cycle.pb.h"
#include "pingyi/report/v1/report.pb.h"
#include "services/report/domain/checks.h"
#include "services/report/domain/cycle.h"
#include "services/report/domain/report.h"
#include "services/report/store/report_store.h"

namespace pingyi::report {

namespace pb = ::pingyi::report::v1;

void ToProto(absl::Time time, google::protobuf::Timestamp* to);
void ToProto(const ReportTemplate& from, pb::ReportTemplate* to);
void ToProto(const Cycle& from, pb::Cycle* to);
void ToProto(const std::string& cycle_id, const Reporter& from, pb::Reporter* to);
void ToProto(const std::string& cycle_id, const MissingReporter& from, pb::MissingReporter* to);
void ToProto(const Report& from, pb::Report* to);
void ToProto(const ChildName& report, const Revision& from, pb::ReportRevision* to);
void ToProto(const Finding& from, pb::Finding* to);
void ToProto(const ledger::AuditEntry& from, common::v1::AuditEntry* to);

}  // namespace pingyi::report
