#include "services/result/domain/disclosure.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

namespace pingyi::result {
namespace {

bool IsShown(Suppression cell) { return cell == Suppression::kShown; }

bool AllShown(const std::vector<Suppression>& cells) {
  return std::all_of(cells.begin(), cells.end(), IsShown);
}

// How many ballots a score rests on.
int64_t Counted(const DisclosureRule& rule, const CellBallots& cell) {
  return cell.marks + (rule.abstentions_count ? cell.abstentions : 0);
}

// On how many the score of a group does, at least, and how many of them hold marks.
struct Ballots {
  int64_t counted = 0;
  int64_t marks = 0;

  void operator+=(const Ballots& other) {
    counted += other.counted;
    marks += other.marks;
  }
};

// Whether criteria lack that a group's score needs: LacksCriteria in score.h, by the counts.
bool Lacks(const DisclosureRule& rule, const std::vector<CellBallots>& cells) {
  if (!rule.whole_sums) {
    return false;
  }
  const auto scored = [&](const CellBallots& cell) { return Counted(rule, cell) > 0; };
  const auto scores = static_cast<size_t>(std::count_if(cells.begin(), cells.end(), scored));
  const bool all = std::all_of(rule.needed_scores.begin(), rule.needed_scores.end(),
                               [&](size_t criterion) { return scored(cells[criterion]); });
  return !all && (rule.least_scores == 0 || scores < rule.least_scores);
}

Ballots MostOf(const DisclosureRule& rule, const std::vector<CellBallots>& cells) {
  Ballots most;
  if (Lacks(rule, cells)) {
    return most;  // the group has no score
  }
  for (const CellBallots& cell : cells) {
    most.counted = std::max(most.counted, Counted(rule, cell));
    most.marks = std::max(most.marks, cell.marks);
  }
  return most;
}

// Whether anything of the scope is suppressed of the subject.
bool Touches(const DisclosureRule& rule, const CellScope& scope, const SubjectMask& mask) {
  const auto hidden = [&scope](const std::vector<Suppression>& cells) {
    return std::any_of(scope.criteria.begin(), scope.criteria.end(),
                       [&cells](size_t i) { return !IsShown(cells[i]); });
  };
  if (rule.pooled && scope.all_groups) {
    return hidden(mask.criteria);
  }
  return std::any_of(scope.groups.begin(), scope.groups.end(),
                     [&](size_t group) { return hidden(mask.groups[group].criteria); });
}

bool AnyTouches(const DisclosureRule& rule, const std::vector<CellScope>& scopes,
                const SubjectMask& mask) {
  return std::any_of(scopes.begin(), scopes.end(),
                     [&](const CellScope& scope) { return Touches(rule, scope, mask); });
}

class Masker {
 public:
  Masker(const DisclosureRule& rule, const SubjectBallots& ballots, const RoundDisclosure& round)
      : rule_(rule), ballots_(ballots), round_(round) {
    for (const std::vector<CellBallots>& cells : ballots) {
      mask_.groups.push_back(
          {.score = Suppression::kShown, .criteria = std::vector<Suppression>(cells.size())});
      most_.push_back(MostOf(rule, cells));
    }
    mask_.criteria.resize(ballots.empty() ? 0 : ballots.front().size());
  }

  SubjectMask Run() && {
    if (rule_.min_ballots == 0) {
      return std::move(mask_);
    }
    for (size_t group = 0; group < ballots_.size(); ++group) {
      MaskCells(ballots_[group], rule_.pooled || rule_.whole_groups, mask_.groups[group]);
    }
    if (rule_.hidden_groups) {
      HideGroups();
      MaskPool();
    } else if (rule_.pooled) {
      ClosePooledGroups();
      MaskPool();
    } else {
      CloseRoundsGroups();
      CloseFurtherGroups();
      MaskCriteria();
    }
    if (!round_.totals && IsShown(mask_.total)) {
      mask_.total = Suppression::kComplementary;
    }
    mask_.grade = mask_.total;
    if (IsShown(mask_.grade) && AnyTouches(rule_, rule_.grade_scopes, mask_)) {
      mask_.grade = Suppression::kComplementary;
    }
    return std::move(mask_);
  }

 private:
  bool Few(int64_t count) const { return count > 0 && count < rule_.min_ballots; }
  bool Small(const CellBallots& cell) const {
    return Few(cell.marks) || Few(cell.marks + cell.abstentions);
  }
  bool Few(const Ballots& ballots) const { return Few(ballots.marks) || Few(ballots.counted); }

  void Close(const std::vector<CellBallots>& cells, Suppression why, GroupMask& mask) const {
    mask.score = why;
    for (size_t i = 0; i < cells.size(); ++i) {
      mask.criteria[i] = Small(cells[i]) ? Suppression::kSmall : why;
    }
  }

