// Leaving out ballots by their totals (按总分去掉最高票和最低票): the rule, apart from the ballots.
//
// Of n ballots that rate a subject, n at least min_ballots, k of those with the highest total and k
// of those with the lowest are left out before anything is counted: k is the count, or the share of
// n, rounded, but at most (n - 1) / 2, so that a ballot is left. total_extremes.h finds them.
#pragma once

#include <cstdint>
#include <string>

#include "services/appraisal/domain/field_checks.h"
#include "services/appraisal/domain/round.h"

namespace pingyi::appraisal {

// How many of so many ballots are left out at either end; the rule must be sound. Never less for
// more ballots.
int64_t LeftOutAtEitherEnd(const BallotExtremes& rule, int64_t ballots);

// What is wrong with the spec's extremes, if it has any, and with its other rules because of them.
// `path` is the round's.
void CheckBallotExtremes(FieldChecks& checks, const std::string& path, const RoundSpec& spec);

}  // namespace pingyi::appraisal
