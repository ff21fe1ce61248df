#include "services/result/rpc/disclosures.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "services/base/rpc/fill_page.h"
#include "services/base/rpc/paging.h"
#include "services/result/domain/policy.h"
#include "services/result/rpc/convert.h"
#include "services/result/rpc/policy_convert.h"
#include "services/result/store/resource_names.h"
#include "services/result/wire/disclosure/disclosure_wire.h"
#include "services/result/wire/policy/policy_wire.h"

namespace pingyi::result {
namespace {

// Then everything is forgotten, and found again when it is asked for.
constexpr size_t kMostKnown = 10'000;

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
  if (round.any) Disclose(MaskOf(rule, BallotsOf(result)), round, result);
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
  const absl::StatusOr<PolicyRules> rules = RulesOf(store_, call.deadline, record->inputs.policy);
  if (!rules.ok()) return rules.status();
  bool secret = true;
  if (rules->min_shown_ballots == 0) {
    const absl::StatusOr<AppraisedRound> round = client_.GetRound(call, run.round);
    if (!round.ok()) return round.status();
    secret = round->secret;
  }
  ShownRun shown{.rule = DisclosureOf(*rules, secret), .round = {}};
  if (shown.rule.min_ballots == 0) return shown;
  const auto results = ResultsByPosition(store_, call.deadline, run);
  if (!results.ok()) return results.status();
  for (const v1::SubjectResult& result : *results) {
    shown.round.Add(MaskOf(shown.rule, BallotsOf(result)));
  }
  return shown;
}

absl::StatusOr<std::vector<v1::SubjectResult>> ResultsByPosition(ResultStore& store,
                                                                 absl::Time deadline,
                                                                 const RunPath& run) {
  std::vector<v1::SubjectResult> results;
  std::optional<ResultKey> after;
  bool more = true;
  while (more) {
    const absl::StatusOr<ResultPage> page = store.ListResults(
        deadline, run.round, run.run, after, rpc::kMaxPageSize, rpc::kMaxPageBytes);
    if (!page.ok()) return page.status();
    for (const StoredResult& result : page->results) {
      results.push_back(ToProto(run, page->shape, result));
      after = ResultKey{.rank = result.rank, .position = result.position};
    }
    more = page->more && !page->results.empty();
  }
  std::sort(results.begin(), results.end(),
            [](const auto& a, const auto& b) { return a.position() < b.position(); });
  return results;
}

}  // namespace pingyi::result
