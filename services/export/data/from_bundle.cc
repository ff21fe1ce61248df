#include "services/export/data/from_bundle.h"

#include <string_view>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "services/export/data/boards.h"
#include "services/export/data/parts.h"
#include "services/export/data/scale.h"

namespace pingyi::exporting {
namespace {

using appraisal::v1::Round;
using bundle::v1::ReleaseBundle;
using result::v1::SubjectResult;

absl::Time TimeOf(const google::protobuf::Timestamp& time) {
  return absl::FromUnixSeconds(time.seconds()) + absl::Nanoseconds(time.nanos());
}

void AddRelease(const result::v1::Release& release, Report& report) {
  report.release = release.name();
  report.round = release.name().substr(0, release.name().find("/releases/"));
  report.number = release.number();
  report.note = release.note();
  report.releaser = release.releaser();
  report.time = TimeOf(release.create_time());
  report.policy = release.policy();
  report.amends = release.amends();
  report.proof = {.digest = release.digest(),
                  .result_digest = release.result_digest(),
                  .tally_digest = release.tally_digest(),
                  .policy_digest = release.policy_digest(),
                  .frozen_digest = release.frozen_digest(),
                  .key_id = release.key_id()};
  if (!release.has_publicity()) return;
  const auto& publicity = release.publicity();
  report.publicity = {
      .working_days = publicity.working_days(),
      .start_date = publicity.start_date(),
      .end_date = publicity.end_date(),
      .answer_days = publicity.answer_days(),
      .answer_in_working_days = publicity.answer_day_kind() == result::v1::DAY_KIND_WORKING};
}

absl::Status AddRound(const ReleaseBundle& bundle, Report& report) {
  const Round& round = bundle.round();
  report.round_title = round.display_name();
  for (const auto& criterion : round.ballot_form().criteria()) {
    report.criteria.push_back(
        {criterion.key(), criterion.title(), criterion.weight(), Scale(criterion).labels()});
  }
  if (bundle.ballots_size() != round.voter_groups_size())
    return Inconsistent("the groups of the round and of the ballots differ");
  for (int i = 0; i < round.voter_groups_size(); ++i) {
    const auto& group = round.voter_groups(i);
    report.groups.push_back({.key = group.key(),
                             .title = group.title(),
                             .weight = group.weight(),
                             .expected = group.expected_voters(),
                             .valid = bundle.ballots(i).valid(),
                             .spoiled = bundle.ballots(i).spoiled()});
  }
  return absl::OkStatus();
}

void AddPolicy(const ReleaseBundle& bundle, Report& report) {
  const auto& policy = bundle.policy();
  report.digits = policy.rounding().digits();
  report.shown_ballots = policy.min_shown_ballots();
  const bool anonymous = bundle.round().anonymity() == appraisal::v1::ANONYMITY_ANONYMOUS;
  if (report.shown_ballots == 0 && anonymous) report.shown_ballots = 5;
  for (const auto& component : policy.components()) {
    report.components.push_back({component.key(), component.title()});
  }
}

CriterionScore CriterionOf(const result::v1::CriterionResult& result) {
  CriterionScore score{.score = FigureOf(result.score(), result.suppression())};
  if (score.score.withheld != Withheld::kNo) return score;
  score.marks = result.mark_count();
  score.abstentions = result.abstention_count();
  return score;
}

// One group's part of a result; what is withheld as a whole is withheld in every part.
GroupScore GroupOf(const result::v1::GroupResult& result, size_t criteria) {
  GroupScore group{FigureOf(result.score(), result.suppression()), {}};
  if (group.score.withheld == Withheld::kNo) {
    for (const auto& criterion : result.criteria())
      group.criteria.push_back(CriterionOf(criterion));
  } else {
    group.criteria.resize(criteria);
    for (CriterionScore& score : group.criteria) score.score.withheld = group.score.withheld;
  }
  return group;
}

absl::StatusOr<Row> RowOf(const SubjectResult& result, const Report& report) {
  Row row;
  row.id = IdOf(result.subject());
  row.name = result.display_name();
  row.total = FigureOf(result.total(), result.suppression());
  if (row.total.withheld == Withheld::kNo) {
    row.rank = result.rank();
    row.shared_rank = result.shared_rank();
    row.grade = result.grade();
    row.grade_title = result.grade_title();
  }
  row.exclusion = result.exclusion();
  row.exclusion_title = result.exclusion_title();
  row.decided_grade = result.decided_grade();
  row.decided_title = result.decided_grade_title();
  if (static_cast<size_t>(result.groups_size()) != report.groups.size())
    return Inconsistent(fmt::format("the groups of the result of {}", row.id));
  for (const auto& group : result.groups()) {
    const bool withheld = WithheldBy(group.suppression()) != Withheld::kNo;
    if (!withheld && static_cast<size_t>(group.criteria_size()) != report.criteria.size())
      return Inconsistent(fmt::format("the criteria of the result of {}", row.id));
    row.groups.push_back(GroupOf(group, report.criteria.size()));
  }
  if (!result.pooled_criteria().empty() &&
      static_cast<size_t>(result.pooled_criteria_size()) != report.criteria.size())
    return Inconsistent(fmt::format("the pooled criteria of the result of {}", row.id));
  for (const auto& criterion : result.pooled_criteria())
    row.pooled.push_back(CriterionOf(criterion));
  if (static_cast<size_t>(result.components_size()) != report.components.size())
    return Inconsistent(fmt::format("the components of the result of {}", row.id));
  for (const auto& component : result.components())
    row.components.push_back(FigureOf(component.score(), component.suppression()));
  return row;
}

absl::Status AddRows(const ReleaseBundle& bundle, Report& report) {
  std::unordered_map<std::string_view, const appraisal::v1::Subject*> subjects;
  for (const auto& subject : bundle.subjects()) subjects[subject.name()] = &subject;
  report.rows.reserve(static_cast<size_t>(bundle.results_size()));
  for (const SubjectResult& result : bundle.results()) {
    absl::StatusOr<Row> row = RowOf(result, report);
    if (!row.ok()) return row.status();
    const auto subject = subjects.find(result.subject());
    if (subject == subjects.end()) return Inconsistent("a result of no subject: " + row->id);
    row->unit = subject->second->unit();
    row->type = subject->second->subject_type();
    report.rows.push_back(*std::move(row));
  }
  return absl::OkStatus();
}

// Which distributions must not be shown.
void Withhold(Report& report) {
  for (const Row& row : report.rows) {
    for (size_t g = 0; g < row.groups.size(); ++g) {
      for (size_t c = 0; c < report.criteria.size(); ++c) {
        const Withheld withheld = row.groups[g].criteria[c].score.withheld;
        Withheld& whole = report.distributions[g][c].withheld;
        if (whole != Withheld::kSmall && withheld != Withheld::kNo) whole = withheld;
      }
    }
  }
}

absl::Status Count(const appraisal::v1::TallyCell& cell, const std::vector<Scale>& scales,
                   Report& report) {
  const auto group = static_cast<size_t>(cell.group_index());
  const auto criterion = static_cast<size_t>(cell.criterion_index());
  if (cell.group_index() < 0 || group >= report.groups.size() || cell.criterion_index() < 0 ||
      criterion >= scales.size() || cell.marks_size() != cell.counts_size())
    return Inconsistent("a cell of the tally");
  Distribution& distribution = report.distributions[group][criterion];
  if (distribution.withheld != Withheld::kNo) return absl::OkStatus();
  distribution.counts.resize(scales[criterion].labels().size());
  distribution.abstentions += cell.abstentions();
  for (int i = 0; i < cell.marks_size(); ++i) {
    const auto mark_class = scales[criterion].ClassOf(cell.marks(i));
    if (!mark_class) return Inconsistent("a mark of the tally that is not on the scale");
    distribution.counts[*mark_class] += cell.counts(i);
  }
  return absl::OkStatus();
}

absl::Status AddDistributions(const ReleaseBundle& bundle, Report& report) {
  report.distributions.assign(report.groups.size(),
                              std::vector<Distribution>(report.criteria.size()));
  Withhold(report);
  std::vector<Scale> scales;
  for (const auto& criterion : bundle.round().ballot_form().criteria())
    scales.emplace_back(criterion);
  for (const auto& tally : bundle.tallies()) {
    for (const auto& cell : tally.cells()) {
      if (absl::Status status = Count(cell, scales, report); !status.ok()) return status;
    }
  }
  return absl::OkStatus();
}

void AddGrades(const result::v1::ScoringPolicy& policy, Report& report) {
  std::unordered_map<std::string, size_t> index;
  for (const auto& grade : policy.grade_thresholds()) {
    index.emplace(grade.grade(), report.grades.size());
    report.grades.push_back({grade.title(), 0});
  }
  for (const Row& row : report.rows) {
    const auto found = index.find(row.decided_grade.empty() ? row.grade : row.decided_grade);
    ++(found == index.end() ? report.no_grade : report.grades[found->second].count);
  }
}

void AddDecisions(const ReleaseBundle& bundle, Report& report) {
  std::unordered_map<std::string, std::string> titles;
  for (const auto& grade : bundle.policy().grade_thresholds())
    titles[grade.grade()] = grade.title();
  std::unordered_map<std::string, std::string> names;
  for (const auto& subject : bundle.subjects()) names[subject.name()] = subject.display_name();
  for (const auto& decision : bundle.release().decisions()) {
    report.decisions.push_back({.subject_name = names[decision.subject()],
                                .computed_title = titles[decision.computed_grade()],
                                .title = decision.grade_title(),
                                .reason = decision.reason(),
                                .decider = decision.decider()});
  }
}

// Where anything of the round is suppressed, the release itself leaves totals and places out.
void AddAmendments(const result::v1::Release& release, Report& report) {
  for (const auto& change : release.changes()) {
    report.amendments.push_back(
        {.subject_name = change.display_name(),
         .old_total = FigureOf(change.old_total(), result::v1::SUPPRESSION_UNSPECIFIED),
         .new_total = FigureOf(change.new_total(), result::v1::SUPPRESSION_UNSPECIFIED),
         .old_rank = change.old_rank(),
         .new_rank = change.new_rank(),
         .old_grade_title = change.old_grade_title(),
         .new_grade_title = change.new_grade_title()});
  }
}

}  // namespace

absl::StatusOr<Report> ReportOf(const ReleaseBundle& bundle) {
  Report report;
  AddRelease(bundle.release(), report);
  AddPolicy(bundle, report);
  if (bundle.has_calendar()) report.utc_offset_minutes = bundle.calendar().utc_offset_minutes();
  absl::Status status = AddRound(bundle, report);
  if (status.ok()) status = AddRows(bundle, report);
  if (status.ok()) status = AddDistributions(bundle, report);
  if (status.ok()) status = AddBoards(bundle, report);
  if (!status.ok()) return status;
  AddGrades(bundle.policy(), report);
  AddDecisions(bundle, report);
  AddAmendments(bundle.release(), report);
  return report;
}

absl::Status AddStatistics(const result::v1::RaterStatistics& statistics, Report& report) {
  if (static_cast<size_t>(statistics.groups_size()) != report.groups.size())
    return Inconsistent("the groups of the statistics");
  for (const auto& group : statistics.groups()) {
    report.statistics.push_back({.abstention_share = group.abstention_share(),
                                 .top_share = group.top_share(),
                                 .straight_lined_share = group.straight_lined_share(),
                                 .alpha = group.alpha()});
  }
  std::unordered_map<std::string, const result::v1::TieBand*> bands;
  for (const auto& band : statistics.tie_bands()) bands[IdOf(band.subject())] = &band;
  for (Row& row : report.rows) {
    const auto found = bands.find(row.id);
    if (found == bands.end() || found->second->first_rank() == 0 || row.rank == 0) continue;
    const auto& band = *found->second;
    row.band = TieBand{band.first_rank(), band.last_rank(), band.low(), band.high()};
  }
  return absl::OkStatus();
}

}  // namespace pingyi::exporting
