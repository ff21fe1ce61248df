#include "services/result/domain/explain_score.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/base/number/rational.h"
#include "services/result/domain/explain_text.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

// A formula with more kinds of marks than this gives their sum instead; the marks are its children.
constexpr size_t kMaxTerms = 40;

// The sum of the products, over the divisor unless that is 0.
std::string MarkFormula(const std::vector<std::string>& products, const Rational& sum,
                        int64_t divisor) {
  std::string formula =
      products.size() > kMaxTerms ? ShortText(sum) : fmt::format("{}", fmt::join(products, " + "));
  if (divisor == 0) {
    return formula;
  }
  if (products.size() > 1 && products.size() <= kMaxTerms) {
    formula = "(" + formula + ")";
  }
  return fmt::format("{} / {}", formula, divisor);
}

class ScoreExplainer {
 public:
  ScoreExplainer(const PolicyRules& policy, const Form& form, const SubjectTally& tally,
                 const SubjectResult& result)
      : policy_(policy), form_(form), tally_(tally), result_(result) {}

  ExplanationNode Total() const {
    ExplanationNode node;
    node.kind = StepKind::kTotal;
    node.rule = "policy.group_combination";
    node.value = result_.total;
    std::vector<Term> terms;
    for (size_t group = 0; group < result_.groups.size(); ++group) {
      const auto& score = result_.groups[group].score;
      if (score.has_value() || policy_.missing_group == MissingGroupRule::kZero) {
        terms.push_back({form_.groups()[group].weight, score.value_or(Rational())});
      }
      node.children.push_back(score.has_value() ? Group(group) : MissingGroup(group));
    }
    node.formula = WeightedFormula(policy_.group_combination, terms);
    const std::string shown = Shown(result_.total, policy_.rounding);
    node.text_en = fmt::format("The groups' scores combined by their weights give {}.", shown);
    node.text_zh = fmt::format("各票类得分按权重合成，总分为 {}。", shown);
    return node;
  }

 private:
  ExplanationNode Group(size_t group) const {
    ExplanationNode node;
    node.kind = StepKind::kGroup;
    node.key = form_.groups()[group].key;
    node.rule = "policy.criterion_combination";
    node.value = result_.groups[group].score;
    std::vector<Term> terms;
    for (size_t criterion = 0; criterion < form_.criteria().size(); ++criterion) {
      const auto& score = result_.groups[group].criteria[criterion].score;
      if (score.has_value()) {
        terms.push_back({form_.criteria()[criterion].weight, *score});
      }
      node.children.push_back(CriterionNode(group, criterion));
    }
    node.formula = WeightedFormula(policy_.criterion_combination, terms);
    const std::string& title = form_.groups()[group].title;
    const std::string shown = Shown(*node.value, policy_.rounding);
    node.text_en =
        fmt::format("Group \"{}\": the criteria combined by their weights give {}.", title, shown);
    node.text_zh = fmt::format("票类“{}”：各要素得分按权重合成，为 {}。", title, shown);
    return node;
  }

  ExplanationNode MissingGroup(size_t group) const {
    ExplanationNode node;
    node.kind = StepKind::kMissingGroup;
    node.key = form_.groups()[group].key;
    node.rule = "policy.missing_group";
    const std::string& title = form_.groups()[group].title;
    if (policy_.missing_group == MissingGroupRule::kZero) {
      node.value = Rational();
      node.text_en = fmt::format("Group \"{}\" gave no mark: it counts with a score of 0.", title);
      node.text_zh = fmt::format("票类“{}”无有效评价：按 0 分计入。", title);
    } else {
      node.text_en = fmt::format(
          "Group \"{}\" gave no mark: the other groups' weights are scaled up to the whole.",
          title);
      node.text_zh = fmt::format("票类“{}”无有效评价：其余票类的权重按比例补足。", title);
    }
    for (size_t criterion = 0; criterion < form_.criteria().size(); ++criterion) {
      if (result_.groups[group].criteria[criterion].abstention_count > 0) {
        node.children.push_back(CriterionNode(group, criterion));
      }
    }
    return node;
  }

