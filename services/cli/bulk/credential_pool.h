// Credentials from a file, dealt out to ballots.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/cli/bulk/ballot_sheet.h"

namespace pingyi::cli {

// The order of the file is the order of dealing, and the same ballots get the same credentials in
// every run: that, with BulkRequestId(), makes an import repeatable. Ballots may be added at the
// end between two runs, not in the middle.
class CredentialPool {
 public:
  // INVALID_ARGUMENT when group or token is missing, or the voter has one in this group already.
  absl::Status Add(std::string_view group, std::string_view voter, std::string_view token);

  // The token for each ballot, in the order of the ballots: the voter's own where the ballot names
  // a voter, else the next of its group's that belong to no voter. INVALID_ARGUMENT naming the
  // group or the ballot when there is none.
  absl::StatusOr<std::vector<std::string>> Deal(const std::vector<BallotSheet>& sheets) const;

 private:
  struct Group {
    std::vector<std::string> unnamed;                        // tokens in the order of the file
    absl::flat_hash_map<std::string, std::string> by_voter;  // voter -> token
  };
  absl::flat_hash_map<std::string, Group> groups_;
};

}  // namespace pingyi::cli
