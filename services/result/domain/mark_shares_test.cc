#include "services/result/domain/mark_shares.h"

#include <numeric>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "services/result/domain/random_round.h"
#include "services/result/domain/rounding.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using test::Cell;

std::vector<std::string> Texts(const std::vector<Rational>& shares) {
  std::vector<std::string> texts;
  for (const Rational& share : shares) {
    texts.push_back(ShortText(share));
  }
  return texts;
}

TEST(RoundedSharesTest, HandComputed) {
  struct Case {
    MarkSharesRule rule;
    std::vector<int64_t> counts;
    std::vector<std::string> shares;
  };
  using enum ShareMethod;
  const Case cases[] = {
      // A third is 33.33...: three of them miss 0.1 of 100.
      {{1, kEachHalfUp, false}, {1, 1, 1}, {"33.3", "33.3", "33.3"}},
      // 33.3, 66.7, 100: the differences.
      {{1, kCumulativeHalfUp, false}, {1, 1, 1}, {"33.3", "33.4", "33.3"}},
      {{1, kLargestRemainder, false}, {1, 1, 1}, {"33.4", "33.3", "33.3"}},
      // 14.28..., 28.57..., 57.14...
      {{0, kEachHalfUp, false}, {1, 2, 4}, {"14", "29", "57"}},
      {{0, kCumulativeHalfUp, false}, {1, 2, 4}, {"14", "29", "57"}},
      {{0, kLargestRemainder, false}, {1, 2, 4}, {"14", "29", "57"}},
      // 12.5, 12.5, 75: each by itself sums to 101.
      {{0, kEachHalfUp, false}, {1, 1, 6}, {"13", "13", "75"}},
      {{0, kCumulativeHalfUp, false}, {1, 1, 6}, {"13", "12", "75"}},
      {{0, kLargestRemainder, false}, {1, 1, 6}, {"13", "12", "75"}},
      // 16.66... of six: four units are missing, to the first four.
      {{0, kLargestRemainder, false}, {1, 1, 1, 1, 1, 1}, {"17", "17", "17", "17", "16", "16"}},
      {{2, kLargestRemainder, false}, {0, 3, 0}, {"0", "100", "0"}},
      {{2, kCumulativeHalfUp, false}, {0, 0}, {"0", "0"}},
      {{3, kEachHalfUp, false}, {236, 1497}, {"13.618", "86.382"}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Texts(RoundedShares(c.rule, c.counts)), c.shares);
  }
}

// Every method stays within one unit of the exact share; all but the first sum to 100; a mark that
// nobody gave has no share.
TEST(RoundedSharesTest, HoldForRandomCounts) {
  test::Generator random(11);
  for (int round = 0; round < 2000; ++round) {
    const int digits = static_cast<int>(random.Below(4));
    Rational unit(1);
    for (int i = 0; i < digits; ++i) {
      unit /= Rational(10);
    }
    std::vector<int64_t> counts(static_cast<size_t>(1 + random.Below(8)));
    for (int64_t& count : counts) {
      count = random.Below(3) == 0 ? 0 : random.Below(2000);
    }
    counts[0] += 1;
    const int64_t all = std::accumulate(counts.begin(), counts.end(), int64_t{0});
    for (int method = 1; method <= 3; ++method) {
      const auto shares = RoundedShares({digits, static_cast<ShareMethod>(method), false}, counts);
      Rational sum;
      for (size_t i = 0; i < counts.size(); ++i) {
        sum += shares[i];
        const Rational off = shares[i] - Rational::Ratio(100 * counts[i], all);
        ASSERT_LT(off.sign() < 0 ? -off : off, unit);
        ASSERT_TRUE(counts[i] > 0 || shares[i].sign() == 0);
      }
      if (method > 1) {
        ASSERT_EQ(sum, Rational(100));
      }
    }
  }
}

TEST(SharesOfTest, ListsTheScaleFromTheBest) {
  std::vector<FieldViolation> violations;
  RoundFacts facts = test::Facts({{"x", "1"}, {"y", "1"}}, {{"a", "1"}}, test::FourGrades());
  facts.criteria[1].scale = test::Numbers("100");
  const Form form = Form::Read(facts, violations).value();
  PolicyRules policy = test::MeanPolicy();
  policy.mark_shares = MarkSharesRule{0, ShareMethod::kEachHalfUp, true};
  EXPECT_EQ(SharesOf(policy, form.points(0), Cell(0, 0, {{0, 1}, {3, 2}}, 1)),
            (std::vector<MarkShareLine>{{0, 1, Rational(25)},
                                        {1, 0, Rational(0)},
                                        {2, 0, Rational(0)},
                                        {3, 2, Rational(50)},
                                        {std::nullopt, 1, Rational(25)}}));
  policy.mark_shares->with_abstentions = false;
  EXPECT_EQ(SharesOf(policy, form.points(1), Cell(0, 1, {{7, 1}, {90, 3}}, 5)),
            (std::vector<MarkShareLine>{{90, 3, Rational(75)}, {7, 1, Rational(25)}}));
  policy.total_order = TotalOrder::kAscending;
  EXPECT_EQ(SharesOf(policy, form.points(1), Cell(0, 1, {{7, 1}, {90, 3}}, 5)),
            (std::vector<MarkShareLine>{{7, 1, Rational(25)}, {90, 3, Rational(75)}}));
}

}  // namespace
}  // namespace pingyi::result
