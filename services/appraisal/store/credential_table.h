// Batches of credentials: issuing and revoking.
#pragma once

#include <cstdint>
#include <string_view>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/appraisal/store/ballot_box.h"
#include "services/base/sql/transaction.h"

namespace pingyi::appraisal {

// Checks the batch against the round and keeps it (BallotBox::IssueCredentials).
absl::Status InsertBatch(sql::Transaction& transaction, const CredentialBatch& batch,
                         absl::Time now);

struct RevokedBatch {
  int64_t credentials = 0;
  bool was_revoked = false;  // before this
};

// Marks a batch as revoked (BallotBox::RevokeCredentials).
absl::StatusOr<RevokedBatch> RevokeBatch(sql::Transaction& transaction, std::string_view round_id,
                                         std::string_view batch_id, absl::Time now);

}  // namespace pingyi::appraisal
