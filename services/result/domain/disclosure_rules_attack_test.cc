// The attacker of disclosure_attack_test.cc where abstentions have points, and where the groups'
// scores are points for places among the subjects.
#include <algorithm>
#include <cstddef>
#include <cstdint>
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
using Sum = std::map<std::string, Rational>;

// A round of several subjects with groups and criteria of known weights.
struct Round {
  bool abstentions_count = false;
  bool rank_points = false;
  std::vector<SubjectBallots> subjects;
  std::vector<Rational> groups;
  std::vector<Rational> criteria;

  int64_t Counted(const CellBallots& cell) const {
    return cell.marks + (abstentions_count ? cell.abstentions : 0);
  }
  bool Scores(size_t subject, size_t group) const {
    for (const CellBallots& cell : subjects[subject][group]) {
      if (Counted(cell) > 0) return true;
    }
    return false;
  }
};

// The score of a cell, of a group before places take its place, and as it counts.
std::string Cell(size_t s, size_t g, size_t c) { return fmt::format("x{}.{}.{}", s, g, c); }
std::string Raw(size_t s, size_t g) { return fmt::format("r{}.{}", s, g); }
std::string Points(size_t s, size_t g) { return fmt::format("y{}.{}", s, g); }
std::string TotalOf(size_t s) { return fmt::format("t{}", s); }

// What holds by the rules, whatever the marks are. The points that a group gives all subjects have
// a sum that everybody knows: those of the places, shared or not.
Equations Rules(const Round& round) {
  Equations equations;
  for (size_t s = 0; s < round.subjects.size(); ++s) {
    Sum total;
    for (size_t g = 0; g < round.groups.size(); ++g) {
      if (!round.Scores(s, g)) continue;
      Sum group;
      for (size_t c = 0; c < round.criteria.size(); ++c) {
        const CellBallots& cell = round.subjects[s][g][c];
        if (round.Counted(cell) == 0) continue;
        group[Cell(s, g, c)] = round.criteria[c];
        group[Raw(s, g)] -= round.criteria[c];
      }
      equations.Know(group);
      if (!round.rank_points) {
        equations.Know({{Raw(s, g), Rational(1)}, {Points(s, g), Rational(-1)}});
      }
      total[Points(s, g)] = round.groups[g];
      total[TotalOf(s)] -= round.groups[g];
    }
    if (!total.empty()) equations.Know(total);
  }
  for (size_t g = 0; round.rank_points && g < round.groups.size(); ++g) {
    Sum places;
    for (size_t s = 0; s < round.subjects.size(); ++s) {
      if (round.Scores(s, g)) places[Points(s, g)] = Rational(1);
    }
    if (!places.empty()) equations.Know(places);
  }
  return equations;
}

void Publish(const Round& round, const std::vector<SubjectMask>& masks, Equations& equations) {
  for (size_t s = 0; s < masks.size(); ++s) {
    if (masks[s].total == Suppression::kShown) equations.Know(TotalOf(s));
    for (size_t g = 0; g < round.groups.size(); ++g) {
      const GroupMask& mask = masks[s].groups[g];
      if (mask.score == Suppression::kShown && round.Scores(s, g)) {
        equations.Know(Points(s, g));
        equations.Know(Raw(s, g));  // an explanation tells from which score a place follows
      }
      for (size_t c = 0; c < round.criteria.size(); ++c) {
        const bool scored = round.Counted(round.subjects[s][g][c]) > 0;
        if (scored && mask.criteria[c] == Suppression::kShown) equations.Know(Cell(s, g, c));
      }
    }
  }
}

// On how many ballots figures rest, at least, and how many of these hold marks.
struct Rests {
  int64_t marks = 0;
  int64_t counted = 0;

  bool Few(int64_t k) const { return (marks > 0 && marks < k) || (counted > 0 && counted < k); }
  void AtLeast(const Rests& other) {
    marks = std::max(marks, other.marks);
    counted = std::max(counted, other.counted);
  }
};

// The figures of a subject's group that rest on too few; of a cell, on the ballots that mark it.
std::set<std::string> SmallOf(const Round& round, int64_t k, size_t s, size_t g, Rests& group) {
  std::set<std::string> small;
  for (size_t c = 0; c < round.criteria.size(); ++c) {
    const CellBallots& cell = round.subjects[s][g][c];
    const Rests rests{cell.marks, round.Counted(cell)};
    if (rests.Few(k)) small.insert(Cell(s, g, c));
    group.AtLeast(rests);
  }
  if (group.Few(k)) small.merge(std::set<std::string>{Raw(s, g), Points(s, g)});
  return small;
}

// Of each subject every set of groups whose small figures rest on too few together.
std::vector<std::set<std::string>> Secrets(const Round& round, int64_t k) {
  std::vector<std::set<std::string>> secrets;
  for (size_t s = 0; s < round.subjects.size(); ++s) {
    for (size_t bits = 1; bits < size_t{1} << round.groups.size(); ++bits) {
      std::set<std::string> secret;
      Rests together;
      size_t groups = 0;
      for (size_t g = 0; g < round.groups.size(); ++g) {
        if ((bits >> g & 1) == 0) continue;
        Rests group;
        secret.merge(SmallOf(round, k, s, g, group));
        together.marks += group.marks;
        together.counted += group.counted;
        ++groups;
      }
      if (!secret.empty() && (groups == 1 || together.Few(k))) secrets.push_back(std::move(secret));
    }
  }
  return secrets;
}

