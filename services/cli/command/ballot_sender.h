// Casts many ballots, a batch a call and several calls at once.
#pragma once

#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "pingyi/appraisal/v1/appraisal_service.grpc.pb.h"
#include "services/cli/bulk/ballot_sheet.h"
#include "services/cli/call/client.h"
#include "services/cli/view/progress.h"

namespace pingyi::cli {

struct Refusal {
  size_t sheet;  // index of the ballot
  absl::Status status;
};

// What became of the ballots.
struct SendOutcome {
  int64_t accepted = 0;
  int64_t spoiled = 0;  // of the accepted ones
  std::vector<Refusal> refusals;
};

class BallotSender {
 public:
  // All must outlive the sender; `tokens` has one entry for each sheet.
  BallotSender(const Client<appraisal::v1::AppraisalService>& client, std::string round,
               const std::vector<BallotSheet>& sheets, const std::vector<std::string>& tokens,
               Progress& progress);

  // Blocks until everything was sent or a call failed as a whole; then that error, and an unknown
  // part of the ballots has been cast. Refusals are in the order of the sheets.
  absl::StatusOr<SendOutcome> Send();

 private:
  // Sends batches until there are none left or something failed.
  void Work();
  bool TakeBatch(std::pair<size_t, size_t>* batch);
  appraisal::v1::CastBallotsRequest MakeRequest(std::pair<size_t, size_t> batch) const;
  void Record(std::pair<size_t, size_t> batch,
              const absl::StatusOr<appraisal::v1::CastBallotsResponse>& response);

  const Client<appraisal::v1::AppraisalService>& client_;
  const std::string round_;
  const std::vector<BallotSheet>& sheets_;
  const std::vector<std::string>& tokens_;
  Progress& progress_;
  std::mutex mutex_;
  size_t next_ = 0;  // guarded by mutex_, as are the two below
  absl::Status failure_;
  SendOutcome outcome_;
};

}  // namespace pingyi::cli
