#include "services/result/domain/explain.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/result/domain/computation.h"
#include "services/result/domain/explain_score.h"
#include "services/result/domain/explain_text.h"
#include "services/result/domain/explain_tie.h"
#include "services/result/domain/grade.h"

namespace pingyi::result {
namespace {

struct Words {
  const char* en;
  const char* zh;
};

Words ModeWords(RoundingMode mode) {
  switch (mode) {
    case RoundingMode::kHalfUp:
      return {"halves away from zero", "四舍五入"};
    case RoundingMode::kHalfEven:
      return {"halves to the even digit", "四舍六入五成双"};
    case RoundingMode::kUp:
      return {"away from zero", "进一"};
    case RoundingMode::kDown:
    case RoundingMode::kUnspecified:
      break;
  }
  return {"towards zero", "舍去"};
}

Words BasisWords(DecisionBasis basis) {
  return basis == DecisionBasis::kRounded ? Words{"the rounded total", "取舍后的总分"}
                                          : Words{"the exact total", "未取舍的总分"};
}

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

ExplanationNode GradeNode(const PolicyRules& policy, const Rational& decisive) {
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

ExplanationNode RankNode(const PolicyRules& policy, const Computation& computation,
                         size_t subject) {
  const SubjectResult& result = computation.subjects[subject];
  const auto& all = computation.subjects;
  const Rational& own = computation.decisive[subject];
  const auto higher = std::count_if(computation.decisive.begin(), computation.decisive.end(),
                                    [&own](const Rational& total) { return total > own; });
  const auto equal = std::count(computation.decisive.begin(), computation.decisive.end(), own);
  const auto sharing = std::count_if(all.begin(), all.end(),
                                     [&](const auto& other) { return other.rank == result.rank; });
  const auto preferred = result.rank - 1 - higher;
  const Words basis = BasisWords(policy.decision_basis);
  ExplanationNode node;
  node.kind = StepKind::kRank;
  node.rule = "policy.rank_method";
  node.formula =
      preferred > 0 ? fmt::format("{} + {} + 1", higher, preferred) : fmt::format("{} + 1", higher);
  node.value = Rational(result.rank);
  node.text_en = fmt::format("Place {} of {} by {}: {} higher, {} equal and placed before it{}.",
                             result.rank, all.size(), basis.en, higher, preferred,
                             sharing > 1 ? fmt::format(", {} sharing the place", sharing) : "");
  node.text_zh = fmt::format("按{}为第 {} 名（共 {} 个）：{} 个更高，{} 个相同而在前{}。", basis.zh,
                             result.rank, all.size(), higher, preferred,
                             sharing > 1 ? fmt::format("，{} 个并列", sharing) : "");
  if (equal > 1 && policy.tie_breakers.empty()) {
    node.text_en += " The policy has no tie breakers.";
    node.text_zh += "计分办法未规定同分比较。";
  }
  return node;
}

absl::Status NoSuchSubject() {
  return MakeError(absl::StatusCode::kNotFound, ::pingyi::reason::kResourceNotFound,
                   "the round has no such subject");
}

}  // namespace

absl::StatusOr<Explanation> Explain(const PolicyRules& policy, const RoundFacts& facts, Tally tally,
                                    std::string_view subject) {
  std::vector<TieSplit> splits;
  absl::StatusOr<Computation> computation =
      Compute(policy, facts, std::move(tally),
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
  for (const TieSplit& split : splits) {
    const bool member = std::any_of(split.members.begin(), split.members.end(),
                                    [index](const auto& m) { return m.subject == index; });
    if (member) {
      root.children.push_back(ExplainTie(policy, computation->form, split, index));
    }
  }
  if (!policy.grade_thresholds.empty()) {
    root.children.push_back(GradeNode(policy, computation->decisive[index]));
  }
  ExplanationNode rounding = RoundingNode(policy, found->total);
  rounding.children.push_back(
      ExplainTotal(policy, computation->form, computation->tally.subjects[index], *found));
  root.children.push_back(std::move(rounding));
  return explanation;
}

}  // namespace pingyi::result
