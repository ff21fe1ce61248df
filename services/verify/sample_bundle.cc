#include "services/verify/sample_bundle.h"

#include <string>

#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/bundle/bundle_text.h"
#include "services/result/domain/policy_digest.h"
#include "services/result/domain/release.h"
#include "services/result/wire/policy/policy_wire.h"
#include "services/result/wire/round/round_wire.h"
#include "services/verify/expected.h"
#include "services/verify/frozen.h"
#include "services/verify/release_facts.h"

namespace pingyi::verify {
namespace {

// All but digests, results and signature.
constexpr char kFacts[] = R"json({
  "release": {
    "name": "rounds/r1/releases/1", "number": 1, "run": "rounds/r1/runs/x",
    "policy": "policies/p/versions/1", "note": "公示五个工作日", "releaser": "组织部",
    "create_time": "2026-01-31T09:00:00.000001Z", "subject_count": 2
  },
  "round": {
    "name": "rounds/r1", "display_name": "年度\t评议\n\\", "anonymity": "ANONYMITY_NAMED",
    "open_time": "2023-11-14T22:13:20.000001Z",
    "ballot_form": {"criteria": [
      {"key": "work", "title": "绩", "weight": "2", "graded": {"grades": [
        {"key": "good", "title": "好", "points": "100"},
        {"key": "fair", "title": "一般", "points": "70"}]}},
      {"key": "virtue", "title": "德", "weight": "1",
       "numeric": {"min": "0", "max": "10", "step": "0.5"}}]},
    "voter_groups": [
      {"key": "a", "title": "A票", "weight": "60", "expected_voters": 5},
      {"key": "b", "title": "B票", "weight": "40", "expected_voters": 3}],
    "validity_rules": {
      "require_all_criteria": true, "allow_abstention": true,
      "breach_effect": "BREACH_EFFECT_COUNT_AS_SPOILED",
      "mark_limits": [{"criterion": "work", "mark": "good", "max_count": 2},
                      {"mark": "fair", "max_percent": "50"}]}
  },
  "subjects": [
    {"name": "rounds/r1/subjects/s1", "display_name": "张三", "unit": "一科",
     "subject_type": "leader", "position": 1, "report": "cycles/c/reports/s1"},
    {"name": "rounds/r1/subjects/s2", "display_name": "李四", "position": 2}],
  "policy": {
    "name": "policies/p/versions/1",
    "mark_combination": "COMBINATION_MEAN", "criterion_combination": "COMBINATION_MEAN",
    "group_combination": "COMBINATION_MEAN", "missing_group": "MISSING_GROUP_RULE_RENORMALIZE",
    "grade_thresholds": [{"grade": "good", "title": "好", "min_total": "60"},
                         {"grade": "fair", "title": "一般"}],
    "rounding": {"digits": 2, "mode": "MODE_HALF_UP"},
    "decision_basis": "DECISION_BASIS_EXACT",
    "tie_breakers": [{"mark_count": {"scope": {"criteria": ["work"]}, "points_at_least": "90"}}],
    "rank_method": "RANK_METHOD_STANDARD_COMPETITION"
  },
  "ballots": [{"group": "a", "valid": 4, "spoiled": 1, "straight_lined": 1}, {"group": "b", "valid": 2}],
  "tallies": [
    {"subject": "rounds/r1/subjects/s1", "position": 1, "cells": [
      {"marks": [0, 1], "counts": [3, 1]},
      {"criterion_index": 1, "marks": [17, 20], "counts": [2, 1], "abstentions": 1},
      {"group_index": 1, "marks": [0], "counts": [2]}]},
    {"subject": "rounds/r1/subjects/s2", "position": 2, "cells": [
      {"marks": [0, 1], "counts": [1, 3]},
      {"criterion_index": 1, "marks": [12], "counts": [4]}]}]
})json";

}  // namespace

