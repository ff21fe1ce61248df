#include "services/result/domain/disclosure.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>

namespace pingyi::result {
namespace {

bool IsShown(Suppression cell) { return cell == Suppression::kShown; }

bool AllShown(const std::vector<Suppression>& cells) {
  return std::all_of(cells.begin(), cells.end(), IsShown);
}

int64_t MostMarks(const std::vector<CellBallots>& cells) {
  int64_t most = 0;
  for (const CellBallots& cell : cells) {
    most = std::max(most, cell.marks);
  }
  return most;
}

class Masker {
 public:
  Masker(const DisclosureRule& rule, const SubjectBallots& ballots)
      : rule_(rule), ballots_(ballots) {
    for (const std::vector<CellBallots>& cells : ballots) {
      mask_.groups.push_back(
          {.score = Suppression::kShown, .criteria = std::vector<Suppression>(cells.size())});
      most_.push_back(MostMarks(cells));
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
    if (rule_.pooled) {
      ClosePooledGroups();
      MaskPool();
    } else {
      CloseFurtherGroups();
      MaskCriteria();
    }
    return std::move(mask_);
  }

 private:
  bool Few(int64_t count) const { return count > 0 && count < rule_.min_ballots; }
  bool Small(const CellBallots& cell) const {
    return Few(cell.marks) || Few(cell.marks + cell.abstentions);
  }

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
      const bool enough = cells[i].marks >= rule_.min_ballots;
      if (enough && (!further.has_value() || cells[i].marks < cells[*further].marks)) {
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

  // Steps 3 and 4. Groups without a mark have no score and no part in the total.
  void CloseFurtherGroups() {
    int64_t all = 0;
    int64_t closed = 0;
    size_t closed_groups = 0;
    for (size_t group = 0; group < most_.size(); ++group) {
      all += most_[group];
      if (!IsShown(mask_.groups[group].score) && most_[group] > 0) {
        closed += most_[group];
        ++closed_groups;
      }
    }
    if (Few(all)) {
      mask_.total = Suppression::kSmall;
      return;
    }
    while (closed_groups > 0 && (closed_groups < 2 || closed < rule_.min_ballots)) {
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
      const bool open = most_[group] > 0 && IsShown(mask_.groups[group].score);
      if (open && (!found.has_value() || most_[group] < most_[*found])) {
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
        mask_.criteria[i] = Few(Over(i).marks) ? Suppression::kSmall : Suppression::kComplementary;
      }
    }
  }

  const DisclosureRule& rule_;
  const SubjectBallots& ballots_;
  std::vector<int64_t> most_;  // marks of a group on its most marked criterion
  SubjectMask mask_;
};

}  // namespace

DisclosureRule DisclosureOf(const PolicyRules& policy, bool secret) {
  const int32_t by_default = secret ? kDefaultMinShown : 0;
  return {.min_ballots = policy.min_shown_ballots > 0 ? policy.min_shown_ballots : by_default,
          .pooled = Pooled(policy),
          .whole_groups = policy.best_criteria > 0};
}

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

SubjectMask MaskOf(const DisclosureRule& rule, const SubjectBallots& ballots) {
  return Masker(rule, ballots).Run();
}

bool TellsNoMore(const PolicyRules& of_record, const PolicyRules& other) {
  // Everything that is not known to leave the marks alone is taken to look at them.
  PolicyRules same = other;
  same.grade_thresholds = of_record.grade_thresholds;
  same.decision_basis = of_record.decision_basis;
  same.rank_method = of_record.rank_method;
  same.grade_quotas = of_record.grade_quotas;
  same.grade_bands = of_record.grade_bands;
  same.quorum = of_record.quorum;
  same.exclusion_rules = of_record.exclusion_rules;
  same.leaderboards = of_record.leaderboards;
  same.min_shown_ballots = of_record.min_shown_ballots;
  return same == of_record;
}

}  // namespace pingyi::result
