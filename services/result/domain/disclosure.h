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
//      suppressed as well: else the group's score less the others would give the small cell.
//   2. Else the whole group is small: its score and all its cells are suppressed.
//   3. The total is shown, and with the other groups' scores would give what 2 suppressed. So
//   further
//      groups are suppressed whole, those of the fewest ballots first, until there are two, and
//      what their weighted scores sum to rests on k ballots together.
//   4. A total that rests on fewer than k ballots in all is suppressed, with grade and place.
//      Where the groups are pooled, their counts are all suppressed if one group is small.
//   5. A criterion over all groups, as a leaderboard has it, is shown only where each of its cells
//   is.
//
// All of it depends on how many marks and abstentions there are, never on what they say or on how
// they are weighed. So what is suppressed tells nothing, is the same in every release, leaderboard
// and preview of a round, and no difference of two gives it away. Unanimity is shown: suppressing
// it would say it.
#pragma once

#include <cstdint>
#include <vector>

#include "services/result/domain/policy.h"
#include "services/result/domain/result.h"

namespace pingyi::result {

// The k of a round with secret ballots whose policy has none.
inline constexpr int32_t kDefaultMinShown = 5;

// What decides about a round.
struct DisclosureRule {
  int64_t min_ballots = 0;  // k; 0: everything is shown
  // The groups are one pool, whose scores stand in the place of theirs.
  bool pooled = false;
  // One cell can be a group's whole score, so that 1 would not do: a group with a small cell is
  // small.
  bool whole_groups = false;

  bool operator==(const DisclosureRule&) const = default;
};

// `secret` says whether the round is anonymous.
DisclosureRule DisclosureOf(const PolicyRules& policy, bool secret);

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
  std::vector<GroupMask> groups;
  std::vector<Suppression> criteria;  // each over all groups

  // Whether anything is suppressed. Then the numbers that remain are shown as rounded only.
  bool any() const;
  bool operator==(const SubjectMask&) const = default;
};

SubjectMask MaskOf(const DisclosureRule& rule, const SubjectBallots& ballots);

// Whether a preview by `other` tells nothing about what the policy of record suppresses beyond the
// official results: the two may differ only in rules about grades, places and numbering that look
// at nothing but totals. Else the preview shows no total, grade or place of a subject of which
// anything is suppressed: another weight would be another equation about the same marks.
bool TellsNoMore(const PolicyRules& of_record, const PolicyRules& other);

}  // namespace pingyi::result
