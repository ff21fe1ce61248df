// Results held against published ones.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "pingyi/result/v1/result.pb.h"

namespace pingyi::cli {

// One row of the published results.
struct Expectation {
  std::string_view subject;
  // "TOTAL"; the key of a group; "group/criterion"; the key of a criterion where there is one group
  // only or where the groups are pooled; or one of
  //   GRADE                     the grade, by its key or title
  //   GAUGE                     "+" or "-", the lean of the marks from their median
  //   SHARE/criterion/mark      the share of a mark in per cent over all groups; "-" is abstentions
  //   COUNT/criterion/mark      how often a mark was given by all groups
  //   VALID_BALLOTS             of the round; the subject is "*"
  std::string_view criterion;
  std::string_view expected;  // empty: not published
  std::string_view rank;      // with TOTAL only; empty: not published
  // What is known to be right where another value was printed; empty: the printed one.
  std::string_view corrected = {};
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

  // What a row needs beyond the results, which must be added before the row is compared.
  static bool NeedsExplanation(std::string_view criterion);
  static bool NeedsCounts(std::string_view criterion);
  static constexpr std::string_view kValidBallots = "VALID_BALLOTS";

  // For GAUGE and SHARE rows of a subject.
  void AddExplanation(std::string_view subject, const result::v1::ExplanationNode& root);
  // For COUNT rows: adds to how often a mark was given to a subject; the key is "criterion/mark".
  void AddCount(std::string_view subject, const std::string& key, int64_t count);
  void SetValidBallots(int64_t count) { valid_ballots_ = count; }

  // To be called after all results are there. INVALID_ARGUMENT when the row cannot be compared at
  // all: nothing to compare, a criterion that is neither group nor criterion, or one whose group is
  // left open.
  absl::Status Compare(const Expectation& row);

  int compared() const { return compared_; }
  int agreed() const { return compared_ - misprints_ - static_cast<int>(differences_.size()); }
  // Rows whose value the results suppress, so that it could not be compared.
  int suppressed() const { return suppressed_; }
  // Values that were printed wrong and are here as they are known to be right.
  int misprints() const { return misprints_; }
  const std::vector<Difference>& differences() const { return differences_; }
  // The subjects with a result of which no row said anything, in the order the results were added.
  std::vector<std::string> Unmentioned() const;

 private:
  void CompareValue(const Expectation& row, std::string_view what, std::string_view expected,
                    const std::vector<std::string>& spellings);

  struct Result {
    result::v1::SubjectResult result;
    bool mentioned = false;
    // By the row's criterion, beyond what the result holds.
    absl::flat_hash_map<std::string, std::string> further = {};
    absl::flat_hash_map<std::string, int64_t> counts = {};
  };
  absl::StatusOr<std::vector<std::string>> SpellingsOf(const Result& result,
                                                       std::string_view criterion) const;
  absl::flat_hash_map<std::string, Result> results_;
  std::vector<std::string> order_;  // of the results
  int64_t valid_ballots_ = 0;
  int compared_ = 0;
  int misprints_ = 0;
  int suppressed_ = 0;
  std::vector<Difference> differences_;
};

}  // namespace pingyi::cli
