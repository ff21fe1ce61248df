// What is dropped or left out as highest and lowest, as plain data. The enumerators have the
// contract's numbers.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "services/result/domain/rounding.h"

namespace pingyi::result {

// A share of the marks or ballots, and how it becomes a number of them.
struct DroppedShare {
  std::string share;
  RoundingMode rounding = RoundingMode::kUnspecified;

  bool operator==(const DroppedShare&) const = default;
};

// How many at either end. monostate: none was given, which is a fault.
using Dropped = std::variant<std::monostate, int32_t, DroppedShare>;

// What is highest and lowest: marks, also where it is left open, or whole ballots.
enum class ExtremesOver { kUnspecified = 0, kMarks = 1, kBallotTotal = 2 };

// A policy's rule: how many of the highest and as many of the lowest marks of a group on a
// criterion are dropped, or of the ballots on a subject were left out when the round was sealed.
struct Extremes {
  Dropped drop;
  int64_t min_marks = 0;  // nothing is dropped from fewer
  ExtremesOver over = ExtremesOver::kUnspecified;

  bool operator==(const Extremes&) const = default;
};

// Among which ballots the highest and lowest are looked for.
enum class ExtremesScope { kUnspecified = 0, kGroup = 1, kAllGroups = 2 };

// A round's rule: which ballots the appraisal service left out when it sealed the round.
struct BallotExtremes {
  Dropped drop;
  int64_t min_ballots = 0;
  ExtremesScope scope = ExtremesScope::kUnspecified;

  bool operator==(const BallotExtremes&) const = default;
};

}  // namespace pingyi::result
