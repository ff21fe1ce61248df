#include "services/cli/command/policy_subjects.h"

#include <string>
#include <vector>

#include <fmt/format.h>

#include "services/cli/command/print.h"

namespace pingyi::cli {
namespace {

using result::v1::ExclusionRule;
using result::v1::GradeBands;
using result::v1::Leaderboard;
using result::v1::ScoringPolicy;
using result::v1::SubjectTypeWeights;

std::string WeightText(
    const google::protobuf::RepeatedPtrField<SubjectTypeWeights::KeyWeight>& weights) {
  std::vector<std::string> parts;
  for (const auto& weight : weights) parts.push_back(weight.key() + " " + weight.weight());
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string ScoreText(const Leaderboard& board) {
  switch (board.by_case()) {
    case Leaderboard::kCriterion:
      return "criterion " + board.criterion();
    case Leaderboard::kGroup:
      return "group " + board.group();
    default:
      return "total";
  }
}

Columns<SubjectTypeWeights> WeightColumns() {
  return {
      TextField("subject_type", {"对象类别", "Type"}, &SubjectTypeWeights::subject_type),
      {{"groups", {"票类权重", "Groups"}},
       [](const SubjectTypeWeights& w) { return WeightText(w.groups()); }},
      {{"criteria", {"要素权重", "Criteria"}},
       [](const SubjectTypeWeights& w) { return WeightText(w.criteria()); }},
  };
}

Columns<GradeBands::Band> BandColumns() {
  return {
      TextField("grade", {"等次键", "Grade"}, &GradeBands::Band::grade),
      DecimalField("share", {"比例", "Share"}, &GradeBands::Band::share),
  };
}

Columns<ExclusionRule> ExclusionColumns() {
  return {
      TextField("kind", {"种类", "Kind"}, &ExclusionRule::kind),
      TextField("title", {"名称", "Title"}, &ExclusionRule::title),
      EnumField("effect", {"效果", "Effect"}, &ExclusionRule::effect),
      TextField("best_grade", {"最高等次", "At most"}, &ExclusionRule::best_grade),
  };
}

Columns<Leaderboard> BoardColumns() {
  return {
      TextField("key", {"键", "Key"}, &Leaderboard::key),
      TextField("title", {"榜", "Board"}, &Leaderboard::title),
      {{"by", {"依据", "Ranks by"}}, ScoreText},
      EnumField("partition", {"分榜", "Sections"}, &Leaderboard::partition),
      {{"subject_types", {"对象类别", "Types"}},
       [](const Leaderboard& b) { return fmt::format("{}", fmt::join(b.subject_types(), ", ")); }},
  };
}

}  // namespace

absl::Status PrintSubjectRules(Context& context, const ScoringPolicy& policy) {
  absl::Status status = PrintPart(context, {"按对象类别的权重", "Weights by subject type"},
                                  WeightColumns(), policy.subject_type_weights());
  if (status.ok() && policy.has_grade_bands()) {
    status =
        PrintPart(context, {"按名次分档", "Bands"}, BandColumns(), policy.grade_bands().bands());
  }
  if (status.ok()) {
    status = PrintPart(context, {"否决与排除", "Exclusions"}, ExclusionColumns(),
                       policy.exclusion_rules());
  }
  if (status.ok()) {
    status = PrintPart(context, {"擂台榜", "Leaderboards"}, BoardColumns(), policy.leaderboards());
  }
  return status;
}

}  // namespace pingyi::cli
