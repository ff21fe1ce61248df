// Results held against published ones.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>

#include "pingyi/result/v1/result.pb.h"

namespace pingyi::cli {

// One row of the published results.
struct Expectation {
  std::string_view subject;
  // "TOTAL"; the key of a group; "group/criterion"; or the key of a criterion where there is one
  // group only.
  std::string_view criterion;
  std::string_view expected;  // empty: not published
  std::string_view rank;      // with TOTAL only; empty: not published
};

// One value that is not as published.
struct Difference {
  std::string subject;
  std::string what;  // the row's criterion, or "rank"
  std::string expected;
  std::string actual;  // empty: there is none

  bool operator==(const Difference&) const = default;
};

// Counts how many published values the results agree with.
class Comparison {
 public:
  void AddResult(const result::v1::SubjectResult& result);

  // To be called after all results are there. INVALID_ARGUMENT when the row cannot be compared at
  // all: nothing to compare, a criterion that is neither group nor criterion, or one whose group is
  // left open.
  absl::Status Compare(const Expectation& row);

  int compared() const { return compared_; }
  int agreed() const { return compared_ - static_cast<int>(differences_.size()); }
  const std::vector<Difference>& differences() const { return differences_; }
  // The subjects with a result of which no row said anything, in the order the results were added.
  std::vector<std::string> Unmentioned() const;

 private:
  void CompareValue(const Expectation& row, std::string_view what, std::string_view expected,
                    const std::vector<std::string>& spellings);

  struct Result {
    result::v1::SubjectResult result;
    bool mentioned = false;
  };
  absl::flat_hash_map<std::string, Result> results_;
  std::vector<std::string> order_;  // of the results
  int compared_ = 0;
  std::vector<Difference> differences_;
};

}  // namespace pingyi::cli
