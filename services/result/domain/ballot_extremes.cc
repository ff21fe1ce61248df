#include "services/result/domain/ballot_extremes.h"

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <optional>
#include <string>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "services/base/number/decimal.h"
#include "services/base/status/reason.h"
#include "services/result/domain/reason.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

class Comparison {
 public:
  explicit Comparison(std::vector<FieldViolation>& violations) : violations_(violations) {}

  void Run(const PolicyRules& policy, const BallotExtremes& round) {
    if (!policy.extremes.has_value()) {
      return Differ("extremes", "must state that the round leaves out ballots by their totals.");
    }
    if (!OverBallotTotal(policy)) {
      return Differ("extremes.over", "must be BALLOT_TOTAL: so the round leaves out ballots.");
    }
    Drop(policy.extremes->drop, round.drop);
    if (policy.extremes->min_marks != round.min_ballots) {
      Differ("extremes.min_marks",
             fmt::format("must be {}, as the round has it.", round.min_ballots));
    }
    const bool all_groups = round.scope == ExtremesScope::kAllGroups;
    if (Pooled(policy) != all_groups) {
      Differ("group_combination", all_groups
                                      ? "must be POOLED: the round looks for the highest and "
                                        "lowest ballots among those of all groups."
                                      : "must not be POOLED: the round looks for the highest and "
                                        "lowest ballots in each group.");
    }
  }

  void Differ(const char* field, std::string description) {
    violations_.push_back({std::string("scoring_policy.") + field, std::move(description),
                           std::string(reason::kExtremesDiffer)});
  }

 private:
  void Drop(const Dropped& policy, const Dropped& round) {
    if (const auto* count = std::get_if<int32_t>(&round)) {
      if (policy != round) {
        Differ("extremes.count", fmt::format("must be {}, as the round has it.", *count));
      }
      return;
    }
    const auto* stated = std::get_if<DroppedShare>(&policy);
    const auto* share = std::get_if<DroppedShare>(&round);
    if (share == nullptr || stated == nullptr) {
      return Differ("extremes.share", "must be the share that the round has.");
    }
    if (ParseNumber(stated->share) != ParseNumber(share->share)) {
      Differ("extremes.share.share", fmt::format("must be {}, as the round has it.", share->share));
    }
    if (stated->rounding != share->rounding) {
      Differ("extremes.share.rounding", "must be that of the round.");
    }
  }

  std::vector<FieldViolation>& violations_;
};

// How many of so many ballots are left out at either end, by a sound rule.
class LeftOutRule {
 public:
  explicit LeftOutRule(const BallotExtremes& rule) : rule_(rule) {
    if (const auto* dropped = std::get_if<DroppedShare>(&rule.drop)) {
      share_ = ParseNumber(dropped->share);
      rounding_.mode = dropped->rounding;
    }
  }

  int64_t Of(int64_t ballots) const {
    if (ballots < std::max<int64_t>(rule_.min_ballots, 1)) {
      return 0;
    }
    if (!share_.has_value()) {
      return std::get<int32_t>(rule_.drop);
    }
    const Rational number = Round(*share_ * Rational(ballots), rounding_);
    return std::min(number.numerator().convert_to<int64_t>(), (ballots - 1) / 2);
  }

 private:
  const BallotExtremes& rule_;
  std::optional<Rational> share_;
  Rounding rounding_;
};

// The ballots of each group that are counted: as many as each criterion has marks. nullopt if the
// criteria have not equally many, or somebody abstained.
std::optional<std::vector<int64_t>> CountedBallots(const RoundFacts& facts,
                                                   const SubjectTally& tally) {
  std::vector<int64_t> counted(facts.groups.size());
  std::vector<size_t> cells(facts.groups.size());
  for (const TallyCell& cell : tally.cells) {
    const auto group = static_cast<size_t>(cell.group_index);
    const int64_t marks =
        std::accumulate(cell.marks.begin(), cell.marks.end(), int64_t{0},
                        [](int64_t sum, const MarkCount& mark) { return sum + mark.count; });
    if (cell.abstentions != 0 || (cells[group] > 0 && counted[group] != marks)) {
      return std::nullopt;
    }
    counted[group] = marks;
    ++cells[group];
  }
  const bool whole = std::all_of(cells.begin(), cells.end(), [&facts](size_t n) {
    return n == 0 || n == facts.criteria.size();
  });
  return whole ? std::optional(counted) : std::nullopt;
}

bool IsByRule(const RoundFacts& facts, const LeftOutRule& rule, const SubjectTally& tally) {
  const std::optional<std::vector<int64_t>> counted = CountedBallots(facts, tally);
  if (!counted.has_value()) {
    return false;
  }
  int64_t all = 0;
  int64_t left_out = 0;
  for (size_t group = 0; group < counted->size(); ++group) {
    const int64_t ballots = (*counted)[group] + LeftOut(tally, group);
    if (facts.ballot_extremes->scope == ExtremesScope::kGroup &&
        LeftOut(tally, group) != 2 * rule.Of(ballots)) {
      return false;
    }
    all += ballots;
    left_out += LeftOut(tally, group);
  }
  return facts.ballot_extremes->scope == ExtremesScope::kGroup || left_out == 2 * rule.Of(all);
}

}  // namespace

void FitBallotExtremes(const PolicyRules& policy, const RoundFacts& facts,
                       std::vector<FieldViolation>& violations) {
  Comparison comparison(violations);
  if (facts.ballot_extremes.has_value()) {
    comparison.Run(policy, *facts.ballot_extremes);
  } else if (OverBallotTotal(policy)) {
    comparison.Differ("extremes.over",
                      "must not be BALLOT_TOTAL: the round leaves out no ballots by their totals.");
  }
}

absl::Status CheckLeftOut(const RoundFacts& facts, const Tally& tally) {
  std::optional<LeftOutRule> rule;
  if (facts.ballot_extremes.has_value()) {
    rule.emplace(*facts.ballot_extremes);
  }
  for (const SubjectTally& subject : tally.subjects) {
    const bool sound =
        rule.has_value() ? IsByRule(facts, *rule, subject) : subject.left_out.empty();
    if (!sound) {
      return MakeError(absl::StatusCode::kInternal, ::pingyi::reason::kInternal,
                       fmt::format("the sealed tally cannot be one of this round: not as many "
                                   "ballots are left out as its rule says at subject {}",
                                   subject.subject));
    }
  }
  return absl::OkStatus();
}

}  // namespace pingyi::result
