#include "services/result/wire/policy/subject_rules_wire.h"

namespace pingyi::result {
namespace {

std::vector<KeyWeight> ToWeights(
    const google::protobuf::RepeatedPtrField<v1::SubjectTypeWeights::KeyWeight>& weights) {
  std::vector<KeyWeight> result;
  for (const auto& weight : weights) result.push_back({weight.key(), weight.weight()});
  return result;
}

GradeBands ToBands(const v1::GradeBands& proto) {
  GradeBands result{.bands = {},
                    .pool = static_cast<QuotaPool>(proto.pool()),
                    .rounding = static_cast<BandRounding>(proto.rounding()),
                    .tie = static_cast<QuotaTie>(proto.tie())};
  for (const auto& band : proto.bands()) result.bands.push_back({band.grade(), band.share()});
  return result;
}

LeaderboardRule ToBoard(const v1::Leaderboard& proto) {
  LeaderboardRule result{
      .key = proto.key(),
      .title = proto.title(),
      .by = BoardScore::kUnspecified,
      .score_key = proto.criterion() + proto.group(),
      .partition = static_cast<BoardPartition>(proto.partition()),
      .subject_types = {proto.subject_types().begin(), proto.subject_types().end()}};
  switch (proto.by_case()) {
    case v1::Leaderboard::kTotal:
      result.by = BoardScore::kTotal;
      break;
    case v1::Leaderboard::kCriterion:
      result.by = BoardScore::kCriterion;
      break;
    case v1::Leaderboard::kGroup:
      result.by = BoardScore::kGroup;
      break;
    case v1::Leaderboard::BY_NOT_SET:
      break;
  }
  return result;
}

}  // namespace

void TakeSubjectRules(const v1::ScoringPolicy& policy, PolicyRules& rules) {
  for (const v1::SubjectTypeWeights& weights : policy.subject_type_weights()) {
    rules.type_weights.push_back({.subject_type = weights.subject_type(),
                                  .groups = ToWeights(weights.groups()),
                                  .criteria = ToWeights(weights.criteria())});
  }
  if (policy.has_grade_bands()) rules.grade_bands = ToBands(policy.grade_bands());
  for (const v1::ExclusionRule& rule : policy.exclusion_rules()) {
    rules.exclusion_rules.push_back({.kind = rule.kind(),
                                     .title = rule.title(),
                                     .effect = static_cast<ExclusionEffect>(rule.effect()),
                                     .best_grade = rule.best_grade()});
  }
  for (const v1::Leaderboard& board : policy.leaderboards()) {
    rules.leaderboards.push_back(ToBoard(board));
  }
}

}  // namespace pingyi::result
