#include "services/cli/check/rules.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>

#include "services/cli/check/digest.h"

namespace pingyi::cli {
namespace {

using appraisal::v1::Criterion;
using appraisal::v1::GroupTurnout;
using appraisal::v1::Round;
using appraisal::v1::SubjectTally;
using appraisal::v1::TallyCell;
using appraisal::v1::Turnout;
using google::protobuf::RepeatedPtrField;
using result::v1::AggregationRun;
using result::v1::Release;

void CheckGroup(const GroupTurnout& group, Faults& faults) {
  const int64_t ballots = group.valid() + group.spoiled();
  if (group.returned() != ballots) {
    faults.push_back({fmt::format("{}：收回 {} 不等于有效与废票之和 {}", group.group(),
                                  group.returned(), ballots),
                      fmt::format("group {}: {} ballots returned, but valid and spoiled are {}",
                                  group.group(), group.returned(), ballots)});
  }
  if (ballots > group.issued()) {
    faults.push_back(
        {fmt::format("{}：收回 {} 多于发放 {}", group.group(), ballots, group.issued()),
         fmt::format("group {}: {} ballots from {} credentials", group.group(), ballots,
                     group.issued())});
  }
  if (group.issued() > group.expected()) {
    faults.push_back(
        {fmt::format("{}：发放 {} 多于应到 {}", group.group(), group.issued(), group.expected()),
         fmt::format("group {}: {} credentials for {} voters", group.group(), group.issued(),
                     group.expected())});
  }
  if (std::min({group.valid(), group.spoiled(), group.issued(), group.expected()}) < 0) {
    faults.push_back({fmt::format("{}：出现负数", group.group()),
                      fmt::format("group {}: a count is negative", group.group())});
  }
}

// The number of marks on a criterion's scale; 0 where it is not finite to us.
int64_t LevelsOf(const Criterion& criterion) {
  return criterion.has_graded() ? criterion.graded().grades_size() : 0;
}

// How many ballots of a group were left out by their totals.
int64_t LeftOut(const SubjectTally& tally, int32_t group) {
  int64_t ballots = 0;
  for (const auto& entry : tally.left_out()) {
    if (entry.group_index() == group) ballots += entry.ballots();
  }
  return ballots;
}

std::string Place(const SubjectTally& tally, const TallyCell& cell) {
  return fmt::format("{}[{}][{}]", tally.subject(), cell.group_index(), cell.criterion_index());
}

}  // namespace

void CompareDigests(const Label& what, const std::string& found, const std::string& expected,
                    Faults& faults) {
  if (found == expected) return;
  faults.push_back({fmt::format("{}不符：{}，应为 {}", what.zh, found, expected),
                    fmt::format("{}: {} instead of {}", what.en, found, expected)});
}

Faults TurnoutFaults(const Turnout& turnout) {
  Faults faults;
  GroupTurnout sum;
  for (const GroupTurnout& group : turnout.groups()) {
    CheckGroup(group, faults);
    sum.set_expected(sum.expected() + group.expected());
    sum.set_issued(sum.issued() + group.issued());
    sum.set_returned(sum.returned() + group.returned());
    sum.set_valid(sum.valid() + group.valid());
    sum.set_spoiled(sum.spoiled() + group.spoiled());
  }
  const GroupTurnout& total = turnout.total();
  if (sum.expected() != total.expected() || sum.issued() != total.issued() ||
      sum.returned() != total.returned() || sum.valid() != total.valid() ||
      sum.spoiled() != total.spoiled()) {
    faults.push_back({"合计不等于各票类之和", "the total is not the sum of the groups"});
  }
  return faults;
}

TallyRules::TallyRules(const Round& round, const RepeatedPtrField<GroupTurnout>& groups)
    : round_(round) {
  for (const GroupTurnout& group : groups) valid_.push_back(group.valid());
  const auto& rules = round.validity_rules();
  complete_ = rules.require_all_criteria() && rules.require_all_subjects() && !rules.forbid_self();
  bool same = groups.size() == round.voter_groups_size();
  for (int i = 0; same && i < groups.size(); ++i) {
    same = groups[i].group() == round.voter_groups(i).key();
  }
  if (!same) {
    faults_.push_back({"计票的票类与轮次不一致", "the tally's groups are not those of the round"});
  }
}

void TallyRules::CompareWith(const Turnout& turnout) {
  for (int i = 0; i < turnout.groups_size(); ++i) {
    const int64_t tallied = static_cast<size_t>(i) < valid_.size() ? valid_[i] : 0;
    const int64_t returned = turnout.groups(i).valid();
    if (tallied == returned) continue;
    faults_.push_back({fmt::format("{}：计票含有效票 {}，收回有效票 {}", turnout.groups(i).group(),
                                   tallied, returned),
                       fmt::format("group {}: the tally holds {} valid ballots, the turnout {}",
                                   turnout.groups(i).group(), tallied, returned)});
  }
}

int TallyRules::CellsExpected(const SubjectTally& tally) const {
  int groups = 0;
  for (size_t i = 0; i < valid_.size(); ++i) {
    groups += valid_[i] > LeftOut(tally, static_cast<int32_t>(i)) ? 1 : 0;
  }
  return groups * round_.ballot_form().criteria_size();
}

void TallyRules::Add(const SubjectTally& tally) {
  if (!positions_.insert(tally.position()).second) {
    faults_.push_back({fmt::format("位次 {} 出现两次", tally.position()),
                       fmt::format("position {} is there twice", tally.position())});
  }
  for (const TallyCell& cell : tally.cells()) CheckCell(tally, cell);
  if (!round_.has_ballot_extremes() && tally.left_out_size() > 0) {
    faults_.push_back({fmt::format("{}：轮次没有按总分去票的规则，却有去掉的票", tally.subject()),
                       fmt::format("{}: ballots are left out, though the round has no such rule",
                                   tally.subject())});
  }
  if (complete_ && tally.cells_size() != CellsExpected(tally)) {
    faults_.push_back({fmt::format("{}：票格不全", tally.subject()),
                       fmt::format("{}: marks are missing", tally.subject())});
  }
}

void TallyRules::CheckCell(const SubjectTally& tally, const TallyCell& cell) {
  const auto fault = [&](const Label& text) {
    faults_.push_back({Place(tally, cell) + "：" + text.zh, Place(tally, cell) + ": " + text.en});
  };
  if (cell.group_index() < 0 || static_cast<size_t>(cell.group_index()) >= valid_.size() ||
      cell.criterion_index() < 0 ||
      cell.criterion_index() >= round_.ballot_form().criteria_size()) {
    return fault({"不在表上", "is not on the form"});
  }
  const int64_t levels = LevelsOf(round_.ballot_form().criteria(cell.criterion_index()));
  const bool ascending = std::ranges::is_sorted(cell.marks(), std::ranges::less_equal());
  const bool on_scale = std::ranges::all_of(
      cell.marks(), [&](int32_t mark) { return mark >= 0 && (levels == 0 || mark < levels); });
  const bool counted = cell.marks_size() == cell.counts_size() && cell.abstentions() >= 0 &&
                       std::ranges::all_of(cell.counts(), [](int64_t n) { return n >= 1; });
  if (!on_scale || !counted || !ascending) {
    return fault({"票格内容有误", "holds what is on no ballot"});
  }
  const int64_t marks =
      std::accumulate(cell.counts().begin(), cell.counts().end(), cell.abstentions());
  const int64_t valid =
      valid_[static_cast<size_t>(cell.group_index())] - LeftOut(tally, cell.group_index());
  if (marks > valid || (complete_ && marks != valid)) {
    fault({fmt::format("{} 个评价，有效票 {} 张", marks, valid),
           fmt::format("{} marks from {} valid ballots", marks, valid)});
  }
}

Faults TallyRules::Finish() {
  if (std::ssize(positions_) != round_.subject_count()) {
    faults_.push_back(
        {fmt::format("计票有 {} 个对象，轮次有 {} 个", positions_.size(), round_.subject_count()),
         fmt::format("the tally has {} subjects, the round {}", positions_.size(),
                     round_.subject_count())});
  }
  return std::move(faults_);
}

Faults RunFaults(const Round& round, const AggregationRun& run) {
  Faults faults;
  CompareDigests({"汇总所据冻结摘要", "the run's frozen digest"}, run.frozen_digest(),
                 round.frozen_digest(), faults);
  CompareDigests({"汇总所据计票摘要", "the run's tally digest"}, run.tally_digest(),
                 round.tally_digest(), faults);
  CompareDigests({"汇总所据办法摘要", "the run's policy digest"}, run.policy_digest(),
                 round.scoring_policy().digest(), faults);
  if (run.policy() != round.scoring_policy().name()) {
    faults.push_back({"汇总所据办法不是轮次所定", "the run's policy is not that of the round"});
  }
  return faults;
}

Faults ReleaseFaults(const RepeatedPtrField<Release>& releases,
                     const std::map<std::string, AggregationRun>& runs) {
  Faults faults;
  int32_t number = 0;
  for (const Release& release : releases) {
    if (release.number() != ++number) {
      faults.push_back({fmt::format("发布编号不连续：{}，应为 {}", release.number(), number),
                        fmt::format("release {} where {} should be", release.number(), number)});
      number = release.number();
    }
    CompareDigests({"发布摘要", "the release's digest"}, release.digest(), ReleaseDigest(release),
                   faults);
    const auto run = runs.find(release.run());
    if (run == runs.end()) {
      faults.push_back({fmt::format("{}：所据汇总不存在", release.name()),
                        fmt::format("{}: its run is not there", release.name())});
      continue;
    }
    CompareDigests({"发布的结果摘要", "the release's result digest"}, release.result_digest(),
                   run->second.result_digest(), faults);
    CompareDigests({"发布的计票摘要", "the release's tally digest"}, release.tally_digest(),
                   run->second.tally_digest(), faults);
    CompareDigests({"发布的冻结摘要", "the release's frozen digest"}, release.frozen_digest(),
                   run->second.frozen_digest(), faults);
    CompareDigests({"发布的办法摘要", "the release's policy digest"}, release.policy_digest(),
                   run->second.policy_digest(), faults);
  }
  return faults;
}

}  // namespace pingyi::cli
