#include "services/appraisal/store/schema.h"

namespace pingyi::appraisal {

std::span<const sql::Sql> ForbiddenChanges() {
  static constexpr sql::Sql kChanges[] = {
      "UPDATE audit_entries SET actor = actor WHERE 1 = 0",
      "DELETE FROM audit_entries WHERE 1 = 0",
      "UPDATE credentials SET batch_id = batch_id WHERE 1 = 0",
      "DELETE FROM credentials WHERE 1 = 0",
      "UPDATE spent_credentials SET commitment = commitment WHERE 1 = 0",
      "DELETE FROM spent_credentials WHERE 1 = 0",
      "UPDATE ballots SET marks = marks WHERE 1 = 0",
      "DELETE FROM ballots WHERE 1 = 0",
      "UPDATE named_ballots SET marks = marks WHERE 1 = 0",
      "DELETE FROM named_ballots WHERE 1 = 0",
      "UPDATE tallies SET cells = cells WHERE 1 = 0",
      "DELETE FROM tallies WHERE 1 = 0",
      "DELETE FROM request_ids WHERE 1 = 0",
      "DELETE FROM rounds WHERE 1 = 0",
      "UPDATE subjects SET position = position WHERE 1 = 0",
      "DELETE FROM credential_batches WHERE 1 = 0",
      "DELETE FROM turnout WHERE 1 = 0",
  };
  return kChanges;
}

}  // namespace pingyi::appraisal
