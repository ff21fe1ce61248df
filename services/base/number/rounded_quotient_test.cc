#include "services/base/number/rounded_quotient.h"

#include <cstdint>
#include <limits>

#include <gtest/gtest.h>

#include "services/base/number/rational.h"

namespace pingyi {
namespace {

enum class Mode { kUnspecified, kHalfUp, kHalfEven, kDown, kUp };

struct Case {
  uint64_t numerator;
  uint64_t denominator;
  Mode mode;
  uint64_t expected;
};

TEST(RoundedQuotientTest, RoundsAsTheModeSays) {
  constexpr Case kCases[] = {
      {5, 2, Mode::kHalfUp, 3},   {5, 2, Mode::kHalfEven, 2}, {7, 2, Mode::kHalfEven, 4},
      {5, 2, Mode::kUp, 3},       {5, 2, Mode::kDown, 2},     {5, 2, Mode::kUnspecified, 2},
      {7, 3, Mode::kHalfUp, 2},   {8, 3, Mode::kHalfUp, 3},   {7, 3, Mode::kHalfEven, 2},
      {8, 3, Mode::kHalfEven, 3}, {7, 3, Mode::kUp, 3},       {8, 3, Mode::kDown, 2},
      {6, 3, Mode::kUp, 2},       {0, 3, Mode::kUp, 0},       {6, 3, Mode::kHalfEven, 2},
  };
  for (const Case& c : kCases) {
    SCOPED_TRACE(::testing::Message()
                 << c.numerator << "/" << c.denominator << " mode " << static_cast<int>(c.mode));
    EXPECT_EQ(RoundedQuotient<uint64_t>(c.numerator, c.denominator, c.mode), c.expected);
    EXPECT_EQ(RoundedQuotient<Integer>(c.numerator, c.denominator, c.mode), c.expected);
  }
}

TEST(RoundedQuotientTest, TwiceTheDenominatorNeedNotFit) {
  constexpr uint64_t kMax = std::numeric_limits<uint64_t>::max();
  EXPECT_EQ(RoundedQuotient<uint64_t>(kMax / 2, kMax, Mode::kHalfUp), 0);
  EXPECT_EQ(RoundedQuotient<uint64_t>(kMax / 2 + 1, kMax, Mode::kHalfUp), 1);
}

}  // namespace
}  // namespace pingyi
