// The attacker at a release whose total is made of components.
#include <string>
#include <vector>

#include <google/protobuf/util/json_util.h>
#include <gtest/gtest.h>

#include "services/bundle/bundle_text.h"
#include "services/verify/sample_bundle.h"
#include "services/verify/verify.h"

namespace pingyi::verify {
namespace {

// Appraisal 60, review 20, metrics 20, a quarter and a survey that only break ties, a score that is
// given, bonus points, and factors.
constexpr char kParts[] = R"json({
  "policy": {
    "criterion_factors": {"key": "x_factor", "title": "系数", "min": "0.5", "max": "2"},
    "component_combination": "COMBINATION_MEAN",
    "components": [
      {"key": "appraisal", "title": "测评", "weight": "60", "missing": "MISSING_COMPONENT_RULE_FAIL",
       "ballot": {}},
      {"key": "review", "title": "评审", "weight": "20",
       "missing": "MISSING_COMPONENT_RULE_RENORMALIZE", "review_score": {"max_points": "100"}},
      {"key": "metrics", "title": "指标", "weight": "20", "missing": "MISSING_COMPONENT_RULE_ZERO",
       "rounding": {"digits": 1, "mode": "MODE_HALF_UP"},
       "metrics": {"metrics": [
         {"key": "m", "title": "办结率", "weight": "2", "direction": "DIRECTION_HIGHER_IS_BETTER",
          "point_table": {"knots": [{"ratio": "0.8", "points": "60"},
                                    {"ratio": "1", "points": "100"}]}},
         {"key": "n", "title": "支出", "weight": "1", "direction": "DIRECTION_LOWER_IS_BETTER",
          "points_at_target": "100", "floor": "0", "cap": "110"}]}},
      {"key": "quarter", "title": "季度", "weight": "5", "missing": "MISSING_COMPONENT_RULE_FAIL",
       "other_round": {"factor": "1", "basis": "DECISION_BASIS_ROUNDED"}},
      {"key": "survey", "title": "满意度", "weight": "5", "missing": "MISSING_COMPONENT_RULE_ZERO",
       "satisfaction_counts": {"levels": [{"key": "yes", "title": "满意", "points": "100"},
                                          {"key": "no", "title": "不满意", "points": "0"}]}},
      {"key": "given", "title": "定分", "weight": "5", "missing": "MISSING_COMPONENT_RULE_ZERO",
       "fixed_score": {}},
      {"key": "extra", "title": "加减分", "adjustments": {"bonus_cap": "5"}}]},
  "component_figures": [
    {"name": "rounds/r1/components/extra", "source": "通报", "subject_figures": [
      {"subject": "rounds/r1/subjects/s2", "adjustments": {"items": [
        {"points": "3", "reason": "奖"}, {"points": "-1.5", "reason": "迟"}]}}]},
    {"name": "rounds/r1/components/given", "source": "决定", "subject_figures": [
      {"subject": "rounds/r1/subjects/s1", "score": {"score": "92", "reason": "因"}}]},
    {"name": "rounds/r1/components/metrics", "source": "表", "subject_figures": [
      {"subject": "rounds/r1/subjects/s1", "metrics": {"items": [
        {"metric": "m", "actual": "45", "target": "50"},
        {"metric": "n", "actual": "9.50", "target": "10"}]}},
      {"subject": "rounds/r1/subjects/s2", "metrics": {"items": [
        {"metric": "m", "actual": "2", "target": "3"}]}}]},
    {"name": "rounds/r1/components/quarter", "source": "一季度", "source_run": "rounds/q1/runs/x",
     "source_result_digest": "d", "subject_figures": [
      {"subject": "rounds/r1/subjects/s1", "score": {"score": "88.75"}},
      {"subject": "rounds/r1/subjects/s2", "score": {"score": "90.00"}}]},
    {"name": "rounds/r1/components/review", "source": "纪要", "subject_figures": [
      {"subject": "rounds/r1/subjects/s1", "score": {"score": "86.5"}}]},
    {"name": "rounds/r1/components/survey", "source": "问卷", "subject_figures": [
      {"subject": "rounds/r1/subjects/s2", "level_counts": {"items": [
        {"level": "no", "count": "2"}, {"level": "yes", "count": "7"}]}}]},
    {"name": "rounds/r1/components/x_factor", "source": "难度表", "subject_figures": [
      {"subject": "rounds/r1/subjects/s2", "factors": {"items": [
        {"criterion": "virtue", "factor": "1.5", "reason": "兼任"},
        {"criterion": "work", "factor": "0.90"}]}}]}]
})json";

