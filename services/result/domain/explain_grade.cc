#include "services/result/domain/explain_grade.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/result/domain/explain_subject.h"
#include "services/result/domain/explain_text.h"
#include "services/result/domain/grade.h"
#include "services/result/domain/grade_rules.h"
#include "services/result/domain/quorum.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

ExplanationNode ThresholdNode(const PolicyRules& policy, const Rational& decisive) {
  const bool ascending = Ascending(policy.total_order);
  const GradeLadder ladder(policy.grade_thresholds, ascending);
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
  node.formula = (first ? "" : above + (ascending ? " < " : " > ")) + total +
                 (last ? "" : (ascending ? " ≤ " : " ≥ ") + least);
  node.value = decisive;
  const std::string& title = policy.grade_thresholds[grade].title;
  node.text_en = fmt::format(
      "Grade \"{}\": {} {}{}{}{}.", title, basis.en, total,
      last ? "" : (ascending ? " is at most " : " reaches ") + least, last || first ? "" : " and",
      first ? "" : (ascending ? " is more than " : " does not reach ") + above);
  node.text_zh = fmt::format("等次“{}”：{} {}{}{}。", title, basis.zh, total,
                             last ? "" : (ascending ? "，不超过 " : "，达到 ") + least,
                             first ? "" : (ascending ? "，超过 " : "，未达到 ") + above);
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
  if (!rule.Concerns(computation.grades_by_total[subject])) {
    const std::string& up_to =
        policy.grade_thresholds[GradeIndex(policy, share_rule.up_to_grade)].title;
    node.text_en = fmt::format(
        "The rule about marks of {} points or {} is for the grade \"{}\" and worse ones only.",
        share_rule.points, low ? "less" : "more", up_to);
    node.text_zh = fmt::format("关于{} {} 分的评价的规定只适用于等次“{}”及以下。",
                               low ? "不高于" : "不低于", share_rule.points, up_to);
  }
  return node;
}

// What became of a tie at the edge; empty where there was none.
std::pair<std::string, std::string> EdgeText(const GradeQuota& quota, const QuotaOutcome& outcome) {
  if (outcome.edge_place == 0) {
    return {};
  }
  if (quota.tie == QuotaTie::kCommittee) {
    const int64_t left = outcome.limit - outcome.kept;
    return {fmt::format(" The {} who share place {} at the edge are left to the committee, which "
                        "may give the grade to {} of them.",
                        outcome.edge_size, outcome.edge_place, left),
            fmt::format("名额边缘并列第 {} 名的 {} 个由考核委员会决定，尚余 {} 个名额。",
                        outcome.edge_place, outcome.edge_size, left)};
  }
  const bool in = quota.tie == QuotaTie::kAllIn;
  return {fmt::format(" The {} who share place {} at the edge are all {}.", outcome.edge_size,
                      outcome.edge_place, in ? "in" : "out"),
          fmt::format("名额边缘并列第 {} 名的 {} 个全部{}。", outcome.edge_place, outcome.edge_size,
                      in ? "列入" : "不列入")};
}

// Whom a quota's share is taken of: "subjects", "subjects of 一科 without an exclusion".
std::pair<std::string, std::string> PoolText(const GradeQuota& quota, const QuotaOutcome& outcome) {
  std::string en = "subjects";
  std::string zh = " 个对象";
  if (!outcome.pool_name.empty()) {
    en += " of " + outcome.pool_name;
    zh = " 个" + outcome.pool_name + "的对象";
  }
  if (quota.base == PoolBase::kEligible) {
    return {en + " without an exclusion", zh + "（不含被排除者）"};
  }
  if (quota.base == PoolBase::kWithMarks) {
    return {en + " with marks", zh + "（仅计有评价者）"};
  }
  return {en, zh};
}

ExplanationNode QuotaNode(const PolicyRules& policy, const QuotaOutcome& outcome, bool kept,
                          bool open) {
  const GradeQuota& quota = policy.grade_quotas[outcome.quota];
  const std::string& title = policy.grade_thresholds[outcome.grade].title;
  const std::string& next = policy.grade_thresholds[outcome.grade + 1].title;
  const Words mode = ModeWords(quota.rounding);
  const auto [edge_en, edge_zh] = EdgeText(quota, outcome);
  const auto [pool_en, pool_zh] = PoolText(quota, outcome);
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
      "At most {} of {} {} may have \"{}\" ({} of them, rounded {}, at least {}); {} came to "
      "it.{} {}",
      outcome.limit, outcome.pool, pool_en, title, quota.share, mode.en, quota.minimum,
      outcome.holders, edge_en,
      kept   ? "This one is within the quota by its place."
      : open ? fmt::format("This one is among them and has \"{}\" until then.", next)
             : fmt::format("This one is beyond it and gets \"{}\".", next));
  node.text_zh = fmt::format("{}{}中“{}”至多 {} 个（比例 {}，{}，不少于 {}），达到者 {} 个。{}{}",
                             outcome.pool, pool_zh, title, outcome.limit, quota.share, mode.zh,
                             quota.minimum, outcome.holders, edge_zh,
                             kept ? "该对象按名次在名额之内。"
                             : open ? fmt::format("该对象在其中，决定之前定为“{}”。", next)
                                    : fmt::format("该对象超出名额，定为“{}”。", next));
  return node;
}

