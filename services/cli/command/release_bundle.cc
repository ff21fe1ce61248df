#include "services/cli/command/release_bundle.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "pingyi/bundle/v1/bundle.pb.h"
#include "pingyi/result/v1/result_service.grpc.pb.h"
#include "services/base/status/error.h"
#include "services/bundle/bundle_text.h"
#include "services/cli/call/client.h"
#include "services/cli/command/release_components.h"
#include "services/cli/io/text_file.h"
#include "services/cli/view/suppression.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::AppraisalService;
using appraisal::v1::ListTalliesResponse;
using bundle::v1::ReleaseBundle;
using result::v1::ResultService;

// Asks for one message and puts it where it belongs.
template <typename Request, typename Service, typename Response>
absl::Status Get(const Client<Service>& client,
                 typename Client<Service>::template Method<Request, Response> method,
                 const std::string& name, Response* into) {
  Request request;
  request.set_name(name);
  absl::StatusOr<Response> response = client.Call(method, request);
  if (!response.ok()) return response.status();
  *into = *std::move(response);
  return absl::OkStatus();
}

absl::Status AddRound(const Client<AppraisalService>& client, ReleaseBundle& bundle) {
  using Stub = AppraisalService::StubInterface;
  const std::string& release = bundle.release().name();
  const std::string round = release.substr(0, release.find("/releases/"));
  absl::Status status =
      Get<appraisal::v1::GetRoundRequest>(client, &Stub::GetRound, round, bundle.mutable_round());
  if (!status.ok()) return status;
  appraisal::v1::ListSubjectsRequest subjects;
  subjects.set_parent(round);
  status =
      client.ListAll(&Stub::ListSubjects, subjects, &appraisal::v1::ListSubjectsResponse::subjects,
                     [&](const appraisal::v1::Subject& subject) {
                       *bundle.add_subjects() = subject;
                       return absl::OkStatus();
                     });
  if (!status.ok()) return status;
  appraisal::v1::ListTalliesRequest tallies;
  tallies.set_parent(round);
  return client.ListPages<appraisal::v1::ListTalliesRequest, ListTalliesResponse>(
      &Stub::ListTallies, tallies, [&](const ListTalliesResponse& page) {
        bundle.mutable_tallies()->MergeFrom(page.tallies());
        bundle.clear_ballots();  // the same on every page, as the salt
        bundle.set_tally_salt(page.salt());
        for (const appraisal::v1::GroupTurnout& group : page.groups()) {
          bundle::v1::GroupBallots& ballots = *bundle.add_ballots();
          ballots.set_group(group.group());
          ballots.set_valid(group.valid());
          ballots.set_spoiled(group.spoiled());
          if (group.has_straight_lined()) ballots.set_straight_lined(group.straight_lined());
        }
        return absl::OkStatus();
      });
}

absl::Status AddResults(const Client<ResultService>& client, ReleaseBundle& bundle) {
  using Stub = ResultService::StubInterface;
  absl::Status status = Get<result::v1::GetScoringPolicyRequest>(
      client, &Stub::GetScoringPolicy, bundle.release().policy(), bundle.mutable_policy());
  if (!status.ok()) return status;
  result::v1::ListSubjectResultsRequest results;
  results.set_parent(bundle.release().name());
  return client.ListAll(&Stub::ListSubjectResults, results,
                        &result::v1::ListSubjectResultsResponse::subject_results,
                        [&](const result::v1::SubjectResult& result) {
                          *bundle.add_results() = result;
                          return absl::OkStatus();
                        });
}

