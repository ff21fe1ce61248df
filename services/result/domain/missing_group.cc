#include "services/result/domain/missing_group.h"

#include <utility>

#include <fmt/format.h>

#include "services/base/status/error.h"
#include "services/result/domain/reason.h"

namespace pingyi::result {

bool AddMissingGroup(MissingGroupRule rule, const Rational& weight, Combiner& total) {
  switch (rule) {
    case MissingGroupRule::kRenormalize:
      return true;
    case MissingGroupRule::kZero:
      total.AddZero(weight);
      return true;
    case MissingGroupRule::kFail:
    case MissingGroupRule::kUnspecified:
      break;
  }
  return false;
}

absl::Status GroupMissingError(const Form& form, const std::vector<MissingMarks>& missing,
                               bool whole) {
  std::vector<std::vector<std::string>> named(form.groups().size());
  std::vector<size_t> counts(form.groups().size());
  for (const MissingMarks& marks : missing) {
    if (++counts[marks.group] <= kMaxNamedSubjects) {
      named[marks.group].push_back(marks.subject);
    }
  }
  ErrorDetails details;
  details.reason = reason::kGroupMissing;
  for (size_t group = 0; group < counts.size(); ++group) {
    if (counts[group] == 0) {
      continue;
    }
    const bool more = counts[group] > named[group].size();
    details.violations.push_back(
        {fmt::format("round.voter_groups[{}]", group),
         fmt::format("Group {} gave no mark{} to {} {}: {}{}.", form.groups()[group].key,
                     whole ? ", or not one on every criterion," : "", counts[group],
                     counts[group] == 1 ? "subject" : "subjects", fmt::join(named[group], ", "),
                     more ? " and others" : ""),
         std::string(reason::kGroupMissing)});
  }
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "a group gave a subject no mark, and the policy does not allow that", details);
}

}  // namespace pingyi::result
