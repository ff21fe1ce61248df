// The results of a round as plain data.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "services/base/number/rational.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {

struct CriterionResult {
  std::optional<Rational> score;  // absent if nobody in the group marked it
  int64_t mark_count = 0;
  int64_t abstention_count = 0;

  bool operator==(const CriterionResult&) const = default;
};

struct GroupResult {
  std::optional<Rational>
      score;  // absent if the group gave no mark, whatever the policy makes of it
  std::vector<CriterionResult> criteria;  // in the round's order

  bool operator==(const GroupResult&) const = default;
};

// What a component of the policy is for a subject.
struct ComponentResult {
  std::optional<Rational> score;  // absent if it is missing
  // What it adds to the total before the bounds; absent if it was left out.
  std::optional<Rational> contribution = {};

  bool operator==(const ComponentResult&) const = default;
};

struct SubjectResult {
  std::string subject;  // its id
  int32_t position = 0;
  int32_t rank = 0;  // from 1
  bool shared_rank = false;
  std::string grade;  // key; empty if the policy gives no grades
  std::string grade_title;
  Rational total;                            // exact; RoundedText (number.h) shows it
  std::vector<GroupResult> groups;           // in the round's order
  std::vector<CriterionResult> pooled = {};  // by criterion, where the groups are pooled
  // The key of the exclusion that applies; empty: none. By it a subject may have no grade, or rank
  // 0: no place.
  std::string exclusion = {};
  std::string exclusion_title = {};
  // The grade that a tie at the edge of a quota leaves to the committee, `grade` being the next one
  // until it decides; empty: nothing is left open.
  std::string undecided_grade = {};
  std::vector<ComponentResult> components = {};  // in the policy's order

  bool operator==(const SubjectResult&) const = default;
};

// By rank, then by position.
using RoundResults = std::vector<SubjectResult>;

}  // namespace pingyi::result
