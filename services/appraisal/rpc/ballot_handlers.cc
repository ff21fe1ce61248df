#include "services/appraisal/rpc/ballot_handlers.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/util/message_differencer.h>

#include "services/appraisal/domain/credential.h"
#include "services/appraisal/domain/reason.h"
#include "services/appraisal/rpc/change_context.h"
#include "services/appraisal/rpc/convert.h"
#include "services/appraisal/rpc/names.h"
#include "services/appraisal/rpc/validate.h"
#include "services/base/rpc/fill_page.h"
#include "services/base/rpc/paging.h"
#include "services/base/status/error.h"

namespace pingyi::appraisal {
namespace {

// What one mark of a ballot weighs in an answer, roughly: a key, a mark and their frames.
constexpr size_t kBytesPerMark = 16;

// Tokens that do not reach the client are lost, so what does not fit into a message that clients
// take by default is not even made.
constexpr size_t kMaxIssueBytes = (size_t{4} << 20) - 1024;

// Whether two turnouts say the same but for the time they were read at.
bool SameCounts(const v1::Turnout& a, v1::Turnout b) {
  *b.mutable_read_time() = a.read_time();
  return google::protobuf::util::MessageDifferencer::Equals(a, b);
}

// How many named ballots to read for a page of at most `limit`, so that what is read is not much
// more than what fits into the page.
int BallotsToRead(const BallotRules& rules, int limit) {
  const size_t marks = size_t{rules.shape().subjects} * rules.shape().criteria();
  const size_t fit = rpc::kMaxPageBytes / (std::max<size_t>(marks, 1) * kBytesPerMark);
  return static_cast<int>(std::clamp<size_t>(fit, 1, static_cast<size_t>(limit)));
}

}  // namespace

absl::Status BallotHandlers::IssueCredentials(const rpc::CallContext& call,
                                              const v1::IssueCredentialsRequest& request,
                                              v1::IssueCredentialsResponse* response) {
  absl::StatusOr<IssueCredentialsInput> input = Validate(request);
  if (!input.ok()) return input.status();
  CredentialBatch batch{.round_id = input->round_id,
                        .batch_id = ids_.NewId(),
                        .group = input->group,
                        .credentials = std::move(input->credentials)};
  response->set_batch(BatchName(batch.round_id, batch.batch_id));
  const std::string random = ids_.RandomBytes(batch.credentials.size() * kTokenBytes);
  for (size_t i = 0; i < batch.credentials.size(); ++i) {
    const std::string_view token(random.data() + i * kTokenBytes, kTokenBytes);
    batch.credentials[i].hash = CredentialHash(batch.round_id, token);
    v1::Credential& issued = *response->add_credentials();
    issued.set_token(FormatToken(token));
    if (!request.holders().empty()) {
      *issued.mutable_holder() = request.holders(static_cast<int>(i));
    }
  }
  if (response->ByteSizeLong() > kMaxIssueBytes) {
    return InvalidFields({{"holders", "are too large for one answer: issue to fewer at a time",
                           std::string(reason::kLimitExceeded)}});
  }
  return box_.IssueCredentials(MakeChangeContext(call, "IssueCredentials", request), batch);
}

absl::Status BallotHandlers::RevokeCredentials(const rpc::CallContext& call,
                                               const v1::RevokeCredentialsRequest& request,
                                               v1::RevokeCredentialsResponse* response) {
  const absl::StatusOr<RevokeCredentialsInput> input = Validate(request);
  if (!input.ok()) return input.status();
  const absl::StatusOr<int64_t> revoked =
      box_.RevokeCredentials(MakeChangeContext(call, "RevokeCredentials", request),
                             input->batch.round_id, input->batch.id, input->reason);
  if (!revoked.ok()) return revoked.status();
  response->set_revoked_count(*revoked);
  return absl::OkStatus();
}

absl::Status BallotHandlers::GetTurnout(const rpc::CallContext& call,
                                        const v1::GetTurnoutRequest& request,
                                        v1::Turnout* response) {
  const absl::StatusOr<std::string> round_id = Validate(request);
  if (!round_id.ok()) return round_id.status();
  const absl::StatusOr<Turnout> turnout = box_.GetTurnout(call.deadline, *round_id);
  if (!turnout.ok()) return turnout.status();
  *response = FromTurnout(*round_id, *turnout);
  return absl::OkStatus();
}

absl::StatusOr<rpc::Look> BallotHandlers::LookAtTurnout(const rpc::CallContext& call,
                                                        const v1::WatchTurnoutRequest& request,
                                                        v1::Turnout& last, v1::Turnout* response) {
  const absl::StatusOr<std::string> round_id = Validate(request);
  if (!round_id.ok()) return round_id.status();
  const absl::StatusOr<Turnout> turnout = box_.GetTurnout(call.deadline, *round_id);
  if (!turnout.ok()) return turnout.status();
  *response = FromTurnout(*round_id, *turnout);
  if (turnout->state == RoundState::kClosed || turnout->state == RoundState::kVoid) {
    return rpc::Look::kSendAndEnd;
  }
  if (SameCounts(*response, last)) return rpc::Look::kNothing;
  last = *response;
  return rpc::Look::kSend;
}

absl::Status BallotHandlers::ListTallies(const rpc::CallContext& call,
                                         const v1::ListTalliesRequest& request,
                                         v1::ListTalliesResponse* response) {
  const absl::StatusOr<ListTalliesInput> input = Validate(request);
  if (!input.ok()) return input.status();
  const absl::StatusOr<TallyPage> page =
      box_.ListTallies(call.deadline, input->round_id, input->after_position, input->limit,
                       static_cast<int64_t>(rpc::kMaxPageBytes));
  if (!page.ok()) return page.status();
  const size_t count = rpc::FillPage(
      page->subjects, input->limit, *response->mutable_tallies(),
      [&input](const SubjectTally& tally) { return FromTally(input->round_id, tally); });
  for (const GroupBallots& group : page->groups) *response->add_groups() = FromGroupBallots(group);
  response->set_tally_digest(page->digest);
  response->set_salt(page->salt);
  if (count > 0 && (count < page->subjects.size() || page->more)) {
    response->set_next_page_token(
        rpc::EncodePageToken({std::to_string(page->subjects[count - 1].position)}, request));
  }
  return absl::OkStatus();
}

// A round without rules was never opened; the box knows how its ballots are refused.
absl::Status BallotHandlers::NoBallotsYet(const rpc::CallContext& call, std::string_view round_id,
                                          const absl::Status& no_rules) {
  if (!absl::IsFailedPrecondition(no_rules)) return no_rules;
  const auto ballots = box_.ListNamedBallots(call.deadline, round_id, "", 1);
  return ballots.ok() ? no_rules : ballots.status();
}

absl::Status BallotHandlers::ListNamedBallots(const rpc::CallContext& call,
                                              const v1::ListNamedBallotsRequest& request,
                                              v1::ListNamedBallotsResponse* response) {
  const absl::StatusOr<ListNamedBallotsInput> input = Validate(request);
  if (!input.ok()) return input.status();
  const absl::StatusOr<RulesPtr> rules = rules_.Load(call.deadline, input->round_id);
  if (!rules.ok()) return NoBallotsYet(call, input->round_id, rules.status());
  const int limit = BallotsToRead(**rules, input->limit);
  const auto ballots =
      box_.ListNamedBallots(call.deadline, input->round_id, input->after_id, limit + 1);
  if (!ballots.ok()) return ballots.status();
  absl::Status fault;
  const size_t count = rpc::FillPage(
      *ballots, limit, *response->mutable_named_ballots(), [&](const NamedBallot& ballot) {
        absl::StatusOr<v1::NamedBallot> entry = FromNamedBallot(**rules, ballot);
        fault.Update(entry.status());
        return std::move(entry).value_or(v1::NamedBallot());
      });
  if (!fault.ok()) return fault;
  if (count < ballots->size()) {
    response->set_next_page_token(rpc::EncodePageToken({(*ballots)[count - 1].id}, request));
  }
  return absl::OkStatus();
}

}  // namespace pingyi::appraisal
