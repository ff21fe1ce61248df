#include "services/result/domain/canonical.h"

#include <string>
#include <utility>

#include <gtest/gtest.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"
#include "services/base/testing/status_matchers.h"
#include "services/result/domain/aggregate.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using test::Cell;

class CanonicalResultsTest : public ::testing::Test {
 protected:
  void SetUp() override {
    // s1: a gave 德 (100 + 80 + 80) / 3 = 260/3 and nothing on 绩; b gave nothing.
    // s2: a gave 德 100 and 绩 60: 80; b gave 绩 80: (2 x 80 + 80) / 3 = 80.
    const Tally tally = test::TallyOf(
        {3, 1}, {{"s1", 1, {Cell(0, 0, {{0, 1}, {1, 2}}), Cell(0, 1, {}, 3)}},
                 {"s2", 2, {Cell(0, 0, {{0, 1}}), Cell(0, 1, {{2, 1}}), Cell(1, 1, {{1, 1}})}}});
    ASSERT_OK_AND_ASSIGN(results_, Aggregate(policy_, facts_, tally));
  }

  const RoundFacts facts_ =
      test::Facts({{"de", "1"}, {"ji", "1"}}, {{"a", "2"}, {"b", "1"}}, test::FourGrades());
  PolicyRules policy_ = test::MeanPolicy();
  RoundResults results_;
};

// By hand, from the comment on pingyi.result.v1.SubjectResult.
TEST_F(CanonicalResultsTest, AreAsTheContractStates) {
  EXPECT_EQ(CanonicalResults(facts_, "t1", policy_, "p1", results_),
            "pingyi-result-v1\n"
            "round rounds/r1 " +
                std::string(64, 'f') +
                "\n"
                "tally t1\n"
                "policy p1\n"
                "result s1 1 - 260/3 86.67\n"
                "group a 260/3\n"
                "criterion de 260/3\n"
                "criterion ji -\n"
                "group b -\n"
                "criterion de -\n"
                "criterion ji -\n"
                "result s2 2 - 80 80.00\n"
                "group a 80\n"
                "criterion de 100\n"
                "criterion ji 60\n"
                "group b 80\n"
                "criterion de -\n"
                "criterion ji 80\n");
}

TEST_F(CanonicalResultsTest, ShowTheGrade) {
  results_[0].grade = "excellent";
  EXPECT_NE(CanonicalResults(facts_, "t1", policy_, "p1", results_)
                .find("result s1 1 excellent 260/3 86.67\n"),
            std::string::npos);
}

TEST_F(CanonicalResultsTest, DigestIsTheHashOfTheLines) {
  EXPECT_EQ(ResultDigest(facts_, "t1", policy_, "p1", results_),
            crypto::Hex(crypto::Sha256(CanonicalResults(facts_, "t1", policy_, "p1", results_))));
}

TEST_F(CanonicalResultsTest, DigestChangesWithWhatItRestsOn) {
  const std::string digest = ResultDigest(facts_, "t1", policy_, "p1", results_);
  EXPECT_NE(ResultDigest(facts_, "t2", policy_, "p1", results_), digest);
  EXPECT_NE(ResultDigest(facts_, "t1", policy_, "p2", results_), digest);
  results_[1].groups[1].criteria[1].score = Rational(81);
  EXPECT_NE(ResultDigest(facts_, "t1", policy_, "p1", results_), digest);
}

}  // namespace
}  // namespace pingyi::result
