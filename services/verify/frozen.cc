#include "services/verify/frozen.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

namespace pingyi::verify {
namespace {

using appraisal::v1::BallotExtremes;
using appraisal::v1::Criterion;
using appraisal::v1::MarkLimit;
using appraisal::v1::Round;
using appraisal::v1::Subject;
using appraisal::v1::ValidityRules;

std::string_view IdOf(std::string_view name) { return name.substr(name.rfind('/') + 1); }

void AppendLine(std::initializer_list<std::string_view> fields, std::string& out) {
  bool first = true;
  for (const std::string_view field : fields) {
    if (!first) out += '\t';
    first = false;
    for (const char c : field) {
      if (c == '\t') {
        out += "\\t";
      } else if (c == '\n') {
        out += "\\n";
      } else if (c == '\\') {
        out += "\\\\";
      } else {
        out += c;
      }
    }
  }
  out += '\n';
}

std::string_view Flag(bool value) { return value ? "1" : "0"; }

std::string OpenTime(const Round& round) {
  if (!round.has_open_time()) return "";
  return std::to_string(round.open_time().seconds() * 1'000'000 + round.open_time().nanos() / 1000);
}

std::string_view AnonymityName(const Round& round) {
  return round.anonymity() == appraisal::v1::ANONYMITY_NAMED ? "named" : "anonymous";
}

void AppendRules(const ValidityRules& rules, std::string& out) {
  const bool spoil = rules.breach_effect() == ValidityRules::BREACH_EFFECT_COUNT_AS_SPOILED;
  AppendLine(
      {"rules", Flag(rules.require_all_criteria()), Flag(rules.require_all_subjects()),
       Flag(rules.allow_abstention()), Flag(rules.forbid_self()), spoil ? "spoil" : "refuse"},
      out);
  for (const MarkLimit& limit : rules.mark_limits()) {
    const bool count = limit.limit_case() == MarkLimit::kMaxCount;
    AppendLine({"limit", limit.criterion(), limit.mark(), count ? "count" : "percent",
                count ? std::to_string(limit.max_count()) : limit.max_percent()},
               out);
  }
}

std::string_view RoundingName(BallotExtremes::Rounding rounding) {
  switch (rounding) {
    case BallotExtremes::ROUNDING_HALF_UP:
      return "HALF_UP";
    case BallotExtremes::ROUNDING_HALF_EVEN:
      return "HALF_EVEN";
    case BallotExtremes::ROUNDING_DOWN:
      return "DOWN";
    case BallotExtremes::ROUNDING_UP:
      return "UP";
    default:
      return "";
  }
}

std::string_view ScopeName(BallotExtremes::Scope scope) {
  return scope == BallotExtremes::SCOPE_ALL_GROUPS ? "ALL_GROUPS" : "GROUP";
}

void AppendExtremes(const BallotExtremes& extremes, std::string& out) {
  const std::string least = std::to_string(extremes.min_ballots());
  if (extremes.has_share()) {
    AppendLine({"extremes", least, "share", extremes.share().share(),
                RoundingName(extremes.share().rounding()), ScopeName(extremes.scope())},
               out);
  } else {
    AppendLine(
        {"extremes", least, "count", std::to_string(extremes.count()), ScopeName(extremes.scope())},
        out);
  }
}

// Whether the text says all of it.
bool IsWholeInForm(const BallotExtremes& extremes) {
  return extremes.drop_case() != BallotExtremes::DROP_NOT_SET &&
         (!extremes.has_share() || !RoundingName(extremes.share().rounding()).empty()) &&
         (extremes.scope() == BallotExtremes::SCOPE_GROUP ||
          extremes.scope() == BallotExtremes::SCOPE_ALL_GROUPS);
}

void AppendCriterion(const Criterion& criterion, std::string& out) {
  if (criterion.has_numeric()) {
    const auto& scale = criterion.numeric();
    AppendLine({"criterion", criterion.key(), criterion.title(), criterion.weight(), "numeric",
                scale.min(), scale.max(), scale.step()},
               out);
    return;
  }
  AppendLine({"criterion", criterion.key(), criterion.title(), criterion.weight(), "graded"}, out);
  for (const auto& grade : criterion.graded().grades()) {
    AppendLine({"grade", grade.key(), grade.title(), grade.points()}, out);
  }
}

}  // namespace

std::string FrozenText(const Round& round, const Subjects& subjects) {
  std::string out;
  AppendLine({"pingyi-round-v1"}, out);
  AppendLine({"round", round.name()}, out);
  AppendLine({"open_time", OpenTime(round)}, out);
  AppendLine({"display_name", round.display_name()}, out);
  AppendLine({"cycle", round.cycle()}, out);
  AppendLine({"anonymity", AnonymityName(round)}, out);
  AppendLine({"policy", round.scoring_policy().name(), round.scoring_policy().digest()}, out);
  AppendRules(round.validity_rules(), out);
  for (const Criterion& criterion : round.ballot_form().criteria()) AppendCriterion(criterion, out);
  for (const auto& group : round.voter_groups()) {
    AppendLine({"group", group.key(), group.title(), group.weight(),
                std::to_string(group.expected_voters())},
               out);
  }
  if (round.has_ballot_extremes()) AppendExtremes(round.ballot_extremes(), out);
  for (const Subject& subject : subjects) {
    AppendLine({"subject", std::to_string(subject.position()), IdOf(subject.name()),
                subject.display_name(), subject.unit(), subject.subject_type(), subject.report()},
               out);
  }
  return out;
}

bool IsWholeInForm(const Round& round, const Subjects& subjects) {
  const auto& limits = round.validity_rules().mark_limits();
  const auto& criteria = round.ballot_form().criteria();
  const ValidityRules::BreachEffect effect = round.validity_rules().breach_effect();
  return round.open_time().nanos() % 1000 == 0 &&
         (!round.has_ballot_extremes() || IsWholeInForm(round.ballot_extremes())) &&
         (round.anonymity() == appraisal::v1::ANONYMITY_NAMED ||
          round.anonymity() == appraisal::v1::ANONYMITY_ANONYMOUS) &&
         (effect == ValidityRules::BREACH_EFFECT_REFUSE ||
          effect == ValidityRules::BREACH_EFFECT_COUNT_AS_SPOILED) &&
         std::all_of(limits.begin(), limits.end(),
                     [](const MarkLimit& limit) {
                       return limit.limit_case() != MarkLimit::LIMIT_NOT_SET;
                     }) &&
         std::all_of(criteria.begin(), criteria.end(),
                     [](const Criterion& criterion) {
                       return criterion.scale_case() != Criterion::SCALE_NOT_SET;
                     }) &&
         std::all_of(subjects.begin(), subjects.end(), [&](const Subject& subject) {
           return subject.name() == round.name() + "/subjects/" + std::string(IdOf(subject.name()));
         });
}

}  // namespace pingyi::verify
