#include "services/cli/check/digest.h"

#include <algorithm>
#include <initializer_list>
#include <iterator>

#include <fmt/format.h>
#include <google/protobuf/timestamp.pb.h>

#include "services/base/crypto/encoding.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::Criterion;
using appraisal::v1::MarkLimit;
using appraisal::v1::Round;
using appraisal::v1::ValidityRules;
using google::protobuf::Timestamp;

std::string_view LastSegment(std::string_view name) { return name.substr(name.rfind('/') + 1); }

std::string Micros(const Timestamp& time) {
  return std::to_string(time.seconds() * 1'000'000 + time.nanos() / 1000);
}

std::string Escaped(std::string_view field) {
  std::string text;
  for (const char c : field) {
    if (c == '\t') {
      text += "\\t";
    } else if (c == '\n') {
      text += "\\n";
    } else if (c == '\\') {
      text += "\\\\";
    } else {
      text += c;
    }
  }
  return text;
}

// A line whose fields are separated by tabs.
std::string TabLine(std::initializer_list<std::string_view> fields) {
  std::string line;
  for (const std::string_view field : fields) {
    if (!line.empty()) line += '\t';
    line += Escaped(field);
  }
  return line + '\n';
}

std::string_view Flag(bool value) { return value ? "1" : "0"; }

std::string LimitLine(const MarkLimit& limit) {
  if (limit.limit_case() == MarkLimit::kMaxCount) {
    return TabLine(
        {"limit", limit.criterion(), limit.mark(), "count", std::to_string(limit.max_count())});
  }
  return TabLine({"limit", limit.criterion(), limit.mark(), "percent", limit.max_percent()});
}

std::string RulesLines(const ValidityRules& rules) {
  const bool spoil = rules.breach_effect() == ValidityRules::BREACH_EFFECT_COUNT_AS_SPOILED;
  std::string text = TabLine({"rules", Flag(rules.require_all_criteria()),
                              Flag(rules.require_all_subjects()), Flag(rules.allow_abstention()),
                              Flag(rules.forbid_self()), spoil ? "spoil" : "refuse"});
  for (const MarkLimit& limit : rules.mark_limits()) text += LimitLine(limit);
  return text;
}

std::string CriterionLines(const Criterion& criterion) {
  if (criterion.has_numeric()) {
    return TabLine({"criterion", criterion.key(), criterion.title(), criterion.weight(), "numeric",
                    criterion.numeric().min(), criterion.numeric().max(),
                    criterion.numeric().step()});
  }
  std::string text =
      TabLine({"criterion", criterion.key(), criterion.title(), criterion.weight(), "graded"});
  for (const auto& grade : criterion.graded().grades()) {
    text += TabLine({"grade", grade.key(), grade.title(), grade.points()});
  }
  return text;
}

std::string ExtremesLine(const appraisal::v1::BallotExtremes& extremes) {
  using appraisal::v1::BallotExtremes;
  const auto name = [](const std::string& full, std::string_view prefix) {
    return full.substr(std::min(full.size(), prefix.size()));
  };
  const std::string least = std::to_string(extremes.min_ballots());
  const std::string scope = name(BallotExtremes::Scope_Name(extremes.scope()), "SCOPE_");
  if (!extremes.has_share()) {
    return TabLine({"extremes", least, "count", std::to_string(extremes.count()), scope});
  }
  return TabLine({"extremes", least, "share", extremes.share().share(),
                  name(BallotExtremes::Rounding_Name(extremes.share().rounding()), "ROUNDING_"),
                  scope});
}

std::string RoundLines(const Round& round) {
  const bool named = round.anonymity() == appraisal::v1::ANONYMITY_NAMED;
  std::string text =
      TabLine({"pingyi-round-v1"}) + TabLine({"round", round.name()}) +
      TabLine({"open_time", round.has_open_time() ? Micros(round.open_time()) : ""}) +
      TabLine({"display_name", round.display_name()}) + TabLine({"cycle", round.cycle()}) +
      TabLine({"anonymity", named ? "named" : "anonymous"});
  if (round.has_scoring_policy()) {
    text += TabLine({"policy", round.scoring_policy().name(), round.scoring_policy().digest()});
  }
  text += RulesLines(round.validity_rules());
  for (const Criterion& criterion : round.ballot_form().criteria()) {
    text += CriterionLines(criterion);
  }
  for (const auto& group : round.voter_groups()) {
    text += TabLine({"group", group.key(), group.title(), group.weight(),
                     std::to_string(group.expected_voters())});
  }
  if (round.has_ballot_extremes()) text += ExtremesLine(round.ballot_extremes());
  return text;
}

}  // namespace