// The exclusions that the run was computed with, without their reasons, and its leaderboards.
absl::Status AddSubjectRules(const Client<ResultService>& client, ReleaseBundle& bundle) {
  using Stub = ResultService::StubInterface;
  const std::string& round = bundle.round().name();
  result::v1::ListSubjectExclusionsRequest exclusions;
  exclusions.set_parent(round);
  absl::Status status =
      client.ListAll(&Stub::ListSubjectExclusions, exclusions,
                     &result::v1::ListSubjectExclusionsResponse::subject_exclusions,
                     [&](const result::v1::SubjectExclusion& exclusion) {
                       const std::string& name = exclusion.name();
                       result::v1::SubjectInputs& inputs = *bundle.add_inputs();
                       inputs.set_subject(round + "/subjects/" + name.substr(name.rfind('/') + 1));
                       inputs.set_exclusion(exclusion.kind());
                       return absl::OkStatus();
                     });
  if (!status.ok() || bundle.policy().leaderboards().empty()) return status;
  result::v1::ListLeaderboardRowsRequest boards;
  boards.set_parent(bundle.release().name());
  return client.ListAll(&Stub::ListLeaderboardRows, boards,
                        &result::v1::ListLeaderboardRowsResponse::leaderboard_rows,
                        [&](const result::v1::LeaderboardRow& row) {
                          *bundle.add_leaderboard_rows() = row;
                          return absl::OkStatus();
                        });
}

// The calendar of the publicity period, and the release that is amended.
absl::Status AddWorkflow(const Client<ResultService>& client, ReleaseBundle& bundle) {
  using Stub = ResultService::StubInterface;
  const result::v1::Release& release = bundle.release();
  absl::Status status;
  if (release.has_publicity()) {
    status = Get<result::v1::GetCalendarRequest>(
        client, &Stub::GetCalendar, release.publicity().calendar(), bundle.mutable_calendar());
  }
  if (status.ok() && !release.amends().empty()) {
    status = Get<result::v1::GetReleaseRequest>(client, &Stub::GetRelease, release.amends(),
                                                bundle.mutable_amended_release());
  }
  return status;
}

// Where the tally holds what the results do not show, that must be meant.
absl::Status CheckDisclosure(Context& context, bool meant, const ReleaseBundle& bundle) {
  if (!bundle.confidential()) return absl::OkStatus();
  if (!meant) {
    return MakeError(absl::StatusCode::kFailedPrecondition, "BUNDLE_DISCLOSES",
                     "the bundle holds the whole tally, and with it counts that the results "
                     "suppress; write one for the auditor with --confidential, and do not publish "
                     "it");
  }
  context.Note({"此发布包含有不予公布的计票，仅供审计，不得公开",
                "This bundle holds counts that are not published: for the auditor alone"});
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ReleaseBundle> CollectBundle(Context& context, const std::string& release) {
  const Client<ResultService> results(context.session);
  const Client<AppraisalService> rounds(context.session);
  ReleaseBundle bundle;
  bundle.set_format(bundle::kFormat);
  absl::Status status = Get<result::v1::GetReleaseRequest>(
      results, &ResultService::StubInterface::GetRelease, release, bundle.mutable_release());
  if (status.ok()) status = AddRound(rounds, bundle);
  if (status.ok()) status = AddResults(results, bundle);
  if (status.ok()) status = AddComponentFigures(results, bundle);
  if (status.ok()) status = AddSubjectRules(results, bundle);
  if (status.ok()) status = AddWorkflow(results, bundle);
  if (!status.ok()) return status;
  bundle::KeepWhatIsSigned(bundle);
  bundle.set_confidential(
      std::any_of(bundle.results().begin(), bundle.results().end(), HasSuppressed));
  return bundle;
}

absl::Status WriteBundle(Context& context, const std::string& release, const std::string& path,
                         bool confidential) {
  const absl::StatusOr<ReleaseBundle> bundle = CollectBundle(context, release);
  if (!bundle.ok()) return bundle.status();
  absl::Status status = CheckDisclosure(context, confidential, *bundle);
  if (!status.ok()) return status;
  status = WriteNewFile(path, bundle::BundleText(*bundle));
  if (!status.ok()) return status;
  if (bundle->release().key_id().empty()) {
    context.Note({"此次发布未签名，pingyi-verify 不会接受",
                  "This release is not signed: pingyi-verify will not accept it"});
    return absl::OkStatus();
  }
  context.Note({fmt::format("已写入 {}；签名密钥 {}", path, bundle->release().key_id()),
                fmt::format("Wrote {}; signed by the key {}", path, bundle->release().key_id())});
  return absl::OkStatus();
}

}  // namespace pingyi::cli
