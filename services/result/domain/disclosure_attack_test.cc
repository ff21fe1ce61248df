// The attacker: knows the rules, the weights and the turnout, has everything that is published, and
// solves the linear equations between marks, scores and totals. Nothing that rests on fewer than k
// ballots may come out, neither a figure nor a sum of such figures.
#include <algorithm>
#include <map>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "services/base/number/rational.h"
#include "services/result/domain/disclosure.h"
#include "services/result/domain/equations.h"

namespace pingyi::result {
namespace {

using test::Equations;

std::string Cell(size_t group, size_t criterion) { return fmt::format("x{}.{}", group, criterion); }
std::string Group(size_t group) { return fmt::format("y{}", group); }
std::string Board(size_t criterion) { return fmt::format("b{}", criterion); }

struct Round {
  SubjectBallots ballots;
  std::vector<Rational> groups;    // weights
  std::vector<Rational> criteria;  // weights

  int64_t MostOf(size_t group) const {
    int64_t most = 0;
    for (const CellBallots& cell : ballots[group]) most = std::max(most, cell.marks);
    return most;
  }
};

// The scores' definitions: known to everybody.
void Define(const Round& round, Equations& equations) {
  std::map<std::string, Rational> total;
  std::vector<std::map<std::string, Rational>> boards(round.criteria.size());
  for (size_t g = 0; g < round.groups.size(); ++g) {
    std::map<std::string, Rational> group;
    for (size_t c = 0; c < round.criteria.size(); ++c) {
      if (round.ballots[g][c].marks == 0) continue;
      group[Cell(g, c)] = round.criteria[c];
      group[Group(g)] -= round.criteria[c];
      boards[c][Cell(g, c)] = round.groups[g];
      boards[c][Board(c)] -= round.groups[g];
    }
    if (group.empty()) continue;
    equations.Know(group);
    total[Group(g)] = round.groups[g];
    total["total"] -= round.groups[g];
  }
  if (!total.empty()) equations.Know(total);
  for (const auto& board : boards) {
    if (!board.empty()) equations.Know(board);
  }
}

// What a release, its leaderboards and its explanations show.
void Publish(const Round& round, const SubjectMask& mask, Equations& equations) {
  if (mask.total == Suppression::kShown) equations.Know("total");
  for (size_t c = 0; c < round.criteria.size(); ++c) {
    if (mask.criteria[c] == Suppression::kShown) equations.Know(Board(c));
  }
  for (size_t g = 0; g < round.groups.size(); ++g) {
    if (mask.groups[g].score == Suppression::kShown) equations.Know(Group(g));
    for (size_t c = 0; c < round.criteria.size(); ++c) {
      const bool marked = round.ballots[g][c].marks > 0;
      if (marked && mask.groups[g].criteria[c] == Suppression::kShown) equations.Know(Cell(g, c));
    }
  }
}

// The unknowns that rest on fewer than k ballots of one group.
std::set<std::string> SmallOf(const Round& round, int64_t k, size_t group) {
  std::set<std::string> small;
  for (size_t c = 0; c < round.criteria.size(); ++c) {
    const int64_t marks = round.ballots[group][c].marks;
    if (marks > 0 && marks < k) small.insert(Cell(group, c));
  }
  const int64_t most = round.MostOf(group);
  if (most > 0 && most < k) small.insert(Group(group));
  return small;
}

// Every set of groups whose small figures rest on fewer than k ballots together.
std::vector<std::set<std::string>> Secrets(const Round& round, int64_t k) {
  std::vector<std::set<std::string>> secrets;
  for (size_t bits = 1; bits < size_t{1} << round.groups.size(); ++bits) {
    std::set<std::string> secret;
    int64_t ballots = 0;
    size_t groups = 0;
    for (size_t g = 0; g < round.groups.size(); ++g) {
      if ((bits >> g & 1) == 0) continue;
      secret.merge(SmallOf(round, k, g));
      ballots += round.MostOf(g);
      ++groups;
    }
    if (!secret.empty() && (groups == 1 || ballots < k)) secrets.push_back(std::move(secret));
  }
  return secrets;
}

// Whether the attacker learns nothing about any of the secrets but what holds by definition.
bool Safe(const Round& round, const Equations& equations, int64_t k) {
  Equations known;
  Define(round, known);
  const auto secrets = Secrets(round, k);
  return std::all_of(secrets.begin(), secrets.end(), [&](const auto& secret) {
    return equations.Told(secret) == known.Told(secret);
  });
}

bool Safe(const Round& round, int64_t k, const SubjectMask& mask) {
  Equations equations;
  Define(round, equations);
  Publish(round, mask, equations);
  return Safe(round, equations, k);
}

Round RandomRound(std::mt19937& random) {
  const auto upto = [&random](size_t n) { return static_cast<size_t>(random() % (n + 1)); };
  Round round;
  const size_t groups = 1 + upto(3);
  const size_t criteria = 1 + upto(3);
  for (size_t c = 0; c < criteria; ++c) {
    round.criteria.push_back(Rational::Ratio(static_cast<int64_t>(1 + upto(4)), 1 + upto(2)));
  }
  for (size_t g = 0; g < groups; ++g) {
    round.groups.push_back(Rational(static_cast<int64_t>(1 + upto(4))));
    const size_t valid = upto(9);
    auto& cells = round.ballots.emplace_back();
    for (size_t c = 0; c < criteria; ++c) {
      // Mostly all mark, sometimes a few abstain or leave it out.
      const size_t marks = random() % 3 == 0 ? upto(valid) : valid;
      cells.push_back({.marks = static_cast<int64_t>(marks),
                       .abstentions = static_cast<int64_t>(upto(valid - marks))});
    }
  }
  return round;
}

TEST(DisclosureAttackTest, NothingSmallFollowsFromWhatIsPublished) {
  std::mt19937 random(20260131);
  int suppressed = 0;
  for (int i = 0; i < 5000; ++i) {
    const Round round = RandomRound(random);
    const auto k = static_cast<int64_t>(3 + random() % 4);
    const SubjectMask mask = MaskOf({.min_ballots = k}, round.ballots);
    suppressed += mask.any() && mask.total == Suppression::kShown ? 1 : 0;
    ASSERT_TRUE(Safe(round, k, mask)) << "round " << i;
  }
  EXPECT_GT(suppressed, 1000);  // the attacker had something to attack
}

TEST(DisclosureAttackTest, WithoutComplementsTheAttackerWins) {
  std::mt19937 random(7);
  int broken = 0;
  for (int i = 0; i < 2000; ++i) {
    const Round round = RandomRound(random);
    SubjectMask mask = MaskOf({.min_ballots = 5}, round.ballots);
    if (mask.total != Suppression::kShown) continue;
    const auto show = [](Suppression& cell) {
      if (cell == Suppression::kComplementary) cell = Suppression::kShown;
    };
    for (GroupMask& group : mask.groups) {
      show(group.score);
      std::for_each(group.criteria.begin(), group.criteria.end(), show);
    }
    broken += Safe(round, 5, mask) ? 0 : 1;
  }
  EXPECT_GT(broken, 500);
}

TEST(DisclosureAttackTest, ALeaderboardByCriterionWouldGiveItAway) {
  // Group 0 has a small criterion, hidden by its second one; the criterion over both groups less
  // group 1's would be that criterion.
  const Round round{.ballots = {{{.marks = 2}, {.marks = 6}}, {{.marks = 9}, {.marks = 9}}},
                    .groups = {Rational(1), Rational(1)},
                    .criteria = {Rational(1), Rational(1)}};
  SubjectMask mask = MaskOf({.min_ballots = 5}, round.ballots);
  EXPECT_TRUE(Safe(round, 5, mask));
  mask.criteria[0] = Suppression::kShown;
  EXPECT_FALSE(Safe(round, 5, mask));
}

// Of a pool the criteria over all groups are published, and how many of each group marked and
// abstained; the attacker subtracts counts as well.
TEST(DisclosureAttackTest, OfAPoolNeitherFewMarksNorFewAbstentionsFollow) {
  std::mt19937 random(3);
  int suppressed = 0;
  for (int i = 0; i < 2000; ++i) {
    const Round round = RandomRound(random);
    const SubjectMask mask = MaskOf({.min_ballots = 5, .pooled = true}, round.ballots);
    Round pool{.ballots = {{}}, .groups = {Rational(1)}, .criteria = round.criteria};
    Equations counts;
    for (size_t c = 0; c < round.criteria.size(); ++c) {
      CellBallots& sum = pool.ballots[0].emplace_back();
      std::map<std::string, Rational> abstentions;
      for (size_t g = 0; g < round.groups.size(); ++g) {
        sum.marks += round.ballots[g][c].marks;
        sum.abstentions += round.ballots[g][c].abstentions;
        abstentions[Cell(g, c)] = Rational(1);
        if (mask.groups[g].criteria[c] == Suppression::kShown) counts.Know(Cell(g, c));
      }
      if (mask.criteria[c] == Suppression::kShown) counts.Know(abstentions);
    }
    // The pool is as one group, of which no cell is shown but in the list over all groups.
    SubjectMask as_one{.total = mask.total, .groups = {}, .criteria = mask.criteria};
    as_one.groups.push_back({.score = mask.total, .criteria = mask.criteria});
    ASSERT_TRUE(Safe(pool, 5, as_one)) << "round " << i;
    for (size_t g = 0; g < round.groups.size(); ++g) {
      for (size_t c = 0; c < round.criteria.size(); ++c) {
        const CellBallots& cell = round.ballots[g][c];
        const int64_t ballots = cell.marks + cell.abstentions;
        if (ballots == 0 || ballots >= 5) continue;
        ASSERT_EQ(counts.Told({Cell(g, c)}), 0U) << "round " << i;
        ++suppressed;
      }
    }
  }
  EXPECT_GT(suppressed, 1000);
}

TEST(DisclosureAttackTest, AnAmendedReleaseAddsNothing) {
  // Two releases of the same round differ by points that everybody sees: total + 2 = amended total.
  const Round round{.ballots = {{{.marks = 3}}, {{.marks = 9}}, {{.marks = 20}}},
                    .groups = {Rational(40), Rational(30), Rational(30)},
                    .criteria = {Rational(1)}};
  const SubjectMask mask = MaskOf({.min_ballots = 5}, round.ballots);
  Equations equations;
  Define(round, equations);
  Publish(round, mask, equations);
  equations.Know({{"amended", Rational(1)}, {"total", Rational(-1)}});
  equations.Know("amended");
  EXPECT_TRUE(Safe(round, equations, 5));
  // A preview with other weights would, which is why ReachOf() lets it show nobody.
  equations.Know({{"y0", Rational(1)}, {"y1", Rational(1)}, {"y2", Rational(1)}});
  EXPECT_FALSE(Safe(round, equations, 5));
}

// Beyond linear algebra: marks are whole numbers of few kinds, and whoever tries every tally has
// only so many that give the published total. Three leaders and five colleagues, five criteria of
// four grades of equal weight, 40 : 30 with the rest shown, two digits: nearly always several sums
// of the leaders' marks remain. (With a single criterion there would be one: what disclosure.h
// promises is that no calculation tells it, not that no trial does; fewer digits leave more.)
TEST(DisclosureAttackTest, TryingEveryTallyMostlyLeavesSeveral) {
  // In hundredths: 100 × (40 a + 30 b) / 100, a and b being 20 points times a sum of 15 or 25 marks
  // of 2 to 5, over their number. Over 3: 160 a / 3 and 24 b.
  const auto hundredths = [](int64_t a, int64_t b) { return (2 * (160 * a + 72 * b) + 3) / 6; };
  std::map<int64_t, std::set<int64_t>> candidates;
  for (int64_t a = 30; a <= 75; ++a) {
    for (int64_t b = 50; b <= 125; ++b) {
      candidates[hundredths(a, b)].insert(a);
    }
  }
  int tallies = 0;
  int told = 0;
  for (int64_t a = 45; a <= 70; ++a) {  // means of 60 to 93
    for (int64_t b = 75; b <= 117; ++b) {
      ++tallies;
      told += candidates[hundredths(a, b)].size() == 1 ? 1 : 0;
    }
  }
  EXPECT_LT(told * 20, tallies) << told << " of " << tallies;
}

}  // namespace
}  // namespace pingyi::result
