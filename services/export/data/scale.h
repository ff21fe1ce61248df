// The marks of a criterion as the few classes that a chart can tell apart.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "pingyi/appraisal/v1/round.pb.h"

namespace pingyi::exporting {

// Best first. A graded scale has a class for each grade; a numeric one for each number, or, where
// there are more than seven, five of nearly as many numbers each ("80–100").
class Scale {
 public:
  explicit Scale(const appraisal::v1::Criterion& criterion);

  const std::vector<std::string>& labels() const { return labels_; }
  // The class of a mark as the tally has it (see appraisal.v1.TallyCell.marks); nullopt for a mark
  // off the scale.
  std::optional<size_t> ClassOf(int32_t mark) const;

 private:
  void AddNumbers(const appraisal::v1::NumericScale& scale);

  std::vector<std::string> labels_;
  bool numeric_ = false;
  int64_t marks_ = 0;  // how many there are on the scale
};

}  // namespace pingyi::exporting
