// The attacker at a release with rules about subjects: units, types, exclusions, bands, quotas that
// leave a tie to the committee, and leaderboards.
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "services/bundle/bundle_text.h"
#include "services/verify/expected.h"
#include "services/verify/sample_bundle.h"
#include "services/verify/verify.h"

namespace pingyi::verify {
namespace {

// Beside the sample's two subjects two more, of whom one is on probation. The first two share the
// first place of 一科 by the total, and half of two is one.
constexpr char kParts[] = R"json({
  "release": {"subject_count": 2},
  "subjects": [
    {"name": "rounds/r1/subjects/s3", "display_name": "王五", "unit": "一科",
     "subject_type": "leader", "position": 3},
    {"name": "rounds/r1/subjects/s4", "display_name": "赵六", "unit": "二科",
     "subject_type": "staff", "position": 4}],
  "policy": {
    "grade_quotas": [{"grade": "good", "pool": "POOL_UNIT", "share": "1/2", "rounding": "MODE_DOWN",
                      "tie": "TIE_COMMITTEE", "pool_names": ["一科"], "base": "BASE_ELIGIBLE"}],
    "subject_type_weights": [{"subject_type": "staff", "groups": [{"key": "a", "weight": "1/2"}],
                              "criteria": [{"key": "work", "weight": "3"}]}],
    "grade_bands": {"bands": [{"grade": "good", "share": "3/4"}, {"grade": "fair", "share": "0.25"}],
                    "pool": "POOL_ALL_SUBJECTS",
                    "rounding": "BAND_ROUNDING_CUMULATIVE_HALF_UP", "tie": "TIE_ALL_IN"},
    "exclusion_rules": [{"kind": "probation", "title": "试用期", "effect": "EFFECT_UNRANKED"},
                        {"kind": "veto", "title": "一票否决", "effect": "EFFECT_GRADE_AT_MOST",
                         "best_grade": "fair"}],
    "leaderboards": [
      {"key": "all", "title": "总榜", "total": {}, "partition": "PARTITION_NONE"},
      {"key": "virtue", "title": "德榜", "criterion": "virtue", "partition": "PARTITION_UNIT"},
      {"key": "b", "title": "B票榜", "group": "b", "partition": "PARTITION_SUBJECT_TYPE",
       "subject_types": ["leader"]}]},
  "tallies": [
    {"subject": "rounds/r1/subjects/s3", "position": 3, "cells": [
      {"marks": [0, 1], "counts": [3, 1]},
      {"criterion_index": 1, "marks": [17, 20], "counts": [2, 1], "abstentions": 1},
      {"group_index": 1, "marks": [0], "counts": [2]}]},
    {"subject": "rounds/r1/subjects/s4", "position": 4, "cells": [
      {"marks": [0], "counts": [2]}, {"criterion_index": 1, "marks": [4], "counts": [2]}]}],
  "inputs": [{"subject": "rounds/r1/subjects/s4", "exclusion": "probation"}]
})json";

class SubjectsAttackTest : public ::testing::Test {
 protected:
  SubjectsAttackTest() : bundle_(SampleBundle(SampleKey())) {
    bundle::v1::ReleaseBundle parts;
    const auto parsed = google::protobuf::util::JsonStringToMessage(kParts, &parts);
    EXPECT_TRUE(parsed.ok()) << parsed.ToString();
    bundle_.MergeFrom(parts);
    bundle_.mutable_subjects(1)->set_unit("二科");
    bundle_.mutable_release()->set_subject_count(bundle_.subjects_size());
    Complete();
  }

  // Signs the bundle with what its facts give.
  void Complete() {
    bundle_.mutable_release()->clear_decisions();
    Decide();
    verify::Complete(SampleKey(), bundle_);
  }

