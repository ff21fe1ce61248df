// The figures of a component as they are typed in: one row a score, metric, level, adjustment
// or factor.
#pragma once

#include <string>
#include <string_view>

#include <absl/container/flat_hash_map.h>
#include <absl/status/status.h>

#include "pingyi/result/v1/component.pb.h"

namespace pingyi::cli {

// One row of the file. Which of the cells are filled says what it is:
//   score [reason]               of a review score or a fixed score
//   metric actual target         of a metric
//   level count                  of a level of satisfaction
//   points reason                a bonus, or with "-" a deduction
//   criterion factor [reason]    what the score of a criterion is multiplied by
struct FigureRow {
  std::string_view subject = {};  // its name: "rounds/{round}/subjects/{subject}"
  std::string_view score = {};
  std::string_view reason = {};
  std::string_view metric = {};
  std::string_view actual = {};
  std::string_view target = {};
  std::string_view level = {};
  std::string_view count = {};
  std::string_view points = {};
  std::string_view criterion = {};
  std::string_view factor = {};
};

// Puts rows together to the figures of subjects; those of one subject need not stand together.
class FiguresAssembler {
 public:
  // `figures` takes the subjects in the order of their first rows, and must outlive this.
  explicit FiguresAssembler(result::v1::ComponentFigures& figures) : figures_(figures) {}

  // INVALID_ARGUMENT for a row that is none of the kinds or more than one, a count that is no
  // whole number, or a subject with a second score or with rows of different kinds. Whether the
  // figures make sense is for the service to say.
  absl::Status Add(const FigureRow& row);

 private:
  result::v1::ComponentFigures& figures_;
  absl::flat_hash_map<std::string, int> by_subject_;
};

}  // namespace pingyi::cli
