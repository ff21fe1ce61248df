#include "services/result/domain/explain.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/computation.h"
#include "services/result/domain/explain_component.h"
#include "services/result/domain/explain_grade.h"
#include "services/result/domain/explain_order.h"
#include "services/result/domain/explain_score.h"
#include "services/result/domain/explain_subject.h"
#include "services/result/domain/explain_text.h"
#include "services/result/domain/explain_tie.h"
#include "services/result/domain/factors.h"
#include "services/result/domain/mark_rules.h"
#include "services/result/domain/score.h"

namespace pingyi::result {
namespace {

ExplanationNode RoundingNode(const PolicyRules& policy, const Rational& total) {
  const std::string rounded = RoundedText(total, policy.rounding);
  const bool exact = Round(total, policy.rounding) == total;
  const Words mode = ModeWords(policy.rounding.mode);
  ExplanationNode node;
  node.kind = StepKind::kRounding;
  node.rule = "policy.rounding";
  node.formula = fmt::format("{} {} {}", total.ToString(), exact ? "=" : "≈", rounded);
  node.value = total;
  node.text_en = fmt::format("The total is rounded to {} digits after the point, {}: {}.",
                             policy.rounding.digits, mode.en, rounded);
  node.text_zh =
      fmt::format("总分保留 {} 位小数（{}）：{}。", policy.rounding.digits, mode.zh, rounded);
  return node;
}

// The total held within the policy's bounds. `total` is the total before.
ExplanationNode BoundsNode(const PolicyRules& policy, const Rational& total) {
  const TotalBounds bounds(policy);
  const Rational within = bounds.Within(total);
  ExplanationNode node;
  node.kind = StepKind::kBounds;
  node.rule = total > within ? "policy.total_cap" : "policy.total_floor";
  if (!bounds.floor().has_value()) {
    node.rule = "policy.total_cap";
  }
  if (bounds.floor().has_value()) {
    node.formula += ShortText(*bounds.floor()) + " ≤ ";
  }
  node.formula += total.ToString();
  if (bounds.cap().has_value()) {
    node.formula += " ≤ " + ShortText(*bounds.cap());
  }
  node.value = within;
  const std::string text = ShortText(within);
  if (within == total) {
    node.text_en = "The total is within its bounds and stays as it is.";
    node.text_zh = "总分在规定的上下限之内，不变。";
    return node;
  }
  const bool above = total > within;
  node.formula = fmt::format("{} {} {}", total.ToString(), above ? ">" : "<", text);
  node.text_en = fmt::format("The total is {}: it counts as {}.",
                             above ? "above its cap" : "below its floor", text);
  node.text_zh = fmt::format("总分{}：按 {} 计。", above ? "高于上限" : "低于下限", text);
  return node;
}

// What is before a subject without a tie.
Words BetterWords(const PolicyRules& policy) {
  const bool ascending = Ascending(policy.total_order);
  if (policy.tiers.empty()) {
    return ascending ? Words{"lower", "更低"} : Words{"higher", "更高"};
  }
  return ascending ? Words{"in an earlier tier or lower", "梯次在前或更低"}
                   : Words{"in an earlier tier or higher", "梯次在前或更高"};
}

// A subject that an exclusion leaves without a place.
ExplanationNode UnrankedNode(const PolicyRules& policy, const Computation& computation,
                             size_t subject) {
  const size_t rule = computation.roster.exclusion(subject).value();
  ExplanationNode node;
  node.kind = StepKind::kRank;
  node.rule = fmt::format("policy.exclusion_rules[{}]", rule);
  const std::string& title = policy.exclusion_rules[rule].title;
  node.text_en = fmt::format("No place: \"{}\" applies.", title);
  node.text_zh = fmt::format("不排名次：适用“{}”。", title);
  return node;
}

ExplanationNode RankNode(const PolicyRules& policy, const Computation& computation,
                         size_t subject) {
  if (!computation.roster.ranked(subject)) {
    return UnrankedNode(policy, computation, subject);
  }
  const SubjectResult& result = computation.subjects[subject];
  const auto& all = computation.subjects;
  const auto ranked =
      std::count_if(all.begin(), all.end(), [](const auto& other) { return other.rank > 0; });
  const Standings standings = computation.standings(policy);
  std::ptrdiff_t higher = 0;
  std::ptrdiff_t equal = 0;
  const auto sharing = std::count_if(all.begin(), all.end(),
                                     [&](const auto& other) { return other.rank == result.rank; });
  // Of dense places only the different ones count.
  std::set<int32_t> above;
  for (size_t i = 0; i < all.size(); ++i) {
    if (!computation.roster.ranked(i)) {
      continue;
    }
    equal += standings.Level(i, subject) ? 1 : 0;
    if (standings.Before(i, subject)) {
      ++higher;
      above.insert(all[i].rank);
    }
  }
  const bool dense = policy.rank_method == RankMethod::kDense;
  const auto places_above = dense ? static_cast<std::ptrdiff_t>(above.size()) : higher;
  const auto preferred = result.rank - 1 - places_above;
  const Words basis = BasisWords(policy.decision_basis);
  ExplanationNode node;
  node.kind = StepKind::kRank;
  node.rule = "policy.rank_method";
  node.formula = preferred > 0 ? fmt::format("{} + {} + 1", places_above, preferred)
                               : fmt::format("{} + 1", places_above);
  node.value = Rational(result.rank);
  const Words better = BetterWords(policy);
  node.text_en = fmt::format("Place {} of {} by {}: {} {}, {} equal and placed before it{}.",
                             result.rank, ranked, basis.en, higher, better.en, preferred,
                             sharing > 1 ? fmt::format(", {} sharing the place", sharing) : "");
  node.text_zh = fmt::format("按{}为第 {} 名（共 {} 个）：{} 个{}，{} 个相同而在前{}。", basis.zh,
                             result.rank, ranked, higher, better.zh, preferred,
                             sharing > 1 ? fmt::format("，{} 个并列", sharing) : "");
  if (dense) {
    node.text_en = fmt::format(
        "Place {} of {} subjects by {}, places being counted without gaps: {} places of subjects "
        "that "
        "are {}, {} places with the same total before it{}.",
        result.rank, ranked, basis.en, places_above, better.en, preferred,
        sharing > 1 ? fmt::format(", {} sharing the place", sharing) : "");
    node.text_zh = fmt::format(
        "按{}为第 {} 名（共 {} 个，名次连续）：{} 个名次{}，{} 个名次总分相同而在前{}。", basis.zh,
        result.rank, ranked, places_above, better.zh, preferred,
        sharing > 1 ? fmt::format("，{} 个并列", sharing) : "");
  }
  if (equal > 1 && policy.tie_breakers.empty()) {
    node.text_en += " The policy has no tie breakers.";
    node.text_zh += "计分办法未规定同分比较。";
  }
  return node;
}

// The subject's places by the groups' scores, by group.
std::vector<std::optional<RankPlace>> PlacesOf(const Computation& computation, size_t subject) {
  std::vector<std::optional<RankPlace>> places;
  for (const auto& group : computation.rank_places) {
    places.push_back(group[subject]);
  }
  return places;
}

absl::Status NoSuchSubject() {
  return MakeError(absl::StatusCode::kNotFound, ::pingyi::reason::kResourceNotFound,
                   "the round has no such subject");
}

}  // namespace

absl::StatusOr<Explanation> Explain(const PolicyRules& policy, const RoundFacts& facts, Tally tally,
                                    std::string_view subject, const Inputs& inputs) {
  std::vector<TieSplit> splits;
  absl::StatusOr<Computation> computation =
      Compute(policy, facts, std::move(tally), inputs,
              [&splits](const TieSplit& split) { splits.push_back(split); });
  if (!computation.ok()) {
    return computation.status();
  }
  const auto& subjects = computation->subjects;
  const auto found =
      std::find_if(subjects.begin(), subjects.end(),
                   [subject](const SubjectResult& result) { return result.subject == subject; });
  if (found == subjects.end()) {
    return NoSuchSubject();
  }
  const auto index = static_cast<size_t>(found - subjects.begin());
  Explanation explanation{*found, RankNode(policy, *computation, index)};
  ExplanationNode& root = explanation.root;
  if (std::optional<ExplanationNode> tier = ExplainTier(policy, *computation, index)) {
    root.children.push_back(*std::move(tier));
  }
  for (ExplanationNode& gauge : ExplainGauges(policy, *computation, index)) {
    root.children.push_back(std::move(gauge));
  }
  for (const TieSplit& split : splits) {
    const bool member = std::any_of(split.members.begin(), split.members.end(),
                                    [index](const auto& m) { return m.subject == index; });
    if (member) {
      root.children.push_back(ExplainTie(policy, computation->form, split, index));
    }
  }
  if (!policy.grade_thresholds.empty()) {
    root.children.push_back(ExplainGrade(policy, *computation, index));
  } else if (auto exclusion = ExplainExclusion(policy, *computation, index)) {
    root.children.push_back(*std::move(exclusion));
  }
  ExplanationNode rounding = RoundingNode(policy, found->total);
  const MarkRules rules(policy, computation->form, computation->tally.groups);
  const FactorTable factors(policy, computation->form, inputs.components);
  ExplanationNode total =
      ExplainTotal(policy, computation->form_of(index), rules, factors,
                   computation->tally.subjects[index], *found, PlacesOf(*computation, index));
  if (auto weights = ExplainTypeWeights(policy, *computation, index)) {
    total.children.push_back(*std::move(weights));
  }
  if (!policy.components.empty()) {
    total = ExplainComponents(policy, inputs.components, *found, total);
  }
  if (TotalBounds(policy).any()) {
    ExplanationNode bounds = BoundsNode(policy, *total.value);
    bounds.children.push_back(std::move(total));
    total = std::move(bounds);
  }
  rounding.children.push_back(std::move(total));
  root.children.push_back(std::move(rounding));
  if (std::optional<ExplanationNode> quorum = ExplainQuorum(policy, *computation)) {
    root.children.push_back(*std::move(quorum));
  }
  return explanation;
}

}  // namespace pingyi::result
