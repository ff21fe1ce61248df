// How each group of voters rated, from the counts that are shown; see RaterStatistics in the
// contract for what each figure means.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/result/domain/disclosure.h"
#include "services/result/domain/form.h"
#include "services/result/domain/tally.h"

namespace pingyi::result::statistics {

struct GroupFigures {
  int64_t returned = 0;
  int64_t expected = 0;
  std::optional<double> return_rate = {};
  int32_t cells = 0;
  int32_t suppressed_cells = 0;
  int64_t marks = 0;
  std::optional<double> abstention_share = {};
  std::optional<double> top_share = {};
  std::optional<double> spread = {};
  std::optional<double> alpha = {};
  std::optional<double> straight_lined_share = {};
  Suppression straight_lined_suppression = Suppression::kShown;
};

// By group. `masks` are by subject, as in the tally, by `rule`; `lowest_is_top` says that fewer
// points are the better mark. The tally must have passed CheckTally.
std::vector<GroupFigures> FiguresOf(const Form& form, const Tally& tally,
                                    const DisclosureRule& rule,
                                    const std::vector<SubjectMask>& masks, bool lowest_is_top);

}  // namespace pingyi::result::statistics
