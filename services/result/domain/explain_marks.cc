#include "services/result/domain/explain_marks.h"

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "services/result/domain/explain_text.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

std::vector<std::string> Products(const std::vector<PointCount>& marks) {
  std::vector<std::string> products;
  products.reserve(marks.size());
  for (const PointCount& mark : marks) {
    products.push_back(fmt::format("{} × {}", mark.count, ShortText(mark.points)));
  }
  return products;
}

std::string SumText(const std::vector<PointCount>& marks) {
  return fmt::format("{}", fmt::join(Products(marks), " + "));
}

// How many are dropped of so many marks, as the policy's share gives it; empty for a fixed number.
struct ShareText {
  std::string en;
  std::string zh;
};
ShareText ShareOf(const Extremes& extremes, const MarkSteps& steps) {
  const auto* dropped = std::get_if<DroppedShare>(&extremes.drop);
  if (dropped == nullptr) {
    return {};
  }
  const Words mode = ModeWords(dropped->rounding);
  return {fmt::format(" ({} × {}, rounded {}, a mark being left)", dropped->share, steps.marks,
                      mode.en),
          fmt::format("（{} × {}，{}，至少留一个）", dropped->share, steps.marks, mode.zh)};
}

ExplanationNode ExtremesNode(const Extremes& extremes, const MarkSteps& steps) {
  ExplanationNode node;
  node.kind = StepKind::kExtremes;
  node.rule = "policy.extremes";
  node.formula = fmt::format("{} - 2 × {}", steps.marks, steps.dropped);
  node.value = Rational(steps.marks - 2 * steps.dropped);
  if (steps.marks < extremes.min_marks) {
    node.text_en = fmt::format("{} marks are fewer than {}: none is dropped.", steps.marks,
                               extremes.min_marks);
    node.text_zh =
        fmt::format("{} 个评价，不足 {} 个：不去掉极端值。", steps.marks, extremes.min_marks);
    return node;
  }
  const ShareText share = ShareOf(extremes, steps);
  if (steps.dropped == 0) {
    node.text_en = fmt::format("No mark is dropped{}.", share.en);
    node.text_zh = fmt::format("不去掉评价{}。", share.zh);
    return node;
  }
  node.text_en = fmt::format(
      "Of {} marks the {} highest ({}) and the {} lowest ({}) are dropped{}.", steps.marks,
      steps.dropped, SumText(steps.highest), steps.dropped, SumText(steps.lowest), share.en);
  node.text_zh = fmt::format("{} 个评价中去掉最高 {} 个（{}）和最低 {} 个（{}）{}。", steps.marks,
                             steps.dropped, SumText(steps.highest), steps.dropped,
                             SumText(steps.lowest), share.zh);
  return node;
}

Words DenominatorWords(Denominator denominator) {
  switch (denominator) {
    case Denominator::kValidBallots:
      return {"valid ballots of the group", "该票类有效票"};
    case Denominator::kReturnedBallots:
      return {"returned ballots of the group, valid and spoiled", "该票类收回票（含废票）"};
    case Denominator::kExpectedVoters:
      return {"expected voters of the group", "该票类应到人数"};
    case Denominator::kMarks:
    case Denominator::kUnspecified:
      break;
  }
  return {"marks", "评价"};
}

ExplanationNode DenominatorNode(Denominator denominator, const MarkSteps& steps) {
  const Words words = DenominatorWords(denominator);
  const int64_t all = steps.divisor + 2 * steps.dropped + steps.left_out;
  ExplanationNode node;
  node.kind = StepKind::kDenominator;
  node.rule = "policy.mean_denominator";
  node.formula = fmt::format("{}", all);
  const char* less = "";
  const char* less_zh = "";
  if (steps.dropped > 0) {
    node.formula += fmt::format(" - 2 × {}", steps.dropped);
    less = ", less the marks dropped";
    less_zh = "，减去已去掉的评价数";
  } else if (steps.left_out > 0) {
    node.formula += fmt::format(" - {}", steps.left_out);
    less = ", less the ballots left out";
    less_zh = "，减去已去掉的票数";
  }
  node.value = Rational(steps.divisor);
  node.text_en = fmt::format("The points are divided by the {} {}{}.", all, words.en, less);
  node.text_zh = fmt::format("除以{} {}{}。", words.zh, all, less_zh);
  return node;
}