// The grade after each kind of rule that the policy has.
void DescribeSteps(const PolicyRules& policy, const Computation& computation, size_t subject,
                   ExplanationNode& node) {
  const auto title = [&](size_t grade, const char* none) {
    return grade == kNoGrade ? std::string(none) : policy.grade_thresholds[grade].title;
  };
  const size_t grade = computation.grades[subject];
  std::vector<std::string> formula;
  std::string en;
  std::string zh;
  const auto add = [&](size_t step, const char* step_en, const char* step_zh) {
    formula.push_back(title(step, "–"));
    const char* between = en.empty() ? "" : ", ";
    en += step == kNoGrade ? fmt::format("{}none {}", between, step_en)
                           : fmt::format("{}\"{}\" {}", between, title(step, ""), step_en);
    zh += fmt::format("{}{}{}", zh.empty() ? "" : "，", step_zh,
                      step == kNoGrade ? "不定" : fmt::format("为“{}”", title(step, "")));
  };
  add(computation.grades_by_total[subject], "by the total", "按总分");
  add(computation.grades_by_share[subject], "after the share rules", "按评价比例规定后");
  if (!policy.exclusion_rules.empty()) {
    add(computation.grades_by_exclusion[subject], "after the exclusions", "按否决和排除规定后");
  }
  if (policy.grade_bands.has_value()) {
    add(computation.grades_by_band[subject], "by the bands", "按名次分档后");
  }
  add(grade, "after the quotas", "按名额后");
  node.formula = fmt::format("{}", fmt::join(formula, " → "));
  node.text_en = grade == kNoGrade ? fmt::format("No grade: {}.", en)
                                   : fmt::format("Grade \"{}\": {}.", title(grade, ""), en);
  node.text_zh = grade == kNoGrade ? fmt::format("不定等次：{}。", zh)
                                   : fmt::format("等次“{}”：{}。", title(grade, ""), zh);
}

// The quotas the subject came under, from the best grade down.
void AppendQuotas(const PolicyRules& policy, const Computation& computation, size_t subject,
                  ExplanationNode& node) {
  const size_t grade = computation.grades[subject];
  size_t held = computation.grades_by_band[subject];
  for (const QuotaOutcome& outcome : computation.quotas) {
    const GradeQuota& quota = policy.grade_quotas[outcome.quota];
    if (outcome.grade != held ||
        outcome.pool_name != computation.roster.PoolOf(quota.pool, subject)) {
      continue;
    }
    const bool kept = grade == held;
    const bool open = quota.tie == QuotaTie::kCommittee && outcome.edge_place > 0 &&
                      outcome.edge_place == computation.subjects[subject].rank;
    node.children.push_back(QuotaNode(policy, outcome, kept, open));
    held += kept ? 0 : 1;
  }
}

std::string QuorumPart(const Turnout& turnout, const std::string& least) {
  return fmt::format("{} / {} ≥ {}", turnout.returned, turnout.expected, least);
}

}  // namespace

ExplanationNode ExplainGrade(const PolicyRules& policy, const Computation& computation,
                             size_t subject) {
  if (!HasGradeRules(policy)) {
    return ThresholdNode(policy, computation.decisive[subject]);
  }
  const size_t grade = computation.grades[subject];
  ExplanationNode node;
  node.kind = StepKind::kGrade;
  node.key = grade == kNoGrade ? "" : policy.grade_thresholds[grade].grade;
  node.rule = "policy.grade_thresholds";
  DescribeSteps(policy, computation, subject, node);
  if (GradeLadder(policy.grade_thresholds).by_total()) {
    node.children.push_back(ThresholdNode(policy, computation.decisive[subject]));
  }
  for (size_t i = 0; i < policy.grade_share_rules.size(); ++i) {
    node.children.push_back(ShareNode(policy, computation, i, subject));
  }
  if (auto exclusion = ExplainExclusion(policy, computation, subject)) {
    node.children.push_back(*std::move(exclusion));
  }
  if (auto band = ExplainBand(policy, computation, subject)) {
    node.children.push_back(*std::move(band));
  }
  if (grade != kNoGrade) {
    AppendQuotas(policy, computation, subject, node);
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