std::vector<SubjectMask> MasksOf(const Round& round, int64_t k) {
  const DisclosureRule rule{.min_ballots = k,
                            .abstentions_count = round.abstentions_count,
                            .rank_points = round.rank_points};
  const RoundDisclosure whole = RoundDisclosureOf(rule, round.subjects);
  std::vector<SubjectMask> masks;
  for (const SubjectBallots& ballots : round.subjects) {
    masks.push_back(MaskOf(rule, ballots, whole));
  }
  return masks;
}

// Whether the attacker learns nothing about any of the secrets but what holds by the rules.
bool Safe(const Round& round, int64_t k, const std::vector<SubjectMask>& masks) {
  const Equations rules = Rules(round);
  Equations published = rules;
  Publish(round, masks, published);
  for (const std::set<std::string>& secret : Secrets(round, k)) {
    if (published.Told(secret) != rules.Told(secret)) return false;
  }
  return true;
}

Round RandomRound(std::mt19937& random, size_t most_subjects) {
  const auto upto = [&random](size_t n) { return static_cast<size_t>(random() % (n + 1)); };
  Round round;
  const size_t groups = 1 + upto(2);
  const size_t criteria = 1 + upto(1);
  for (size_t c = 0; c < criteria; ++c) {
    round.criteria.push_back(Rational(static_cast<int64_t>(1 + upto(4))));
  }
  for (size_t g = 0; g < groups; ++g) {
    round.groups.push_back(Rational(static_cast<int64_t>(1 + upto(4))));
  }
  round.subjects.resize(1 + upto(most_subjects - 1));
  for (SubjectBallots& subject : round.subjects) {
    for (size_t g = 0; g < groups; ++g) {
      const size_t valid = random() % 3 == 0 ? upto(9) : 9;
      auto& cells = subject.emplace_back();
      for (size_t c = 0; c < criteria; ++c) {
        const size_t marks = random() % 3 == 0 ? upto(valid) : valid;
        cells.push_back({.marks = static_cast<int64_t>(marks),
                         .abstentions = static_cast<int64_t>(upto(valid - marks))});
      }
    }
  }
  return round;
}

int Attacked(const std::vector<SubjectMask>& masks) {
  for (const SubjectMask& mask : masks) {
    if (mask.any() && mask.total == Suppression::kShown) return 1;
  }
  return 0;
}

TEST(DisclosureRulesAttackTest, WhereAbstentionsCountNothingSmallFollows) {
  std::mt19937 random(11);
  int attacked = 0;
  for (int i = 0; i < 4000; ++i) {
    Round round = RandomRound(random, 1);
    round.abstentions_count = true;
    const auto masks = MasksOf(round, 5);
    attacked += Attacked(masks);
    ASSERT_TRUE(Safe(round, 5, masks)) << "round " << i;
  }
  EXPECT_GT(attacked, 500);
}

TEST(DisclosureRulesAttackTest, WherePlacesCountNothingSmallFollows) {
  std::mt19937 random(12);
  int attacked = 0;
  for (int i = 0; i < 1000; ++i) {
    Round round = RandomRound(random, 4);
    round.rank_points = true;
    round.abstentions_count = i % 2 == 0;
    const auto masks = MasksOf(round, 5);
    attacked += Attacked(masks);
    ASSERT_TRUE(Safe(round, 5, masks)) << "round " << i;
  }
  EXPECT_GT(attacked, 200);
}

// What k ballots abstained from is no cover for a small cell: everybody can guess its score.
TEST(DisclosureRulesAttackTest, AbstentionsAloneHideNoSmallCell) {
  const DisclosureRule rule{.min_ballots = 5, .abstentions_count = true};
  const SubjectMask mask = MaskOf(rule, {{{2, 7}, {0, 9}}, {{9, 0}, {9, 0}}});
  EXPECT_EQ(mask.groups[0].score, Suppression::kSmall);
}

// The first subject's total is hidden, but what places are left of those of the other two are his.
TEST(DisclosureRulesAttackTest, TotalsByPlacesWouldTellAHiddenOne) {
  Round round{.rank_points = true,
              .subjects = {{{{3, 0}}, {{0, 0}}}, {{{9, 0}}, {{9, 0}}}, {{{9, 0}}, {{9, 0}}}},
              .groups = {Rational(4), Rational(3)},
              .criteria = {Rational(1)}};
  std::vector<SubjectMask> masks = MasksOf(round, 5);
  EXPECT_EQ(masks[1].total, Suppression::kComplementary);
  EXPECT_TRUE(Safe(round, 5, masks));
  masks[1].total = masks[2].total = Suppression::kShown;
  EXPECT_FALSE(Safe(round, 5, masks));
}

TEST(DisclosureRulesAttackTest, APlaceThatLacksIsTheHiddenOne) {
  // Without step 7: the first subject's leaders gave 3 marks; the second's points of that group,
  // shown, leave the first's.
  Round round{.rank_points = true,
              .subjects = {{{{3, 0}}, {{9, 0}}, {{9, 0}}}, {{{9, 0}}, {{9, 0}}, {{9, 0}}}},
              .groups = {Rational(4), Rational(3), Rational(3)},
              .criteria = {Rational(1)}};
  EXPECT_TRUE(Safe(round, 5, MasksOf(round, 5)));
  EXPECT_EQ(MasksOf(round, 5)[1].total, Suppression::kShown);
  std::vector<SubjectMask> alone;
  for (const SubjectBallots& ballots : round.subjects) {
    alone.push_back(MaskOf({.min_ballots = 5, .rank_points = true}, ballots));
  }
  EXPECT_FALSE(Safe(round, 5, alone));
}

}  // namespace
}  // namespace pingyi::result