  ExplanationNode CriterionNode(size_t group, size_t criterion) const {
    ExplanationNode node;
    node.kind = StepKind::kCriterion;
    node.key = form_.criteria()[criterion].key;
    node.rule = "policy.mark_combination";
    const CriterionResult& result = result_.groups[group].criteria[criterion];
    node.value = result.score;
    const TallyCell* cell = FindCell(group, criterion);
    const std::string& title = form_.criteria()[criterion].title;
    if (result.score.has_value()) {
      DescribeMarks(*cell, result, title, node);
    } else {
      node.text_en = fmt::format(
          "Criterion \"{}\": nobody in this group marked it, so it is left out with its weight.",
          title);
      node.text_zh = fmt::format("要素“{}”：该票类无人评价，连同权重不计入。", title);
    }
    if (result.abstention_count > 0) {
      node.children.push_back(Abstentions(result.abstention_count));
    }
    return node;
  }

  void DescribeMarks(const TallyCell& cell, const CriterionResult& result, const std::string& title,
                     ExplanationNode& node) const {
    const auto criterion = static_cast<size_t>(cell.criterion_index);
    std::vector<std::string> products;
    for (const MarkCount& mark : cell.marks) {
      node.children.push_back(Mark(criterion, mark));
      products.push_back(node.children.back().formula);
    }
    const Rational sum = form_.points(criterion).Sum(cell.marks);
    const bool mean = policy_.mark_combination == Combination::kMean;
    node.formula = MarkFormula(products, sum, mean ? result.mark_count : 0);
    const std::string shown = Shown(*result.score, policy_.rounding);
    node.text_en = fmt::format("Criterion \"{}\": {} points from {} {}{}.", title, ShortText(sum),
                               result.mark_count, result.mark_count == 1 ? "mark" : "marks",
                               mean ? ", a mean of " + shown : "");
    node.text_zh = fmt::format("要素“{}”：{} 个评价共 {} 分{}。", title, result.mark_count,
                               ShortText(sum), mean ? "，平均 " + shown + " 分" : "");
  }

  ExplanationNode Mark(size_t criterion, const MarkCount& mark) const {
    const bool graded = form_.points(criterion).graded();
    const Rational points = form_.points(criterion).PointsOf(mark.mark);
    ExplanationNode node;
    node.kind = StepKind::kMark;
    node.key = form_.MarkKey(criterion, mark.mark);
    node.rule = graded ? fmt::format("round.ballot_form.criteria[{}].graded.grades[{}].points",
                                     criterion, mark.mark)
                       : fmt::format("round.ballot_form.criteria[{}].numeric", criterion);
    node.formula = fmt::format("{} × {}", mark.count, ShortText(points));
    node.value = points * Rational(mark.count);
    const std::string title = form_.MarkTitle(criterion, mark.mark);
    node.text_en = fmt::format("{} {} \"{}\", worth {} points each: together {}.", mark.count,
                               mark.count == 1 ? "mark" : "marks", title, ShortText(points),
                               ShortText(*node.value));
    node.text_zh = fmt::format("{} 个评价为“{}”，每个 {} 分，共 {} 分。", mark.count, title,
                               ShortText(points), ShortText(*node.value));
    return node;
  }

  static ExplanationNode Abstentions(int64_t count) {
    ExplanationNode node;
    node.kind = StepKind::kAbstention;
    node.rule = "policy.mark_combination";
    node.text_en = fmt::format("{} abstained, which is left out.", count);
    node.text_zh = fmt::format("{} 票弃权，不计入。", count);
    return node;
  }

  const TallyCell* FindCell(size_t group, size_t criterion) const {
    for (const TallyCell& cell : tally_.cells) {
      if (static_cast<size_t>(cell.group_index) == group &&
          static_cast<size_t>(cell.criterion_index) == criterion) {
        return &cell;
      }
    }
    return nullptr;
  }

  const PolicyRules& policy_;
  const Form& form_;
  const SubjectTally& tally_;
  const SubjectResult& result_;
};

}  // namespace

ExplanationNode ExplainTotal(const PolicyRules& policy, const Form& form, const SubjectTally& tally,
                             const SubjectResult& result) {
  return ScoreExplainer(policy, form, tally, result).Total();
}

}  // namespace pingyi::result
