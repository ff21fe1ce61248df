#include "services/result/rpc/release_handlers.h"

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/base/rpc/fill_page.h"
#include "services/base/rpc/paging.h"
#include "services/base/status/error.h"
#include "services/result/domain/reason.h"
#include "services/result/rpc/convert.h"
#include "services/result/rpc/publicity.h"
#include "services/result/rpc/release_seal.h"
#include "services/result/rpc/request_key.h"
#include "services/result/rpc/round_inputs.h"
#include "services/result/rpc/workflow_convert.h"

namespace pingyi::result {
namespace {

constexpr size_t kMostNamed = 100;

// Leaves of the subjects with an undecided tie those that may be named, and says how many are not.
absl::Status NameUndecided(const absl::Status& refusal,
                           const std::optional<std::set<std::string>>& shown) {
  ErrorDetails details = DetailsOf(refusal);
  const size_t all = details.violations.size();
  std::erase_if(details.violations, [&](const FieldViolation& violation) {
    return shown.has_value() && !shown->contains(violation.field);
  });
  if (details.violations.size() > kMostNamed) details.violations.resize(kMostNamed);
  if (details.violations.size() < all) {
    details.metadata["unnamed_subjects"] = fmt::to_string(all - details.violations.size());
  }
  return MakeError(refusal.code(), std::string(refusal.message()), details);
}

}  // namespace

absl::Status ReleaseHandlers::Reply(const absl::StatusOr<Release>& release, v1::Release* response) {
  if (!release.ok()) return release.status();
  *response = ToProto(*release, clock_.Now());
  return absl::OkStatus();
}

absl::Status ReleaseHandlers::ReleaseResults(const rpc::CallContext& call,
                                             const v1::ReleaseResultsRequest& request,
                                             v1::Release* response) {
  const absl::StatusOr<ReleaseArgs> args = Validate(request);
  if (!args.ok()) return args.status();
  const Change change = ChangeBy(clock_, call, KeyOf(request, "ReleaseResults"));
  // A repetition is answered from what the first request did, whatever has become of the round.
  absl::StatusOr<std::optional<Release>> earlier =
      store_.FindReleaseOf(call.deadline, args->run.round, change.request);
  if (!earlier.ok()) return earlier.status();
  if (earlier->has_value()) return Reply(**std::move(earlier), response);
  if (absl::Status status = CheckReleasable(call, args->run); !status.ok()) return status;
  const absl::StatusOr<ReleaseDraft> draft = DraftOf(call, *args, change.now);
  if (!draft.ok()) return draft.status();
  const absl::StatusOr<Release> release =
      store_.CreateRelease(call.deadline, args->run.round, args->run.run, *draft, change,
                           [this](Release& made) { Seal(signer_, made); });
  if (!release.ok()) return Tellable(call, args->run, release.status());
  return Reply(release, response);
}

absl::Status ReleaseHandlers::Tellable(const rpc::CallContext& call, const RunPath& path,
                                       absl::Status refusal) {
  if (DetailsOf(refusal).reason != reason::kTieUndecided) return refusal;
  // Those who have to decide are told of everybody.
  if (settings_.CheckLeadership(call.actor).ok()) return NameUndecided(refusal, std::nullopt);
  const absl::StatusOr<ShownRun> shown = disclosures_.Of(call, path);
  if (!shown.ok()) return shown.status();
  const auto undecided = ShownUndecided(store_, call.deadline, path, *shown);
  if (!undecided.ok()) return undecided.status();
  return NameUndecided(refusal, *undecided);
}

absl::StatusOr<ReleaseDraft> ReleaseHandlers::DraftOf(const rpc::CallContext& call,
                                                      const ReleaseArgs& args, absl::Time now) {
  ReleaseDraft draft{.note = args.note, .amends = args.amends, .settled = args.settled};
  if (args.amends != 0) {
    const absl::StatusOr<ShownRun> shown = disclosures_.Of(call, args.run);
    if (!shown.ok()) return shown.status();
    draft.figures = !shown->round.any;
  }
  if (args.publicity_days == 0) return draft;
  if (args.publicity_days < settings_.min_publicity_days) {
    return InvalidFields({{.field = "publicity_days",
                           .description = fmt::format("must be 0 or at least {} working days",
                                                      settings_.min_publicity_days),
                           .reason = std::string(reason::kPublicityTooShort)}});
  }
  const absl::StatusOr<CalendarVersion> version =
      workflow_.GetCalendar(call.deadline, args.calendar);
  if (!version.ok()) return version.status();
  const absl::StatusOr<WorkCalendar> calendar = DaysOf(*version);
  if (!calendar.ok()) return calendar.status();
  absl::StatusOr<Publicity> publicity =
      PublicityFrom(settings_, *version, *calendar, now, args.publicity_days);
  if (!publicity.ok()) return publicity.status();
  draft.publicity = *std::move(publicity);
  return draft;
}

absl::Status ReleaseHandlers::GetRelease(const rpc::CallContext& call,
                                         const v1::GetReleaseRequest& request,
                                         v1::Release* response) {
  const absl::StatusOr<ReleaseKey> key = Validate(request);
  if (!key.ok()) return key.status();
  return Reply(store_.GetRelease(call.deadline, *key), response);
}

absl::Status ReleaseHandlers::ListReleases(const rpc::CallContext& call,
                                           const v1::ListReleasesRequest& request,
                                           v1::ListReleasesResponse* response) {
  const auto args = Validate(request);
  if (!args.ok()) return args.status();
  const absl::StatusOr<ReleasePage> page = store_.ListReleases(
      call.deadline, args->filter, args->after, args->limit, rpc::kMaxPageBytes);
  if (!page.ok()) return page.status();
  const absl::Time now = clock_.Now();
  const size_t count =
      rpc::FillPage(page->releases, args->limit, *response->mutable_releases(),
                    [now](const Release& release) { return ToProto(release, now); });
  if (count < page->releases.size() || page->more) {
    const Release& last = page->releases[count - 1];
    response->set_next_page_token(
        rpc::EncodePageToken({last.round, fmt::to_string(last.number)}, request));
  }
  return absl::OkStatus();
}

// A round may have been declared void after it was aggregated: nothing of it counts then.
absl::Status ReleaseHandlers::CheckReleasable(const rpc::CallContext& call, const RunPath& path) {
  // What this service has no results of is nothing to ask about.
  const absl::StatusOr<RunRecord> run = store_.GetRun(call.deadline, path.round, path.run);
  if (!run.ok()) return run.status();
  if (run->state != RunState::kSucceeded) return absl::OkStatus();  // the store knows the refusal
  const absl::StatusOr<AppraisedRound> round = client_.GetRound(call, path.round);
  return round.ok() ? CheckClosed(*round) : round.status();
}

}  // namespace pingyi::result