const crypto::SigningKey& SampleKey() {
  static const auto* const kKey = new crypto::SigningKey(crypto::SigningKey::Generate());
  return *kKey;
}

namespace {

// What stands in the bundle, but for the result.
void DigestFacts(bundle::v1::ReleaseBundle& bundle) {
  result::v1::Release& release = *bundle.mutable_release();
  appraisal::v1::Round& round = *bundle.mutable_round();
  const std::string policy = result::PolicyDigest(result::ToRules(bundle.policy()));
  bundle.mutable_policy()->set_digest(policy);
  round.mutable_scoring_policy()->set_name(bundle.policy().name());
  round.mutable_scoring_policy()->set_digest(policy);
  release.set_policy_digest(policy);
  round.set_frozen_digest(crypto::Hex(crypto::Sha256(FrozenText(round, bundle.subjects()))));
  release.set_frozen_digest(round.frozen_digest());
  const auto tally = TallyOf(bundle);
  ASSERT_TRUE(tally.ok());
  round.set_tally_digest(result::TallyDigest(result::ToFacts(round), *tally));
  release.set_tally_digest(round.tally_digest());
}

}  // namespace

void SignFacts(const crypto::SigningKey& key, bundle::v1::ReleaseBundle& bundle) {
  ASSERT_NO_FATAL_FAILURE(DigestFacts(bundle));
  SignRelease(key, bundle);
}

void SignAgain(const crypto::SigningKey& key, bundle::v1::ReleaseBundle& bundle) {
  ASSERT_NO_FATAL_FAILURE(DigestFacts(bundle));
  const auto recomputed = Recompute(bundle, *TallyOf(bundle));
  ASSERT_TRUE(recomputed.ok()) << recomputed.status();
  bundle.mutable_release()->set_inputs_digest(recomputed->inputs_digest);
  bundle.mutable_release()->set_result_digest(recomputed->digest);
  SignRelease(key, bundle);
}

void Complete(const crypto::SigningKey& key, bundle::v1::ReleaseBundle& bundle) {
  bundle.clear_results();
  bundle.clear_leaderboard_rows();
  ASSERT_NO_FATAL_FAILURE(SignAgain(key, bundle));
  const auto recomputed = Recompute(bundle, *TallyOf(bundle));
  ASSERT_TRUE(recomputed.ok()) << recomputed.status();
  for (const auto& result : recomputed->results) *bundle.add_results() = result;
  for (const auto& row : recomputed->leaderboard_rows) *bundle.add_leaderboard_rows() = row;
}

void SignRelease(const crypto::SigningKey& key, bundle::v1::ReleaseBundle& bundle) {
  result::v1::Release& release = *bundle.mutable_release();
  const result::ReleaseFacts facts = FactsOf(release);
  release.set_digest(result::ReleaseDigest(facts));
  release.set_key_id(key.public_key().id());
  release.set_signature(key.Sign(result::SignedText(facts, release.key_id())));
}

bundle::v1::ReleaseBundle SampleBundle(const crypto::SigningKey& key) {
  bundle::v1::ReleaseBundle bundle;
  EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(kFacts, &bundle).ok());
  bundle.set_format(bundle::kFormat);
  Complete(key, bundle);
  return bundle;
}

void ExpectEveryChangeRefused(const std::string& text,
                              const std::function<bool(const std::string&)>& is_accepted) {
  size_t refused = 0;
  for (size_t i = 0; i < text.size(); i += kAttackStep) {
    // The neighbouring digit or letter, the other case, the next digit, and a byte that is no text.
    for (const int change : {0x01, 0x20, 0x02, 0x80}) {
      std::string changed = text;
      changed[i] = static_cast<char>(changed[i] ^ change);
      ASSERT_FALSE(is_accepted(changed)) << "byte " << i << " of:\n" << changed;
      ++refused;
    }
  }
  EXPECT_EQ(refused, 4 * ((text.size() + kAttackStep - 1) / kAttackStep));
}

}  // namespace pingyi::verify
