// Paper ballots as they are typed in: one row a mark.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>

#include "pingyi/appraisal/v1/ballot.pb.h"

namespace pingyi::cli {

// One row of the file. The rows of one ballot share its label and need not stand together.
struct MarkRow {
  std::string_view ballot;  // the label on the paper, e.g. its running number
  std::string_view group;
  std::string_view voter;        // named rounds only
  std::string_view own_subject;  // the voter's own entry, where the credential has one
  std::string_view subject;
  std::string_view criterion;
  std::string_view mark;  // "-" or "弃权": abstained; empty: left blank
};

struct BallotSheet {
  std::string label;
  std::string group;
  std::string voter;
  std::string own_subject;
  appraisal::v1::Ballot ballot;
};

// Puts rows together to ballots. Whether a ballot is valid is for the service to say: what stands
// on the paper is passed on, double and missing marks included.
class SheetAssembler {
 public:
  // INVALID_ARGUMENT for a row without label or group, one that says another group, voter or own
  // entry than the ballot's first row, or one with a mark but no subject or criterion. A row with
  // neither subject nor criterion nor mark makes a ballot that was returned empty.
  absl::Status Add(const MarkRow& row);

  // The ballots in the order of their first rows.
  const std::vector<BallotSheet>& sheets() const { return sheets_; }

 private:
  std::vector<BallotSheet> sheets_;
  absl::flat_hash_map<std::string, size_t> by_label_;
};

}  // namespace pingyi::cli
