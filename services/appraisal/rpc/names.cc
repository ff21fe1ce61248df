#include "services/appraisal/rpc/names.h"

#include <fmt/format.h>

#include "services/base/status/key.h"

namespace pingyi::appraisal {
namespace {

// The id behind "<collection>/".
std::optional<std::string> IdIn(std::string_view collection, std::string_view name) {
  if (!name.starts_with(collection)) return std::nullopt;
  name.remove_prefix(collection.size());
  if (!name.starts_with('/')) return std::nullopt;
  name.remove_prefix(1);
  if (!IsResourceId(name)) return std::nullopt;
  return std::string(name);
}

std::optional<ChildName> ParseChild(std::string_view collection, std::string_view name) {
  const size_t parent_end = name.find('/', name.find('/') + 1);
  if (name.find('/') == std::string_view::npos || parent_end == std::string_view::npos) {
    return std::nullopt;
  }
  std::optional<std::string> round_id = IdIn("rounds", name.substr(0, parent_end));
  std::optional<std::string> id = IdIn(collection, name.substr(parent_end + 1));
  if (!round_id || !id) return std::nullopt;
  return ChildName{.round_id = *std::move(round_id), .id = *std::move(id)};
}

}  // namespace

std::optional<std::string> ParseRoundName(std::string_view name) { return IdIn("rounds", name); }

std::optional<ChildName> ParseSubjectName(std::string_view name) {
  return ParseChild("subjects", name);
}

std::optional<ChildName> ParseBatchName(std::string_view name) {
  return ParseChild("credentialBatches", name);
}

bool IsCycleName(std::string_view name) { return IdIn("cycles", name).has_value(); }

std::string SubjectName(std::string_view round_id, std::string_view subject_id) {
  // A page has many of them, and a format string takes several times as long.
  constexpr std::string_view kRounds = "rounds/";
  constexpr std::string_view kSubjects = "/subjects/";
  std::string name;
  name.reserve(kRounds.size() + round_id.size() + kSubjects.size() + subject_id.size());
  name.append(kRounds).append(round_id).append(kSubjects).append(subject_id);
  return name;
}

std::string BallotName(std::string_view round_id, std::string_view ballot_id) {
  return fmt::format("rounds/{}/ballots/{}", round_id, ballot_id);
}

}  // namespace pingyi::appraisal
