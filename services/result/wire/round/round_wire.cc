#include "services/result/wire/round/round_wire.h"

#include <utility>

#include "services/base/status/error.h"
#include "services/result/domain/reason.h"

namespace pingyi::result {
namespace {

namespace appraisal_v1 = pingyi::appraisal::v1;

Criterion ToCriterion(const appraisal_v1::Criterion& criterion) {
  Criterion result{.key = criterion.key(),
                   .title = criterion.title(),
                   .weight = criterion.weight(),
                   .scale = GradedScale()};
  if (criterion.has_numeric()) {
    const appraisal_v1::NumericScale& scale = criterion.numeric();
    result.scale = NumericScale{.min = scale.min(), .max = scale.max(), .step = scale.step()};
    return result;
  }
  GradedScale graded;
  for (const appraisal_v1::Grade& grade : criterion.graded().grades()) {
    graded.grades.push_back({grade.key(), grade.title(), grade.points()});
  }
  result.scale = std::move(graded);
  return result;
}

}  // namespace

std::string LastSegment(const std::string& name) { return name.substr(name.rfind('/') + 1); }

RoundFacts ToFacts(const appraisal_v1::Round& round) {
  RoundFacts facts{
      .name = round.name(), .frozen_digest = round.frozen_digest(), .criteria = {}, .groups = {}};
  for (const appraisal_v1::Criterion& criterion : round.ballot_form().criteria()) {
    facts.criteria.push_back(ToCriterion(criterion));
  }
  for (const appraisal_v1::VoterGroup& group : round.voter_groups()) {
    facts.groups.push_back({group.key(), group.title(), group.weight(), group.expected_voters()});
  }
  return facts;
}

absl::StatusOr<SubjectTally> ToTally(const appraisal_v1::SubjectTally& tally) {
  SubjectTally result{
      .subject = LastSegment(tally.subject()), .position = tally.position(), .cells = {}};
  result.cells.reserve(static_cast<size_t>(tally.cells_size()));
  for (const appraisal_v1::TallyCell& cell : tally.cells()) {
    if (cell.marks_size() != cell.counts_size()) {
      return MakeError(absl::StatusCode::kDataLoss, reason::kTallyDigestMismatch,
                       "the tally has a cell whose marks and counts do not match");
    }
    TallyCell& converted = result.cells.emplace_back();
    converted.group_index = cell.group_index();
    converted.criterion_index = cell.criterion_index();
    converted.abstentions = cell.abstentions();
    converted.marks.reserve(static_cast<size_t>(cell.marks_size()));
    for (int i = 0; i < cell.marks_size(); ++i) {
      converted.marks.push_back({.mark = cell.marks(i), .count = cell.counts(i)});
    }
  }
  return result;
}

}  // namespace pingyi::result
