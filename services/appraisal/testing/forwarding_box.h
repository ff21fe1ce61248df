// A box that passes everything on to another: a test overrides what it wants to watch or hold up.
#pragma once

#include <memory>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "services/appraisal/store/ballot_box.h"

namespace pingyi::appraisal {

class ForwardingBox : public BallotBox {
 public:
  explicit ForwardingBox(std::unique_ptr<BallotBox> box) : box_(std::move(box)) {}

  absl::Status IssueCredentials(const ChangeContext& context,
                                const CredentialBatch& batch) override {
    return box_->IssueCredentials(context, batch);
  }
  absl::StatusOr<int64_t> RevokeCredentials(const ChangeContext& context, std::string_view round_id,
                                            std::string_view batch_id,
                                            std::string_view reason) override {
    return box_->RevokeCredentials(context, round_id, batch_id, reason);
  }
  absl::StatusOr<CastOutcomes> CastBatch(absl::Time deadline,
                                         std::span<const PreparedCast> casts) override {
    return box_->CastBatch(deadline, casts);
  }
  absl::StatusOr<Turnout> GetTurnout(absl::Time deadline, std::string_view round_id) override {
    return box_->GetTurnout(deadline, round_id);
  }
  absl::StatusOr<TallyPage> ListTallies(absl::Time deadline, std::string_view round_id,
                                        int32_t after_position, int limit,
                                        int64_t max_bytes) override {
    return box_->ListTallies(deadline, round_id, after_position, limit, max_bytes);
  }
  absl::StatusOr<std::vector<NamedBallot>> ListNamedBallots(absl::Time deadline,
                                                            std::string_view round_id,
                                                            std::string_view after_id,
                                                            int limit) override {
    return box_->ListNamedBallots(deadline, round_id, after_id, limit);
  }

 private:
  const std::unique_ptr<BallotBox> box_;
};

}  // namespace pingyi::appraisal