// A median is one mark or the mean of two; a lower median the lower of the two.
std::string MedianFormula(const MarkSteps& steps, bool lower) {
  std::vector<Rational> middle;
  const int64_t left = steps.marks - 2 * steps.dropped;
  for (const int64_t place : {(left - 1) / 2, left / 2}) {
    int64_t before = 0;
    for (const PointCount& mark : steps.kept) {
      if (place >= before && place < before + mark.count) {
        middle.push_back(mark.points);
      }
      before += mark.count;
    }
  }
  if (lower && left % 2 == 0) {
    return fmt::format("min({}, {})", ShortText(middle[0]), ShortText(middle[1]));
  }
  return left % 2 == 1 ? ShortText(middle[0])
                       : fmt::format("({} + {}) / 2", ShortText(middle[0]), ShortText(middle[1]));
}

// A sum is put in brackets before it is multiplied.
std::string Multiplied(const std::string& formula, const Rational& factor) {
  const bool sum =
      formula.find(" + ") != std::string::npos && formula.find(" / ") == std::string::npos;
  return (sum ? "(" + formula + ")" : formula) + " × " + ShortText(factor);
}

// What the sentence of a criterion says of the factor at its end.
void AppendFactor(const PolicyRules& policy, const FactorStep& factor, ExplanationNode& node) {
  const std::string product = Shown(*factor.node.value, policy.rounding);
  const std::string text = ShortText(factor.factor);
  node.text_en += fmt::format(" Multiplied by its factor {} that is {}.", text, product);
  node.text_zh += fmt::format("乘以系数 {} 为 {} 分。", text, product);
}

void DescribeFigure(const PolicyRules& policy, const MarkSteps& steps, const std::string& title,
                    const std::string& shown, ExplanationNode& node) {
  const bool mean = policy.mark_combination == Combination::kMean;
  const bool lower = policy.mark_combination == Combination::kLowerMedian;
  const int64_t left = steps.marks - 2 * steps.dropped;
  if (lower) {
    const int64_t place = left / 2 + 1;
    node.text_en = fmt::format(
        "Criterion \"{}\": the lower median of {} {}, number {} from the highest, is {}.", title,
        left, left == 1 ? "mark" : "marks", place, shown);
    node.text_zh = fmt::format("要素“{}”：{} 个评价的下中位数（从高到低第 {} 个）为 {} 分。", title,
                               left, place, shown);
    return;
  }
  if (policy.mark_combination == Combination::kMedian) {
    node.text_en = fmt::format("Criterion \"{}\": the median of {} {} is {}.", title, left,
                               left == 1 ? "mark" : "marks", shown);
    node.text_zh = fmt::format("要素“{}”：{} 个评价的中位数为 {} 分。", title, left, shown);
    return;
  }
  node.text_en = fmt::format("Criterion \"{}\": {} points from {} {}{}.", title,
                             ShortText(steps.sum), left, left == 1 ? "mark" : "marks",
                             mean ? fmt::format(", over {}: {}", steps.divisor, shown) : "");
  node.text_zh = fmt::format("要素“{}”：{} 个评价共 {} 分{}。", title, left, ShortText(steps.sum),
                             mean ? fmt::format("，除以 {} 为 {} 分", steps.divisor, shown) : "");
}

}  // namespace

