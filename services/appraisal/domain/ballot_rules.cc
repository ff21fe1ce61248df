#include "services/appraisal/domain/ballot_rules.h"

#include <algorithm>

#include "services/base/number/decimal.h"

namespace pingyi::appraisal {
namespace {

std::optional<uint32_t> Find(const TextMap<uint32_t>& index, std::string_view key) {
  const auto found = index.find(key);
  if (found == index.end()) return std::nullopt;
  return found->second;
}

// How many of `subjects` a limit allows.
uint32_t Allowed(const Limit& limit, uint32_t subjects) {
  if (const auto* count = std::get_if<int32_t>(&limit)) {
    return static_cast<uint32_t>(std::max(*count, 0));
  }
  const auto* text = std::get_if<std::string>(&limit);
  const std::optional<Rational> read = text != nullptr ? ParseDecimal(*text) : std::nullopt;
  const Rational percent = read.value_or(Rational());
  // Never negative, so that the division rounds down.
  const Integer floor = percent.numerator() * subjects / (percent.denominator() * 100);
  return static_cast<uint32_t>(floor);
}

}  // namespace

absl::StatusOr<std::shared_ptr<const BallotRules>> BallotRules::Compile(
    std::string_view round_id, const RoundSpec& spec, std::span<const Subject> subjects) {
  const std::shared_ptr<BallotRules> rules(new BallotRules);
  rules->round_id_ = round_id;
  rules->anonymity_ = spec.anonymity;
  rules->rules_ = spec.rules;
  for (const Subject& subject : subjects) {
    rules->subject_index_.emplace(subject.id, rules->subjects_.size());
    rules->subjects_.push_back(subject.id);
  }
  for (const VoterGroup& group : spec.groups) {
    rules->group_index_.emplace(group.key, rules->groups_.size());
    rules->groups_.push_back(group.key);
  }
  for (const Criterion& criterion : spec.criteria) {
    rules->criterion_index_.emplace(criterion.key, rules->criteria_.size());
    rules->criteria_.push_back(criterion.key);
    rules->scales_.push_back(Scale::Of(criterion));
    rules->shape_.levels.push_back(rules->scales_.back().levels());
  }
  rules->shape_.subjects = static_cast<uint32_t>(subjects.size());
  const auto& levels = rules->shape_.levels;
  if (subjects.empty() || levels.empty() || rules->groups_.empty() ||
      std::find(levels.begin(), levels.end(), 0U) != levels.end()) {
    return absl::InternalError("a round without what opening needs has no rules");
  }
  for (size_t rule = 0; rule < spec.rules.mark_limits.size(); ++rule) rules->AddLimit(rule);
  return std::shared_ptr<const BallotRules>(rules);
}

void BallotRules::AddLimit(size_t rule) {
  const MarkLimit& limit = rules_.mark_limits[rule];
  const uint32_t all = shape_.subjects;
  for (uint32_t criterion = 0; criterion < scales_.size(); ++criterion) {
    if (!limit.criterion.empty() && limit.criterion != criteria_[criterion]) continue;
    const MarkLookup mark = scales_[criterion].Find(limit.mark);
    if (mark.kind != MarkKind::kLevel) continue;
    limits_.push_back({rule, criterion, kFirstLevel + mark.level, Allowed(limit.limit, all),
                       Allowed(limit.limit, all - 1)});
  }
}

std::optional<uint32_t> BallotRules::FindSubject(std::string_view id) const {
  return Find(subject_index_, id);
}

std::optional<uint32_t> BallotRules::FindCriterion(std::string_view key) const {
  return Find(criterion_index_, key);
}

std::optional<uint32_t> BallotRules::FindGroup(std::string_view key) const {
  return Find(group_index_, key);
}

}  // namespace pingyi::appraisal
