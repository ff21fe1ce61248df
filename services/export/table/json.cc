#include "services/export/table/json.h"

#include <absl/time/time.h>

#include <nlohmann/json.hpp>

namespace pingyi::exporting {
namespace {

using Json = nlohmann::ordered_json;

Json TextOrNull(const std::string& text) { return text.empty() ? Json() : Json(text); }
Json RankOrNull(int rank) { return rank == 0 ? Json() : Json(rank); }

Json WithheldJson(Withheld withheld) {
  if (withheld == Withheld::kNo) return {};
  return withheld == Withheld::kSmall ? "small" : "complementary";
}

Json FigureJson(const Figure& figure) {
  return {{"exact", TextOrNull(figure.exact)},
          {"rounded", TextOrNull(figure.rounded)},
          {"withheld", WithheldJson(figure.withheld)}};
}

Json ReleaseJson(const Report& report) {
  return {{"name", report.release},
          {"round", report.round},
          {"title", report.round_title},
          {"number", report.number},
          {"note", report.note},
          {"releaser", report.releaser},
          {"time", absl::FormatTime(absl::RFC3339_full, report.time, absl::UTCTimeZone())},
          {"policy", report.policy},
          {"amends", TextOrNull(report.amends)},
          {"digest", report.proof.digest},
          {"result_digest", report.proof.result_digest},
          {"tally_digest", report.proof.tally_digest},
          {"policy_digest", report.proof.policy_digest},
          {"round_digest", report.proof.frozen_digest},
          {"key_id", TextOrNull(report.proof.key_id)}};
}

Json PublicityJson(const Report& report) {
  if (!report.publicity) return {};
  return {{"working_days", report.publicity->working_days},
          {"start_date", report.publicity->start_date},
          {"end_date", report.publicity->end_date},
          {"answer_days", report.publicity->answer_days},
          {"answer_in_working_days", report.publicity->answer_in_working_days}};
}

Json CriteriaJson(const Report& report) {
  Json list = Json::array();
  for (const Criterion& criterion : report.criteria) {
    list.push_back({{"key", criterion.key},
                    {"title", criterion.title},
                    {"weight", criterion.weight},
                    {"marks", criterion.marks}});
  }
  return list;
}

Json StatisticsJson(const Report& report, size_t group) {
  if (report.statistics.empty()) return {};
  const GroupStatistics& statistics = report.statistics[group];
  return {{"abstention_share", TextOrNull(statistics.abstention_share)},
          {"top_share", TextOrNull(statistics.top_share)},
          {"straight_lined_share", TextOrNull(statistics.straight_lined_share)},
          {"alpha", TextOrNull(statistics.alpha)}};
}

Json GroupsJson(const Report& report) {
  Json list = Json::array();
  for (size_t g = 0; g < report.groups.size(); ++g) {
    const Group& group = report.groups[g];
    list.push_back({{"key", group.key},
                    {"title", group.title},
                    {"weight", group.weight},
                    {"expected", group.expected},
                    {"returned", group.returned()},
                    {"valid", group.valid},
                    {"spoiled", group.spoiled},
                    {"statistics", StatisticsJson(report, g)}});
  }
  return list;
}

Json CriterionJson(const CriterionScore& score) {
  const bool withheld = score.score.withheld != Withheld::kNo;
  return {{"score", FigureJson(score.score)},
          {"marks", withheld ? Json() : Json(score.marks)},
          {"abstentions", withheld ? Json() : Json(score.abstentions)}};
}

Json PartsJson(const std::vector<CriterionScore>& scores) {
  Json list = Json::array();
  for (const CriterionScore& score : scores) list.push_back(CriterionJson(score));
  return list;
}

Json ScoresJson(const Row& row) {
  Json list = Json::array();
  for (const GroupScore& group : row.groups)
    list.push_back({{"score", FigureJson(group.score)}, {"criteria", PartsJson(group.criteria)}});
  return list;
}

Json BandJson(const Row& row) {
  if (!row.band) return {};
  return {{"first_rank", row.band->first_rank},
          {"last_rank", row.band->last_rank},
          {"low", row.band->low},
          {"high", row.band->high}};
}

Json RowJson(const Row& row) {
  Json components = Json::array();
  for (const Figure& component : row.components) components.push_back(FigureJson(component));
  return {{"rank", RankOrNull(row.rank)},
          {"shared_rank", row.shared_rank},
          {"subject", row.id},
          {"name", row.name},
          {"unit", row.unit},
          {"subject_type", row.type},
          {"total", FigureJson(row.total)},
          {"grade", TextOrNull(row.grade)},
          {"grade_title", TextOrNull(row.grade_title)},
          {"decided_grade", TextOrNull(row.decided_grade)},
          {"decided_grade_title", TextOrNull(row.decided_title)},
          {"exclusion", TextOrNull(row.exclusion)},
          {"exclusion_title", TextOrNull(row.exclusion_title)},
          {"components", components},
          {"pooled_criteria", PartsJson(row.pooled)},
          {"groups", ScoresJson(row)},
          {"tie_band", BandJson(row)}};
}

Json DistributionsJson(const Report& report) {
  Json list = Json::array();
  for (size_t g = 0; g < report.groups.size(); ++g) {
    for (size_t c = 0; c < report.criteria.size(); ++c) {
      const Distribution& distribution = report.distributions[g][c];
      const bool withheld = distribution.withheld != Withheld::kNo;
      std::vector<int64_t> counts = distribution.counts;
      counts.resize(report.criteria[c].marks.size());
      list.push_back({{"group", report.groups[g].key},
                      {"criterion", report.criteria[c].key},
                      {"counts", withheld ? Json() : Json(counts)},
                      {"abstentions", withheld ? Json() : Json(distribution.abstentions)},
                      {"withheld", WithheldJson(distribution.withheld)}});
    }
  }
  return list;
}

Json BoardRowsJson(const BoardSection& section) {
  Json list = Json::array();
  for (const BoardRow& row : section.rows) {
    list.push_back({{"rank", RankOrNull(row.rank)},
                    {"shared_rank", row.shared_rank},
                    {"subject", row.id},
                    {"name", row.name},
                    {"score", FigureJson(row.score)}});
  }
  return list;
}

const char* ByText(Board::By by) {
  if (by == Board::By::kTotal) return "total";
  return by == Board::By::kCriterion ? "criterion" : "group";
}

Json PartitionJson(Board::Partition partition) {
  if (partition == Board::Partition::kNone) return {};
  return partition == Board::Partition::kUnit ? "unit" : "subject_type";
}

Json BoardsJson(const Report& report) {
  Json list = Json::array();
  for (const Board& board : report.boards) {
    Json sections = Json::array();
    for (const BoardSection& section : board.sections)
      sections.push_back({{"name", section.name}, {"rows", BoardRowsJson(section)}});
    list.push_back({{"key", board.key},
                    {"title", board.title},
                    {"by", ByText(board.by)},
                    {"by_key", TextOrNull(board.by_key)},
                    {"partition", PartitionJson(board.partition)},
                    {"sections", sections}});
  }
  return list;
}

Json DecisionsJson(const Report& report) {
  Json list = Json::array();
  for (const Decision& decision : report.decisions) {
    list.push_back({{"subject", decision.subject_name},
                    {"computed_grade", decision.computed_title},
                    {"grade", decision.title},
                    {"reason", decision.reason},
                    {"decider", decision.decider}});
  }
  return list;
}

Json AmendmentsJson(const Report& report) {
  Json list = Json::array();
  for (const Amendment& amendment : report.amendments) {
    list.push_back({{"subject", amendment.subject_name},
                    {"old_rank", RankOrNull(amendment.old_rank)},
                    {"new_rank", RankOrNull(amendment.new_rank)},
                    {"old_total", FigureJson(amendment.old_total)},
                    {"new_total", FigureJson(amendment.new_total)},
                    {"old_grade", amendment.old_grade_title},
                    {"new_grade", amendment.new_grade_title}});
  }
  return list;
}

Json ComparisonJson(const Report& report) {
  if (!report.comparison) return {};
  Json changes = Json::array();
  for (const Change& change : report.comparison->changes) {
    changes.push_back({{"subject", change.id},
                       {"name", change.name},
                       {"old_rank", RankOrNull(change.old_rank)},
                       {"new_rank", RankOrNull(change.new_rank)},
                       {"old_total", FigureJson(change.old_total)},
                       {"new_total", FigureJson(change.new_total)},
                       {"difference", TextOrNull(change.difference)}});
  }
  return {{"round", report.comparison->round},
          {"title", report.comparison->round_title},
          {"number", report.comparison->number},
          {"changes", changes}};
}

}  // namespace

std::string ReportJson(const Report& report) {
  Json json = {{"format", "pingyi-report-v1"},          {"release", ReleaseJson(report)},
               {"shown_ballots", report.shown_ballots}, {"digits", report.digits},
               {"publicity", PublicityJson(report)},    {"criteria", CriteriaJson(report)},
               {"groups", GroupsJson(report)}};
  json["components"] = Json::array();
  for (const Component& component : report.components)
    json["components"].push_back({{"key", component.key}, {"title", component.title}});
  json["grades"] = Json::array();
  for (const GradeCount& grade : report.grades)
    json["grades"].push_back({{"title", grade.title}, {"count", grade.count}});
  json["results"] = Json::array();
  for (const Row& row : report.rows) json["results"].push_back(RowJson(row));
  json["distributions"] = DistributionsJson(report);
  json["leaderboards"] = BoardsJson(report);
  json["decisions"] = DecisionsJson(report);
  json["amendments"] = AmendmentsJson(report);
  json["comparison"] = ComparisonJson(report);
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace pingyi::exporting
