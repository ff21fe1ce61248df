#include "services/result/domain/redact.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

struct Text {
  std::string en;
  std::string zh;
};

// The place of a key among criteria or groups.
template <typename Items>
std::optional<size_t> IndexOf(const Items& items, const std::string& key) {
  const auto found = std::find_if(items.begin(), items.end(),
                                  [&key](const auto& item) { return item.key == key; });
  if (found == items.end()) {
    return std::nullopt;
  }
  return static_cast<size_t>(found - items.begin());
}

class Redactor {
 public:
  Redactor(const PolicyRules& policy, const RoundFacts& facts, const DisclosureRule& rule,
           const SubjectMask& mask, const RoundDisclosure& round)
      : policy_(policy), facts_(facts), rule_(rule), mask_(mask), round_(round) {}

  void Root(ExplanationNode& node) const {
    if (mask_.total != Suppression::kShown) {
      Suppress(mask_.total, {"Place and total", "名次和总分"}, node);
      return;
    }
    if (round_.places && policy_.decision_basis == DecisionBasis::kExact &&
        node.value.has_value()) {
      // How many totals are equal to this one would be an equation between exact totals, of which
      // some are shown as rounded only.
      const std::string place = node.value->ToString();
      node.formula.clear();
      node.text_en = fmt::format(
          "Place {} by the exact total. How many totals are higher, lower or equal is not shown, "
          "because a part of some of them is suppressed.",
          place);
      node.text_zh = fmt::format(
          "按精确总分为第 {} 名。部分总分含不予显示的内容，故不列高低和相同的个数。", place);
    }
    if (!round_.places) {
      node.kind = StepKind::kSuppressed;
      node.formula.clear();
      node.value.reset();
      node.text_en = fmt::format(
          "No places are shown: they would tell about something of this round that rests on fewer "
          "than {} ballots.",
          rule_.min_ballots);
      node.text_zh = fmt::format("不显示名次：名次会透露本轮中所依据的票少于 {} 张的数值。",
                                 rule_.min_ballots);
    }
    Children(node, std::nullopt);
  }

 private:
  void Children(ExplanationNode& node, std::optional<size_t> group) const {
    for (ExplanationNode& child : node.children) {
      Step(child, group);
    }
  }

  void Step(ExplanationNode& node, std::optional<size_t> group) const {
    switch (node.kind) {
      // These are about turnout, weights and what is not of the ballot.
      case StepKind::kExclusion:
      case StepKind::kTypeWeights:
      case StepKind::kQuorum:
      case StepKind::kDecision:
      // These count the subjects who came to a grade or share a place. They stand below a grade,
      // which under quotas and bands is shown only where all places are.
      case StepKind::kBand:
      case StepKind::kQuota:
        return;
      case StepKind::kTieBreak:
        // It compares figures of several subjects.
        Suppress(Suppression::kComplementary, {"Comparison of equal totals", "同分比较"}, node);
        return;
      case StepKind::kGrade:
        if (mask_.grade != Suppression::kShown || !round_.grades) {
          node.key.clear();  // the grade's
          Suppress(Suppression::kComplementary, {"Grade", "等次"}, node);
          return;
        }
        break;
      default:
        break;
    }
    if (mask_.any()) {
      OwnStep(node, group);
    }
  }

  // A step of a subject of which something is suppressed.
  void OwnStep(ExplanationNode& node, std::optional<size_t> group) const {
    switch (node.kind) {
      case StepKind::kGroup:
      case StepKind::kMissingGroup:
        Group(node);
        return;
      case StepKind::kCriterion:
        Criterion(node, group);
        return;
      case StepKind::kRounding:
        Blur({"The total is", "总分为"}, node);
        break;
      case StepKind::kTotal:
        Blur({"The groups' scores combined by their weights give", "各票类得分按权重合成，为"},
             node);
        break;
      case StepKind::kPool:
        return;  // it only says that the groups are pooled
      case StepKind::kExtremes:
        LeftOutOfPool(node, group);
        return;
      case StepKind::kBounds:
        Blur({"Held within its bounds the total is", "总分按上下限计为"}, node);
        break;
      case StepKind::kComponents:
        Blur({"The components combined by their weights give", "各项得分按权重合成，为"}, node);
        break;
      case StepKind::kComponent:
        if (!IsBallot(node)) {
          return;
        }
        Blur({"The ballot gives", "民主测评得分为"}, node);
        break;
      case StepKind::kGrade:
        Grade(node);
        break;
      default:
        Suppress(Suppression::kComplementary, {"Step", "步骤"}, node);
        return;
    }
    Children(node, group);
  }

  // How many ballots of the pool were left out is shown where all its counts are.
  void LeftOutOfPool(ExplanationNode& node, std::optional<size_t> group) const {
    const bool shown = std::all_of(mask_.criteria.begin(), mask_.criteria.end(),
                                   [](Suppression cell) { return cell == Suppression::kShown; });
    if (group.has_value() || !shown) {
      Suppress(Suppression::kComplementary, {"Ballots left out", "去掉的票"}, node);
    }
  }

