// Requests about calendars, decisions, objections and previews, checked and taken apart. Each
// function gives INVALID_ARGUMENT with every fault of the request.
#pragma once

#include <optional>
#include <string>

#include <absl/status/statusor.h>

#include "pingyi/result/v1/result_service.pb.h"
#include "services/result/domain/policy.h"
#include "services/result/rpc/validate.h"
#include "services/result/store/records.h"

namespace pingyi::result {

inline constexpr size_t kMaxReasonCharacters = 2000;
inline constexpr size_t kMaxPersonCharacters = 200;
inline constexpr size_t kMaxObjectionCharacters = 5000;

// The version to store, its digest computed.
absl::StatusOr<CalendarVersion> Validate(const v1::CreateCalendarRequest& request);
absl::StatusOr<CalendarKey> Validate(const v1::GetCalendarRequest& request);
absl::StatusOr<ListArgs<std::string, CalendarKey>> Validate(
    const v1::ListCalendarsRequest& request);

// Whether the grade is one of the policy's is not known here.
absl::StatusOr<GradeDecision> Validate(const v1::DecideGradeRequest& request);

struct WithdrawArgs {
  DecisionKey key = {};
  std::string reason = {};
};
absl::StatusOr<WithdrawArgs> Validate(const v1::WithdrawGradeDecisionRequest& request);
absl::StatusOr<ListArgs<RunPath, int64_t>> Validate(const v1::ListGradeDecisionsRequest& request);

// Without what the release says of time limits.
absl::StatusOr<Objection> Validate(const v1::FileObjectionRequest& request);

struct AnswerArgs {
  ObjectionKey key = {};
  ObjectionState state = ObjectionState::kOpen;
  std::string answer = {};
};
absl::StatusOr<AnswerArgs> Validate(const v1::AnswerObjectionRequest& request);
absl::StatusOr<ObjectionKey> Validate(const v1::GetObjectionRequest& request);

struct ObjectionArgs {
  ObjectionFilter filter = {};
  bool overdue = false;
};
absl::StatusOr<ListArgs<ObjectionArgs, ObjectionKey>> Validate(
    const v1::ListObjectionsRequest& request);

struct PreviewArgs {
  std::string round = {};
  // One of the two is given.
  std::optional<PolicyKey> policy = {};
  std::optional<v1::ScoringPolicy> rules = {};  // valid
};
absl::StatusOr<ListArgs<PreviewArgs, int64_t>> Validate(
    const v1::PreviewAggregationRequest& request);

}  // namespace pingyi::result
