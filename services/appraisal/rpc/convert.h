// Between the contract's messages and the domain. What a message can say and the domain cannot (an
// unknown enum value, a time out of range) becomes a fault of its field; all other rules are the
// domain's to check.
#pragma once

#include <string>
#include <string_view>

#include <google/protobuf/timestamp.pb.h>

#include "pingyi/appraisal/v1/appraisal_service.pb.h"
#include "services/appraisal/domain/ballot.h"
#include "services/appraisal/domain/ballot_rules.h"
#include "services/appraisal/domain/field_checks.h"
#include "services/appraisal/domain/round.h"
#include "services/appraisal/store/ballot_box.h"
#include "services/base/ledger/audit.h"

namespace pingyi::appraisal {

// ------------------------------------------------------------------ from the contract

// Nanoseconds are cut off. A fault, and the epoch, for a timestamp that is not valid.
absl::Time ToTime(const google::protobuf::Timestamp& timestamp, const std::string& path,
                  FieldChecks& checks);

RoundSpec ToSpec(const v1::Round& round, const std::string& path, FieldChecks& checks);

// Everything but the id, which is the last part of a name that only validate.cc can judge.
Subject ToSubject(const v1::Subject& subject);

// The views are those of the message.
Ballot ToBallot(const v1::Ballot& ballot);

// ------------------------------------------------------------------ to the contract

void FromTime(absl::Time time, google::protobuf::Timestamp& timestamp);
v1::Round FromRound(const Round& round);

// What a call that ended with this error would have answered (rpc::ToGrpc), as a part of an answer.
google::rpc::Status ToStatusProto(const absl::Status& status, std::string_view incident);
v1::Subject FromSubject(std::string_view round_id, const Subject& subject);
v1::Turnout FromTurnout(std::string_view round_id, const Turnout& turnout);
v1::SubjectTally FromTally(std::string_view round_id, const SubjectTally& tally);
v1::GroupTurnout FromGroupBallots(const GroupBallots& group);
// DATA_LOSS for a ballot that does not fit the rules it was cast under.
absl::StatusOr<v1::NamedBallot> FromNamedBallot(const BallotRules& rules,
                                                const NamedBallot& ballot);
pingyi::common::v1::AuditEntry FromAudit(const ledger::AuditEntry& entry);

}  // namespace pingyi::appraisal
