#include "services/result/domain/explain_grade.h"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "services/result/domain/explain_text.h"
#include "services/result/domain/grade.h"
#include "services/result/domain/grade_rules.h"
#include "services/result/domain/quorum.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

ExplanationNode ThresholdNode(const PolicyRules& policy, const Rational& decisive) {
  const GradeLadder ladder(policy.grade_thresholds);
  const size_t grade = ladder.GradeOf(decisive).value();
  const bool first = grade == 0;
  const bool last = grade + 1 == policy.grade_thresholds.size();
  const std::string total = ShortText(decisive);
  const std::string above = first ? "" : ShortText(ladder.least(grade - 1));
  const std::string least = last ? "" : ShortText(ladder.least(grade));
  const Words basis = BasisWords(policy.decision_basis);
  ExplanationNode node;
  node.kind = StepKind::kGrade;
  node.key = policy.grade_thresholds[grade].grade;
  node.rule = fmt::format("policy.grade_thresholds[{}].min_total", grade);
  node.formula = (first ? "" : above + " > ") + total + (last ? "" : " ≥ " + least);
  node.value = decisive;
  const std::string& title = policy.grade_thresholds[grade].title;
  node.text_en = fmt::format("Grade \"{}\": {} {}{}{}{}.", title, basis.en, total,
                             last ? "" : " reaches " + least, last || first ? "" : " and",
                             first ? "" : " does not reach " + above);
  node.text_zh = fmt::format("等次“{}”：{} {}{}{}。", title, basis.zh, total,
                             last ? "" : "，达到 " + least, first ? "" : "，未达到 " + above);
  return node;
}

// ">" and its like between a share and the limit it is beyond; the opposite where it is not.
const char* Relation(ShareLimit limit, bool holds) {
  switch (limit) {
    case ShareLimit::kAbove:
      return holds ? ">" : "≤";
    case ShareLimit::kAtLeast:
      return holds ? "≥" : "<";
    case ShareLimit::kBelow:
      return holds ? "<" : "≥";
    case ShareLimit::kAtMost:
    case ShareLimit::kUnspecified:
      break;
  }
  return holds ? "≤" : ">";
}

ExplanationNode ShareNode(const PolicyRules& policy, const Computation& computation, size_t index,
                          size_t subject) {
  const GradeShareRule& share_rule = policy.grade_share_rules[index];
  const ShareRule rule(policy, share_rule, computation.form, computation.tally.groups);
  const MarkShare share = rule.ShareOf(computation.form, computation.tally.subjects[subject]);
  const bool low = share_rule.marks == ShareMarks::kAtMost;
  const std::string& title = policy.grade_thresholds[rule.best_grade()].title;
  ExplanationNode node;
  node.kind = StepKind::kShareRule;
  node.key = share_rule.best_grade;
  node.rule = fmt::format("policy.grade_share_rules[{}]", index);
  node.formula = fmt::format("{} / {} {} {}", share.count, share.of,
                             Relation(share_rule.limit, share.holds), share_rule.share);
  node.value = share.of == 0 ? Rational() : Rational::Ratio(share.count, share.of);
  node.text_en = fmt::format(
      "{} of {} are marks of {} points or {}: {}.", share.count, share.of, share_rule.points,
      low ? "less" : "more",
      share.holds
          ? fmt::format("no grade better than \"{}\" is given", title)
          : fmt::format("the rule that leaves no grade better than \"{}\" does not apply", title));
  node.text_zh = fmt::format("{} 中有 {} 个评价{} {} 分：{}。", share.of, share.count,
                             low ? "不高于" : "不低于", share_rule.points,
                             share.holds ? fmt::format("等次不得高于“{}”", title)
                                         : fmt::format("不触发“不得高于{}”的规定", title));
  return node;
}

// What became of a tie at the edge; empty where there was none.
std::pair<std::string, std::string> EdgeText(const GradeQuota& quota, const QuotaOutcome& outcome) {
  if (outcome.edge_place == 0) {
    return {};
  }
  const bool in = quota.tie == QuotaTie::kAllIn;
  return {fmt::format(" The {} who share place {} at the edge are all {}.", outcome.edge_size,
                      outcome.edge_place, in ? "in" : "out"),
          fmt::format("名额边缘并列第 {} 名的 {} 个全部{}。", outcome.edge_place, outcome.edge_size,
                      in ? "列入" : "不列入")};
}

