// Majority judgment (M. Balinski, R. Laraki: Majority Judgment, MIT Press 2010): comparisons of
// subjects whose lower median is the same. Both are keys: the lexicographically greater is first.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "services/base/number/rational.h"
#include "services/result/domain/form.h"
#include "services/result/domain/mark_rules.h"
#include "services/result/domain/mark_scope.h"
#include "services/result/domain/tally.h"

namespace pingyi::result {

// The marks of a scope from the most points down, those of equal points together; abstentions as
// marks of `abstention` points, if that is given.
std::vector<PointCount> MarksOf(const ScopeFilter& scope, const Form& form,
                                const SubjectTally& tally,
                                const std::optional<Rational>& abstention);

// How far marks lean from their lower median.
struct MajorityGauge {
  Rational grade;  // the lower median
  int64_t above = 0;
  int64_t below = 0;
  int64_t marks = 0;

  bool plus() const { return above > below; }
  // The share above if there are more above than below, else less the share below.
  Rational value() const { return Rational::Ratio(plus() ? above : -below, marks); }
};

// nullopt without marks.
std::optional<MajorityGauge> GaugeOf(const std::vector<PointCount>& marks);

// The grade and the gauge's value: a "+" has a positive value, every other none. Empty without
// marks.
std::vector<Rational> MajorityGaugeKey(const std::vector<PointCount>& marks);

// Stands for the sequence of lower medians that appear as median marks are taken away one by one.
// From the middle these go down and up by turns, so the sequence is runs of equal pairs, and the
// key holds for each run the lower mark, the upper one, and how long it lasts: a run that then goes
// down is greater the longer it is, one that goes up the shorter it is. Empty without marks.
std::vector<Rational> MajorityValueKey(const std::vector<PointCount>& marks);

}  // namespace pingyi::result
