#include "services/cli/command/ballot_sender.h"

#include <algorithm>
#include <thread>

#include "services/cli/bulk/bulk_request_id.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::AppraisalService;
using appraisal::v1::BallotOutcome;
using appraisal::v1::CastBallotsRequest;
using appraisal::v1::CastBallotsResponse;

// Enough to keep the service's group commit busy while the next batch is on its way.
constexpr int kCallsAtOnce = 4;
constexpr size_t kBallotsPerCall = 500;
constexpr size_t kBytesPerCall = size_t{1} << 20;

absl::Status StatusOf(const BallotOutcome& outcome) {
  const auto& error = outcome.error();
  return rpc::FromGrpc(grpc::Status(static_cast<grpc::StatusCode>(error.code()), error.message(),
                                    error.SerializeAsString()));
}

}  // namespace

BallotSender::BallotSender(const Client<AppraisalService>& client, std::string round,
                           const std::vector<BallotSheet>& sheets,
                           const std::vector<std::string>& tokens, Progress& progress)
    : client_(client),
      round_(std::move(round)),
      sheets_(sheets),
      tokens_(tokens),
      progress_(progress) {}

absl::StatusOr<SendOutcome> BallotSender::Send() {
  {
    std::vector<std::jthread> workers;
    workers.reserve(kCallsAtOnce);
    for (int i = 0; i < kCallsAtOnce; ++i) workers.emplace_back([this] { Work(); });
  }
  const std::lock_guard lock(mutex_);
  if (!failure_.ok()) return failure_;
  std::ranges::sort(outcome_.refusals, {}, &Refusal::sheet);
  return std::move(outcome_);
}

void BallotSender::Work() {
  std::pair<size_t, size_t> batch;
  while (TakeBatch(&batch)) {
    Record(batch, client_.Call(&AppraisalService::StubInterface::CastBallots, MakeRequest(batch)));
  }
}

bool BallotSender::TakeBatch(std::pair<size_t, size_t>* batch) {
  const std::lock_guard lock(mutex_);
  if (!failure_.ok() || next_ == sheets_.size()) return false;
  batch->first = next_;
  size_t bytes = 0;
  do {
    bytes += sheets_[next_++].ballot.ByteSizeLong();
  } while (next_ < sheets_.size() && next_ - batch->first < kBallotsPerCall &&
           bytes < kBytesPerCall);
  batch->second = next_;
  return true;
}

CastBallotsRequest BallotSender::MakeRequest(std::pair<size_t, size_t> batch) const {
  CastBallotsRequest request;
  request.set_parent(round_);
  for (size_t i = batch.first; i < batch.second; ++i) {
    auto& entry = *request.add_entries();
    entry.set_credential(tokens_[i]);
    *entry.mutable_ballot() = sheets_[i].ballot;
    entry.set_request_id(BulkRequestId(tokens_[i], round_, sheets_[i].label));
  }
  return request;
}

void BallotSender::Record(std::pair<size_t, size_t> batch,
                          const absl::StatusOr<CastBallotsResponse>& response) {
  const std::lock_guard lock(mutex_);
  const auto count = static_cast<int>(batch.second - batch.first);
  if (!response.ok() || response->outcomes_size() != count) {
    failure_.Update(response.ok()
                        ? absl::InternalError("the service answered for another number of ballots")
                        : response.status());
    return;
  }
  for (int i = 0; i < count; ++i) {
    const BallotOutcome& outcome = response->outcomes(i);
    if (outcome.has_accepted()) {
      ++outcome_.accepted;
      outcome_.spoiled += outcome.accepted().spoiled() ? 1 : 0;
    } else {
      outcome_.refusals.push_back({batch.first + static_cast<size_t>(i), StatusOf(outcome)});
    }
  }
  progress_.Add(count);
}

}  // namespace pingyi::cli
