#include "services/result/domain/explain_component.h"

#include <optional>
#include <string>
#include <variant>

#include <fmt/format.h>

#include "services/result/domain/component_score.h"
#include "services/result/domain/explain_figures.h"
#include "services/result/domain/explain_marks.h"
#include "services/result/domain/explain_text.h"

namespace pingyi::result {
namespace {

class ComponentExplainer {
 public:
  ComponentExplainer(const PolicyRules& policy, const std::vector<ComponentFigures>& figures,
                     const SubjectResult& result)
      : policy_(policy), figures_(figures), result_(result), scorer_(policy, figures) {}

  ExplanationNode Total(const ExplanationNode& ballot) const {
    ExplanationNode node;
    node.kind = StepKind::kComponents;
    node.rule = "policy.component_combination";
    std::vector<Term> terms;
    std::string added;
    Rational total;
    for (size_t i = 0; i < policy_.components.size(); ++i) {
      const ComponentResult& result = result_.components[i];
      node.children.push_back(result.score.has_value() ? Scored(i, ballot) : Missing(i, ballot));
      total += result.contribution.value_or(Rational());
      if (IsAdjustments(policy_.components[i])) {
        if (result.score->sign() != 0) {
          const bool less = result.score->sign() < 0;
          added = (less ? " - " : " + ") + ShortText(less ? -*result.score : *result.score);
        }
      } else if (result.contribution.has_value() && scorer_.weight(i).sign() > 0) {
        terms.push_back({scorer_.weight(i), result.score.value_or(Rational())});
      }
    }
    node.value = total;
    node.formula = WeightedFormula(policy_.component_combination, terms) + added;
    const std::string shown = Shown(total, policy_.rounding);
    node.text_en = fmt::format("The components combined by their weights{} give {}.",
                               added.empty() ? "" : ", with bonus and deduction points,", shown);
    node.text_zh = fmt::format("各项得分按权重合成{}，总分为 {}。",
                               added.empty() ? "" : "并计入加分、扣分", shown);
    return node;
  }

 private:
  std::string Rule(size_t i) const { return fmt::format("policy.components[{}]", i); }

  ExplanationNode Scored(size_t i, const ExplanationNode& ballot) const {
    const Component& component = policy_.components[i];
    const SubjectFigures* figures = scorer_.FiguresOf(i, result_.subject);
    ExplanationNode node;
    node.kind = StepKind::kComponent;
    node.key = component.key;
    node.rule = Rule(i);
    node.value = result_.components[i].score;
    Rational exact;
    if (IsBallot(component)) {
      if (component.rounding.has_value()) {
        node.formula = ballot.value->ToString();
      }
      node.children.push_back(AsPart(ballot));
      exact = *ballot.value;
    } else {
      ExplainFigures(component, Rule(i), figures, node);
      exact = ComponentScore(component, figures).value();
    }
    if (component.rounding.has_value()) {
      node.formula += RoundedSuffix(exact, *component.rounding);
      node.children.push_back(StepRoundingNode(Rule(i) + ".rounding", exact, *component.rounding));
    }
    Describe(i, figures, node);
    return node;
  }

  // What is said of the ballot's total where it is only a part of the total.
  static ExplanationNode AsPart(ExplanationNode ballot) {
    constexpr std::string_view kTotal = "总分为";
    const size_t at = ballot.text_zh.find(kTotal);
    if (at != std::string::npos) {
      ballot.text_zh.replace(at, kTotal.size(), "评议得分为");
    }
    return ballot;
  }

  // The sentence of a component: its score, what it adds, and where its figures are from.
  void Describe(size_t i, const SubjectFigures* figures, ExplanationNode& node) const {
    const Component& component = policy_.components[i];
    const std::string score = Shown(*node.value, policy_.rounding);
    if (IsAdjustments(component)) {
      node.text_en =
          fmt::format("\"{}\": {} points are added to the total", component.title, score);
      node.text_zh = fmt::format("“{}”：总分计入 {} 分", component.title, score);
    } else {
      const std::string weight = ShortText(scorer_.weight(i));
      const std::string adds = Shown(*result_.components[i].contribution, policy_.rounding);
      node.text_en = fmt::format(
          "Component \"{}\": a score of {}, which with weight {} adds {} to "
          "the total",
          component.title, score, weight, adds);
      node.text_zh =
          fmt::format("“{}”：得分 {}，权重 {}，计入总分 {}", component.title, score, weight, adds);
    }
    if (figures != nullptr) {
      AppendSource(component.key, *figures, node);
    }
    node.text_en += ".";
    node.text_zh += "。";
  }

  void AppendSource(const std::string& key, const SubjectFigures& figures,
                    ExplanationNode& node) const {
    for (const ComponentFigures& recorded : figures_) {
      if (recorded.component != key) {
        continue;
      }
      node.text_en += fmt::format(" (from: {}", recorded.source);
      node.text_zh += fmt::format("（来源：{}", recorded.source);
      if (!recorded.source_run.empty()) {
        node.text_en += ", " + recorded.source_run;
        node.text_zh += "，" + recorded.source_run;
      }
      node.text_en += ")";
      node.text_zh += "）";
    }
    const auto* score = std::get_if<ScoreFigure>(&figures.figures);
    if (score != nullptr && !score->reason.empty()) {
      node.text_en += ": " + score->reason;
      node.text_zh += "：" + score->reason;
    }
  }

  ExplanationNode Missing(size_t i, const ExplanationNode& ballot) const {
    const Component& component = policy_.components[i];
    const bool zero = component.missing == MissingComponentRule::kZero;
    ExplanationNode node;
    node.kind = StepKind::kMissingComponent;
    node.key = component.key;
    node.rule = Rule(i) + ".missing";
    if (zero) {
      node.value = Rational();
    }
    node.text_en = fmt::format(
        "Component \"{}\" has no score: {}.", component.title,
        zero ? "it counts with a score of 0"
             : "it is left out, and the other components' weights are scaled up to the whole");
    node.text_zh = fmt::format("“{}”无得分：{}。", component.title,
                               zero ? "按 0 分计入" : "不计入，其余各项的权重按比例补足");
    if (IsBallot(component)) {
      node.children = ballot.children;  // the groups, all of them missing
    }
    return node;
  }

  const PolicyRules& policy_;
  const std::vector<ComponentFigures>& figures_;
  const SubjectResult& result_;
  const ComponentScorer scorer_;
};

}  // namespace

ExplanationNode ExplainComponents(const PolicyRules& policy,
                                  const std::vector<ComponentFigures>& figures,
                                  const SubjectResult& result, const ExplanationNode& ballot) {
  return ComponentExplainer(policy, figures, result).Total(ballot);
}

}  // namespace pingyi::result
