// What of a subject's result may be shown (小样本保护): nothing that rests on fewer than k ballots,
// and nothing from which such a figure follows by subtraction.
//
// A figure is small if it rests on 1 to k - 1 marks, or if it is about 1 to k - 1 marks and
// abstentions. The ballots of one group are other people's than those of another, but within a
// group the same people mark every criterion. So, for each subject:
//
//   1. A small cell (group and criterion) is suppressed. Where its group has a criterion with k
//   marks
//      or more, the group's score stays, and of those criteria the one with the fewest marks is
//      suppressed as well: else the group's score less the others would give the small cell. One
//      that k ballots only abstained from hides nothing: what an abstention counts is known.
//   2. Else the whole group is small: its score and all its cells are suppressed.
//   3. The total is shown, and with the other groups' scores would give what 2 suppressed. So
//   further
//      groups are suppressed whole, those of the fewest ballots first, until there are two, and
//      what their weighted scores sum to rests on k ballots together.
//   4. A total that rests on fewer than k ballots in all is suppressed, with grade and place.
//      Where the groups are pooled, their counts are all suppressed if one group is small, and
//      always where ballots of several groups were left out by their totals: how many of each group
//      are left would tell whose totals were the highest and lowest.
//   5. A criterion over all groups, as a leaderboard has it, is shown only where each of its cells
//   is.
//   6. A grade is suppressed where a rule about shares of marks looks at a suppressed cell of the
//   subject: that the rule holds would tell of the marks.
//
// Where abstentions have points they count as marks do. And for the round as a whole:
//
//   7. Where groups' scores go by places, a group whose score is suppressed of one subject is
//   suppressed of all: the missing place would be his. Steps 3 and 4 follow, until nothing more
//   is suppressed. The points that such a group gives all subjects have a known sum, and so they
//   follow from the totals unless each total is shown and rests on the same of these groups: else
//   no total is shown.
//   8. No places are shown where a total is suppressed, because the gap would tell, nor where a
//   tie breaker or a tier looks at a suppressed cell of any subject.
//   9. Under quotas or bands no grades are shown where places or a subject's grade are not: how
//   many have each grade is known.
//
// All of it depends on how many marks and abstentions there are, never on what they say or on how
// they are weighed. So what is suppressed tells nothing, is the same in every release, leaderboard
// and preview of a round, and no difference of two gives it away. Unanimity is shown: suppressing
// it would say it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "services/result/domain/form.h"
#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"

namespace pingyi::result {

// The k of a round with secret ballots whose policy has none.
inline constexpr int32_t kDefaultMinShown = 5;

// The cells that a rule of the policy looks at, by their places in the round.
struct CellScope {
  std::vector<size_t> groups;
  std::vector<size_t> criteria;
  bool all_groups = false;

  bool operator==(const CellScope&) const = default;
};

// What decides about a round.
struct DisclosureRule {
  int64_t min_ballots = 0;  // k; 0: everything is shown
  // The groups are one pool, whose scores stand in the place of theirs.
  bool pooled = false;
  // One cell can be a group's whole score, so that 1 would not do: a group with a small cell is
  // small.
  bool whole_groups = false;
  // Abstentions have points: a score rests on them as on marks.
  bool abstentions_count = false;
  // A group has a score only if so many of its criteria have one, or all of those that count.
  bool whole_sums = false;
  size_t least_scores = 0;
  std::vector<size_t> needed_scores = {};
  // Groups' scores are points for places among the subjects.
  bool rank_points = false;
  // How many ballots of each group of the pool are left depends on what they say.
  bool hidden_groups = false;
  // Quotas or bands limit how many have a grade.
  bool limited_grades = false;
  std::vector<CellScope> grade_scopes = {};  // of the rules about shares of marks
  std::vector<CellScope> tie_scopes = {};    // of each tie breaker; empty: it looks at no marks
  std::vector<CellScope> tier_scopes = {};

  bool operator==(const DisclosureRule&) const = default;
};

// `secret` says whether the round is anonymous. The policy must fit the round.
DisclosureRule DisclosureOf(const PolicyRules& policy, const RoundFacts& facts, bool secret);

// How many marks and abstentions a cell has.
struct CellBallots {
  int64_t marks = 0;
  int64_t abstentions = 0;
};

// By group and criterion, in the round's order.
using SubjectBallots = std::vector<std::vector<CellBallots>>;

SubjectBallots BallotsOf(const SubjectResult& result);

// Why a figure is suppressed. The numbers are the contract's.
enum class Suppression { kShown = 0, kSmall = 1, kComplementary = 2 };

struct GroupMask {
  Suppression score = Suppression::kShown;
  std::vector<Suppression> criteria;  // with their counts

  // Whether anything of the group is suppressed.
  bool any() const;
  bool operator==(const GroupMask&) const = default;
};

struct SubjectMask {
  Suppression total = Suppression::kShown;  // with grade and place
  Suppression grade = Suppression::kShown;
  std::vector<GroupMask> groups;
  std::vector<Suppression> criteria;  // each over all groups

  // Whether anything is suppressed. Then the numbers that remain are shown as rounded only.
  bool any() const;
  bool operator==(const SubjectMask&) const = default;
};

// What is suppressed in a round as a whole.
struct RoundDisclosure {
  bool any = false;                      // something of some subject is
  bool places = true;                    // shown
  bool totals = true;                    // shown, but for the subjects whose mask says otherwise
  bool grades = true;                    // shown, but for the subjects whose mask says otherwise
  bool tiers = true;                     // they look at nothing that is suppressed
  std::vector<size_t> hidden_ties = {};  // tie breakers that do, by their place in the policy
  std::vector<bool> closed_groups = {};  // of which no subject's score is shown; empty: none
};

RoundDisclosure RoundDisclosureOf(const DisclosureRule& rule,
                                  const std::vector<SubjectBallots>& subjects);

// `round` is that of all subjects; without it the subject's alone.
SubjectMask MaskOf(const DisclosureRule& rule, const SubjectBallots& ballots,
                   const RoundDisclosure& round = {});

// Of whom a preview shows what would be.
enum class PreviewReach {
  kNobody,         // of no subject of the round
  kWholeSubjects,  // of those of which nothing is suppressed, and not how many would move
  kEverybody,      // of all whose total is shown
};

// What a preview by `other` may show of a round in which something is suppressed, so that it tells
// no more of that than the official results do. `places` says whether the round shows places, as
// in RoundDisclosure. A subject's grade by its exact total, or a place or grade that
// another subject's exact or hidden total decides, would tell it as soon as enough policies are
// tried; another weight would be another equation about the same marks. So `other` reaches
//
//   everybody, if it differs in nothing but the quorum, the leaderboards, the least number of shown
//   ballots and, unless a tie breaker asks for a place, the numbering of places. Where places are
//   shown, quotas and bands may differ as well, for they look at places alone. The thresholds may
//   where they are for the rounded total, which is shown, but not where quotas or bands count by
//   places that are not shown.
//
//   whole subjects, if it differs in these and otherwise in thresholds alone, and neither policy
//   has quotas or bands: a whole subject's grade follows from its own figures, and its place stays.
//
//   nobody, if it differs in anything else: basis, exclusions, tiers, tie breakers, weights …
PreviewReach ReachOf(const PolicyRules& of_record, const PolicyRules& other, bool places);

}  // namespace pingyi::result
