#include "services/appraisal/rpc/rules_cache.h"

#include <utility>

#include <absl/time/clock.h>

namespace pingyi::appraisal {

RulesCache::RulesCache(RoundStore& store, rpc::Kit& kit, size_t capacity)
    : store_(store), kit_(kit), capacity_(capacity) {}

void RulesCache::Get(std::string_view round_id, Ready ready) {
  RulesPtr rules;
  {
    const std::lock_guard lock(mutex_);
    rules = Find(round_id);
    if (rules == nullptr) {
      const auto [place, first] = loading_.try_emplace(std::string(round_id));
      place->second.push_back(std::move(ready));
      if (!first) return;
    }
  }
  if (rules != nullptr) {
    ready(std::move(rules));  // NOLINT(bugprone-use-after-move): moved only where there are none
    return;
  }
  const std::string id(round_id);
  if (!kit_.executor().TrySubmit([this, id] { LoadForAll(id); })) {
    Answer(id, rpc::NoRoom(kit_));
  }
}

RulesPtr RulesCache::IfKept(std::string_view round_id) {
  const std::lock_guard lock(mutex_);
  return Find(round_id);
}

absl::StatusOr<RulesPtr> RulesCache::Load(absl::Time deadline, std::string_view round_id) {
  if (RulesPtr rules = IfKept(round_id)) return rules;
  absl::StatusOr<RulesPtr> rules = store_.LoadRules(deadline, round_id);
  if (rules.ok()) Keep(*rules);
  return rules;
}

RulesPtr RulesCache::Find(std::string_view round_id) {
  const auto found = by_round_.find(round_id);
  if (found == by_round_.end()) return nullptr;
  kept_.splice(kept_.begin(), kept_, found->second);
  return found->second->rules;
}

void RulesCache::Keep(const RulesPtr& rules) {
  const std::lock_guard lock(mutex_);
  if (by_round_.contains(rules->round_id())) return;
  kept_.push_front({.round_id = rules->round_id(), .rules = rules});
  by_round_[rules->round_id()] = kept_.begin();
  if (kept_.size() > capacity_) {
    by_round_.erase(kept_.back().round_id);
    kept_.pop_back();
  }
}

// The load serves many calls, so it has the server's own deadline and not that of one of them.
void RulesCache::LoadForAll(const std::string& round_id) {
  Answer(round_id, Load(absl::Now() + kit_.default_deadline(), round_id));
}

void RulesCache::Answer(const std::string& round_id, const absl::StatusOr<RulesPtr>& rules) {
  std::vector<Ready> waiting;
  {
    const std::lock_guard lock(mutex_);
    const auto found = loading_.find(round_id);
    waiting = std::move(found->second);
    loading_.erase(found);
  }
  for (Ready& ready : waiting) ready(rules);
}

}  // namespace pingyi::appraisal
