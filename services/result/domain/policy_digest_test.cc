#include "services/result/domain/policy_digest.h"

#include <functional>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using Relation = MarkCountComparison::Relation;

PolicyRules FullPolicy() {
  PolicyRules policy = test::MeanPolicy();
  policy.grade_thresholds = {{"excellent", "优秀", "90.0"}, {"poor", "差 评", ""}};
  policy.tie_breakers = {{GroupScoreComparison{"a"}, 0},
                         {CriterionScoreComparison{"de"}, 3},
                         {MarkCountComparison{{{"b", "a"}, {}}, Relation::kAtLeast, "24/2"}, 1},
                         {CountbackComparison{{{}, {"ji", "de"}}}, 0},
                         {PositionComparison{}, 0}};
  return policy;
}

TEST(PolicyDigestTest, CanonicalFormIsAsDocumented) {
  EXPECT_EQ(CanonicalPolicy(FullPolicy()),
            "pingyi-policy-v1\n"
            "marks MEAN\n"
            "criteria MEAN\n"
            "groups MEAN\n"
            "missing RENORMALIZE\n"
            "grade excellent 90 优秀\n"
            "grade poor - 差 评\n"
            "rounding 2 HALF_UP\n"
            "basis EXACT\n"
            "tie 0 group-score a\n"
            "tie 3 criterion-score de\n"
            "tie 1 mark-count a,b * at-least 12\n"
            "tie 0 countback * de,ji\n"
            "tie 0 position\n"
            "rank STANDARD_COMPETITION\n");
}

TEST(PolicyDigestTest, IsTheHashOfTheForm) {
  const PolicyRules policy = FullPolicy();
  EXPECT_EQ(PolicyDigest(policy), crypto::Hex(crypto::Sha256(CanonicalPolicy(policy))));
  EXPECT_EQ(PolicyDigest(policy).size(), 64u);
}

TEST(PolicyDigestTest, WhatMeansTheSameHasTheSameDigest) {
  PolicyRules policy = FullPolicy();
  policy.grade_thresholds[0].min_total = "180/2";
  auto& count = std::get<MarkCountComparison>(policy.tie_breakers[2].comparison);
  count.points = "12.00";
  count.scope.groups = {"a", "b"};
  EXPECT_EQ(PolicyDigest(policy), PolicyDigest(FullPolicy()));
}

TEST(PolicyDigestTest, EveryRuleCounts) {
  using P = PolicyRules;
  const std::vector<std::function<void(P&)>> changes = {
      [](P&) {},
      [](P& p) { p.mark_combination = Combination::kSum; },
      [](P& p) { p.criterion_combination = Combination::kSum; },
      [](P& p) { p.group_combination = Combination::kSum; },
      [](P& p) { p.missing_group = MissingGroupRule::kZero; },
      [](P& p) { p.missing_group = MissingGroupRule::kFail; },
      [](P& p) { p.grade_thresholds[0].min_total = "91"; },
      [](P& p) { p.grade_thresholds[0].title = "优"; },
      [](P& p) { p.grade_thresholds[0].grade = "good"; },
      [](P& p) { p.grade_thresholds.clear(); },
      [](P& p) { p.rounding.digits = 3; },
      [](P& p) { p.rounding.mode = RoundingMode::kHalfEven; },
      [](P& p) { p.rounding.mode = RoundingMode::kDown; },
      [](P& p) { p.rounding.mode = RoundingMode::kUp; },
      [](P& p) { p.decision_basis = DecisionBasis::kRounded; },
      [](P& p) { std::swap(p.tie_breakers[0], p.tie_breakers[1]); },
      [](P& p) { p.tie_breakers[0].up_to_rank = 1; },
      [](P& p) { p.tie_breakers.pop_back(); },
      [](P& p) {
        std::get<MarkCountComparison>(p.tie_breakers[2].comparison).relation = Relation::kAbove;
      },
      [](P& p) {
        std::get<MarkCountComparison>(p.tie_breakers[2].comparison).relation = Relation::kEqual;
      },
      [](P& p) { std::get<CountbackComparison>(p.tie_breakers[3].comparison).scope = {}; },
  };
  std::set<std::string> digests;
  for (const auto& change : changes) {
    PolicyRules policy = FullPolicy();
    change(policy);
    digests.insert(PolicyDigest(policy));
  }
  EXPECT_EQ(digests.size(), changes.size());
}

}  // namespace
}  // namespace pingyi::result
