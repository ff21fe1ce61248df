#include "services/result/rpc/disclosures.h"

#include <utility>

#include "services/base/rpc/fill_page.h"
#include "services/base/rpc/paging.h"
#include "services/base/status/error.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/reason.h"
#include "services/result/rpc/convert.h"
#include "services/result/rpc/policy_convert.h"
#include "services/result/store/resource_names.h"
#include "services/result/wire/disclosure/disclosure_wire.h"
#include "services/result/wire/policy/policy_wire.h"

namespace pingyi::result {
namespace {

// Then everything is forgotten, and found again when it is asked for.
constexpr size_t kMostKnown = 10'000;

// As the store refuses it; a run at work or failed may have no policy yet.
absl::Status NotSucceeded(const RunPath& run) {
  return MakeError(absl::StatusCode::kFailedPrecondition,
                   "the run did not succeed, so it has no results",
                   {.reason = std::string(reason::kRunNotSucceeded),
                    .violations = {},
                    .metadata = {{"run", RunName(run.round, run.run)}}});
}

absl::StatusOr<PolicyRules> RulesOf(ResultStore& store, absl::Time deadline,
                                    const PolicyKey& policy) {
  const absl::StatusOr<PolicyVersion> stored = store.GetPolicy(deadline, policy);
  if (!stored.ok()) return stored.status();
  const absl::StatusOr<v1::ScoringPolicy> proto = ParseRules(stored->rules);
  if (!proto.ok()) return proto.status();
  return ToRules(*proto);
}

}  // namespace

void ShownRun::Apply(v1::SubjectResult& result) const {
  if (round.any) Disclose(MaskOf(result), round, result);
}

SubjectMask ShownRun::MaskOf(const v1::SubjectResult& result) const {
  return result::MaskOf(rule, BallotsOf(result), round);
}

absl::StatusOr<ShownRun> Disclosures::Of(const rpc::CallContext& call, const RunPath& run) {
  const std::string name = RunName(run.round, run.run);
  {
    const std::lock_guard lock(mutex_);
    const auto known = known_.find(name);
    if (known != known_.end()) return known->second;
  }
  absl::StatusOr<ShownRun> found = Find(call, run);
  if (!found.ok()) return found;
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMostKnown) known_.clear();
  known_.emplace(name, *found);
  return found;
}

absl::StatusOr<ShownRun> Disclosures::Find(const rpc::CallContext& call, const RunPath& run) {
  const absl::StatusOr<RunRecord> record = store_.GetRun(call.deadline, run.round, run.run);
  if (!record.ok()) return record.status();
  if (record->state != RunState::kSucceeded) return NotSucceeded(run);
  const absl::StatusOr<PolicyRules> rules = RulesOf(store_, call.deadline, record->inputs.policy);
  if (!rules.ok()) return rules.status();
  const absl::StatusOr<AppraisedRound> round = client_.GetRound(call, run.round);
  if (!round.ok()) return round.status();
  ShownRun shown{.rule = DisclosureOf(*rules, round->facts, round->secret), .round = {}};
  if (shown.rule.min_ballots == 0) return shown;
  const auto results = ResultsByPosition(store_, call.deadline, run);
  if (!results.ok()) return results.status();
  shown.round = RoundDisclosureOf(shown.rule, *results);
  return shown;
}

absl::StatusOr<std::vector<v1::SubjectResult>> ResultsByPosition(ResultStore& store,
                                                                 absl::Time deadline,
                                                                 const RunPath& run) {
  std::vector<v1::SubjectResult> results;
  int64_t after = 0;
  bool more = true;
  while (more) {
    const absl::StatusOr<ResultPage> page = store.ListResultsByPosition(
        deadline, run.round, run.run, after, rpc::kMaxPageSize, rpc::kMaxPageBytes);
    if (!page.ok()) return page.status();
    for (const StoredResult& result : page->results) {
      results.push_back(ToProto(run, page->shape, result));
      after = result.position;
    }
    more = page->more && !page->results.empty();
  }
  return results;
}

absl::StatusOr<std::set<std::string>> ShownUndecided(ResultStore& store, absl::Time deadline,
                                                     const RunPath& run, const ShownRun& shown) {
  auto results = ResultsByPosition(store, deadline, run);
  if (!results.ok()) return results.status();
  std::set<std::string> subjects;
  for (v1::SubjectResult& result : *results) {
    shown.Apply(result);
    if (!result.undecided_grade().empty()) subjects.insert(result.subject());
  }
  return subjects;
}

}  // namespace pingyi::result
