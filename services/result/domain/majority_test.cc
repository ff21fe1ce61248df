#include "services/result/domain/majority.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "services/result/domain/random_round.h"
#include "services/result/domain/testing.h"

namespace pingyi::result {
namespace {

using test::Cell;

std::vector<PointCount> Marks(const std::vector<std::pair<int64_t, int64_t>>& marks) {
  std::vector<PointCount> list;
  for (const auto& [points, count] : marks) {
    list.push_back({Rational(points), count});
  }
  return list;
}

// The same by the definition: sorts the marks and takes the lower median away again and again.
std::vector<Rational> Medians(const std::vector<PointCount>& marks) {
  std::vector<Rational> left;
  for (const PointCount& mark : marks) {
    left.insert(left.begin(), static_cast<size_t>(mark.count), mark.points);
  }
  std::sort(left.begin(), left.end());
  std::vector<Rational> medians;
  while (!left.empty()) {
    const auto median = left.begin() + static_cast<std::ptrdiff_t>((left.size() - 1) / 2);
    medians.push_back(*median);
    left.erase(median);
  }
  return medians;
}

TEST(MajorityGaugeTest, CountsAboveAndBelowTheLowerMedian) {
  struct Case {
    std::vector<PointCount> marks;
    int64_t grade, above, below;
    bool plus;
  };
  const Case cases[] = {
      {Marks({{5, 3}, {4, 4}, {1, 2}}), 4, 3, 2, true},   // the fifth of nine
      {Marks({{5, 2}, {4, 4}, {1, 3}}), 4, 2, 3, false},  //
      {Marks({{5, 3}, {4, 3}, {1, 3}}), 4, 3, 3, false},  // as many above as below
      {Marks({{5, 2}, {1, 2}}), 1, 2, 0, true},           // of four the third
      {Marks({{5, 3}, {1, 2}}), 5, 0, 2, false},          //
      {Marks({{2, 1}}), 2, 0, 0, false},
  };
  for (const Case& c : cases) {
    const MajorityGauge gauge = GaugeOf(c.marks).value();
    EXPECT_EQ(gauge.grade, Rational(c.grade));
    EXPECT_EQ(gauge.above, c.above);
    EXPECT_EQ(gauge.below, c.below);
    EXPECT_EQ(gauge.plus(), c.plus);
  }
  EXPECT_EQ(GaugeOf({}), std::nullopt);
}

// "+" before "-"; among "+" the greater share above, among "-" the smaller share below.
TEST(MajorityGaugeTest, OrdersAsTheRuleSays) {
  const auto falling = {
      Marks({{5, 4}, {4, 5}, {1, 1}}),  // + 4/10
      Marks({{5, 3}, {4, 6}, {1, 1}}),  // + 3/10
      Marks({{5, 1}, {4, 8}, {1, 1}}),  // - 1/10: as many above as below
      Marks({{5, 1}, {4, 7}, {1, 2}}),  // - 2/10
      Marks({{5, 2}, {4, 4}, {1, 4}}),  // - 4/10, though more are above than in the line before
      Marks({{5, 4}, {3, 6}}),          // a lower median is after all of them
  };
  const std::vector<PointCount>* before = nullptr;
  for (const auto& marks : falling) {
    if (before != nullptr) {
      EXPECT_GT(MajorityGaugeKey(*before), MajorityGaugeKey(marks));
    }
    before = &marks;
  }
  EXPECT_GT(MajorityGaugeKey(Marks({{0, 1}})), MajorityGaugeKey({}));
}

TEST(MajorityValueTest, IsTheSequenceOfMedians) {
  // 5 5 4 3 1: 4, then of 5 5 3 1 the lower 3, then 5, then 1, then 5.
  EXPECT_EQ(
      Medians(Marks({{5, 2}, {4, 1}, {3, 1}, {1, 1}})),
      (std::vector<Rational>{Rational(4), Rational(3), Rational(5), Rational(1), Rational(5)}));
  EXPECT_EQ(MajorityValueKey(Marks({{5, 2}, {4, 1}, {3, 1}, {1, 1}})),
            (std::vector<Rational>{Rational(4), Rational(3), Rational(5), Rational(-1), Rational(1),
                                   Rational(5), Rational(0)}));
  EXPECT_TRUE(MajorityValueKey({}).empty());
  EXPECT_EQ(MajorityValueKey(Marks({{7, 1}})), std::vector<Rational>{Rational(7)});
}

// The short key orders subjects of equally many marks exactly as the whole sequences do.
TEST(MajorityValueTest, OrdersAsTheWholeSequence) {
  test::Generator random(7);
  for (int round = 0; round < 3000; ++round) {
    const int64_t count = 1 + random.Below(9);
    std::vector<std::vector<PointCount>> both;
    for (int i = 0; i < 2; ++i) {
      std::vector<PointCount> marks = Marks({{4, 0}, {3, 0}, {2, 0}, {1, 0}});
      for (int64_t k = 0; k < count; ++k) {
        ++marks[static_cast<size_t>(random.Below(4))].count;
      }
      std::erase_if(marks, [](const PointCount& mark) { return mark.count == 0; });
      both.push_back(marks);
    }
    ASSERT_EQ(MajorityValueKey(both[0]) <=> MajorityValueKey(both[1]),
              Medians(both[0]) <=> Medians(both[1]))
        << round;
  }
}

TEST(MajorityMarksTest, AreThoseOfTheScopeWithAbstentions) {
  std::vector<FieldViolation> violations;
  const Form form = Form::Read(test::Facts({{"x", "1"}, {"y", "1"}}, {{"a", "1"}, {"b", "1"}},
                                           test::FourGrades()),
                               violations)
                        .value();
  const SubjectTally tally{
      "s", 1, {Cell(0, 0, {{0, 2}, {3, 1}}, 4), Cell(0, 1, {{1, 9}}), Cell(1, 0, {{0, 1}}, 1)}};
  const ScopeFilter scope({{}, {"x"}}, form);
  EXPECT_EQ(MarksOf(scope, form, tally, std::nullopt), Marks({{100, 3}, {0, 1}}));
  EXPECT_EQ(MarksOf(scope, form, tally, Rational(0)), Marks({{100, 3}, {0, 6}}));
  EXPECT_EQ(MarksOf(scope, form, tally, Rational(60)), Marks({{100, 3}, {60, 5}, {0, 1}}));
}

}  // namespace
}  // namespace pingyi::result
