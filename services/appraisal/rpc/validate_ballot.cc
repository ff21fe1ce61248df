// Requests on credentials, ballots, turnout and tallies.
#include <string_view>
#include <utility>

#include <absl/strings/ascii.h>
#include <fmt/format.h>

#include "services/appraisal/domain/credential.h"
#include "services/appraisal/domain/reason.h"
#include "services/appraisal/domain/validation.h"
#include "services/appraisal/rpc/request_checks.h"
#include "services/appraisal/rpc/validate.h"
#include "services/base/status/key.h"
#include "services/base/status/reason.h"

namespace pingyi::appraisal {
namespace {

constexpr int kMaxCredentials = 10'000;
constexpr size_t kMaxVoter = 200;
constexpr size_t kMaxEntries = 1000;
constexpr int kMinIntervalMs = 100;
constexpr int kMaxIntervalMs = 60'000;
constexpr int kDefaultIntervalMs = 1000;

// One credential for each holder, or as many as the count says.
std::vector<NewCredential> ReadHolders(const v1::IssueCredentialsRequest& request,
                                       RequestChecks& checks) {
  std::vector<NewCredential> credentials;
  if (request.holders().empty()) {
    checks.Range("count", request.count(), 1, kMaxCredentials);
    if (request.count() >= 1 && request.count() <= kMaxCredentials) {
      credentials.resize(static_cast<size_t>(request.count()));
    }
    return credentials;
  }
  if (request.count() != 0) {
    checks.Fault("count", reason::kInvalidField, "must be 0 when holders are given");
  }
  checks.Count("holders", static_cast<size_t>(request.holders_size()), 1, kMaxCredentials);
  if (request.holders_size() > kMaxCredentials) return credentials;
  credentials.reserve(static_cast<size_t>(request.holders_size()));
  for (int i = 0; i < request.holders_size(); ++i) {
    const v1::CredentialHolder& holder = request.holders(i);
    checks.Text(fmt::format("holders[{}].voter", i), holder.voter(), 0, kMaxVoter);
    if (!holder.own_subject().empty() && !IsResourceId(holder.own_subject())) {
      checks.Fault(fmt::format("holders[{}].own_subject", i), reason::kInvalidField,
                   "must be the id of a subject or empty");
    }
    credentials.push_back(
        {.hash = "", .voter = holder.voter(), .own_subject = holder.own_subject()});
  }
  return credentials;
}

// What CastBallotRequest and BallotEntry share. A ballot without subjects is no fault of form: it
// is blank, and the round's rules say what that means.
template <typename Request>
CastInput ReadCast(const Request& request, RequestChecks& checks) {
  CastInput input{.request_id = absl::AsciiStrToLower(request.request_id())};
  if (std::optional<std::string> token = ParseToken(request.credential())) {
    input.token = *std::move(token);
  } else {
    checks.Fault(
        "credential",
        request.credential().empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
        "must be the 26 characters that IssueCredentials gave");
  }
  if (!request.has_ballot()) {
    checks.Fault("ballot", reason::kRequiredFieldMissing, "must hold the marks");
  }
  checks.RequiredRequestId(request.request_id());
  return input;
}

}  // namespace

absl::StatusOr<IssueCredentialsInput> Validate(const v1::IssueCredentialsRequest& request) {
  RequestChecks checks;
  IssueCredentialsInput input{.round_id = checks.RoundName("parent", request.parent()),
                              .group = request.group()};
  checks.Key("group", request.group());
  input.credentials = ReadHolders(request, checks);
  checks.RequiredRequestId(request.request_id());
  return checks.Finish(std::move(input));
}

absl::StatusOr<RevokeCredentialsInput> Validate(const v1::RevokeCredentialsRequest& request) {
  RequestChecks checks;
  RevokeCredentialsInput input{.batch = checks.BatchName("name", request.name()),
                               .reason = request.reason()};
  checks.Reason(request.reason(), 1);
  checks.RequestId(request.request_id());
  return checks.Finish(std::move(input));
}

absl::StatusOr<CastBallotInput> Validate(const v1::CastBallotRequest& request) {
  RequestChecks checks;
  CastBallotInput input{.round_id = checks.RoundName("parent", request.parent())};
  input.cast = ReadCast(request, checks);
  return checks.Finish(std::move(input));
}

absl::StatusOr<std::string> Validate(const v1::CastBallotsRequest& request) {
  RequestChecks checks;
  std::string round_id = checks.RoundName("parent", request.parent());
  checks.Count("entries", static_cast<size_t>(request.entries_size()), 1, kMaxEntries);
  return checks.Finish(std::move(round_id));
}

absl::StatusOr<CastInput> Validate(const v1::BallotEntry& entry) {
  RequestChecks checks;
  return checks.Finish(ReadCast(entry, checks));
}

absl::StatusOr<std::string> Validate(const v1::GetTurnoutRequest& request) {
  RequestChecks checks;
  return checks.Finish(checks.RoundName("name", request.name()));
}

absl::StatusOr<std::string> Validate(const v1::WatchTurnoutRequest& request) {
  RequestChecks checks;
  std::string round_id = checks.RoundName("name", request.name());
  if (request.min_interval_ms() != 0) {
    checks.Range("min_interval_ms", request.min_interval_ms(), kMinIntervalMs, kMaxIntervalMs);
  }
  return checks.Finish(std::move(round_id));
}

absl::Duration WatchInterval(const v1::WatchTurnoutRequest& request) {
  const int32_t interval = request.min_interval_ms();
  const bool usable = interval >= kMinIntervalMs && interval <= kMaxIntervalMs;
  return absl::Milliseconds(usable ? interval : kDefaultIntervalMs);
}

absl::StatusOr<ListTalliesInput> Validate(const v1::ListTalliesRequest& request) {
  RequestChecks checks;
  ListTalliesInput input{.round_id = checks.RoundName("parent", request.parent())};
  input.limit = checks.PageSize(request.page_size());
  input.after_position = checks.PositionToken(request);
  return checks.Finish(std::move(input));
}

absl::StatusOr<ListNamedBallotsInput> Validate(const v1::ListNamedBallotsRequest& request) {
  RequestChecks checks;
  ListNamedBallotsInput input{.round_id = checks.RoundName("parent", request.parent())};
  input.limit = checks.PageSize(request.page_size());
  if (auto key = checks.PageToken(request, 1)) input.after_id = std::move(key->front());
  return checks.Finish(std::move(input));
}

}  // namespace pingyi::appraisal
