// What is another between two results of a round (pingyi.result.v1.ResultDifference).
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace pingyi::result {

// A subject's result as it is shown.
struct ShownResult {
  std::string display_name = {};
  int32_t rank = 0;
  std::string grade = {};  // the one that counts: decided, else computed
  std::string grade_title = {};
  std::string total = {};          // exact
  std::string total_rounded = {};  // as published

  bool operator==(const ShownResult&) const = default;
};

struct ResultDifference {
  std::string subject = {};  // its id
  ShownResult before = {};
  ShownResult after = {};

  // Whether anything but names and titles is another.
  bool moved() const {
    return before.rank != after.rank || before.grade != after.grade || before.total != after.total;
  }
  bool operator==(const ResultDifference&) const = default;
};

struct DecidedGrade {
  std::string grade = {};
  std::string title = {};
};
// By the subject's id.
using DecidedGrades = std::map<std::string, DecidedGrade>;

// A result with the computed grade.
struct PlacedResult {
  std::string subject = {};
  int64_t position = 0;
  ShownResult computed = {};
};

// What decisions that take the place of others make of the same results: those whose grade is
// another, by rank, then by position.
std::vector<ResultDifference> DecidedDifferences(std::vector<PlacedResult> results,
                                                 const DecidedGrades& before,
                                                 const DecidedGrades& after);

}  // namespace pingyi::result
