#include "services/result/domain/explain_tie.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

// A formula names no more members of a tie than this.
constexpr size_t kMaxMembers = 10;

// A piece of a sentence in both languages.
struct Text {
  std::string en;
  std::string zh;
};

// The titles of the named items, quoted.
std::string Titles(const std::vector<std::string>& keys, const std::vector<Form::Item>& items,
                   std::string_view open, std::string_view close, std::string_view separator) {
  std::vector<std::string> titles;
  for (const Form::Item& item : items) {
    if (std::find(keys.begin(), keys.end(), item.key) != keys.end()) {
      titles.push_back(fmt::format("{}{}{}", open, item.title, close));
    }
  }
  return fmt::format("{}", fmt::join(titles, separator));
}

// Where marks are counted; empty for everywhere.
Text Where(const MarkScope& scope, const Form& form) {
  Text text;
  if (!scope.groups.empty()) {
    text.en += " given by " + Titles(scope.groups, form.groups(), "\"", "\"", ", ");
    text.zh += Titles(scope.groups, form.groups(), "“", "”", "、") + "中";
  }
  if (!scope.criteria.empty()) {
    text.en += " on " + Titles(scope.criteria, form.criteria(), "\"", "\"", ", ");
    text.zh += Titles(scope.criteria, form.criteria(), "“", "”", "、") + "的";
  }
  return text;
}

Text Describe(const std::monostate&, const Form&) { return {}; }  // no valid policy has it
Text Describe(const GroupScoreComparison& comparison, const Form& form) {
  return {"the score of group " + Titles({comparison.group}, form.groups(), "\"", "\"", ""),
          "票类" + Titles({comparison.group}, form.groups(), "“", "”", "") + "的得分"};
}
Text Describe(const CriterionScoreComparison& comparison, const Form& form) {
  const std::vector<std::string> key = {comparison.criterion};
  return {"the score of criterion " + Titles(key, form.criteria(), "\"", "\"", ""),
          "要素" + Titles(key, form.criteria(), "“", "”", "") + "的得分"};
}
Text Describe(const MarkCountComparison& comparison, const Form& form) {
  using Relation = MarkCountComparison::Relation;
  const bool equal = comparison.relation == Relation::kEqual;
  const bool least = comparison.relation == Relation::kAtLeast;
  const Text where = Where(comparison.scope, form);
  return {fmt::format("the number of marks worth {} {} points{}",
                      equal   ? "exactly"
                      : least ? "at least"
                              : "more than",
                      comparison.points, where.en),
          fmt::format("{}{} {} 分的评价数", where.zh,
                      equal   ? "恰为"
                      : least ? "不少于"
                              : "多于",
                      comparison.points)};
}
Text Describe(const CountbackComparison& comparison, const Form& form) {
  const Text where = Where(comparison.scope, form);
  return {"the numbers of marks" + where.en + " from the best down",
          where.zh + "自最高分起各档评价数"};
}
Text Describe(const ComponentScoreComparison&, const Form&) { return {}; }  // DescribeComponent
Text Describe(const MajorityGaugeComparison& comparison, const Form& form) {
  const Text where = Where(comparison.scope, form);
  return {"how far the marks" + where.en +
              " lean from their lower median, more above it first, then fewer below it",
          where.zh + "评价偏离下中位数的程度，高于者多的在前，低于者少的在前"};
}
Text Describe(const MajorityValueComparison& comparison, const Form& form) {
  const Text where = Where(comparison.scope, form);
  return {
      "the lower medians of the marks" + where.en + " as median marks are taken away one by one",
      where.zh + "评价逐个去掉中位数后的各下中位数"};
}
Text Describe(const PositionComparison&, const Form&) {
  return {"the place on the ballot, the earlier first", "评议票上的先后顺序"};
}

// The key of a majority comparison: "80 (+ 45/100)", or the medians met one after the other, runs
// of equal ones written once: "80, (60, 100) × 3, ...".
std::string MajorityText(const TieBreaker& breaker, const TieKey& key) {
  if (key.empty()) {
    return "–";
  }
  if (std::holds_alternative<MajorityGaugeComparison>(breaker.comparison)) {
    const bool plus = key[1].sign() > 0;
    return fmt::format("{} ({} {})", ShortText(key[0]), plus ? "+" : "-",
                       (plus ? key[1] : -key[1]).ToString());
  }
  std::vector<std::string> runs = {ShortText(key[0])};
  for (size_t i = 1; i + 2 < key.size(); i += 3) {
    const bool end = key[i + 2].sign() == 0;
    const Rational length = end ? Rational() : Rational(1) / key[i + 2];
    runs.push_back(fmt::format(
        "({}, {}){}", ShortText(key[i]), ShortText(key[i + 1]),
        end ? "" : fmt::format(" × {}", (length.sign() < 0 ? -length : length).ToString())));
  }
  return fmt::format("{}", fmt::join(runs, ", "));
}