  // Steps 1 and 2.
  void MaskCells(const std::vector<CellBallots>& cells, bool whole, GroupMask& mask) const {
    const bool small =
        std::any_of(cells.begin(), cells.end(), [this](const auto& cell) { return Small(cell); });
    if (!small) {
      return;
    }
    std::optional<size_t> further;
    for (size_t i = 0; i < cells.size(); ++i) {
      const int64_t counted = Counted(rule_, cells[i]);
      const bool enough = cells[i].marks >= rule_.min_ballots && !Small(cells[i]);
      if (enough && (!further.has_value() || counted < Counted(rule_, cells[*further]))) {
        further = i;
      }
      mask.criteria[i] = Small(cells[i]) ? Suppression::kSmall : Suppression::kShown;
    }
    if (whole || !further.has_value()) {
      Close(cells, Suppression::kSmall, mask);
    } else {
      mask.criteria[*further] = Suppression::kComplementary;
    }
  }

  // Step 7, for the subject.
  void CloseRoundsGroups() {
    for (size_t group = 0; group < round_.closed_groups.size(); ++group) {
      const bool open = most_[group].counted > 0 && IsShown(mask_.groups[group].score);
      if (open && round_.closed_groups[group]) {
        Close(ballots_[group], Suppression::kComplementary, mask_.groups[group]);
      }
    }
  }

  // Steps 3 and 4. Groups without a mark have no score and no part in the total.
  void CloseFurtherGroups() {
    Ballots all;
    Ballots closed;
    size_t closed_groups = 0;
    for (size_t group = 0; group < most_.size(); ++group) {
      all += most_[group];
      if (!IsShown(mask_.groups[group].score) && most_[group].counted > 0) {
        closed += most_[group];
        ++closed_groups;
      }
    }
    if (Few(all)) {
      mask_.total = Suppression::kSmall;
      return;
    }
    while (closed_groups > 0 && (closed_groups < 2 || Few(closed))) {
      const std::optional<size_t> group = SmallestOpen();
      if (!group.has_value()) {
        mask_.total = Suppression::kSmall;  // it is the one group's score
        return;
      }
      Close(ballots_[*group], Suppression::kComplementary, mask_.groups[*group]);
      closed += most_[*group];
      ++closed_groups;
    }
  }

  std::optional<size_t> SmallestOpen() const {
    std::optional<size_t> found;
    for (size_t group = 0; group < most_.size(); ++group) {
      const bool open = most_[group].counted > 0 && IsShown(mask_.groups[group].score);
      if (open && (!found.has_value() || most_[group].counted < most_[*found].counted)) {
        found = group;
      }
    }
    return found;
  }

  // The marks of all groups on one criterion.
  CellBallots Over(size_t criterion) const {
    CellBallots sum;
    for (const std::vector<CellBallots>& cells : ballots_) {
      sum.marks += cells[criterion].marks;
      sum.abstentions += cells[criterion].abstentions;
    }
    return sum;
  }

  // The pool's counts less some groups' are the others'. The groups of a pool have no scores, so
  // that little is lost if all of them are suppressed.
  void ClosePooledGroups() {
    const bool all_shown = std::all_of(mask_.groups.begin(), mask_.groups.end(),
                                       [](const GroupMask& mask) { return IsShown(mask.score); });
    for (size_t group = 0; !all_shown && group < ballots_.size(); ++group) {
      if (IsShown(mask_.groups[group].score)) {
        Close(ballots_[group], Suppression::kComplementary, mask_.groups[group]);
      }
    }
  }

  // All in the same way, so that not even this tells how many ballots of a group are left.
  void HideGroups() {
    for (GroupMask& mask : mask_.groups) {
      mask.score = Suppression::kComplementary;
      std::fill(mask.criteria.begin(), mask.criteria.end(), Suppression::kComplementary);
    }
  }

  void MaskPool() {
    std::vector<CellBallots> cells;
    for (size_t i = 0; i < mask_.criteria.size(); ++i) {
      cells.push_back(Over(i));
    }
    GroupMask pool{.score = Suppression::kShown, .criteria = mask_.criteria};
    MaskCells(cells, rule_.whole_groups, pool);
    mask_.criteria = pool.criteria;
    if (!IsShown(pool.score)) {
      mask_.total = pool.score;
    }
  }

  // Step 5.
  void MaskCriteria() {
    for (size_t i = 0; i < mask_.criteria.size(); ++i) {
      const bool shown = std::all_of(mask_.groups.begin(), mask_.groups.end(),
                                     [i](const GroupMask& m) { return IsShown(m.criteria[i]); });
      if (!shown) {
        const CellBallots over = Over(i);
        const bool few = Few(Ballots{.counted = Counted(rule_, over), .marks = over.marks});
        mask_.criteria[i] = few ? Suppression::kSmall : Suppression::kComplementary;
      }
    }
  }

