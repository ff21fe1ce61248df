#include "services/result/domain/explain_order.h"

#include <string_view>
#include <utility>
#include <variant>

#include <fmt/format.h>

#include "services/base/number/decimal.h"
#include "services/result/domain/explain_text.h"
#include "services/result/domain/majority.h"
#include "services/result/domain/mark_shares.h"
#include "services/result/domain/rounding.h"
#include "services/result/domain/score.h"

namespace pingyi::result {
namespace {

std::string Fixed(const Rational& value, int digits) {
  return RoundedText(value, {digits, RoundingMode::kHalfUp});
}

ExplanationNode ShareLineNode(const PolicyRules& policy, const Form& form, size_t criterion,
                              const MarkShareLine& line, int64_t all) {
  const bool abstained = !line.mark.has_value();
  const std::string share = Fixed(line.share, policy.mark_shares->digits);
  ExplanationNode node;
  node.kind = StepKind::kMarkShare;
  node.key = abstained ? "-" : form.MarkKey(criterion, *line.mark);
  node.rule = "policy.mark_shares";
  node.formula = all == 0 ? "0" : fmt::format("100 × {} / {} ≈ {}", line.count, all, share);
  node.value = line.share;
  const std::string title = abstained ? "" : form.MarkTitle(criterion, *line.mark);
  node.text_en = abstained ? fmt::format("Abstained: {} of {}, {} %.", line.count, all, share)
                           : fmt::format("\"{}\": {} of {}, {} %.", title, line.count, all, share);
  node.text_zh = abstained ? fmt::format("弃权：{} 中 {}，占 {}%。", all, line.count, share)
                           : fmt::format("“{}”：{} 中 {}，占 {}%。", title, all, line.count, share);
  return node;
}

Words MethodWords(ShareMethod method) {
  switch (method) {
    case ShareMethod::kCumulativeHalfUp:
      return {"differences of the rounded running totals, so that they sum to 100",
              "逐档累计后四舍五入再相减，合计为 100"};
    case ShareMethod::kLargestRemainder:
      return {"cut off, what is missing to 100 given to the largest remainders",
              "先舍去，再按余数大小补足至 100"};
    case ShareMethod::kEachHalfUp:
    case ShareMethod::kUnspecified:
      break;
  }
  return {"each rounded by itself, halves away from zero", "各自四舍五入"};
}

ExplanationNode GaugeNode(size_t breaker, const MajorityGauge& gauge) {
  ExplanationNode node;
  node.kind = StepKind::kMajorityGauge;
  node.rule = fmt::format("policy.tie_breakers[{}].majority_gauge", breaker);
  node.formula = fmt::format("{} / {} {} {} / {}", gauge.above, gauge.marks,
                             gauge.plus() ? ">" : "≤", gauge.below, gauge.marks);
  node.value = gauge.value();
  const std::string grade = ShortText(gauge.grade);
  const std::string sign = gauge.plus() ? "+" : "-";
  node.text_en = fmt::format(
      "Of {} marks {} are above and {} below their lower median of {} points: {} \"{}\".",
      gauge.marks, gauge.above, gauge.below, grade,
      gauge.plus() ? "more above than below," : "not more above than below,", sign);
  node.text_zh = fmt::format("{} 个评价的下中位数为 {} 分，高于它的 {} 个，低于它的 {} 个：“{}”。",
                             gauge.marks, grade, gauge.above, gauge.below, sign);
  return node;
}

}  // namespace

std::optional<ExplanationNode> ExplainTier(const PolicyRules& policy,
                                           const Computation& computation, size_t subject) {
  if (policy.tiers.empty()) {
    return std::nullopt;
  }
  const size_t tier = computation.tiers[subject];
  const size_t tiers = policy.tiers.size() + 1;
  const bool last = tier + 1 == tiers;
  ExplanationNode node;
  node.kind = StepKind::kTier;
  node.rule = last ? "policy.tiers" : fmt::format("policy.tiers[{}]", tier);
  node.formula = fmt::format("{} / {}", tier + 1, tiers);
  node.value = Rational(static_cast<int64_t>(tier + 1));
  node.text_en = fmt::format(
      "Tier {} of {}: it has {}. Every earlier tier is placed before it, every later one after it, "
      "whatever the totals.",
      tier + 1, tiers, last ? "no mark that any tier asks for" : "a mark that this tier asks for");
  node.text_zh =
      fmt::format("第 {} 梯次（共 {} 个）：{}。前一梯次一律在前，后一梯次一律在后，不论总分。",
                  tier + 1, tiers, last ? "没有各梯次所要求的评价" : "有该梯次所要求的评价");
  return node;
}

std::vector<ExplanationNode> ExplainGauges(const PolicyRules& policy,
                                           const Computation& computation, size_t subject) {
  std::vector<ExplanationNode> nodes;
  for (size_t i = 0; i < policy.tie_breakers.size(); ++i) {
    const auto* comparison =
        std::get_if<MajorityGaugeComparison>(&policy.tie_breakers[i].comparison);
    if (comparison == nullptr) {
      continue;
    }
    const std::optional<MajorityGauge> gauge = GaugeOf(
        MarksOf(ScopeFilter(comparison->scope, computation.form), computation.form,
                computation.tally.subjects[subject], ParseNumber(policy.abstention_points)));
    if (gauge.has_value()) {
      nodes.push_back(GaugeNode(i, *gauge));
    }
  }
  return nodes;
}

ExplanationNode RankPointsNode(const PolicyRules& policy, const RankPlace& place) {
  const bool mean = policy.group_rank_points->tie == RankPointsTie::kMeanOfPlaces;
  const std::string points = ShortText(place.points);
  ExplanationNode node;
  node.kind = StepKind::kRankPoints;
  node.rule = "policy.group_rank_points";
  node.formula = fmt::format("{} / {} → {}", place.place, place.of, points);
  node.value = place.points;
  const std::string shared_en =
      place.sharing == 1 ? ""
                         : fmt::format(", shared by {}{}", place.sharing,
                                       mean ? ", who get the mean of the places they take up" : "");
  const std::string shared_zh =
      place.sharing == 1
          ? ""
          : fmt::format("（{} 个并列{}）", place.sharing, mean ? "，取所占名次分的平均" : "");
  node.text_en = fmt::format("By this group's score of {} it has place {} of {}{}: {} points.",
                             ShortText(place.score), place.place, place.of, shared_en, points);
  node.text_zh = fmt::format("该票类得分 {}，在 {} 个对象中列第 {} 名{}，得名次分 {}。",
                             ShortText(place.score), place.of, place.place, shared_zh, points);
  return node;
}

std::optional<ExplanationNode> BestCriteriaNode(const PolicyRules& policy, const Form& form,
                                                const std::vector<CriterionResult>& criteria) {
  if (policy.best_criteria == 0) {
    return std::nullopt;
  }
  const std::vector<bool> counted = CountedCriteria(policy, criteria);
  std::vector<std::string> best;
  int64_t scored = 0;
  for (size_t i = 0; i < criteria.size(); ++i) {
    scored += criteria[i].score.has_value() ? 1 : 0;
    if (counted[i]) {
      best.push_back(form.criteria()[i].title);
    }
  }
  ExplanationNode node;
  node.kind = StepKind::kBestCriteria;
  node.rule = "policy.best_criteria";
  node.formula = fmt::format("{} / {}", best.size(), scored);
  node.value = Rational(static_cast<int64_t>(best.size()));
  node.text_en = fmt::format("Of {} criteria with a score the best {} count: {}.", scored,
                             policy.best_criteria, fmt::join(best, ", "));
  node.text_zh = fmt::format("有得分的 {} 项要素中取最好的 {} 项：{}。", scored,
                             policy.best_criteria, fmt::join(best, "、"));
  return node;
}

ExplanationNode PoolNode(const Form& form) {
  ExplanationNode node;
  node.kind = StepKind::kPool;
  node.rule = "policy.group_combination";
  node.value = Rational(static_cast<int64_t>(form.groups().size()));
  node.text_en = fmt::format("The marks of {} groups are taken together, as those of one group.",
                             form.groups().size());
  node.text_zh = fmt::format("{} 个票类的评价合并计算，视同一个票类。", form.groups().size());
  return node;
}

ExplanationNode SharesNode(const PolicyRules& policy, const Form& form, const TallyCell& cell) {
  const auto criterion = static_cast<size_t>(cell.criterion_index);
  const std::vector<MarkShareLine> lines = SharesOf(policy, form.points(criterion), cell);
  int64_t all = 0;
  for (const MarkShareLine& line : lines) {
    all += line.count;
  }
  ExplanationNode node;
  node.kind = StepKind::kMarkShares;
  node.key = form.criteria()[criterion].key;
  node.rule = "policy.mark_shares";
  std::vector<std::string> shares;
  for (const MarkShareLine& line : lines) {
    node.children.push_back(ShareLineNode(policy, form, criterion, line, all));
    shares.push_back(Fixed(line.share, policy.mark_shares->digits));
  }
  node.formula = fmt::format("{}", fmt::join(shares, " + "));
  const Words method = MethodWords(policy.mark_shares->method);
  const std::string& title = form.criteria()[criterion].title;
  node.text_en = fmt::format(
      "Criterion \"{}\": the shares of {} {} in per cent, {}.", title, all,
      policy.mark_shares->with_abstentions ? "marks and abstentions" : "marks", method.en);
  node.text_zh = fmt::format("要素“{}”：{} 个评价{}的百分比，{}。", title, all,
                             policy.mark_shares->with_abstentions ? "（含弃权）" : "", method.zh);
  return node;
}

}  // namespace pingyi::result
