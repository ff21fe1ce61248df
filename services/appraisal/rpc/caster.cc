#include "services/appraisal/rpc/caster.h"

#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <absl/cleanup/cleanup.h>

#include "services/appraisal/domain/credential.h"
#include "services/appraisal/rpc/convert.h"
#include "services/base/rpc/status.h"
#include "services/base/status/error.h"
#include "services/base/telemetry/log.h"

namespace pingyi::appraisal {
namespace {

// Ballots up to this size are read on gRPC's thread, which takes less time than handing them to
// another one; reading larger ones there would keep other calls waiting.
constexpr size_t kSmallBallotBytes = size_t{16} << 10;

// From here on the outcomes of a batch give their reasons without the fields, so that the answer to
// a thousand wrong ballots still fits into a message.
constexpr size_t kMaxOutcomeBytes = size_t{2} << 20;

// All that the box needs to know of a ballot. Path and reasons are those of CastBallot. Throws if
// OpenSSL fails.
absl::StatusOr<PreparedCast> TryPrepare(const RulesPtr& rules, const CastInput& input,
                                        const v1::Ballot& ballot) {
  absl::StatusOr<ReadableBallot> readable = ReadBallot(*rules, ToBallot(ballot));
  if (!readable.ok()) return readable.status();
  const std::string& round_id = rules->round_id();
  std::string commitment = Commitment(input.token, round_id, input.request_id, readable->content);
  std::string receipt = Receipt(input.token, commitment);
  return PreparedCast{.rules = rules,
                      .credential_hash = CredentialHash(round_id, input.token),
                      .commitment = std::move(commitment),
                      .receipt = std::move(receipt),
                      .ballot = *std::move(readable)};
}

// As TryPrepare; an exception becomes the ballot's error, because tasks of the executor must not
// throw. Its text is not passed on: it may hold what was cast.
absl::StatusOr<PreparedCast> Prepare(const RulesPtr& rules, const CastInput& input,
                                     const v1::Ballot& ballot) {
  try {
    return TryPrepare(rules, input, ballot);
  } catch (const std::exception&) {
    return absl::InternalError("preparing a ballot threw an exception");
  }
}

void SetReceipt(const CastReceipt& receipt, v1::CastBallotResponse& response) {
  response.set_receipt(receipt.receipt);
  response.set_spoiled(receipt.spoiled);
}

// Writes the outcomes of a batch, keeping the whole within the size of a message.
class OutcomeWriter {
 public:
  OutcomeWriter(v1::CastBallotsResponse& response, std::string incident)
      : response_(response), incident_(std::move(incident)) {}

  void Add(const CastUnit::Outcome& outcome) {
    v1::BallotOutcome& added = *response_.add_outcomes();
    if (outcome.ok()) {
      SetReceipt(*outcome, *added.mutable_accepted());
      return;
    }
    absl::Status status = outcome.status();
    if (rpc::HidesMessage(status)) LogOnce(status);
    if (bytes_ > kMaxOutcomeBytes) status = WithoutViolations(status);
    *added.mutable_error() = ToStatusProto(status, incident_);
    bytes_ += added.ByteSizeLong();
  }

 private:
  static absl::Status WithoutViolations(const absl::Status& status) {
    ErrorDetails details = DetailsOf(status);
    details.violations.clear();
    return MakeError(status.code(), std::string(status.message()), details);
  }

  void LogOnce(const absl::Status& status) {
    if (std::exchange(logged_, true)) return;
    telemetry::Log(telemetry::Level::kError, "ballots of a batch could not be cast",
                   {{"incident", incident_}, {"error", status.ToString()}});
  }