  const DisclosureRule& rule_;
  const SubjectBallots& ballots_;
  const RoundDisclosure& round_;
  std::vector<Ballots> most_;  // of a group on its most marked criterion
  SubjectMask mask_;
};

bool HasScore(const DisclosureRule& rule, const std::vector<CellBallots>& cells) {
  return MostOf(rule, cells).counted > 0;
}

// Closes the groups of which a subject's score is suppressed; whether there were more of them.
bool CloseGroups(const DisclosureRule& rule, const std::vector<SubjectBallots>& subjects,
                 const std::vector<SubjectMask>& masks, std::vector<bool>& closed) {
  bool more = false;
  for (size_t i = 0; i < masks.size(); ++i) {
    closed.resize(masks[i].groups.size());
    for (size_t group = 0; group < closed.size(); ++group) {
      const bool hidden = !IsShown(masks[i].groups[group].score);
      if (hidden && !closed[group] && HasScore(rule, subjects[i][group])) {
        closed[group] = true;
        more = true;
      }
    }
  }
  return more;
}

std::vector<SubjectMask> MasksOf(const DisclosureRule& rule,
                                 const std::vector<SubjectBallots>& subjects,
                                 const RoundDisclosure& round) {
  std::vector<SubjectMask> masks;
  masks.reserve(subjects.size());
  for (const SubjectBallots& ballots : subjects) {
    masks.push_back(MaskOf(rule, ballots, round));
  }
  return masks;
}

// Whether the points of closed groups, which have known sums, follow from the totals: not where all
// totals are shown and rest on the same of these groups, two or more of them.
bool TotalsTellPlaces(const DisclosureRule& rule, const std::vector<SubjectBallots>& subjects,
                      const std::vector<SubjectMask>& masks, const std::vector<bool>& closed) {
  std::optional<std::vector<bool>> same;
  for (size_t i = 0; i < subjects.size(); ++i) {
    bool any = false;
    std::vector<bool> scored(closed.size());
    for (size_t group = 0; group < closed.size(); ++group) {
      const bool score = HasScore(rule, subjects[i][group]);
      any = any || score;
      scored[group] = score && closed[group];
    }
    if (any && (!IsShown(masks[i].total) || scored != same.value_or(scored))) {
      return true;
    }
    if (any) {
      same = std::move(scored);
    }
  }
  return false;
}

}  // namespace

SubjectBallots BallotsOf(const SubjectResult& result) {
  SubjectBallots ballots;
  for (const GroupResult& group : result.groups) {
    std::vector<CellBallots>& cells = ballots.emplace_back();
    for (const CriterionResult& criterion : group.criteria) {
      cells.push_back({criterion.mark_count, criterion.abstention_count});
    }
  }
  return ballots;
}

bool GroupMask::any() const { return !IsShown(score) || !AllShown(criteria); }

bool SubjectMask::any() const {
  return !IsShown(total) || !AllShown(criteria) ||
         std::any_of(groups.begin(), groups.end(),
                     [](const GroupMask& mask) { return mask.any(); });
}

SubjectMask MaskOf(const DisclosureRule& rule, const SubjectBallots& ballots,
                   const RoundDisclosure& round) {
  return Masker(rule, ballots, round).Run();
}

RoundDisclosure RoundDisclosureOf(const DisclosureRule& rule,
                                  const std::vector<SubjectBallots>& subjects) {
  RoundDisclosure round;
  if (rule.min_ballots == 0) {
    return round;
  }
  std::vector<SubjectMask> masks = MasksOf(rule, subjects, round);
  while (rule.rank_points && CloseGroups(rule, subjects, masks, round.closed_groups)) {
    masks = MasksOf(rule, subjects, round);
  }
  const auto& closed = round.closed_groups;
  const bool any_closed = std::find(closed.begin(), closed.end(), true) != closed.end();
  if (any_closed && TotalsTellPlaces(rule, subjects, masks, closed)) {
    round.totals = false;
    masks = MasksOf(rule, subjects, round);
  }
  std::vector<bool> hidden(rule.tie_scopes.size());
  for (const SubjectMask& mask : masks) {
    round.any = round.any || mask.any();
    round.places = round.places && IsShown(mask.total);
    round.grades = round.grades && (!rule.limited_grades || IsShown(mask.grade));
    round.tiers = round.tiers && !AnyTouches(rule, rule.tier_scopes, mask);
    for (size_t i = 0; i < hidden.size(); ++i) {
      hidden[i] = hidden[i] || Touches(rule, rule.tie_scopes[i], mask);
    }
  }
  for (size_t i = 0; i < hidden.size(); ++i) {
    if (hidden[i]) {
      round.hidden_ties.push_back(i);
    }
  }
  round.places = round.places && round.tiers && round.hidden_ties.empty();
  round.grades = round.grades && (!rule.limited_grades || round.places);
  return round;
}

}  // namespace pingyi::result
