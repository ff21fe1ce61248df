// From what is stored and computed to the contract.
#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>
#include <google/protobuf/timestamp.pb.h>
#include <google/rpc/status.pb.h>

#include "pingyi/common/v1/audit.pb.h"
#include "pingyi/result/v1/result.pb.h"
#include "services/base/ledger/audit.h"
#include "services/result/domain/explain.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"
#include "services/result/domain/rounding.h"
#include "services/result/rpc/names.h"
#include "services/result/store/records.h"

namespace pingyi::result {

google::protobuf::Timestamp ToTimestamp(absl::Time time);

// What a call that ended with this error would have answered; an error whose message is hidden
// gets the trace id as its incident.
google::rpc::Status ToStatusProto(const absl::Status& status, const std::string& trace_id);

// The error again that ToStatusProto() wrote; INTERNAL if it did not.
absl::Status FromStatusBytes(const std::string& bytes);

v1::AggregationRun ToProto(const RunRecord& run);
v1::SubjectResult ToProto(const RunPath& run, const ResultShape& shape, const StoredResult& result);
v1::ExplanationNode ToProto(const ExplanationNode& node, const Rounding& rounding);
// `now` decides where it stands.
v1::Release ToProto(const Release& release, absl::Time now);
common::v1::AuditEntry ToProto(const ledger::AuditEntry& entry);

// A computed result as it is stored, its numbers written out.
StoredResult ToStored(const SubjectResult& result, const std::string& display_name,
                      const PolicyRules& rules);

}  // namespace pingyi::result