class ComponentAttackTest : public ::testing::Test {
 protected:
  ComponentAttackTest() : bundle_(SampleBundle(SampleKey())) {
    bundle::v1::ReleaseBundle parts;
    EXPECT_TRUE(google::protobuf::util::JsonStringToMessage(kParts, &parts).ok());
    bundle_.MergeFrom(parts);
    Complete(SampleKey(), bundle_);
  }

  bool IsAccepted(const std::string& text) const {
    const auto bundle = bundle::ReadBundle(text);
    return bundle.ok() && Verify(*bundle, keys_).accepted();
  }
  bool IsAccepted(const bundle::v1::ReleaseBundle& bundle) const {
    return IsAccepted(bundle::BundleText(bundle));
  }

  bundle::v1::ReleaseBundle bundle_;
  const std::vector<crypto::PublicKey> keys_ = {SampleKey().public_key()};
};

TEST_F(ComponentAttackTest, TheBundleItselfIsAccepted) {
  EXPECT_EQ(bundle_.results(0).components_size(), 7);
  EXPECT_TRUE(IsAccepted(bundle_));
}

TEST_F(ComponentAttackTest, EveryChangedByteIsRefused) {
  const std::string text = bundle::BundleText(bundle_);
  ExpectEveryChangeRefused(text,
                           [this](const std::string& changed) { return IsAccepted(changed); });
}

TEST_F(ComponentAttackTest, EveryMissingOrDoubledByteOfTheFiguresIsRefused) {
  const std::string text = bundle::BundleText(bundle_);
  for (size_t i = text.find("\"component_figures\""); i < text.size(); i += kAttackStep) {
    std::string missing = text;
    missing.erase(i, 1);
    ASSERT_FALSE(IsAccepted(missing)) << "without byte " << i << " of:\n" << text;
    std::string doubled = text;
    doubled.insert(i, 1, text[i]);
    ASSERT_FALSE(IsAccepted(doubled)) << "byte " << i << " twice in:\n" << text;
  }
}

// An institution with the key can sign another result, but not one that the figures do not give.
TEST_F(ComponentAttackTest, AFigureThatWasChangedBeforeSigningIsFound) {
  bundle::v1::ReleaseBundle changed = bundle_;
  changed.mutable_component_figures(4)->mutable_subject_figures(0)->mutable_score()->set_score(
      "86.6");
  SignAgain(SampleKey(), changed);
  EXPECT_FALSE(IsAccepted(changed));  // the published results are those of 86.5
}

TEST_F(ComponentAttackTest, SoIsAFactor) {
  bundle::v1::ReleaseBundle changed = bundle_;
  changed.mutable_component_figures(6)
      ->mutable_subject_figures(0)
      ->mutable_factors()
      ->mutable_items(1)
      ->set_factor("0.91");
  SignAgain(SampleKey(), changed);
  EXPECT_FALSE(IsAccepted(changed));  // the published results are those of 0.90
}

TEST_F(ComponentAttackTest, FiguresHaveOneOrder) {
  bundle::v1::ReleaseBundle changed = bundle_;
  changed.mutable_component_figures()->SwapElements(0, 1);
  EXPECT_FALSE(IsAccepted(changed));
  changed = bundle_;
  changed.mutable_component_figures(2)->mutable_subject_figures()->SwapElements(0, 1);
  EXPECT_FALSE(IsAccepted(changed));
  changed = bundle_;
  changed.mutable_component_figures(5)
      ->mutable_subject_figures(0)
      ->mutable_level_counts()
      ->mutable_items()
      ->SwapElements(0, 1);
  EXPECT_FALSE(IsAccepted(changed));
  changed = bundle_;
  changed.mutable_component_figures(6)
      ->mutable_subject_figures(0)
      ->mutable_factors()
      ->mutable_items()
      ->SwapElements(0, 1);
  EXPECT_FALSE(IsAccepted(changed));
}

TEST_F(ComponentAttackTest, WhoRecordedThemIsNotInABundle) {
  bundle_.mutable_component_figures(0)->set_recorder("张三");
  EXPECT_FALSE(IsAccepted(bundle_));
}

TEST_F(ComponentAttackTest, FiguresThatCannotBeComputedWithAreRefused) {
  bundle_.mutable_component_figures(4)->mutable_subject_figures(0)->mutable_score()->set_score(
      "1e9");
  EXPECT_FALSE(IsAccepted(bundle_));
  bundle_.mutable_component_figures(4)->mutable_subject_figures(0)->clear_score();
  EXPECT_FALSE(IsAccepted(bundle_));
}

}  // namespace
}  // namespace pingyi::verify
