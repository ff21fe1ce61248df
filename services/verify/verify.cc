#include "services/verify/verify.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/result/domain/policy_check.h"
#include "services/result/domain/policy_digest.h"
#include "services/result/domain/release.h"
#include "services/result/wire/policy/policy_wire.h"
#include "services/result/wire/round/round_wire.h"
#include "services/verify/compare.h"
#include "services/verify/expected.h"
#include "services/verify/figures_form.h"
#include "services/verify/frozen.h"
#include "services/verify/release_facts.h"
#include "services/verify/subjects_form.h"
#include "services/verify/workflow_check.h"

namespace pingyi::verify {
namespace {

using Bundle = bundle::v1::ReleaseBundle;

// Collects what does not hold.
class Examination {
 public:
  explicit Examination(Text what) : check_{.what = std::move(what), .findings = {}} {}

  void Require(bool holds, Text finding) {
    if (!holds) check_.findings.push_back(std::move(finding));
  }
  // Two texts that must be one; `what` names them in either language.
  void RequireSame(const Text& what, const std::string& found, const std::string& expected) {
    Require(found == expected, {fmt::format("{}：包中为 {}，应为 {}", what.zh, found, expected),
                                fmt::format("{}: is {}, should be {}", what.en, found, expected)});
  }
  Check Result() && { return std::move(check_); }

