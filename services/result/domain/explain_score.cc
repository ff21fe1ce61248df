#include "services/result/domain/explain_score.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"
#include "services/result/domain/combine.h"
#include "services/result/domain/explain_left_out.h"
#include "services/result/domain/explain_marks.h"
#include "services/result/domain/explain_order.h"
#include "services/result/domain/explain_text.h"
#include "services/result/domain/pool.h"
#include "services/result/domain/rounding.h"
#include "services/result/domain/score.h"

namespace pingyi::result {
namespace {

class ScoreExplainer {
 public:
  ScoreExplainer(const PolicyRules& policy, const Form& form, const MarkRules& rules,
                 const FactorTable& factors, const SubjectTally& tally, const SubjectResult& result,
                 const std::vector<std::optional<RankPlace>>& places)
      : policy_(policy),
        form_(form),
        rules_(rules),
        factors_(factors),
        tally_(tally),
        result_(result),
        places_(places) {}

  // Of a subject whose only group is the pool.
  ExplanationNode PoolTotal(const Rational& total) const {
    ExplanationNode node;
    node.kind = StepKind::kTotal;
    node.rule = "policy.criterion_combination";
    node.value = total;
    node.children.push_back(PoolNode(form_));
    AddLeftOut(0, node);
    const std::vector<Term> terms = AddCriteria(0, node);
    const std::string shown = Shown(total, policy_.rounding);
    if (terms.empty()) {
      node.rule = "policy.missing_group";
      node.text_en = fmt::format("Nobody gave a mark: the total is {}.", shown);
      node.text_zh = fmt::format("无有效评价：总分为 {}。", shown);
    } else {
      node.formula = WeightedFormula(policy_.criterion_combination, terms);
      node.text_en = fmt::format("The criteria combined by their weights give {}.", shown);
      node.text_zh = fmt::format("各要素得分按权重合成，总分为 {}。", shown);
    }
    AddShares(tally_, node);
    return node;
  }

  ExplanationNode Total() const {
    ExplanationNode node;
    node.kind = StepKind::kTotal;
    node.rule = "policy.group_combination";
    // The total itself: the result's may be held within bounds.
    const Rational total = result::Total(policy_, form_, result_.groups).value_or(result_.total);
    node.value = total;
    std::vector<Term> terms;
    for (size_t group = 0; group < result_.groups.size(); ++group) {
      const auto& score = result_.groups[group].score;
      if (score.has_value() || policy_.missing_group == MissingGroupRule::kZero) {
        terms.push_back({form_.groups()[group].weight, score.value_or(Rational())});
      }
      node.children.push_back(score.has_value() ? Group(group) : MissingGroup(group));
    }
    node.formula = WeightedFormula(policy_.group_combination, terms);
    const std::string shown = Shown(total, policy_.rounding);
    node.text_en = fmt::format("The groups' scores combined by their weights give {}.", shown);
    node.text_zh = fmt::format("各票类得分按权重合成，总分为 {}。", shown);
    AddShares(PooledTally(tally_), node);
    return node;
  }

 private:
  // The ballots left out by their totals; all others mark every criterion.
  void AddLeftOut(size_t group, ExplanationNode& node) const {
    if (OverBallotTotal(policy_)) {
      node.children.push_back(LeftOutNode(
          policy_, result_.groups[group].criteria.front().mark_count, LeftOut(tally_, group)));
    }
  }

  // The nodes of a group's criteria, and the terms of those that count.
  std::vector<Term> AddCriteria(size_t group, ExplanationNode& node) const {
    const std::vector<CriterionResult>& criteria = result_.groups[group].criteria;
    const std::vector<bool> counted = CountedCriteria(policy_, criteria);
    std::vector<Term> terms;
    for (size_t criterion = 0; criterion < criteria.size(); ++criterion) {
      if (counted[criterion]) {
        terms.push_back({form_.criteria()[criterion].weight, *criteria[criterion].score});
      }
      node.children.push_back(CriterionNode(group, criterion));
    }
    if (std::optional<ExplanationNode> best = BestCriteriaNode(policy_, form_, criteria)) {
      node.children.push_back(*std::move(best));
    }
    return terms;
  }

  // The shares over all groups, by criterion.
  void AddShares(const SubjectTally& pooled, ExplanationNode& node) const {
    for (const TallyCell& cell : pooled.cells) {
      if (policy_.mark_shares.has_value()) {
        node.children.push_back(SharesNode(policy_, form_, cell));
      }
    }
  }

