// A round computed, with everything an explanation goes back to.
#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <vector>

#include <absl/status/statusor.h>

#include "services/result/domain/bands.h"
#include "services/result/domain/form.h"
#include "services/result/domain/inputs.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/quota.h"
#include "services/result/domain/rank.h"
#include "services/result/domain/rank_points.h"
#include "services/result/domain/result.h"
#include "services/result/domain/roster.h"
#include "services/result/domain/standings.h"
#include "services/result/domain/tally.h"
#include "services/result/domain/type_forms.h"

namespace pingyi::result {

struct Computation {
  Form form;
  Tally tally;                          // sorted
  std::vector<SubjectResult> subjects;  // as in the tally
  std::vector<Rational> decisive;       // the totals that grades and places go by, likewise
  std::vector<size_t> order;            // by rank, then position; who has no place comes last
  // By subject, from 0 for the first; empty where the policy has no tiers.
  std::vector<size_t> tiers = {};
  // By group and subject; empty where the groups' own scores count.
  std::vector<std::vector<std::optional<RankPlace>>> rank_places = {};
  Roster roster = {};
  TypeForms type_forms = {};
  // The places of grades in the policy, by subject, as each rule left them; empty
  // where there are only thresholds. kNoGrade from the exclusions on.
  std::vector<size_t> grades_by_total = {};
  std::vector<size_t> grades_by_share = {};
  std::vector<size_t> grades_by_exclusion = {};
  std::vector<size_t> grades_by_band = {};
  std::vector<size_t> grades = {};
  std::vector<BandOutcome> bands = {};    // pool by pool, the best band first
  std::vector<QuotaOutcome> quotas = {};  // from the best grade down

  // The form with the weights that hold for the subject.
  const Form& form_of(size_t subject) const { return type_forms.Of(form, subject); }

  // Who is before whom; refers to this computation.
  Standings standings(const PolicyRules& policy) const {
    return {decisive, tiers, Ascending(policy.total_order)};
  }
};

// Errors as of Aggregate. `observe`, if given, sees every tie that is broken; it names subjects by
// their index.
absl::StatusOr<Computation> Compute(const PolicyRules& policy, const RoundFacts& facts, Tally tally,
                                    const Inputs& inputs = {},
                                    const std::function<void(const TieSplit&)>& observe = nullptr);

}  // namespace pingyi::result
