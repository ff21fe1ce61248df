#include "services/result/rpc/subject_handlers.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/base/rpc/fill_page.h"
#include "services/base/rpc/paging.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/reason.h"
#include "services/result/rpc/convert.h"
#include "services/result/rpc/request_key.h"
#include "services/result/rpc/round_inputs.h"
#include "services/result/rpc/subject_request.h"
#include "services/result/store/resource_names.h"

namespace pingyi::result {
namespace {

v1::SubjectExclusion ToProto(const StoredExclusion& stored) {
  v1::SubjectExclusion proto;
  proto.set_name(NameOf(ExclusionKey{stored.round, stored.subject}));
  proto.set_kind(stored.kind);
  proto.set_reason(stored.reason);
  proto.set_decider(stored.decider);
  *proto.mutable_update_time() = ToTimestamp(stored.update_time);
  return proto;
}

v1::LeaderboardRow ToProto(const std::string& round, const StoredBoardRow& row) {
  v1::LeaderboardRow proto;
  proto.set_leaderboard(row.leaderboard);
  proto.set_section(row.section);
  proto.set_rank(static_cast<int32_t>(row.rank));
  proto.set_shared_rank(row.shared_rank);
  proto.set_subject(fmt::format("rounds/{}/subjects/{}", round, row.subject));
  proto.set_display_name(row.display_name);
  proto.set_suppression(static_cast<v1::Suppression>(row.suppression));
  if (!row.score_rounded.empty()) {
    proto.mutable_score()->set_exact(row.score_exact);
    proto.mutable_score()->set_rounded(row.score_rounded);
  } else if (row.suppression == v1::SUPPRESSION_UNSPECIFIED) {
    proto.set_absence(v1::LeaderboardRow::ABSENCE_NOT_MARKED);
  }
  return proto;
}

}  // namespace

absl::Status SubjectHandlers::CheckExclusion(const rpc::CallContext& call,
                                             const StoredExclusion& exclusion) {
  const absl::StatusOr<AppraisedRound> round = client_.GetRound(call, exclusion.round);
  if (!round.ok()) return round.status();
  if (round->state == AppraisedRound::State::kVoid) return CheckClosed(*round);
  if (!round->facts.frozen_digest.empty()) {
    const absl::StatusOr<PolicyRules> rules = FrozenRules(store_, call, *round);
    if (!rules.ok()) return rules.status();
    const bool known = std::any_of(rules->exclusion_rules.begin(), rules->exclusion_rules.end(),
                                   [&](const auto& rule) { return rule.kind == exclusion.kind; });
    if (!known) {
      return MakeError(absl::StatusCode::kFailedPrecondition, reason::kUnknownExclusion,
                       "the policy that the round froze has no rule for exclusions of this kind");
    }
  }
  const absl::StatusOr<std::vector<AppraisedSubject>> subjects =
      client_.ListSubjects(call, exclusion.round, [&](size_t) { return CheckAwaited(call); });
  if (!subjects.ok()) return subjects.status();
  const bool found = std::any_of(subjects->begin(), subjects->end(), [&](const auto& subject) {
    return subject.id == exclusion.subject;
  });
  return found ? absl::OkStatus()
               : MakeError(absl::StatusCode::kNotFound, pingyi::reason::kResourceNotFound,
                           "the round has no such subject");
}

absl::Status SubjectHandlers::SetSubjectExclusion(const rpc::CallContext& call,
                                                  const v1::SetSubjectExclusionRequest& request,
                                                  v1::SubjectExclusion* response) {
  const absl::StatusOr<StoredExclusion> exclusion = Validate(request);
  if (!exclusion.ok()) return exclusion.status();
  const Change change = ChangeBy(clock_, call, KeyOf(request, "SetSubjectExclusion"));
  // A repetition is answered from what the first request did, whatever has become of the round.
  const absl::StatusOr<std::optional<StoredExclusion>> earlier =
      store_.FindExclusionOf(call.deadline, *exclusion, change.request);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) {
    *response = ToProto(**earlier);
    return absl::OkStatus();
  }
  if (absl::Status status = CheckExclusion(call, *exclusion); !status.ok()) return status;
  const absl::StatusOr<StoredExclusion> stored =
      store_.SetExclusion(call.deadline, *exclusion, change);
  if (!stored.ok()) return stored.status();
  *response = ToProto(*stored);
  return absl::OkStatus();
}

absl::Status SubjectHandlers::RemoveSubjectExclusion(
    const rpc::CallContext& call, const v1::RemoveSubjectExclusionRequest& request,
    v1::RemoveSubjectExclusionResponse* /*response*/) {
  const absl::StatusOr<ExclusionKey> key = Validate(request);
  if (!key.ok()) return key.status();
  return store_.RemoveExclusion(call.deadline, *key,
                                ChangeBy(clock_, call, KeyOf(request, "RemoveSubjectExclusion")));
}

absl::Status SubjectHandlers::ListSubjectExclusions(const rpc::CallContext& call,
                                                    const v1::ListSubjectExclusionsRequest& request,
                                                    v1::ListSubjectExclusionsResponse* response) {
  const auto args = Validate(request);
  if (!args.ok()) return args.status();
  const auto exclusions =
      store_.ListExclusions(call.deadline, args->filter, args->after.value_or(""), args->limit + 1);
  if (!exclusions.ok()) return exclusions.status();
  const size_t count =
      rpc::FillPage(*exclusions, args->limit, *response->mutable_subject_exclusions(),
                    [](const StoredExclusion& stored) { return ToProto(stored); });
  if (count < exclusions->size()) {
    response->set_next_page_token(
        rpc::EncodePageToken({(*exclusions)[count - 1].subject}, request));
  }
  return absl::OkStatus();
}

absl::Status SubjectHandlers::ListLeaderboardRows(const rpc::CallContext& call,
                                                  const v1::ListLeaderboardRowsRequest& request,
                                                  v1::ListLeaderboardRowsResponse* response) {
  const auto args = Validate(request);
  if (!args.ok()) return args.status();
  RunPath run = args->filter.run.value_or(RunPath());
  if (args->filter.release) {
    absl::StatusOr<Release> release = store_.GetRelease(call.deadline, *args->filter.release);
    if (!release.ok()) return release.status();
    run = {.round = release->round, .run = release->run};
  }
  const int64_t after = args->after.value_or(0);
  const auto rows = store_.ListBoardRows(call.deadline, run.round, run.run, after, args->limit + 1);
  if (!rows.ok()) return rows.status();
  const size_t count =
      rpc::FillPage(*rows, args->limit, *response->mutable_leaderboard_rows(),
                    [&](const StoredBoardRow& row) { return ToProto(run.round, row); });
  if (count < rows->size()) {
    response->set_next_page_token(
        rpc::EncodePageToken({fmt::to_string(after + static_cast<int64_t>(count))}, request));
  }
  return absl::OkStatus();
}

}  // namespace pingyi::result