  ExplanationNode Group(size_t group) const {
    ExplanationNode node;
    node.kind = StepKind::kGroup;
    node.key = form_.groups()[group].key;
    node.rule = "policy.criterion_combination";
    node.value = result_.groups[group].score;
    AddLeftOut(group, node);
    const std::vector<Term> terms = AddCriteria(group, node);
    node.formula = WeightedFormula(policy_.criterion_combination, terms);
    Rational score = *node.value;
    if (policy_.group_rounding.has_value()) {
      const Rational exact = Exact(terms);
      node.formula += RoundedSuffix(exact, *policy_.group_rounding);
      node.children.push_back(
          StepRoundingNode("policy.group_rounding", exact, *policy_.group_rounding));
    }
    const std::string& title = form_.groups()[group].title;
    if (!places_.empty()) {
      score = places_[group]->score;
      node.formula += " → " + ShortText(*node.value);
      node.children.push_back(RankPointsNode(policy_, *places_[group]));
    }
    const std::string shown = Shown(score, policy_.rounding);
    node.text_en =
        fmt::format("Group \"{}\": the criteria combined by their weights give {}.", title, shown);
    node.text_zh = fmt::format("票类“{}”：各要素得分按权重合成，为 {}。", title, shown);
    return node;
  }

  // The criteria combined, before the group's score is rounded.
  Rational Exact(const std::vector<Term>& terms) const {
    Combiner combiner(policy_.criterion_combination);
    for (const Term& term : terms) {
      combiner.Add(term.weight, term.value);
    }
    return combiner.Result();
  }

  ExplanationNode MissingGroup(size_t group) const {
    ExplanationNode node;
    node.kind = StepKind::kMissingGroup;
    node.key = form_.groups()[group].key;
    node.rule = "policy.missing_group";
    const std::string& title = form_.groups()[group].title;
    const auto& criteria = result_.groups[group].criteria;
    const bool lacking = LacksCriteria(policy_, form_, criteria);
    const char* why =
        lacking ? "did not mark every criterion, and their sum would be too low" : "gave no mark";
    const char* why_zh = lacking ? "未评全部要素，合计会偏低" : "无有效评价";
    if (policy_.missing_group == MissingGroupRule::kZero) {
      node.value = Rational();
      node.text_en = fmt::format("Group \"{}\" {}: it counts with a score of 0.", title, why);
      node.text_zh = fmt::format("票类“{}”{}：按 0 分计入。", title, why_zh);
    } else {
      node.text_en = fmt::format(
          "Group \"{}\" {}: the other groups' weights are scaled up to the whole.", title, why);
      node.text_zh = fmt::format("票类“{}”{}：其余票类的权重按比例补足。", title, why_zh);
    }
    for (size_t criterion = 0; criterion < form_.criteria().size(); ++criterion) {
      if (lacking || criteria[criterion].abstention_count > 0) {
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
      node.text_en =
          fmt::format("Criterion \"{}\": nobody {}marked it, so it is left out with its weight.",
                      title, Pooled(policy_) ? "" : "in this group ");
      node.text_zh = fmt::format("要素“{}”：{}无人评价，连同权重不计入。", title,
                                 Pooled(policy_) ? "" : "该票类");
    }
    if (result.abstention_count > 0) {
      node.children.push_back(Abstentions(result.abstention_count));
    }
    if (cell != nullptr && policy_.mark_shares.has_value() && !Pooled(policy_)) {
      node.children.push_back(SharesNode(policy_, form_, *cell));
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
    if (!rules_.plain() || policy_.criterion_factors.has_value()) {
      const auto group = static_cast<size_t>(cell.group_index);
      const MarkSteps steps =
          rules_.Steps(form_.points(criterion), cell, LeftOut(tally_, group)).value();
      ExplainMarkRules(
          policy_, steps, title, node,
          ExplainFactor(policy_, factors_, result_.subject, form_, criterion, steps.figure));
      return;
    }
    const Rational sum = form_.points(criterion).Sum(cell.marks);
    const bool mean = policy_.mark_combination == Combination::kMean;
    node.formula = MarkFormula(products, sum, mean ? result.mark_count : 0);
    if (policy_.criterion_rounding.has_value()) {
      const Rational exact = sum / Rational(mean ? result.mark_count : 1);
      node.formula += RoundedSuffix(exact, *policy_.criterion_rounding);
      node.children.push_back(
          StepRoundingNode("policy.criterion_rounding", exact, *policy_.criterion_rounding));
    }
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

  ExplanationNode Abstentions(int64_t count) const {
    if (const std::optional<Rational> points = ParseNumber(policy_.abstention_points)) {
      return CountedAbstentions(count, *points);
    }
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
  const MarkRules& rules_;
  const FactorTable& factors_;
  const SubjectTally& tally_;
  const SubjectResult& result_;
  const std::vector<std::optional<RankPlace>>& places_;
};

}  // namespace

ExplanationNode ExplainTotal(const PolicyRules& policy, const Form& form, const MarkRules& rules,
                             const FactorTable& factors, const SubjectTally& tally,
                             const SubjectResult& result,
                             const std::vector<std::optional<RankPlace>>& places) {
  if (!Pooled(policy)) {
    return ScoreExplainer(policy, form, rules, factors, tally, result, places).Total();
  }
  const std::optional<Rational> total = PoolTotal(policy, form, result.groups, result.pooled);
  SubjectResult as_one = result;
  as_one.groups = {{total, result.pooled}};
  return ScoreExplainer(policy, form, rules, factors, PooledTally(tally), as_one, places)
      .PoolTotal(total.value_or(result.total));
}

}  // namespace pingyi::result
