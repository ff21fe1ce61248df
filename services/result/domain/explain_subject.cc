#include "services/result/domain/explain_subject.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

// "领导票 40, 群众票 20" of the items whose weight is another than in the round.
std::string Weights(const std::vector<Form::Item>& round, const std::vector<Form::Item>& own,
                    const std::string& separator) {
  std::vector<std::string> parts;
  for (size_t i = 0; i < round.size(); ++i) {
    if (round[i].weight != own[i].weight) {
      parts.push_back(fmt::format("{} {}", own[i].title, ShortText(own[i].weight)));
    }
  }
  return fmt::format("{}", fmt::join(parts, separator));
}

std::pair<std::string, std::string> EffectText(const PolicyRules& policy, const ExclusionRule& rule,
                                               size_t best) {
  switch (rule.effect) {
    case ExclusionEffect::kNoGrade:
      return {"no grade is given, and the subject does not count in any quota",
              "不定等次，且不计入名额基数"};
    case ExclusionEffect::kUnranked:
      return {"neither grade nor place is given, and the subject does not count in any quota",
              "不定等次、不排名次，且不计入名额基数"};
    case ExclusionEffect::kGradeAtMost:
    case ExclusionEffect::kUnspecified:
      break;
  }
  const std::string& title = policy.grade_thresholds[best].title;
  return {fmt::format("no grade better than \"{}\" is given", title),
          fmt::format("等次不得高于“{}”", title)};
}

// "(1/5 + 7/10) × 10", the end of a band before it is rounded.
std::string EndFormula(const GradeBands& bands, const BandOutcome& outcome) {
  std::vector<std::string> shares;
  for (size_t i = 0; i <= outcome.band; ++i) {
    shares.push_back(bands.bands[i].share);
  }
  const std::string sum = fmt::format("{}", fmt::join(shares, " + "));
  return fmt::format("{} × {}", shares.size() > 1 ? "(" + sum + ")" : sum, outcome.pool);
}

std::pair<std::string, std::string> RoundingText(BandRounding rounding) {
  return rounding == BandRounding::kLargestRemainder
             ? std::pair<std::string, std::string>{"each band's size rounded down, the rest to the "
                                                   "largest remainders",
                                                   "各档人数取整后余数大者优先"}
             : std::pair<std::string, std::string>{"the end of each band rounded half up",
                                                   "按累计人数四舍五入"};
}

// A tie at the end of a band that concerns the subject.
std::pair<std::string, std::string> TieText(const PolicyRules& policy, const BandOutcome& outcome,
                                            int32_t rank) {
  if (outcome.edge_place == 0 || outcome.edge_place != rank) {
    return {};
  }
  const std::string& title = policy.grade_thresholds[outcome.grade].title;
  const QuotaTie tie = policy.grade_bands->tie;
  const char* en = tie == QuotaTie::kAllIn    ? "all of them get it"
                   : tie == QuotaTie::kAllOut ? "none of them gets it"
                                              : "the committee decides who of them gets it";
  const char* zh = tie == QuotaTie::kAllIn    ? "全部列入"
                   : tie == QuotaTie::kAllOut ? "全部不列入"
                                              : "由考核委员会决定";
  return {
      fmt::format(" {} share place {} at the end of the band of \"{}\": {}.", outcome.edge_size,
                  rank, title, en),
      fmt::format("“{}”一档边缘并列第 {} 名的有 {} 个：{}。", title, rank, outcome.edge_size, zh)};
}

}  // namespace

std::optional<ExplanationNode> ExplainTypeWeights(const PolicyRules& policy,
                                                  const Computation& computation, size_t subject) {
  const std::optional<size_t> index = computation.type_forms.WeightsOf(subject);
  if (!index.has_value()) {
    return std::nullopt;
  }
  const Form& own = computation.form_of(subject);
  const Form& round = computation.form;
  const auto all = [&](const std::string& separator) {
    const std::string groups = Weights(round.groups(), own.groups(), separator);
    const std::string criteria = Weights(round.criteria(), own.criteria(), separator);
    return groups + (groups.empty() || criteria.empty() ? "" : separator) + criteria;
  };
  ExplanationNode node;
  node.kind = StepKind::kTypeWeights;
  node.rule = fmt::format("policy.subject_type_weights[{}]", *index);
  const std::string& type = policy.type_weights[*index].subject_type;
  const bool same = all(", ").empty();
  node.text_en =
      same ? fmt::format("The weights for subjects of type \"{}\" are the round's.", type)
           : fmt::format("Other weights hold for subjects of type \"{}\": {}.", type, all(", "));
  node.text_zh = same ? fmt::format("“{}”类对象的权重与本轮相同。", type)
                      : fmt::format("“{}”类对象另定权重：{}。", type, all("、"));
  return node;
}

std::optional<ExplanationNode> ExplainExclusion(const PolicyRules& policy,
                                                const Computation& computation, size_t subject) {
  const std::optional<size_t> index = computation.roster.exclusion(subject);
  if (!index.has_value()) {
    return std::nullopt;
  }
  const ExclusionRule& rule = policy.exclusion_rules[*index];
  ExplanationNode node;
  node.kind = StepKind::kExclusion;
  node.key = rule.kind;
  node.rule = fmt::format("policy.exclusion_rules[{}]", *index);
  const auto [en, zh] = EffectText(policy, rule, computation.roster.best_grade(subject));
  node.text_en = fmt::format("\"{}\" applies: {}.", rule.title, en);
  node.text_zh = fmt::format("适用“{}”：{}。", rule.title, zh);
  return node;
}

std::optional<ExplanationNode> ExplainBand(const PolicyRules& policy,
                                           const Computation& computation, size_t subject) {
  const auto& bands = computation.bands;
  const auto found = std::find_if(bands.begin(), bands.end(), [&](const BandOutcome& band) {
    return std::find(band.members.begin(), band.members.end(), subject) != band.members.end();
  });
  if (found == bands.end()) {
    return std::nullopt;
  }
  const std::string& title = policy.grade_thresholds[found->grade].title;
  const auto [rounding_en, rounding_zh] = RoundingText(policy.grade_bands->rounding);
  ExplanationNode node;
  node.kind = StepKind::kBand;
  node.key = policy.grade_bands->bands[found->band].grade;
  node.rule = fmt::format("policy.grade_bands.bands[{}]", found->band);
  node.formula = fmt::format("{} ≈ {}", EndFormula(*policy.grade_bands, *found), found->end);
  node.value = Rational(found->end);
  const std::string pool = found->pool_name.empty() ? "" : " of " + found->pool_name;
  const std::string pool_zh = found->pool_name.empty() ? "" : found->pool_name + "的 ";
  node.text_en = fmt::format(
      "The band of \"{}\" ends behind {} of {} subjects{} ({}); {} are in the bands before it, {} "
      "in it, this one by its place.",
      title, found->end, found->pool, pool, rounding_en, found->before, found->taken);
  node.text_zh = fmt::format(
      "{}{} 个对象中，“{}”一档止于第 {} 个（{}）；此前各档 {} 个，本档 {} 个，该对象按名次在本档。",
      pool_zh, found->pool, title, found->end, rounding_zh, found->before, found->taken);
  for (const BandOutcome& band : bands) {
    if (band.pool_name == found->pool_name && band.band <= found->band) {
      const auto [en, zh] = TieText(policy, band, computation.subjects[subject].rank);
      node.text_en += en;
      node.text_zh += zh;
    }
  }
  return node;
}

}  // namespace pingyi::result
