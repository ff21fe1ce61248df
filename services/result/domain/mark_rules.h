// The rules about the marks of one group on one criterion, applied in this order:
//
//   1. abstention_points   each abstention counts as one more mark of these points.
//   2. extremes            of n marks, n at least min_marks, k of the highest and k of the lowest
//   are
//                          dropped; of a share s, k is s × n rounded, but never so many that none
//                          is left: at most (n - 1) / 2. Over BALLOT_TOTAL nothing is dropped
//                          here: the ballots were left out when the round was sealed.
//   3. mark_combination    the marks that are left become one figure. A mean is their sum over
//                          mean_denominator; where that is not the marks themselves, the marks that
//                          were dropped and the ballots left out are taken off it too. A median of
//                          an even number of marks is the mean of the two in the middle, a lower
//                          median the lower of them.
//   4. criterion_factors   the figure is multiplied by the subject's factor for the criterion.
//   5. criterion_rounding  what comes out is rounded.
//
// With group_combination POOLED they are applied to the marks of all groups together, and the
// ballots and voters of a denominator are those of all groups.
//
// Where no mark is given (and no abstention counts as one) there is no figure, whatever the
// denominator.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/base/number/rational.h"
#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// Marks of the same points.
struct PointCount {
  Rational points;
  int64_t count = 0;

  bool operator==(const PointCount&) const = default;
};

// How the marks of a cell became a figure, step by step. Marks are listed from the most points
// down.
struct MarkSteps {
  int64_t marks = 0;                // that count
  int64_t dropped = 0;              // at either end
  int64_t left_out = 0;             // ballots, before anything was counted
  std::vector<PointCount> highest;  // dropped
  std::vector<PointCount> lowest;   // dropped
  std::vector<PointCount> kept;
  Rational sum;         // of the marks kept
  int64_t divisor = 0;  // of a mean
  Rational figure;      // not rounded
};

// What a denominator is in a group; 0 for the marks themselves.
int64_t DivisorOf(Denominator denominator, const GroupBallots& ballots, int64_t expected);

// The rules of a policy that fits the form, read once. Keeps no reference to what it is made of.
class MarkRules {
 public:
  // `ballots` are those of the groups in the round's order.
  MarkRules(const PolicyRules& policy, const Form& form, const std::vector<GroupBallots>& ballots);

  // Whether the figure is the mean or sum of the marks given, and nothing else.
  bool plain() const { return plain_; }

  // The criterion's score within the group, rounded where the policy says so; nullopt without
  // marks. `mark_count` is the number of marks given; `factor` may be null: the policy has none;
  // `left_out` is the number of the group's ballots that were left out by their totals.
  std::optional<Rational> Score(const PointScale& points, const TallyCell& cell, int64_t mark_count,
                                const Rational* factor = nullptr, int64_t left_out = 0) const {
    if (!plain_ || rounding_.has_value() || factor != nullptr) {
      return RuledScore(points, cell, factor, left_out);
    }
    if (mark_count == 0) {
      return std::nullopt;
    }
    return combination_ == Combination::kMean ? points.Mean(cell.marks, mark_count)
                                              : points.Sum(cell.marks);
  }

  // The same, step by step.
  std::optional<MarkSteps> Steps(const PointScale& points, const TallyCell& cell,
                                 int64_t left_out = 0) const;

 private:
  std::optional<Rational> RuledScore(const PointScale& points, const TallyCell& cell,
                                     const Rational* factor, int64_t left_out) const;
  int64_t Dropped(int64_t marks) const;
  Rational Figure(MarkSteps& steps, size_t group) const;

  Combination combination_;
  std::optional<Rational> abstention_;
  std::optional<int64_t> min_marks_;  // of extremes
  int64_t drop_count_ = 0;
  Rational drop_share_;
  Rounding drop_rounding_;
  bool per_mark_;                  // a mean divides by the marks
  std::vector<int64_t> divisors_;  // else by these, by group
  std::optional<Rounding> rounding_;
  bool plain_;
};

}  // namespace pingyi::result