// By its title, which only the policy knows.
Text DescribeComponent(const PolicyRules& policy, const std::string& key) {
  for (const Component& component : policy.components) {
    if (component.key == key) {
      return {"the score of component \"" + component.title + "\"",
              "“" + component.title + "”的得分"};
    }
  }
  return {};  // no valid policy gets here
}

// A key as people read it: a score or count, a place, or "3 × 12 + 1 × 10".
std::string KeyText(const PolicyRules& policy, const TieBreaker& breaker, const TieKey& key) {
  const bool negated = Negated(policy, breaker);
  const auto figure = [negated](const Rational& value) { return negated ? -value : value; };
  if (std::holds_alternative<MajorityGaugeComparison>(breaker.comparison) ||
      std::holds_alternative<MajorityValueComparison>(breaker.comparison)) {
    return MajorityText(breaker, key);
  }
  if (!std::holds_alternative<CountbackComparison>(breaker.comparison)) {
    return key.empty() ? "–" : figure(key.front()).ToString();
  }
  std::vector<std::string> counts;
  for (size_t i = 0; i + 1 < key.size(); i += 2) {
    counts.push_back(fmt::format("{} × {}", key[i + 1].ToString(), ShortText(figure(key[i]))));
  }
  return fmt::format("({})", fmt::join(counts, " + "));
}

std::string Formula(const PolicyRules& policy, const TieBreaker& breaker, const TieSplit& split) {
  const bool falling = !Negated(policy, breaker);
  std::string formula;
  const size_t shown = std::min(split.members.size(), kMaxMembers);
  for (size_t i = 0; i < shown; ++i) {
    if (i > 0) {
      const bool equal = split.members[i].key == split.members[i - 1].key;
      formula += equal ? " = " : falling ? " > " : " < ";
    }
    formula += KeyText(policy, breaker, split.members[i].key);
  }
  return formula + (shown < split.members.size() ? " ..." : "");
}

std::string KeyOfItem(const TieBreaker& breaker) {
  if (const auto* group = std::get_if<GroupScoreComparison>(&breaker.comparison)) {
    return group->group;
  }
  if (const auto* criterion = std::get_if<CriterionScoreComparison>(&breaker.comparison)) {
    return criterion->criterion;
  }
  if (const auto* component = std::get_if<ComponentScoreComparison>(&breaker.comparison)) {
    return component->component;
  }
  return "";
}

}  // namespace

ExplanationNode ExplainTie(const PolicyRules& policy, const Form& form, const TieSplit& split,
                           size_t subject) {
  const TieBreaker& breaker = policy.tie_breakers[split.breaker];
  const auto own = std::find_if(split.members.begin(), split.members.end(),
                                [&](const auto& member) { return member.subject == subject; });
  const auto greater = std::count_if(split.members.begin(), split.members.end(),
                                     [&](const auto& member) { return member.key > own->key; });
  const auto equal = std::count_if(split.members.begin(), split.members.end(),
                                   [&](const auto& member) { return member.key == own->key; });
  const auto less = static_cast<std::ptrdiff_t>(split.members.size()) - greater - equal;
  ExplanationNode node;
  node.kind = StepKind::kTieBreak;
  node.key = KeyOfItem(breaker);
  node.rule = fmt::format("policy.tie_breakers[{}]", split.breaker);
  node.formula = Formula(policy, breaker, split);
  if (own->key.size() == 1) {
    node.value = Negated(policy, breaker) ? -own->key.front() : own->key.front();
  }
  const auto* component = std::get_if<ComponentScoreComparison>(&breaker.comparison);
  const Text what =
      component != nullptr
          ? DescribeComponent(policy, component->component)
          : std::visit([&form](const auto& comparison) { return Describe(comparison, form); },
                       breaker.comparison);
  const std::string key = KeyText(policy, breaker, own->key);
  node.text_en = fmt::format(
      "The tie of {} for place {} is broken by {}: this one has {}; {} before it, {} equal, {} "
      "after it.",
      split.members.size(), split.place, what.en, key, greater, equal - 1, less);
  node.text_zh =
      fmt::format("{} 个对象同争第 {} 名，比较{}：该对象为 {}；{} 个在前，{} 个相同，{} 个在后。",
                  split.members.size(), split.place, what.zh, key, greater, equal - 1, less);
  return node;
}

}  // namespace pingyi::result