  v1::CastBallotsResponse& response_;
  const std::string incident_;
  size_t bytes_ = 0;
  bool logged_ = false;
};

// Runs `task` on the executor, or answers `call` that there is no room.
template <typename Call>
void SubmitOrRefuse(rpc::Kit& kit, const std::shared_ptr<Call>& call,
                    absl::AnyInvocable<void()> task) {
  if (!kit.executor().TrySubmit(std::move(task))) call->done(rpc::NoRoom(kit));
}

}  // namespace

// A call on its way. Request, response and context are gRPC's and live until `done` is called.
struct Caster::OneCall {
  const rpc::CallContext& context;
  const v1::CastBallotRequest& request;
  v1::CastBallotResponse* response;
  rpc::Done done;
  CastInput input;
};

struct Caster::ManyCall {
  const rpc::CallContext& context;
  const v1::CastBallotsRequest& request;
  v1::CastBallotsResponse* response;
  rpc::Done done;
  std::vector<CastUnit::Outcome> outcomes;  // one an entry: why it is not cast, or what came of it
};

void Caster::Cast(const rpc::CallContext& call, const v1::CastBallotRequest& request,
                  v1::CastBallotResponse* response, rpc::Done done) {
  absl::StatusOr<CastBallotInput> input = Validate(request);
  if (!input.ok()) return done(input.status());
  auto one = std::make_shared<OneCall>(
      OneCall{call, request, response, std::move(done), std::move(input->cast)});
  const bool small = request.ByteSizeLong() <= kSmallBallotBytes;
  if (const RulesPtr rules = small ? rules_.IfKept(input->round_id) : nullptr) {
    return PrepareOne(one, rules, Where::kInPlace);
  }
  rules_.Get(input->round_id, [this, one, small](const absl::StatusOr<RulesPtr>& rules) {
    if (!rules.ok()) return one->done(rules.status());
    if (small) return PrepareOne(one, *rules, Where::kElsewhere);
    SubmitOrRefuse(kit_, one,
                   [this, one, rules = *rules] { PrepareOne(one, rules, Where::kElsewhere); });
  });
}

void Caster::PrepareOne(const std::shared_ptr<OneCall>& one, const RulesPtr& rules, Where where) {
  absl::StatusOr<PreparedCast> cast = Prepare(rules, one->input, one->request.ballot());
  if (!cast.ok()) return one->done(cast.status());
  CastUnit unit;
  unit.casts.push_back(*std::move(cast));
  unit.deadline = one->context.deadline;
  unit.cancelled = [one] { return one->context.IsCancelled(); };
  unit.done = [one](const std::vector<CastUnit::Outcome>& outcomes) {
    if (outcomes.front().ok()) SetReceipt(*outcomes.front(), *one->response);
    one->done(outcomes.front().status());
  };
  if (absl::Status status = SubmitOne(std::move(unit), where); !status.ok()) one->done(status);
}

// Not where others may wait for the same thread behind it: they would be cast one by one.
absl::Status Caster::SubmitOne(CastUnit&& unit, Where where) {
  if (where == Where::kElsewhere || !kit_.TakePlace()) return queue_.Submit(std::move(unit));
  const absl::Cleanup leave = [this] { kit_.LeavePlace(); };
  return queue_.SubmitOrCast(std::move(unit));
}

void Caster::CastMany(const rpc::CallContext& call, const v1::CastBallotsRequest& request,
                      v1::CastBallotsResponse* response, rpc::Done done) {
  const absl::StatusOr<std::string> round_id = Validate(request);
  if (!round_id.ok()) return done(round_id.status());
  auto many = std::make_shared<ManyCall>(ManyCall{call, request, response, std::move(done), {}});
  rules_.Get(*round_id, [this, many](const absl::StatusOr<RulesPtr>& rules) {
    if (!rules.ok()) return many->done(rules.status());
    SubmitOrRefuse(kit_, many, [this, many, rules = *rules] { PrepareMany(many, rules); });
  });
}

void Caster::PrepareMany(const std::shared_ptr<ManyCall>& many, const RulesPtr& rules) {
  CastUnit unit;
  std::vector<size_t> places;  // of the entries that go into the box
  for (const v1::BallotEntry& entry : many->request.entries()) {
    const absl::StatusOr<CastInput> input = Validate(entry);
    absl::StatusOr<PreparedCast> cast =
        input.ok() ? Prepare(rules, *input, entry.ballot()) : input.status();
    if (!cast.ok()) {
      many->outcomes.emplace_back(cast.status());
      continue;
    }
    places.push_back(many->outcomes.size());
    many->outcomes.emplace_back(absl::UnknownError("not answered yet"));
    unit.casts.push_back(*std::move(cast));
  }
  unit.deadline = many->context.deadline;
  unit.cancelled = [many] { return many->context.IsCancelled(); };
  unit.done = [this, many, places](std::vector<CastUnit::Outcome> outcomes) {
    for (size_t i = 0; i < places.size(); ++i) many->outcomes[places[i]] = std::move(outcomes[i]);
    OutcomeWriter writer(*many->response, kit_.ids().NewId());
    for (const CastUnit::Outcome& outcome : many->outcomes) writer.Add(outcome);
    many->done(absl::OkStatus());
  };
  if (unit.casts.empty()) return unit.done({});
  if (absl::Status status = queue_.Submit(std::move(unit)); !status.ok()) many->done(status);
}

}  // namespace pingyi::appraisal
