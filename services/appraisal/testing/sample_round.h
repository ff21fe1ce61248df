// Rounds for tests, complete enough to be opened.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "services/appraisal/domain/ballot.h"
#include "services/appraisal/domain/ballot_rules.h"
#include "services/appraisal/domain/round.h"

namespace pingyi::appraisal::test {

// Anonymous; criteria "ability" (grades excellent, good, poor) and "results" (0 to 100 by 0.5);
// groups "a" (1000 voters) and "b" (5 voters); no rules; a policy.
RoundSpec SampleSpec();

// Subjects "s1" … at positions 10, 20, …
std::vector<Subject> SampleSubjects(int count = 3);

// The rules of round "r1" with that configuration and `subjects` sample subjects.
std::shared_ptr<const BallotRules> SampleRules(const RoundSpec& spec = SampleSpec(),
                                               int subjects = 3);

// A ballot that gives every listed subject the same marks; an empty text is no mark at all.
Ballot SameMarks(const std::vector<std::string_view>& subjects, std::string_view ability,
                 std::string_view results);

}  // namespace pingyi::appraisal::test
