// The compiled rules of rounds, kept between casts. What is kept was frozen at opening and never
// changes, so a restart loses nothing by losing it and replicas cannot disagree. Whether the round
// still takes ballots is not kept: the ballot box asks that in its transaction.
#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include <absl/functional/any_invocable.h>
#include <absl/status/statusor.h>

#include "services/appraisal/domain/ballot_rules.h"
#include "services/appraisal/domain/text_map.h"
#include "services/appraisal/store/round_store.h"
#include "services/base/rpc/kit.h"

namespace pingyi::appraisal {

using RulesPtr = std::shared_ptr<const BallotRules>;

// Thread-safe.
class RulesCache {
 public:
  using Ready = absl::AnyInvocable<void(absl::StatusOr<RulesPtr>)>;

  // Keeps the rules of the `capacity` rounds asked for last. Both references must outlive it, and
  // it must outlive the calls of the server.
  RulesCache(RoundStore& store, rpc::Kit& kit, size_t capacity);

  // Calls `ready` once with the rules or with why there are none (as RoundStore::LoadRules has it;
  // rpc::NoRoom() when the executor takes no more work). At once if they are kept; else
  // later, on the executor, after a load that all who ask meanwhile share. Never blocks.
  void Get(std::string_view round_id, Ready ready);

  // The rules if they are kept, else null.
  RulesPtr IfKept(std::string_view round_id);

  // As Get, blocking: for work that is on the executor already.
  absl::StatusOr<RulesPtr> Load(absl::Time deadline, std::string_view round_id);

 private:
  struct Kept {
    std::string round_id;
    RulesPtr rules;
  };

  RulesPtr Find(std::string_view round_id);
  void Keep(const RulesPtr& rules);
  void LoadForAll(const std::string& round_id);
  void Answer(const std::string& round_id, const absl::StatusOr<RulesPtr>& rules);

  RoundStore& store_;
  rpc::Kit& kit_;
  const size_t capacity_;
  std::mutex mutex_;
  std::list<Kept> kept_;  // last used first
  TextMap<std::list<Kept>::iterator> by_round_;
  TextMap<std::vector<Ready>> loading_;  // who waits for a load
};

}  // namespace pingyi::appraisal
