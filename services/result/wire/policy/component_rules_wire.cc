#include "services/result/wire/policy/component_rules_wire.h"

#include <utility>

namespace pingyi::result {
namespace {

using Proto = v1::Component;

MetricRule ToMetric(const Proto::Metric& proto) {
  MetricRule rule{.key = proto.key(),
                  .title = proto.title(),
                  .weight = proto.weight(),
                  .direction = static_cast<MetricDirection>(proto.direction()),
                  .points = {},
                  .floor = proto.floor(),
                  .cap = proto.cap()};
  switch (proto.points_case()) {
    case Proto::Metric::kPointsAtTarget:
      rule.points = PointsAtTarget{proto.points_at_target()};
      break;
    case Proto::Metric::kPointTable: {
      PointTable table;
      for (const Proto::Knot& knot : proto.point_table().knots()) {
        table.knots.push_back({knot.ratio(), knot.points()});
      }
      rule.points = std::move(table);
      break;
    }
    case Proto::Metric::POINTS_NOT_SET:
      break;
  }
  return rule;
}

MetricsComponent ToMetrics(const Proto::Metrics& proto) {
  MetricsComponent kind;
  for (const Proto::Metric& metric : proto.metrics()) kind.metrics.push_back(ToMetric(metric));
  return kind;
}

CountsComponent ToCounts(const Proto::SatisfactionCounts& proto) {
  CountsComponent kind;
  for (const Proto::Level& level : proto.levels()) {
    kind.levels.push_back({level.key(), level.title(), level.points()});
  }
  return kind;
}

void TakeKind(const Proto& proto, Component& component) {
  switch (proto.kind_case()) {
    case Proto::kBallot:
      component.kind = BallotComponent();
      break;
    case Proto::kReviewScore:
      component.kind = ReviewScoreComponent{proto.review_score().max_points()};
      break;
    case Proto::kMetrics:
      component.kind = ToMetrics(proto.metrics());
      break;
    case Proto::kOtherRound:
      component.kind =
          OtherRoundComponent{.factor = proto.other_round().factor(),
                              .basis = static_cast<DecisionBasis>(proto.other_round().basis())};
      break;
    case Proto::kSatisfactionCounts:
      component.kind = ToCounts(proto.satisfaction_counts());
      break;
    case Proto::kFixedScore:
      component.kind = FixedScoreComponent();
      break;
    case Proto::kAdjustments:
      component.kind = AdjustmentsComponent{proto.adjustments().bonus_cap(),
                                            proto.adjustments().deduction_cap()};
      break;
    case Proto::KIND_NOT_SET:
      break;
  }
}

}  // namespace

Component ToComponent(const Proto& proto) {
  Component component{.key = proto.key(),
                      .title = proto.title(),
                      .weight = proto.weight(),
                      .missing = static_cast<MissingComponentRule>(proto.missing())};
  if (proto.has_rounding()) {
    component.rounding = Rounding{.digits = proto.rounding().digits(),
                                  .mode = static_cast<RoundingMode>(proto.rounding().mode())};
  }
  TakeKind(proto, component);
  return component;
}

Component ToFactors(const v1::CriterionFactors& proto) {
  return {.key = proto.key(),
          .title = proto.title(),
          .weight = "",
          .kind = FactorsComponent{.min = proto.min(),
                                   .max = proto.max(),
                                   .missing = static_cast<MissingFactorRule>(proto.missing())}};
}

}  // namespace pingyi::result
