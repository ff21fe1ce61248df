#include "services/result/rpc/subject_request.h"

#include <utility>

#include "services/base/status/key.h"
#include "services/base/status/reason.h"
#include "services/result/rpc/names.h"
#include "services/result/rpc/request_checks.h"

namespace pingyi::result {
namespace {

constexpr char kExclusionForm[] = "\"rounds/{round}/exclusions/{subject}\"";

}  // namespace

std::optional<ExclusionKey> ParseExclusionName(std::string_view name) {
  constexpr std::string_view kCollection = "/exclusions/";
  const size_t at = name.find(kCollection);
  if (at == std::string_view::npos) return std::nullopt;
  // A subject of the round has the same ids in its name.
  const std::string subject = std::string(name.substr(0, at)) + "/subjects/" +
                              std::string(name.substr(at + kCollection.size()));
  std::optional<SubjectPath> path = ParseSubjectName(subject);
  if (!path) return std::nullopt;
  return ExclusionKey{.round = std::move(path->round), .subject = std::move(path->subject)};
}

absl::StatusOr<StoredExclusion> Validate(const v1::SetSubjectExclusionRequest& request) {
  RequestChecks checks;
  const v1::SubjectExclusion& proto = request.subject_exclusion();
  const ExclusionKey key = checks.Name("subject_exclusion.name", proto.name(),
                                       ParseExclusionName(proto.name()), kExclusionForm);
  checks.RequestId(request.request_id());
  if (!IsKey(proto.kind())) {
    checks.Fault("subject_exclusion.kind",
                 proto.kind().empty() ? pingyi::reason::kRequiredFieldMissing
                                      : pingyi::reason::kInvalidField,
                 "must be the kind of one of the policy's exclusion_rules");
  }
  checks.Text("subject_exclusion.reason", proto.reason(), 1, kMaxReasonCharacters);
  checks.Text("subject_exclusion.decider", proto.decider(), 1, kMaxDeciderCharacters);
  StoredExclusion exclusion{.round = key.round,
                            .subject = key.subject,
                            .kind = proto.kind(),
                            .reason = proto.reason(),
                            .decider = proto.decider()};
  return checks.Finish(std::move(exclusion));
}

absl::StatusOr<ExclusionKey> Validate(const v1::RemoveSubjectExclusionRequest& request) {
  RequestChecks checks;
  ExclusionKey key =
      checks.Name("name", request.name(), ParseExclusionName(request.name()), kExclusionForm);
  checks.RequestId(request.request_id());
  return checks.Finish(std::move(key));
}

absl::StatusOr<ListArgs<std::string, std::string>> Validate(
    const v1::ListSubjectExclusionsRequest& request) {
  RequestChecks checks;
  ListArgs<std::string, std::string> args{
      .filter = checks.Name("parent", request.parent(), ParseRoundName(request.parent()),
                            "\"rounds/{round}\""),
      .limit = checks.PageSize(request.page_size())};
  if (const auto key = checks.PageToken(request, 1)) args.after = (*key)[0];
  return checks.Finish(std::move(args));
}

absl::StatusOr<ListArgs<ResultParent, int64_t>> Validate(
    const v1::ListLeaderboardRowsRequest& request) {
  RequestChecks checks;
  ListArgs<ResultParent, int64_t> args{.filter = {.run = ParseRunName(request.parent()),
                                                  .release = ParseReleaseName(request.parent())},
                                       .limit = checks.PageSize(request.page_size())};
  const bool one = args.filter.run.has_value() || args.filter.release.has_value();
  checks.Name("parent", request.parent(), one ? std::optional(true) : std::nullopt,
              "\"rounds/{round}/runs/{run}\" or \"rounds/{round}/releases/{number}\"");
  if (const auto key = checks.PageToken(request, 1)) args.after = checks.PagePart((*key)[0]);
  return checks.Finish(std::move(args));
}

}  // namespace pingyi::result
