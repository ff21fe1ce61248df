#include "services/result/domain/explain_figures.h"

#include <algorithm>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "services/base/number/decimal.h"
#include "services/result/domain/component_score.h"
#include "services/result/domain/explain_text.h"

namespace pingyi::result {
namespace {

Rational Number(const std::string& text) { return ParseNumber(text).value(); }

std::string Short(const std::string& text) { return ShortText(Number(text)); }

// Points held within a floor and a cap.
ExplanationNode BoundsNode(const std::string& rule, const Rational& points,
                           const Rational& within) {
  const bool above = points > within;
  const std::string text = ShortText(within);
  ExplanationNode node;
  node.kind = StepKind::kComponentBounds;
  node.rule = rule + (above ? "cap" : "floor");
  node.value = within;
  node.formula = fmt::format("{} {} {}", ShortText(points), above ? ">" : "<", text);
  node.text_en = fmt::format("That is {}: it counts as {}.",
                             above ? "more than the cap" : "less than the floor", text);
  node.text_zh = fmt::format("{}：按 {} 计。", above ? "超过上限" : "低于下限", text);
  return node;
}

// The step of one metric.
class MetricExplainer {
 public:
  MetricExplainer(const MetricRule& rule, const MetricFigure& figure, std::string path)
      : rule_(rule), figure_(figure), path_(std::move(path)), points_(PointsOf(rule, figure)) {}

  ExplanationNode Node() const {
    ExplanationNode node;
    node.kind = StepKind::kMetric;
    node.key = rule_.key;
    node.value = points_.within;
    const std::string ratio = fmt::format("{} / {}", Short(figure_.actual), Short(figure_.target));
    const std::string reached_en =
        fmt::format("Metric \"{}\": {} reached of a target of {}, a ratio of {}; ", rule_.title,
                    Short(figure_.actual), Short(figure_.target), ShortText(points_.ratio));
    const std::string reached_zh =
        fmt::format("指标“{}”：目标 {}，实际 {}，完成率 {}；", rule_.title, Short(figure_.target),
                    Short(figure_.actual), ShortText(points_.ratio));
    Words how = std::holds_alternative<PointTable>(rule_.points) ? Table(ratio, node)
                                                                 : Proportion(ratio, node);
    node.text_en = reached_en + how.en;
    node.text_zh = reached_zh + how.zh;
    if (points_.within != points_.points) {
      node.formula +=
          fmt::format(" = {} → {}", ShortText(points_.points), ShortText(points_.within));
      node.children.push_back(BoundsNode(path_ + ".", points_.points, points_.within));
    }
    return node;
  }

 private:
  struct Words {
    std::string en;
    std::string zh;
  };

  Words Proportion(const std::string& ratio, ExplanationNode& node) const {
    const std::string at_target = Short(std::get<PointsAtTarget>(rule_.points).points);
    const bool higher = rule_.direction == MetricDirection::kHigherIsBetter;
    const std::string points = ShortText(points_.points);
    node.rule = path_ + ".points_at_target";
    node.formula = higher ? fmt::format("{} × {}", at_target, ratio)
                          : fmt::format("{} × (2 - {})", at_target, ratio);
    return {fmt::format("{} points for the target give {}{}.", at_target, points,
                        higher ? "" : ", less being better"),
            fmt::format("达标得 {} 分，按比例得 {} 分{}。", at_target, points,
                        higher ? "" : "（反向指标）")};
  }

  Words Table(const std::string& ratio, ExplanationNode& node) const {
    const std::vector<Knot>& knots = std::get<PointTable>(rule_.points).knots;
    const auto [low, high] = *points_.between;
    const std::string points = ShortText(points_.points);
    const std::string from = Short(knots[low].ratio);
    const std::string least = Short(knots[low].points);
    node.rule = fmt::format("{}.point_table.knots[{}]", path_, high);
    if (low == high) {
      node.formula = least;
      const Rational knot = Number(knots[low].ratio);
      const bool on = points_.ratio == knot;
      const bool below = points_.ratio < knot;
      return {fmt::format("{} {} the table gives {} points.",
                          on      ? "for exactly"
                          : below ? "below"
                                  : "above",
                          from, points),
              fmt::format("{} {}，按分档表得 {} 分。",
                          on      ? "恰为"
                          : below ? "低于"
                                  : "高于",
                          from, points)};
    }
    const std::string to = Short(knots[high].ratio);
    const std::string most = Short(knots[high].points);
    node.formula =
        fmt::format("{0} + ({1} - {2}) × ({3} - {0}) / ({4} - {2})", least, ratio, from, most, to);
    return {fmt::format("on the line from {} points for {} to {} points for {} that is {}.", least,
                        from, most, to, points),
            fmt::format("在 {}（{} 分）与 {}（{} 分）之间按直线插值，得 {} 分。", from, least, to,
                        most, points)};
  }