ExplanationNode QuotaNode(const PolicyRules& policy, const QuotaOutcome& outcome, bool kept) {
  const GradeQuota& quota = policy.grade_quotas[outcome.quota];
  const std::string& title = policy.grade_thresholds[outcome.grade].title;
  const std::string& next = policy.grade_thresholds[outcome.grade + 1].title;
  const Words mode = ModeWords(quota.rounding);
  const auto [edge_en, edge_zh] = EdgeText(quota, outcome);
  ExplanationNode node;
  node.kind = StepKind::kQuota;
  node.key = quota.grade;
  node.rule = fmt::format("policy.grade_quotas[{}]", outcome.quota);
  node.formula = quota.minimum > 0
                     ? fmt::format("max({} × {}, {})", quota.share, outcome.pool, quota.minimum)
                     : fmt::format("{} × {}", quota.share, outcome.pool);
  node.formula += fmt::format(" ≈ {}", outcome.limit);
  node.value = Rational(outcome.limit);
  node.text_en = fmt::format(
      "At most {} of {} subjects may have \"{}\" ({} of them, rounded {}, at least {}); {} came to "
      "it.{} {}",
      outcome.limit, outcome.pool, title, quota.share, mode.en, quota.minimum, outcome.holders,
      edge_en,
      kept ? "This one is within the quota by its place."
           : fmt::format("This one is beyond it and gets \"{}\".", next));
  node.text_zh = fmt::format(
      "{} 个对象中“{}”至多 {} 个（比例 {}，{}，不少于 {}），达到者 {} 个。{}{}", outcome.pool,
      title, outcome.limit, quota.share, mode.zh, quota.minimum, outcome.holders, edge_zh,
      kept ? "该对象按名次在名额之内。" : fmt::format("该对象超出名额，定为“{}”。", next));
  return node;
}

std::string QuorumPart(const Turnout& turnout, const std::string& least) {
  return fmt::format("{} / {} ≥ {}", turnout.returned, turnout.expected, least);
}

}  // namespace

ExplanationNode ExplainGrade(const PolicyRules& policy, const Computation& computation,
                             size_t subject) {
  ExplanationNode thresholds = ThresholdNode(policy, computation.decisive[subject]);
  if (policy.grade_share_rules.empty() && policy.grade_quotas.empty()) {
    return thresholds;
  }
  const auto title = [&](size_t grade) { return policy.grade_thresholds[grade].title; };
  const size_t grade = computation.grades[subject];
  const size_t by_total = computation.grades_by_total[subject];
  size_t held = computation.grades_by_share[subject];
  ExplanationNode node;
  node.kind = StepKind::kGrade;
  node.key = policy.grade_thresholds[grade].grade;
  node.rule = "policy.grade_thresholds";
  node.formula = fmt::format("{} → {} → {}", title(by_total), title(held), title(grade));
  node.text_en = fmt::format(
      "Grade \"{}\": \"{}\" by the total, \"{}\" after the share rules, \"{}\" after the quotas.",
      title(grade), title(by_total), title(held), title(grade));
  node.text_zh = fmt::format("等次“{}”：按总分为“{}”，按评价比例规定后为“{}”，按名额后为“{}”。",
                             title(grade), title(by_total), title(held), title(grade));
  node.children.push_back(std::move(thresholds));
  for (size_t i = 0; i < policy.grade_share_rules.size(); ++i) {
    node.children.push_back(ShareNode(policy, computation, i, subject));
  }
  for (const QuotaOutcome& outcome : computation.quotas) {
    if (outcome.grade == held) {
      const bool kept = grade == held;
      node.children.push_back(QuotaNode(policy, outcome, kept));
      held += kept ? 0 : 1;
    }
  }
  return node;
}

std::optional<ExplanationNode> ExplainQuorum(const PolicyRules& policy,
                                             const Computation& computation) {
  if (!policy.quorum.has_value()) {
    return std::nullopt;
  }
  const Form& form = computation.form;
  const Turnout all = TotalTurnout(form, computation.tally.groups);
  std::vector<std::string> parts;
  if (!policy.quorum->overall.empty()) {
    parts.push_back(QuorumPart(all, policy.quorum->overall));
  }
  for (size_t i = 0; !policy.quorum->each_group.empty() && i < form.groups().size(); ++i) {
    parts.push_back(
        form.groups()[i].key + ": " +
        QuorumPart(TurnoutOf(form, computation.tally.groups, i), policy.quorum->each_group));
  }
  ExplanationNode node;
  node.kind = StepKind::kQuorum;
  node.rule = "policy.quorum";
  node.formula = fmt::format("{}", fmt::join(parts, "; "));
  node.value = Rational::Ratio(all.returned, all.expected);
  node.text_en = fmt::format("{} of {} expected ballots were returned: the quorum is reached.",
                             all.returned, all.expected);
  node.text_zh =
      fmt::format("应到 {} 票，收回 {} 票：达到规定的参评率。", all.expected, all.returned);
  return node;
}

}  // namespace pingyi::result
