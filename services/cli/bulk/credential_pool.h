// Credentials from a file, dealt out to ballots.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/container/flat_hash_set.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/cli/bulk/ballot_sheet.h"

namespace pingyi::cli {

// The order of the file is the order of dealing, and the same ballots get the same credentials in
// every run: that, with BulkRequestId(), makes an import repeatable. Ballots may be added at the
// end between two runs, not in the middle.
class CredentialPool {
 public:
  // INVALID_ARGUMENT when group or token is missing, the token was added before (two ballots alike
  // would pass for one ballot sent twice), or the voter has one in this group already.
  absl::Status Add(std::string_view group, std::string_view voter, std::string_view own_subject,
                   std::string_view token);

  // The token for each ballot, in the order of the ballots. A ballot that names a voter gets the
  // voter's own. Any other gets the next of its group's that belong to no voter and to the same own
  // entry (or to none, as the ballot does): which one matters where nobody may rate himself.
  // INVALID_ARGUMENT naming the group or the ballot when there is none.
  absl::StatusOr<std::vector<std::string>> Deal(const std::vector<BallotSheet>& sheets) const;

 private:
  struct Group {
    // Tokens without a voter by own entry, in the order of the file.
    absl::flat_hash_map<std::string, std::vector<std::string>> by_own_subject;
    absl::flat_hash_map<std::string, std::string> by_voter;  // voter -> token
  };
  // How far the dealing has come.
  struct Dealt {
    absl::flat_hash_map<std::pair<std::string, std::string>, size_t> counts;  // by group, own entry
    absl::flat_hash_map<std::string, std::string> ballots;  // of named credentials: token -> label
  };
  absl::StatusOr<std::string> DealOne(const BallotSheet& sheet,
                                      const std::vector<BallotSheet>& sheets, Dealt& dealt) const;

  absl::flat_hash_map<std::string, Group> groups_;
  absl::flat_hash_set<std::string> tokens_;  // all of them
};

}  // namespace pingyi::cli