  // A release needs a decision on every tie that was left to the committee.
  void Decide() {
    const auto recomputed = Recompute(bundle_, *TallyOf(bundle_));
    ASSERT_TRUE(recomputed.ok()) << recomputed.status();
    for (const auto& result : recomputed->results) {
      if (result.undecided_grade().empty()) continue;
      result::v1::Release& release = *bundle_.mutable_release();
      result::v1::GradeDecision& decision = *release.add_decisions();
      decision.set_name("rounds/r1/runs/x/decisions/" + std::to_string(release.decisions_size()));
      decision.set_subject(result.subject());
      decision.set_grade("good");
      decision.set_grade_title("好");
      decision.set_computed_grade(result.grade());
      decision.set_reason("党组会议研究");
      decision.set_decider("党组");
      decision.set_recorder("张三");
      decision.mutable_create_time()->set_seconds(1'769'000'000);
    }
  }

  bool IsAccepted(const std::string& text) const {
    const auto bundle = bundle::ReadBundle(text);
    return bundle.ok() && Verify(*bundle, keys_).accepted();
  }
  bool IsAccepted(const bundle::v1::ReleaseBundle& bundle) const {
    return IsAccepted(bundle::BundleText(bundle));
  }

  std::vector<std::string> Findings() const {
    const auto bundle = bundle::ReadBundle(bundle::BundleText(bundle_));
    if (!bundle.ok()) return {bundle.status().ToString()};
    std::vector<std::string> findings;
    for (const Check& check : Verify(*bundle, keys_).checks) {
      for (const Text& finding : check.findings) findings.push_back(finding.en);
    }
    return findings;
  }

  bundle::v1::ReleaseBundle bundle_;
  const std::vector<crypto::PublicKey> keys_ = {SampleKey().public_key()};
};

TEST_F(SubjectsAttackTest, TheBundleItselfIsAccepted) {
  EXPECT_THAT(Findings(), testing::IsEmpty());
  EXPECT_TRUE(IsAccepted(bundle_));
  EXPECT_EQ(bundle_.results(0).undecided_grade(), "good");
  EXPECT_EQ(bundle_.results(1).undecided_grade(), "good");
  EXPECT_EQ(bundle_.results(3).exclusion(), "probation");
  EXPECT_EQ(bundle_.results(3).rank(), 0);
  EXPECT_EQ(bundle_.results(3).grade(), "");
  // Three on the first board, two and one by unit, two leaders.
  EXPECT_EQ(bundle_.leaderboard_rows_size(), 8);
  EXPECT_EQ(bundle_.release().inputs_digest().size(), 64);
}

TEST_F(SubjectsAttackTest, EveryChangedByteIsRefused) {
  const std::string text = bundle::BundleText(bundle_);
  for (size_t i = 0; i < text.size(); i += kAttackStep) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 0x01);
    ASSERT_FALSE(IsAccepted(changed)) << "byte " << i << " of:\n" << changed;
  }
}

// An institution with the key could sign anything: what it publishes must follow from what it
// signs.
TEST_F(SubjectsAttackTest, ASignedExclusionChangesTheResult) {
  bundle::v1::ReleaseBundle other = bundle_;
  other.clear_inputs();
  EXPECT_FALSE(IsAccepted(other));
  SignAgain(SampleKey(), other);
  EXPECT_FALSE(IsAccepted(other));  // the published results are those with the exclusion
  bundle_.clear_inputs();
  Complete();
  EXPECT_TRUE(IsAccepted(bundle_));
  EXPECT_EQ(bundle_.release().inputs_digest(), "");
}

TEST_F(SubjectsAttackTest, ARowOfABoardCannotBeLeftOutOrMoved) {
  bundle::v1::ReleaseBundle other = bundle_;
  other.mutable_leaderboard_rows()->RemoveLast();
  EXPECT_FALSE(IsAccepted(other));
  other = bundle_;
  other.mutable_leaderboard_rows()->SwapElements(0, 1);
  EXPECT_FALSE(IsAccepted(other));
}

TEST_F(SubjectsAttackTest, ExclusionsHaveOneForm) {
  auto& one = *bundle_.add_inputs();
  one.set_subject("rounds/r1/subjects/s1");
  one.set_exclusion("veto");
  Complete();
  EXPECT_FALSE(IsAccepted(bundle_)) << "not in byte order";
  bundle_.mutable_inputs()->SwapElements(0, 1);
  Complete();
  EXPECT_TRUE(IsAccepted(bundle_));
  bundle_.mutable_inputs(0)->set_subject("rounds/r2/subjects/s1");
  Complete();
  EXPECT_FALSE(IsAccepted(bundle_)) << "another round's subject";
}

}  // namespace
}  // namespace pingyi::verify
