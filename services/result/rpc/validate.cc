#include "services/result/rpc/validate.h"

#include <algorithm>
#include <utility>

#include <absl/strings/escaping.h>
#include <fmt/format.h>

#include "services/base/status/reason.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/policy_digest.h"
#include "services/result/domain/title.h"
#include "services/result/rpc/policy_convert.h"
#include "services/result/rpc/request_checks.h"
#include "services/result/wire/policy/policy_wire.h"

namespace pingyi::result {
namespace {

constexpr char kPolicyForm[] = "\"policies/{policy}\"";
constexpr char kVersionForm[] = "\"policies/{policy}/versions/{version}\"";
constexpr char kRoundForm[] = "\"rounds/{round}\"";
constexpr char kRunForm[] = "\"rounds/{round}/runs/{run}\"";
constexpr char kResultForm[] = "\"rounds/{round}/runs/{run}/results/{subject}\"";
constexpr char kReleaseForm[] = "\"rounds/{round}/releases/{number}\"";
constexpr size_t kMaxFilterCharacters = 300;

// A parent of which "-" stands for all: then "".
std::optional<std::string> OrAll(std::string_view name, std::string_view all,
                                 std::optional<std::string> parsed) {
  return name == all ? std::string() : std::move(parsed);
}

absl::StatusOr<ResultPath> CheckResultName(const std::string& name) {
  RequestChecks checks;
  ResultPath path = checks.Name("name", name, ParseResultName(name), kResultForm);
  return checks.Finish(std::move(path));
}

void CheckPublicity(const v1::ReleaseResultsRequest& request, ReleaseArgs& args,
                    RequestChecks& checks) {
  args.publicity_days = request.publicity_days();
  if (args.publicity_days < 0 || args.publicity_days > kMaxPublicityDays) {
    checks.Fault("publicity_days", reason::kLimitExceeded, "must be 0 to 250");
  }
  if (args.publicity_days != 0) {
    args.calendar =
        checks.Name("calendar", request.calendar(), ParseCalendarVersionName(request.calendar()),
                    "\"calendars/{calendar}/versions/{version}\"");
  } else if (!request.calendar().empty()) {
    checks.Fault("calendar", reason::kInvalidField, "must be empty without publicity_days");
  }
}

void CheckAmendment(const v1::ReleaseResultsRequest& request, ReleaseArgs& args,
                    RequestChecks& checks) {
  if (!request.amends().empty()) {
    const ReleaseKey amends =
        checks.Name("amends", request.amends(), ParseReleaseName(request.amends()), kReleaseForm);
    args.amends = amends.number;
    if (amends.number != 0 && amends.round != args.run.round) {
      checks.Fault("amends", reason::kInvalidField, "must be a release of the run's round");
    }
    if (request.settled_objections().empty()) {
      checks.Fault("settled_objections", reason::kRequiredFieldMissing,
                   "must name an objection that asks for the amendment");
    }
  } else if (!request.settled_objections().empty()) {
    checks.Fault("settled_objections", reason::kInvalidField, "must be empty without amends");
  }
  if (request.settled_objections_size() > kMaxSettled) {
    checks.Fault("settled_objections", reason::kLimitExceeded, "must be at most 1000");
    return;
  }
  for (int i = 0; i < request.settled_objections_size(); ++i) {
    const std::string& name = request.settled_objections(i);
    const std::string field = fmt::format("settled_objections[{}]", i);
    ObjectionKey key = checks.Name(field, name, ParseObjectionName(name),
                                   "\"rounds/{round}/releases/{number}/objections/{objection}\"");
    const auto& settled = request.settled_objections();
    if (std::find(settled.begin(), settled.begin() + i, name) != settled.begin() + i) {
      checks.Fault(field, reason::kInvalidField, "must be in the list once");
    } else if (key.number != 0 && key.round != args.run.round) {
      checks.Fault(field, reason::kInvalidField, "must be of the run's round");
    }
    args.settled.push_back(std::move(key));
  }
}

}  // namespace

absl::StatusOr<PolicyVersion> Validate(const v1::CreateScoringPolicyRequest& request) {
  RequestChecks checks;
  PolicyVersion policy{.policy = checks.Name("parent", request.parent(),
                                             ParsePolicyName(request.parent()), kPolicyForm),
                       .display_name = request.scoring_policy().display_name(),
                       .rules = SerializeRules(request.scoring_policy())};
  checks.RequestId(request.request_id());
  if (!request.has_scoring_policy()) {
    checks.Fault("scoring_policy", reason::kRequiredFieldMissing, "must be given");
    return checks.Finish(std::move(policy));
  }
  checks.Text("scoring_policy.display_name", policy.display_name, 1, kMaxTitleCharacters);
  const PolicyRules rules = ToRules(request.scoring_policy());
  checks.Add(CheckPolicy(rules));
  if (absl::Status status = checks.Finish(); !status.ok()) return status;
  policy.digest = PolicyDigest(rules);
  return policy;
}

absl::StatusOr<PolicyKey> Validate(const v1::GetScoringPolicyRequest& request) {
  RequestChecks checks;
  PolicyKey key =
      checks.Name("name", request.name(), ParsePolicyVersionName(request.name()), kVersionForm);
  return checks.Finish(std::move(key));
}

absl::StatusOr<ListArgs<std::string, PolicyKey>> Validate(
    const v1::ListScoringPoliciesRequest& request) {
  RequestChecks checks;
  const std::string& parent = request.parent();
  ListArgs<std::string, PolicyKey> args{
      .filter = checks.Name("parent", parent, OrAll(parent, "policies/-", ParsePolicyName(parent)),
                            "\"policies/{policy}\" or \"policies/-\""),
      .limit = checks.PageSize(request.page_size())};
  if (const auto key = checks.PageToken(request, 2)) {
    args.after = PolicyKey{.policy = (*key)[0], .version = checks.PagePart((*key)[1])};
  }
  return checks.Finish(std::move(args));
}

absl::StatusOr<RunAggregationArgs> Validate(const v1::RunAggregationRequest& request) {
  RequestChecks checks;
  RunAggregationArgs args{.round = checks.Name("parent", request.parent(),
                                               ParseRoundName(request.parent()), kRoundForm),
                          .policy_digest = request.policy_digest()};
  checks.Digest("policy_digest", request.policy_digest());
  checks.RequestId(request.request_id());
  return checks.Finish(std::move(args));
}

absl::StatusOr<int> Validate(const v1::AggregateDueRequest& request) {
  RequestChecks checks;
  if (request.max_rounds() < 0 || request.max_rounds() > kMaxDueRounds) {
    checks.Fault("max_rounds", reason::kLimitExceeded, "must be 1 to 1000, or 0 for 1000");
  }
  return checks.Finish(request.max_rounds() == 0 ? kMaxDueRounds : request.max_rounds());
}

absl::StatusOr<RunPath> Validate(const v1::GetAggregationRunRequest& request) {
  RequestChecks checks;
  RunPath path = checks.Name("name", request.name(), ParseRunName(request.name()), kRunForm);
  return checks.Finish(std::move(path));
}

absl::StatusOr<ListArgs<RunFilter, std::string>> Validate(
    const v1::ListAggregationRunsRequest& request) {
  RequestChecks checks;
  const std::string& parent = request.parent();
  ListArgs<RunFilter, std::string> args{
      .filter = {.round = checks.Name("parent", parent,
                                      OrAll(parent, "rounds/-", ParseRoundName(parent)),
                                      "\"rounds/{round}\" or \"rounds/-\"")},
      .limit = checks.PageSize(request.page_size())};
  if (!v1::AggregationRun::State_IsValid(request.state())) {
    checks.Fault("state", reason::kInvalidField, "must be a state of AggregationRun");
  } else if (request.state() != v1::AggregationRun::STATE_UNSPECIFIED) {
    args.filter.state = static_cast<RunState>(request.state());
  }
  if (const auto key = checks.PageToken(request, 1)) args.after = (*key)[0];
  return checks.Finish(std::move(args));
}

absl::StatusOr<ListArgs<ResultParent, ResultKey>> Validate(
    const v1::ListSubjectResultsRequest& request) {
  RequestChecks checks;
  ListArgs<ResultParent, ResultKey> args{.filter = {.run = ParseRunName(request.parent()),
                                                    .release = ParseReleaseName(request.parent())},
                                         .limit = checks.PageSize(request.page_size())};
  const bool one = args.filter.run.has_value() || args.filter.release.has_value();
  checks.Name("parent", request.parent(), one ? std::optional(true) : std::nullopt,
              "\"rounds/{round}/runs/{run}\" or \"rounds/{round}/releases/{number}\"");
  if (const auto key = checks.PageToken(request, 2)) {
    args.after =
        ResultKey{.rank = checks.PagePart((*key)[0]), .position = checks.PagePart((*key)[1])};
  }
  return checks.Finish(std::move(args));
}

absl::StatusOr<ResultPath> Validate(const v1::GetSubjectResultRequest& request) {
  return CheckResultName(request.name());
}

absl::StatusOr<ResultPath> Validate(const v1::ExplainResultRequest& request) {
  return CheckResultName(request.name());
}

absl::StatusOr<RunPath> Validate(const v1::GetRaterStatisticsRequest& request) {
  RequestChecks checks;
  RunPath path = checks.Name("name", request.name(), ParseRunName(request.name()), kRunForm);
  return checks.Finish(std::move(path));
}

absl::StatusOr<ReleaseArgs> Validate(const v1::ReleaseResultsRequest& request) {
  RequestChecks checks;
  ReleaseArgs args{.run = checks.Name("run", request.run(), ParseRunName(request.run()), kRunForm),
                   .note = request.note()};
  checks.Text("note", request.note(), 0, kMaxNoteCharacters);
  checks.RequestId(request.request_id());
  CheckPublicity(request, args, checks);
  CheckAmendment(request, args, checks);
  return checks.Finish(std::move(args));
}

absl::StatusOr<ReleaseKey> Validate(const v1::GetReleaseRequest& request) {
  RequestChecks checks;
  ReleaseKey key =
      checks.Name("name", request.name(), ParseReleaseName(request.name()), kReleaseForm);
  return checks.Finish(std::move(key));
}

absl::StatusOr<ListArgs<std::string, ReleaseKey>> Validate(const v1::ListReleasesRequest& request) {
  RequestChecks checks;
  const std::string& parent = request.parent();
  ListArgs<std::string, ReleaseKey> args{
      .filter = checks.Name("parent", parent, OrAll(parent, "rounds/-", ParseRoundName(parent)),
                            "\"rounds/{round}\" or \"rounds/-\""),
      .limit = checks.PageSize(request.page_size())};
  if (const auto key = checks.PageToken(request, 2)) {
    args.after = ReleaseKey{.round = (*key)[0], .number = checks.PagePart((*key)[1])};
  }
  return checks.Finish(std::move(args));
}

absl::StatusOr<ListArgs<std::string, ledger::AuditKey>> Validate(
    const v1::ListAuditEntriesRequest& request) {
  RequestChecks checks;
  ListArgs<std::string, ledger::AuditKey> args{.filter = request.filter().resource(),
                                               .limit = checks.PageSize(request.page_size())};
  checks.Text("filter.resource", request.filter().resource(), 0, kMaxFilterCharacters);
  if (const auto key = checks.PageToken(request, 2)) {
    args.after = ledger::AuditKey{.time_us = checks.PagePart((*key)[0]), .id = (*key)[1]};
  }
  return checks.Finish(std::move(args));
}

}  // namespace pingyi::result