  const MetricRule& rule_;
  const MetricFigure& figure_;
  std::string path_;
  MetricPoints points_;
};

// A metric that has no figures, where the component has a score all the same.
ExplanationNode MissingMetric(const MetricRule& metric, bool zero, const std::string& rule) {
  ExplanationNode node;
  node.kind = StepKind::kMissingComponent;
  node.key = metric.key;
  node.rule = rule;
  if (zero) {
    node.value = Rational();
  }
  node.text_en = fmt::format(
      "Metric \"{}\" has no figures: {}.", metric.title,
      zero ? "it counts with 0 points" : "the other metrics' weights are scaled up to the whole");
  node.text_zh = fmt::format("指标“{}”无数据：{}。", metric.title,
                             zero ? "按 0 分计入" : "其余指标的权重按比例补足");
  return node;
}

void Explain(const MetricsComponent& kind, MissingComponentRule missing, const std::string& rule,
             const MetricFigures& figures, ExplanationNode& node) {
  const bool zero = missing == MissingComponentRule::kZero;
  std::vector<Term> terms;
  for (size_t i = 0; i < kind.metrics.size(); ++i) {
    const MetricRule& metric = kind.metrics[i];
    const MetricFigure* figure = FindFigure(figures, metric.key);
    if (figure == nullptr) {
      node.children.push_back(MissingMetric(metric, zero, rule + ".missing"));
    } else {
      node.children.push_back(
          MetricExplainer(metric, *figure, fmt::format("{}.metrics.metrics[{}]", rule, i)).Node());
    }
    if (figure != nullptr || zero) {
      terms.push_back({Number(metric.weight), *node.children.back().value});
    }
  }
  node.formula = WeightedFormula(Combination::kMean, terms);
}

void Explain(const CountsComponent& kind, const std::string& rule, const LevelCounts& counts,
             ExplanationNode& node) {
  std::vector<std::string> products;
  Rational sum;
  int64_t answers = 0;
  for (size_t i = 0; i < kind.levels.size(); ++i) {
    const LevelRule& level = kind.levels[i];
    const auto count = std::find_if(counts.begin(), counts.end(),
                                    [&level](const auto& c) { return c.level == level.key; });
    if (count == counts.end() || count->count == 0) {
      continue;
    }
    ExplanationNode& child = node.children.emplace_back();
    child.kind = StepKind::kLevel;
    child.key = level.key;
    child.rule = fmt::format("{}.satisfaction_counts.levels[{}].points", rule, i);
    child.formula = fmt::format("{} × {}", count->count, Short(level.points));
    child.value = Number(level.points) * Rational(count->count);
    child.text_en = fmt::format("{} \"{}\", worth {} points each: together {}.", count->count,
                                level.title, Short(level.points), ShortText(*child.value));
    child.text_zh = fmt::format("“{}” {} 份，每份 {} 分，共 {} 分。", level.title, count->count,
                                Short(level.points), ShortText(*child.value));
    products.push_back(child.formula);
    sum += *child.value;
    answers += count->count;
  }
  node.formula = MarkFormula(products, sum, answers);
}

// "2 + 3", or "min(2 + 3, 4)" where a cap holds them.
std::string SumFormula(const AdjustmentItems& items, int sign, const AdjustmentSum& sum) {
  std::vector<std::string> terms;
  for (const AdjustmentItem& item : items) {
    const Rational points = Number(item.points);
    if (points.sign() == sign) {
      terms.push_back(ShortText(sign < 0 ? -points : points));
    }
  }
  const std::string all = terms.empty() ? "0" : fmt::format("{}", fmt::join(terms, " + "));
  return sum.counted == sum.sum ? all : fmt::format("min({}, {})", all, ShortText(sum.counted));
}

void Explain(const AdjustmentsComponent& kind, const std::string& rule,
             const AdjustmentItems& items, ExplanationNode& node) {
  for (const AdjustmentItem& item : items) {
    ExplanationNode& child = node.children.emplace_back();
    child.kind = StepKind::kAdjustment;
    child.rule = rule + ".adjustments";
    child.value = Number(item.points);
    const bool bonus = child.value->sign() > 0;
    const std::string points = ShortText(bonus ? *child.value : -*child.value);
    child.formula = (bonus ? "+ " : "- ") + points;
    child.text_en =
        fmt::format("{} of {} points: {}", bonus ? "Bonus" : "Deduction", points, item.reason);
    child.text_zh = fmt::format("{} {} 分：{}", bonus ? "加" : "扣", points, item.reason);
  }
  const AdjustmentSum bonus = SumOfBonuses(kind, items);
  const AdjustmentSum deduction = SumOfDeductions(kind, items);
  for (const auto& [sum, name] :
       {std::pair(bonus, ".adjustments.bonus_"), std::pair(deduction, ".adjustments.deduction_")}) {
    if (sum.counted != sum.sum) {
      node.children.push_back(BoundsNode(rule + name, sum.sum, sum.counted));
    }
  }
  node.formula = SumFormula(items, 1, bonus);
  if (deduction.sum.sign() != 0) {
    const std::string taken = SumFormula(items, -1, deduction);
    const bool several = deduction.counted == deduction.sum && taken.find('+') != std::string::npos;
    node.formula += several ? " - (" + taken + ")" : " - " + taken;
  }
}

}  // namespace

void ExplainFigures(const Component& component, const std::string& rule,
                    const SubjectFigures* figures, ExplanationNode& node) {
  if (const auto* kind = std::get_if<AdjustmentsComponent>(&component.kind)) {
    Explain(*kind, rule,
            figures == nullptr ? AdjustmentItems() : std::get<AdjustmentItems>(figures->figures),
            node);
  } else if (const auto* kind = std::get_if<MetricsComponent>(&component.kind)) {
    Explain(*kind, component.missing, rule, std::get<MetricFigures>(figures->figures), node);
  } else if (const auto* kind = std::get_if<CountsComponent>(&component.kind)) {
    Explain(*kind, rule, std::get<LevelCounts>(figures->figures), node);
  } else {
    const std::string score = Short(std::get<ScoreFigure>(figures->figures).score);
    node.formula = score;
    if (const auto* kind = std::get_if<ReviewScoreComponent>(&component.kind)) {
      node.formula = fmt::format("{} × {} / 100", score, Short(kind->max_points));
    } else if (const auto* kind = std::get_if<OtherRoundComponent>(&component.kind)) {
      node.formula = fmt::format("{} × {}", score, Short(kind->factor));
    }
  }
}

}  // namespace pingyi::result
