#include "services/result/wire/round/round_wire.h"

#include <utility>
#include <vector>

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

BallotExtremes ToExtremes(const appraisal_v1::BallotExtremes& extremes) {
  BallotExtremes result{.drop = {},
                        .min_ballots = extremes.min_ballots(),
                        .scope = static_cast<ExtremesScope>(extremes.scope())};
  if (extremes.has_share()) {
    result.drop = DroppedShare{extremes.share().share(),
                               static_cast<RoundingMode>(extremes.share().rounding())};
  } else if (extremes.drop_case() == appraisal_v1::BallotExtremes::kCount) {
    result.drop = extremes.count();
  }
  return result;
}

// By group. They come by group, each with at least one ballot.
absl::StatusOr<std::vector<int64_t>> ToLeftOut(const appraisal_v1::SubjectTally& tally) {
  std::vector<int64_t> left_out;
  for (const appraisal_v1::BallotsLeftOut& group : tally.left_out()) {
    const auto next = static_cast<int64_t>(left_out.size());
    if (group.group_index() < next || group.group_index() >= static_cast<int32_t>(kMaxGroups) ||
        group.ballots() < 1) {
      return MakeError(absl::StatusCode::kDataLoss, reason::kTallyDigestMismatch,
                       "the tally has ballots left out of no group, or none of one");
    }
    left_out.resize(static_cast<size_t>(group.group_index()));
    left_out.push_back(group.ballots());
  }
  return left_out;
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
  if (round.has_ballot_extremes()) facts.ballot_extremes = ToExtremes(round.ballot_extremes());
  return facts;
}

absl::StatusOr<SubjectTally> ToTally(const appraisal_v1::SubjectTally& tally) {
  SubjectTally result{
      .subject = LastSegment(tally.subject()), .position = tally.position(), .cells = {}};
  absl::StatusOr<std::vector<int64_t>> left_out = ToLeftOut(tally);
  if (!left_out.ok()) return left_out.status();
  result.left_out = *std::move(left_out);
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