std::optional<FactorStep> ExplainFactor(const PolicyRules& policy, const FactorTable& factors,
                                        const std::string& subject, const Form& form,
                                        size_t criterion, const Rational& figure) {
  const Factors* own = factors.Of(subject);
  if (own == nullptr) {
    return std::nullopt;
  }
  FactorStep step{.factor = (*own)[criterion], .node = {}};
  const std::string& key = form.criteria()[criterion].key;
  const FactorItem* recorded = factors.RecordedFor(subject, key);
  const std::string& title = policy.criterion_factors->title;
  const std::string text = ShortText(step.factor);
  ExplanationNode& node = step.node;
  node.kind = StepKind::kFactor;
  node.key = key;
  node.value = figure * step.factor;
  node.formula = fmt::format("{} × {}", ShortText(figure), text);
  if (recorded == nullptr) {
    node.rule = "policy.criterion_factors.missing";
    node.text_en = fmt::format("\"{}\": no factor is recorded, so that it is 1.", title);
    node.text_zh = fmt::format("“{}”：未录入系数，按 1 计。", title);
    return step;
  }
  node.rule = "policy.criterion_factors";
  const std::string& reason = recorded->reason;
  node.text_en = fmt::format("\"{}\": the score is multiplied by {} (from: {}){}{}.", title, text,
                             factors.source(), reason.empty() ? "" : ": ", reason);
  node.text_zh = fmt::format("“{}”：得分乘以 {}（来源：{}）{}{}。", title, text, factors.source(),
                             reason.empty() ? "" : "：", reason);
  return step;
}

void ExplainMarkRules(const PolicyRules& policy, const MarkSteps& steps, const std::string& title,
                      ExplanationNode& node, const std::optional<FactorStep>& factor) {
  const bool mean = policy.mark_combination == Combination::kMean;
  const bool lower = policy.mark_combination == Combination::kLowerMedian;
  const bool median = lower || policy.mark_combination == Combination::kMedian;
  node.formula = median ? MedianFormula(steps, lower)
                        : MarkFormula(Products(steps.kept), steps.sum, mean ? steps.divisor : 0);
  if (policy.extremes.has_value() && !OverBallotTotal(policy)) {
    node.children.push_back(ExtremesNode(*policy.extremes, steps));
  }
  if (policy.mean_denominator > Denominator::kMarks) {
    node.children.push_back(DenominatorNode(policy.mean_denominator, steps));
  }
  Rational exact = steps.figure;
  if (factor.has_value()) {
    node.formula = Multiplied(node.formula, factor->factor);
    node.children.push_back(factor->node);
    exact = *factor->node.value;
  }
  if (policy.criterion_rounding.has_value()) {
    node.formula += RoundedSuffix(exact, *policy.criterion_rounding);
    node.children.push_back(
        StepRoundingNode("policy.criterion_rounding", exact, *policy.criterion_rounding));
  }
  const Rational told = factor.has_value() ? steps.figure : node.value.value_or(exact);
  DescribeFigure(policy, steps, title, Shown(told, policy.rounding), node);
  if (factor.has_value()) {
    AppendFactor(policy, *factor, node);
  }
}

ExplanationNode CountedAbstentions(int64_t count, const Rational& points) {
  ExplanationNode node;
  node.kind = StepKind::kAbstention;
  node.rule = "policy.abstention_points";
  node.formula = fmt::format("{} × {}", count, ShortText(points));
  node.value = points * Rational(count);
  node.text_en = fmt::format("{} abstained, each counted as a mark of {} points: together {}.",
                             count, ShortText(points), ShortText(*node.value));
  node.text_zh = fmt::format("{} 票弃权，每票按 {} 分的评价计，共 {} 分。", count,
                             ShortText(points), ShortText(*node.value));
  return node;
}

ExplanationNode StepRoundingNode(const std::string& rule, const Rational& exact,
                                 const Rounding& rounding) {
  const std::string rounded = RoundedText(exact, rounding);
  const Words mode = ModeWords(rounding.mode);
  ExplanationNode node;
  node.kind = StepKind::kStepRounding;
  node.rule = rule;
  node.formula = fmt::format("{} {} {}", exact.ToString(),
                             Round(exact, rounding) == exact ? "=" : "≈", rounded);
  node.value = Round(exact, rounding);
  node.text_en = fmt::format("This score is rounded to {} digits after the point, {}: {}.",
                             rounding.digits, mode.en, rounded);
  node.text_zh =
      fmt::format("该步得分保留 {} 位小数（{}）：{}。", rounding.digits, mode.zh, rounded);
  return node;
}

}  // namespace pingyi::result
