// Resource names of the contract (AIP-122).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace pingyi::appraisal {

// "rounds/{round}/subjects/{subject}" and its like, taken apart.
struct ChildName {
  std::string round_id;
  std::string id;
};

// Each gives nullopt for a text of another form; the ids have the form of IsResourceId.
std::optional<std::string> ParseRoundName(std::string_view name);
std::optional<ChildName> ParseSubjectName(std::string_view name);
std::optional<ChildName> ParseBatchName(std::string_view name);
bool IsCycleName(std::string_view name);

std::string SubjectName(std::string_view round_id, std::string_view subject_id);
std::string BallotName(std::string_view round_id, std::string_view ballot_id);

}  // namespace pingyi::appraisal