 private:
  Check check_;
};

Check CheckSignature(const Bundle& bundle, std::span<const crypto::PublicKey> keys) {
  Examination e({"签名出自所给公钥", "the signature is by the given key"});
  const result::v1::Release& release = bundle.release();
  if (release.key_id().empty() || release.signature().empty()) {
    e.Require(false, {"此次发布未签名", "the release is not signed"});
    return std::move(e).Result();
  }
  const auto key = std::find_if(keys.begin(), keys.end(), [&](const crypto::PublicKey& candidate) {
    return candidate.id() == release.key_id();
  });
  if (key == keys.end()) {
    e.Require(false, {fmt::format("签名用的是另一把密钥：{}", release.key_id()),
                      fmt::format("it was signed by another key: {}", release.key_id())});
    return std::move(e).Result();
  }
  e.Require(key->Verifies(result::SignedText(FactsOf(bundle.release()), release.key_id()),
                          release.signature()),
            {"签名与发布的内容不符", "the signature is not over this release"});
  return std::move(e).Result();
}

Check CheckRelease(const Bundle& bundle) {
  Examination e({"发布摘要与各项名称", "the release's digest and names"});
  const result::v1::Release& release = bundle.release();
  const std::string& round = bundle.round().name();
  e.RequireSame({"发布摘要", "digest of the release"}, release.digest(),
                result::ReleaseDigest(FactsOf(bundle.release())));
  e.RequireSame({"发布名称", "name of the release"}, release.name(),
                fmt::format("{}/releases/{}", round, release.number()));
  e.RequireSame({"汇总名称", "name of the run"}, release.run(),
                fmt::format("{}/runs/{}", round, result::LastSegment(release.run())));
  e.RequireSame({"对象数", "number of subjects"}, std::to_string(release.subject_count()),
                std::to_string(bundle.subjects_size()));
  e.Require(release.create_time().nanos() % 1000 == 0,
            {"发布时间细于微秒", "the time of the release is finer than microseconds"});
  return std::move(e).Result();
}

Check CheckRound(const Bundle& bundle) {
  Examination e({"冻结的轮次（测评表、票类、权重、对象）",
                 "the frozen round (form, groups, weights, subjects)"});
  const appraisal::v1::Round& round = bundle.round();
  const result::v1::Release& release = bundle.release();
  e.RequireSame({"轮次摘要", "digest of the round"},
                crypto::Hex(crypto::Sha256(FrozenText(round, bundle.subjects()))),
                release.frozen_digest());
  e.RequireSame({"轮次所记摘要", "digest the round names"}, round.frozen_digest(),
                release.frozen_digest());
  e.RequireSame({"轮次的计分办法", "policy of the round"}, round.scoring_policy().name(),
                release.policy());
  e.RequireSame({"轮次的办法摘要", "policy digest of the round"}, round.scoring_policy().digest(),
                release.policy_digest());
  e.Require(IsWholeInForm(round, bundle.subjects()),
            {"轮次含有冻结轮次不会有的值", "the round has values that no frozen round has"});
  return std::move(e).Result();
}

// The tally must be that of the round's subjects, in its one order.
bool IsInOrder(const Bundle& bundle, const result::Tally& tally) {
  const appraisal::v1::Round& round = bundle.round();
  if (bundle.tallies_size() != bundle.subjects_size()) return false;
  if (bundle.ballots_size() != round.voter_groups_size()) return false;
  for (int i = 0; i < bundle.ballots_size(); ++i) {
    if (bundle.ballots(i).group() != round.voter_groups(i).key()) return false;
  }
  for (int i = 0; i < bundle.tallies_size(); ++i) {
    if (bundle.tallies(i).subject() != bundle.subjects(i).name()) return false;
    if (bundle.tallies(i).position() != bundle.subjects(i).position()) return false;
  }
  result::Tally sorted = tally;
  result::SortTally(sorted);
  for (size_t i = 0; i < tally.subjects.size(); ++i) {
    const result::SubjectTally& a = tally.subjects[i];
    const result::SubjectTally& b = sorted.subjects[i];
    if (a.subject != b.subject || a.cells.size() != b.cells.size()) return false;
    for (size_t k = 0; k < a.cells.size(); ++k) {
      if (a.cells[k].group_index != b.cells[k].group_index ||
          a.cells[k].criterion_index != b.cells[k].criterion_index ||
          a.cells[k].marks != b.cells[k].marks) {
        return false;
      }
    }
  }
  return true;
}

Check CheckTally(const Bundle& bundle, const absl::StatusOr<result::Tally>& tally) {
  Examination e({"封存的计票", "the sealed tally"});
  if (!tally.ok()) {
    e.Require(false, {"计票格式有误", "the tally is malformed"});
    return std::move(e).Result();
  }
  e.RequireSame({"计票摘要", "digest of the tally"},
                result::TallyDigest(result::ToFacts(bundle.round()), *tally),
                bundle.release().tally_digest());
  e.RequireSame({"轮次所记计票摘要", "tally digest the round names"}, bundle.round().tally_digest(),
                bundle.release().tally_digest());
  e.Require(IsInOrder(bundle, *tally), {"计票的票类、对象或次序与轮次不符",
                                        "groups, subjects or order are not those of the round"});
  return std::move(e).Result();
}

Check CheckPolicy(const Bundle& bundle) {
  Examination e({"计分办法", "the scoring policy"});
  const result::PolicyRules rules = result::ToRules(bundle.policy());
  e.RequireSame({"办法名称", "name of the policy"}, bundle.policy().name(),
                bundle.release().policy());
  e.RequireSame({"办法所记摘要", "digest the policy names"}, bundle.policy().digest(),
                bundle.release().policy_digest());
  if (result::CheckPolicy(rules).empty()) {
    e.RequireSame({"办法摘要", "digest of the policy"}, result::PolicyDigest(rules),
                  bundle.release().policy_digest());
  } else {
    e.Require(false, {"办法不成立", "the policy is not a valid one"});
  }
  return std::move(e).Result();
}

Check CheckResults(const Bundle& bundle, const result::Tally& tally, Verdict& verdict) {
  Examination e({"由计票和办法重算的结果", "the results, computed anew from tally and policy"});
  e.Require(AreFiguresInForm(bundle),
            {"各项数据的名称、次序或写法不合规定",
             "names, order or form of the components' figures are not what they must be"});
  e.Require(AreInputsInForm(bundle),
            {"否决和排除名单的名称或次序不合规定",
             "names or order of the exclusions are not what they must be"});
  const absl::StatusOr<Recomputed> recomputed = Recompute(bundle, tally);
  if (!recomputed.ok()) {
    const std::string why(recomputed.status().message());
    e.Require(false, {"无法重算：" + why, "they cannot be computed: " + why});
    return std::move(e).Result();
  }
  e.RequireSame({"另行登记内容的摘要", "digest of what was recorded beside the tally"},
                bundle.release().inputs_digest(), recomputed->inputs_digest);
  e.RequireSame({"结果摘要", "digest of the results"}, bundle.release().result_digest(),
                recomputed->digest);
  const int count = static_cast<int>(recomputed->results.size());
  e.RequireSame({"结果个数", "number of results"}, std::to_string(bundle.results_size()),
                std::to_string(count));
  e.Require(bundle.confidential() == recomputed->confidential,
            recomputed->confidential
                ? Text{"计票含有不予公布的数，却未标明仅供审计",
                       "the tally holds counts that the results suppress, and is not marked as "
                       "confidential"}
                : Text{"没有不予公布的数，却标明仅供审计",
                       "it is marked as confidential, and nothing of the results is suppressed"});
  Comparison comparison;
  for (int i = 0; i < std::min(count, bundle.results_size()); ++i) {
    Compare(fmt::format("results[{}]", i), recomputed->results[static_cast<size_t>(i)],
            bundle.results(i), comparison);
  }
  const int rows = static_cast<int>(recomputed->leaderboard_rows.size());
  e.RequireSame({"榜单行数", "number of rows of leaderboards"},
                std::to_string(bundle.leaderboard_rows_size()), std::to_string(rows));
  for (int i = 0; i < std::min(rows, bundle.leaderboard_rows_size()); ++i) {
    Compare(fmt::format("leaderboard_rows[{}]", i),
            recomputed->leaderboard_rows[static_cast<size_t>(i)], bundle.leaderboard_rows(i),
            comparison);
  }
  verdict.values = comparison.values;
  verdict.equal = comparison.equal;
  for (Text& difference : comparison.differences) e.Require(false, std::move(difference));
  return std::move(e).Result();
}

}  // namespace

bool Verdict::accepted() const {
  return !checks.empty() &&
         std::all_of(checks.begin(), checks.end(), [](const Check& c) { return c.holds(); });
}

Verdict Verify(const Bundle& bundle, std::span<const crypto::PublicKey> keys) {
  const absl::StatusOr<result::Tally> tally = TallyOf(bundle);
  Verdict verdict;
  verdict.checks.push_back(CheckSignature(bundle, keys));
  verdict.checks.push_back(CheckRelease(bundle));
  verdict.checks.push_back(CheckRound(bundle));
  verdict.checks.push_back(CheckTally(bundle, tally));
  verdict.checks.push_back(CheckPolicy(bundle));
  if (verdict.accepted()) {
    verdict.checks.push_back(CheckResults(bundle, *tally, verdict));
  } else {
    verdict.checks.push_back({.what = {"由计票和办法重算的结果（未做：以上有不符）",
                                       "the results, computed anew (not done: see above)"},
                              .done = false,
                              .findings = {}});
  }
  Text workflow = {"公示期、委员会决定与更正", "publicity, committee decisions and amendment"};
  if (verdict.accepted()) {
    verdict.checks.push_back({.what = std::move(workflow), .findings = CheckWorkflow(bundle)});
  } else {
    verdict.checks.push_back({.what = std::move(workflow), .done = false, .findings = {}});
  }
  return verdict;
}

}  // namespace pingyi::verify
