#include "services/result/wire/component/figures_wire.h"

#include <utility>
#include <variant>

namespace pingyi::result {
namespace {

std::string LastOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

MetricFigures ToMetrics(const v1::MetricFigures& proto) {
  MetricFigures figures;
  for (const v1::MetricFigure& item : proto.items()) {
    figures.push_back({item.metric(), item.actual(), item.target()});
  }
  return figures;
}

LevelCounts ToCounts(const v1::LevelCounts& proto) {
  LevelCounts counts;
  for (const v1::LevelCount& item : proto.items()) counts.push_back({item.level(), item.count()});
  return counts;
}

AdjustmentItems ToItems(const v1::AdjustmentItems& proto) {
  AdjustmentItems items;
  for (const v1::AdjustmentItem& item : proto.items()) {
    items.push_back({item.points(), item.reason()});
  }
  return items;
}

FactorItems ToFactors(const v1::FactorItems& proto) {
  FactorItems items;
  for (const v1::FactorItem& item : proto.items()) {
    items.push_back({item.criterion(), item.factor(), item.reason()});
  }
  return items;
}

SubjectFigures ToSubject(const v1::SubjectFigures& proto) {
  SubjectFigures subject{.subject = LastOf(proto.subject())};
  switch (proto.figures_case()) {
    case v1::SubjectFigures::kScore:
      subject.figures = ScoreFigure{proto.score().score(), proto.score().reason()};
      break;
    case v1::SubjectFigures::kMetrics:
      subject.figures = ToMetrics(proto.metrics());
      break;
    case v1::SubjectFigures::kLevelCounts:
      subject.figures = ToCounts(proto.level_counts());
      break;
    case v1::SubjectFigures::kAdjustments:
      subject.figures = ToItems(proto.adjustments());
      break;
    case v1::SubjectFigures::kFactors:
      subject.figures = ToFactors(proto.factors());
      break;
    case v1::SubjectFigures::FIGURES_NOT_SET:
      break;
  }
  return subject;
}

// Sets the figures of one kind.
struct Setter {
  v1::SubjectFigures& proto;

  void operator()(const std::monostate&) const {}
  void operator()(const ScoreFigure& figure) const {
    proto.mutable_score()->set_score(figure.score);
    proto.mutable_score()->set_reason(figure.reason);
  }
  void operator()(const MetricFigures& figures) const {
    proto.mutable_metrics();
    for (const MetricFigure& figure : figures) {
      v1::MetricFigure& item = *proto.mutable_metrics()->add_items();
      item.set_metric(figure.metric);
      item.set_actual(figure.actual);
      item.set_target(figure.target);
    }
  }
  void operator()(const LevelCounts& counts) const {
    proto.mutable_level_counts();
    for (const LevelCount& count : counts) {
      v1::LevelCount& item = *proto.mutable_level_counts()->add_items();
      item.set_level(count.level);
      item.set_count(count.count);
    }
  }
  void operator()(const FactorItems& items) const {
    proto.mutable_factors();
    for (const FactorItem& given : items) {
      v1::FactorItem& item = *proto.mutable_factors()->add_items();
      item.set_criterion(given.criterion);
      item.set_factor(given.factor);
      item.set_reason(given.reason);
    }
  }
  void operator()(const AdjustmentItems& items) const {
    proto.mutable_adjustments();
    for (const AdjustmentItem& given : items) {
      v1::AdjustmentItem& item = *proto.mutable_adjustments()->add_items();
      item.set_points(given.points);
      item.set_reason(given.reason);
    }
  }
};

}  // namespace

ComponentFigures ToFigures(const v1::ComponentFigures& proto) {
  ComponentFigures figures{.component = LastOf(proto.name()),
                           .source = proto.source(),
                           .source_run = proto.source_run(),
                           .source_result_digest = proto.source_result_digest()};
  figures.subjects.reserve(static_cast<size_t>(proto.subject_figures_size()));
  for (const v1::SubjectFigures& subject : proto.subject_figures()) {
    figures.subjects.push_back(ToSubject(subject));
  }
  return figures;
}

v1::SubjectFigures ToProto(const SubjectFigures& figures, const std::string& round_name) {
  v1::SubjectFigures proto;
  proto.set_subject(round_name + "/subjects/" + figures.subject);
  std::visit(Setter{proto}, figures.figures);
  return proto;
}

}  // namespace pingyi::result
