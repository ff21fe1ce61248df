#include "services/cli/bulk/ballot_sheet.h"

#include <fmt/format.h>

namespace pingyi::cli {
namespace {

using appraisal::v1::Ballot;
using appraisal::v1::SubjectMarks;

bool IsAbstention(std::string_view mark) { return mark == "-" || mark == "弃权"; }

// The rows of a subject usually stand together, so the search goes from the back.
SubjectMarks& MarksOf(Ballot& ballot, std::string_view subject) {
  for (int i = ballot.subjects_size() - 1; i >= 0; --i) {
    if (ballot.subjects(i).subject() == subject) return *ballot.mutable_subjects(i);
  }
  SubjectMarks& marks = *ballot.add_subjects();
  marks.set_subject(std::string(subject));
  return marks;
}

}  // namespace

absl::Status SheetAssembler::Add(const MarkRow& row) {
  if (row.ballot.empty()) return absl::InvalidArgumentError("the ballot's label is missing");
  if (row.group.empty()) return absl::InvalidArgumentError("the group is missing");
  const auto [entry, is_new] = by_label_.try_emplace(std::string(row.ballot), sheets_.size());
  if (is_new) {
    sheets_.push_back({std::string(row.ballot),
                       std::string(row.group),
                       std::string(row.voter),
                       std::string(row.own_subject),
                       {}});
  }
  BallotSheet& sheet = sheets_[entry->second];
  if (sheet.group != row.group || sheet.voter != row.voter ||
      sheet.own_subject != row.own_subject) {
    return absl::InvalidArgumentError(fmt::format(
        "ballot \"{}\" has another group, voter or own_subject in an earlier row", row.ballot));
  }
  if (row.subject.empty() && row.criterion.empty() && row.mark.empty()) return absl::OkStatus();
  if (row.subject.empty() || row.criterion.empty()) {
    return absl::InvalidArgumentError("a mark needs its subject and its criterion");
  }
  SubjectMarks& marks = MarksOf(sheet.ballot, row.subject);
  if (row.mark.empty()) return absl::OkStatus();
  auto& mark = *marks.add_marks();
  mark.set_criterion(std::string(row.criterion));
  if (IsAbstention(row.mark)) {
    mark.set_abstain(true);
  } else {
    mark.set_mark(std::string(row.mark));
  }
  return absl::OkStatus();
}

}  // namespace pingyi::cli
