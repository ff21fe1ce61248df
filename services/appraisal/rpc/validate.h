// What each request of the contract must look like, and what it says in the domain's words. Every
// function answers INVALID_ARGUMENT with all violations, each with the path of the field. What
// depends on stored state (a round that is open, a group that exists) is the store's to check.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "pingyi/appraisal/v1/appraisal_service.pb.h"
#include "services/appraisal/domain/round.h"
#include "services/appraisal/rpc/names.h"
#include "services/appraisal/store/ballot_box.h"
#include "services/appraisal/store/round_store.h"
#include "services/base/ledger/audit.h"

namespace pingyi::appraisal {

// ------------------------------------------------------------------ rounds

struct CreateRoundInput {
  std::string round_id = {};  // empty: to be made
  RoundSpec spec = {};
};
absl::StatusOr<CreateRoundInput> Validate(const v1::CreateRoundRequest& request);

// The id of the round.
absl::StatusOr<std::string> Validate(const v1::GetRoundRequest& request);

struct ListRoundsInput {
  RoundFilter filter = {};
  int limit = 0;
};
absl::StatusOr<ListRoundsInput> Validate(const v1::ListRoundsRequest& request);

using CopySpecField = void (*)(const RoundSpec& from, RoundSpec& to);
struct UpdateRoundInput {
  std::string round_id = {};
  std::optional<int64_t> expected_version = {};
  RoundSpec spec = {};
  std::vector<CopySpecField> fields = {};  // those to change
};
absl::StatusOr<UpdateRoundInput> Validate(const v1::UpdateRoundRequest& request);

absl::StatusOr<RoundChange> Validate(const v1::OpenRoundRequest& request);
absl::StatusOr<RoundChange> Validate(const v1::CloseRoundRequest& request);
absl::StatusOr<RoundChange> Validate(const v1::VoidRoundRequest& request);

struct ExtendRoundInput {
  RoundChange change = {};
  absl::Time close_time = {};
};
absl::StatusOr<ExtendRoundInput> Validate(const v1::ExtendRoundRequest& request);

struct ListAuditInput {
  ledger::AuditFilter filter = {};
  int limit = 0;
};
absl::StatusOr<ListAuditInput> Validate(const v1::ListAuditEntriesRequest& request);

// ------------------------------------------------------------------ subjects

struct BatchCreateSubjectsInput {
  std::string round_id = {};
  std::vector<Subject> subjects = {};
};
absl::StatusOr<BatchCreateSubjectsInput> Validate(const v1::BatchCreateSubjectsRequest& request);

// The id of the round.
absl::StatusOr<std::string> Validate(const v1::ImportSubjectsRequest& request);

struct ListSubjectsInput {
  std::string round_id = {};
  SubjectFilter filter = {};
  int limit = 0;
};
absl::StatusOr<ListSubjectsInput> Validate(const v1::ListSubjectsRequest& request);

absl::StatusOr<ChildName> Validate(const v1::DeleteSubjectRequest& request);

// ------------------------------------------------------------------ credentials and ballots

struct IssueCredentialsInput {
  std::string round_id = {};
  std::string group = {};
  std::vector<NewCredential> credentials = {};  // without their hashes
};
absl::StatusOr<IssueCredentialsInput> Validate(const v1::IssueCredentialsRequest& request);

struct RevokeCredentialsInput {
  ChildName batch = {};
  std::string reason = {};
};
absl::StatusOr<RevokeCredentialsInput> Validate(const v1::RevokeCredentialsRequest& request);

// What goes with a ballot.
struct CastInput {
  std::string token = {};       // its bytes
  std::string request_id = {};  // in lower case, which is the same UUID
};
struct CastBallotInput {
  std::string round_id = {};
  CastInput cast = {};
};
absl::StatusOr<CastBallotInput> Validate(const v1::CastBallotRequest& request);

// The id of the round; the entries are validated one by one.
absl::StatusOr<std::string> Validate(const v1::CastBallotsRequest& request);
// Paths are as in CastBallotRequest: an entry is refused as that would be.
absl::StatusOr<CastInput> Validate(const v1::BallotEntry& entry);

// The id of the round.
absl::StatusOr<std::string> Validate(const v1::GetTurnoutRequest& request);
absl::StatusOr<std::string> Validate(const v1::WatchTurnoutRequest& request);
// The interval of a request that passes Validate(); any valid one for others.
absl::Duration WatchInterval(const v1::WatchTurnoutRequest& request);

struct ListTalliesInput {
  std::string round_id = {};
  int32_t after_position = 0;
  int limit = 0;
};
absl::StatusOr<ListTalliesInput> Validate(const v1::ListTalliesRequest& request);

struct ListNamedBallotsInput {
  std::string round_id = {};
  std::string after_id = {};
  int limit = 0;
};
absl::StatusOr<ListNamedBallotsInput> Validate(const v1::ListNamedBallotsRequest& request);

}  // namespace pingyi::appraisal
