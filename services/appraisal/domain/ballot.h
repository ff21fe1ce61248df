// Checking a ballot, in two steps because the second needs the credential, which only the store can
// look up: ReadBallot turns the caller's words into indexes (outside any transaction), JudgeBallot
// applies the rules of validity for this voter.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

#include "services/appraisal/domain/ballot_rules.h"
#include "services/appraisal/domain/packed_ballot.h"
#include "services/base/status/error.h"

namespace pingyi::appraisal {

// One voter's marks as the caller gave them. The views must outlive ReadBallot only.
struct CriterionMark {
  std::string_view criterion;
  std::string_view mark;  // grade key or decimal; empty if none was given
  bool abstain = false;
};
struct SubjectMarks {
  std::string_view subject;
  std::vector<CriterionMark> marks;
};
struct Ballot {
  std::vector<SubjectMarks> subjects;
};

// A ballot that fits the form, though it may still break rules.
struct ReadableBallot {
  Marks marks;
  // Where in the caller's ballot the subject of each row of `marks` stands, for messages.
  std::vector<uint32_t> places;
  // Rules already seen to be broken: a subject or criterion marked twice, a number off its scale,
  // an abstention where none is allowed. `marks` holds the rest.
  std::vector<FieldViolation> breaches;
  // All that the caller marked, independent of order and of the rules: what a repetition must
  // equal.
  std::string content;
};

// INVALID_ARGUMENT with every violation for what no form could hold: an unknown subject, criterion
// or grade, a text that is no number, neither mark nor abstention, or both. These are always
// refused. Paths begin with `path`. Messages name rules and places, never what was marked.
absl::StatusOr<ReadableBallot> ReadBallot(const BallotRules& rules, const Ballot& ballot,
                                          std::string_view path = "ballot");

// Whether the ballot is spoiled. `own_subject` is the index of the voter's own entry, if any. If
// breaches are refused: INVALID_ARGUMENT with every violation.
absl::StatusOr<bool> JudgeBallot(const BallotRules& rules, const ReadableBallot& ballot,
                                 std::optional<uint32_t> own_subject,
                                 std::string_view path = "ballot");

// A packed ballot in the caller's words, e.g. to show a named one. DATA_LOSS if it does not fit.
struct DescribedMark {
  uint32_t criterion;
  std::string mark;  // empty: abstained
};
struct DescribedSubject {
  uint32_t subject;
  std::vector<DescribedMark> marks;
};
absl::StatusOr<std::vector<DescribedSubject>> DescribeBallot(const BallotRules& rules,
                                                             std::string_view packed);

}  // namespace pingyi::appraisal