FrozenDigest::FrozenDigest(const Round& round) { hash_.Update(RoundLines(round)); }

void FrozenDigest::Add(const appraisal::v1::Subject& subject) {
  hash_.Update(
      TabLine({"subject", std::to_string(subject.position()), LastSegment(subject.name()),
               subject.display_name(), subject.unit(), subject.subject_type(), subject.report()}));
}

std::string FrozenDigest::Finish() { return crypto::Hex(hash_.Finish()); }

TallyDigest::TallyDigest(
    std::string_view round,
    const google::protobuf::RepeatedPtrField<appraisal::v1::GroupTurnout>& groups,
    const std::string& salt) {
  std::string text = fmt::format("pingyi-tally-v1\nround {}\n", round);
  for (const auto& group : groups) {
    text += fmt::format("group {} {} {}\n", group.group(), group.valid(), group.spoiled());
  }
  for (const auto& group : groups) {
    if (group.has_straight_lined()) {
      text += fmt::format("straight {} {}\n", group.group(), group.straight_lined());
    }
  }
  if (!salt.empty()) text += fmt::format("salt {}\n", salt);
  hash_.Update(text);
}

void TallyDigest::Add(const appraisal::v1::SubjectTally& tally) {
  std::string text = fmt::format("subject {}\n", LastSegment(tally.subject()));
  for (const auto& group : tally.left_out()) {
    text += fmt::format("left-out {} {}\n", group.group_index(), group.ballots());
  }
  for (const auto& cell : tally.cells()) {
    text += fmt::format("cell {} {} {}", cell.group_index(), cell.criterion_index(),
                        cell.abstentions());
    for (int i = 0; i < std::min(cell.marks_size(), cell.counts_size()); ++i) {
      fmt::format_to(std::back_inserter(text), " {}:{}", cell.marks(i), cell.counts(i));
    }
    text += '\n';
  }
  hash_.Update(text);
}

std::string TallyDigest::Finish() { return crypto::Hex(hash_.Finish()); }

namespace {

std::string RankText(int32_t rank) { return rank == 0 ? "-" : std::to_string(rank); }

}  // namespace

ResultDigest::ResultDigest(const result::v1::AggregationRun& run, const std::string& salt) {
  const std::string_view name = run.name();
  hash_.Update(fmt::format("pingyi-result-v1\nround {} {}\ntally {}\npolicy {}\n",
                           name.substr(0, name.find("/runs/")), run.frozen_digest(),
                           run.tally_digest(), run.policy_digest()));
  if (!salt.empty()) hash_.Update(fmt::format("salt {}\n", salt));
  if (!run.inputs_digest().empty()) {
    hash_.Update(fmt::format("inputs {}\n", run.inputs_digest()));
  }
}

void ResultDigest::Add(const result::v1::SubjectResult& result) {
  std::string text =
      fmt::format("result {} {} {} {} {}\n", LastSegment(result.subject()), RankText(result.rank()),
                  result.grade().empty() ? "-" : result.grade(), result.total().exact(),
                  result.total().rounded());
  if (!result.exclusion().empty()) text += fmt::format("exclusion {}\n", result.exclusion());
  if (!result.undecided_grade().empty()) {
    text += fmt::format("undecided {}\n", result.undecided_grade());
  }
  for (const auto& group : result.groups()) {
    text += fmt::format("group {} {}\n", group.group(),
                        group.has_score() ? group.score().exact() : "-");
    for (const auto& criterion : group.criteria()) {
      text += fmt::format("criterion {} {}\n", criterion.criterion(),
                          criterion.has_score() ? criterion.score().exact() : "-");
    }
  }
  for (const auto& criterion : result.pooled_criteria()) {
    text += fmt::format("pooled {} {}\n", criterion.criterion(),
                        criterion.has_score() ? criterion.score().exact() : "-");
  }
  for (const auto& component : result.components()) {
    text += fmt::format("component {} {}\n", component.component(),
                        component.has_score() ? component.score().exact() : "-");
  }
  hash_.Update(text);
}

void ResultDigest::Add(const result::v1::LeaderboardRow& row) {
  const std::string section = fmt::format("board {} {}\n", row.leaderboard(), row.section());
  std::string text = section == section_ ? "" : section;
  section_ = section;
  text += fmt::format("row {} {} {} {}\n", LastSegment(row.subject()), RankText(row.rank()),
                      row.has_score() ? row.score().exact() : "-",
                      row.has_score() ? row.score().rounded() : "-");
  hash_.Update(text);
}

std::string ResultDigest::Finish() { return crypto::Hex(hash_.Finish()); }

}  // namespace pingyi::cli