  // Of the components one rests on ballots of this round.
  static bool IsBallot(const ExplanationNode& node) {
    return std::any_of(node.children.begin(), node.children.end(), [](const auto& child) {
      return child.kind == StepKind::kTotal || IsBallot(child);
    });
  }

  void Group(ExplanationNode& node) const {
    const std::optional<size_t> group = IndexOf(facts_.groups, node.key);
    const Text name = Name("Group", "票类", facts_.groups, group, node.key);
    // Of a pool the groups are but labels.
    if (!group.has_value()) {
      Suppress(Suppression::kComplementary, name, node);
      return;
    }
    const GroupMask& mask = mask_.groups[*group];
    if (mask.score != Suppression::kShown) {
      Suppress(mask.score, name, node);
      return;
    }
    if (mask.any()) {
      Blur({name.en + ": the criteria combined by their weights give",
            name.zh + "：各要素得分按权重合成，为"},
           node);
      Children(node, group);
    }
  }

  // Within a group, or over all of them in a pool.
  void Criterion(ExplanationNode& node, std::optional<size_t> group) const {
    const std::optional<size_t> criterion = IndexOf(facts_.criteria, node.key);
    const auto& reasons = group.has_value() ? mask_.groups[*group].criteria : mask_.criteria;
    const Suppression why =
        criterion.has_value() ? reasons[*criterion] : Suppression::kComplementary;
    if (why != Suppression::kShown) {
      Suppress(why, Name("Criterion", "要素", facts_.criteria, criterion, node.key), node);
    }
  }

  // Thresholds compare the total; the step above them, or without any, only names grades.
  void Grade(ExplanationNode& node) const {
    const bool named =
        std::any_of(node.children.begin(), node.children.end(),
                    [](const auto& child) { return child.kind == StepKind::kGrade; });
    if (!named && node.value.has_value() && policy_.decision_basis != DecisionBasis::kRounded) {
      Blur({"The grade goes by the exact total, which is", "等次按精确总分确定，总分为"}, node);
    }
  }

  template <typename Items>
  Text Name(const char* en, const char* zh, const Items& items, std::optional<size_t> index,
            const std::string& key) const {
    const std::string& title = index.has_value() ? items[*index].title : key;
    return {fmt::format("{} \"{}\"", en, title), fmt::format("{}“{}”", zh, title)};
  }

  void Suppress(Suppression why, const Text& what, ExplanationNode& node) const {
    node.kind = StepKind::kSuppressed;
    node.rule = "policy.min_shown_ballots";
    node.formula.clear();
    node.value.reset();
    node.children.clear();
    const bool small = why == Suppression::kSmall;
    node.text_en = small ? fmt::format("{}: not shown, because it rests on fewer than {} ballots.",
                                       what.en, rule_.min_ballots)
                         : fmt::format(
                               "{}: not shown, because with it something that rests on "
                               "fewer than {} ballots could be computed.",
                               what.en, rule_.min_ballots);
    node.text_zh =
        small ? fmt::format("{}：不予显示，所依据的票少于 {} 张。", what.zh, rule_.min_ballots)
              : fmt::format("{}：不予显示，否则可推算出所依据的票少于 {} 张的数值。", what.zh,
                            rule_.min_ballots);
  }

  // Keeps the value as rounded and drops the calculation.
  void Blur(const Text& what, ExplanationNode& node) const {
    node.formula.clear();
    if (!node.value.has_value()) {
      node.text_en = what.en + " not shown.";
      node.text_zh = what.zh + "（不予显示）。";
      return;
    }
    node.rounded_only = true;
    const std::string rounded = RoundedText(*node.value, policy_.rounding);
    node.text_en = fmt::format(
        "{} {}, rounded. The calculation is not shown, because a part of it is suppressed.",
        what.en, rounded);
    node.text_zh =
        fmt::format("{} {}（舍入值）。其中有不予显示的部分，故不列计算过程。", what.zh, rounded);
  }

  const PolicyRules& policy_;
  const RoundFacts& facts_;
  const DisclosureRule& rule_;
  const SubjectMask& mask_;
  const RoundDisclosure& round_;
};

}  // namespace

RoundDisclosure RoundDisclosureOf(const DisclosureRule& rule, const RoundResults& results) {
  std::vector<SubjectBallots> subjects;
  subjects.reserve(results.size());
  for (const SubjectResult& result : results) {
    subjects.push_back(BallotsOf(result));
  }
  return RoundDisclosureOf(rule, subjects);
}

void Redact(const PolicyRules& policy, const RoundFacts& facts, const DisclosureRule& rule,
            const SubjectMask& mask, const RoundDisclosure& round, ExplanationNode& root) {
  if (round.any) {
    Redactor(policy, facts, rule, mask, round).Root(root);
  }
}

}  // namespace pingyi::result
