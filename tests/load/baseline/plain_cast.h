// Casting written the plain way: one transaction a call, one statement after the other. It does
// less than the service does – it counts no turnout and recognises no repetition – and keeps a
// ballot just as durably.
#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "pingyi/appraisal/v1/appraisal_service.pb.h"
#include "services/base/sql/database.h"

namespace pingyi::load {

// Casts into the tables of the appraisal service and gives the receipt.
absl::StatusOr<std::string> PlainCast(sql::Database& database, absl::Time deadline,
                                      const appraisal::v1::CastBallotRequest& request);

// Commits one row the size of a ballot, without a round or a credential: what no durable cast can
// do without.
absl::Status InsertOneRow(sql::Database& database, absl::Time deadline);

}  // namespace pingyi::load
