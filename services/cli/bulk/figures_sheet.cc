#include "services/cli/bulk/figures_sheet.h"

#include <absl/strings/numbers.h>
#include <fmt/format.h>

namespace pingyi::cli {
namespace {

using result::v1::SubjectFigures;

absl::Status AddScore(const FigureRow& row, SubjectFigures& figures) {
  if (figures.has_score()) return absl::InvalidArgumentError("the subject has a second score");
  figures.mutable_score()->set_score(std::string(row.score));
  figures.mutable_score()->set_reason(std::string(row.reason));
  return absl::OkStatus();
}

absl::Status AddMetric(const FigureRow& row, SubjectFigures& figures) {
  result::v1::MetricFigure& item = *figures.mutable_metrics()->add_items();
  item.set_metric(std::string(row.metric));
  item.set_actual(std::string(row.actual));
  item.set_target(std::string(row.target));
  return absl::OkStatus();
}

absl::Status AddLevel(const FigureRow& row, SubjectFigures& figures) {
  int64_t count = 0;
  if (!absl::SimpleAtoi(std::string(row.count), &count)) {
    return absl::InvalidArgumentError(
        fmt::format("count: \"{}\" is not a whole number", row.count));
  }
  result::v1::LevelCount& item = *figures.mutable_level_counts()->add_items();
  item.set_level(std::string(row.level));
  item.set_count(count);
  return absl::OkStatus();
}

absl::Status AddAdjustment(const FigureRow& row, SubjectFigures& figures) {
  result::v1::AdjustmentItem& item = *figures.mutable_adjustments()->add_items();
  item.set_points(std::string(row.points));
  item.set_reason(std::string(row.reason));
  return absl::OkStatus();
}

absl::Status AddFactor(const FigureRow& row, SubjectFigures& figures) {
  result::v1::FactorItem& item = *figures.mutable_factors()->add_items();
  item.set_criterion(std::string(row.criterion));
  item.set_factor(std::string(row.factor));
  item.set_reason(std::string(row.reason));
  return absl::OkStatus();
}

// What a row is, as the contract's field; 0 if it is none or several.
SubjectFigures::FiguresCase KindOf(const FigureRow& row) {
  const bool score = !row.score.empty();
  const bool metric = !row.metric.empty() || !row.actual.empty() || !row.target.empty();
  const bool level = !row.level.empty() || !row.count.empty();
  const bool points = !row.points.empty();
  const bool factor = !row.criterion.empty() || !row.factor.empty();
  const int kinds = int{score} + int{metric} + int{level} + int{points} + int{factor};
  const bool reasoned = row.reason.empty() || score || points || factor;
  if (kinds != 1 || !reasoned) return SubjectFigures::FIGURES_NOT_SET;
  if (score) return SubjectFigures::kScore;
  if (metric) return SubjectFigures::kMetrics;
  if (factor) return SubjectFigures::kFactors;
  return level ? SubjectFigures::kLevelCounts : SubjectFigures::kAdjustments;
}

}  // namespace

absl::Status FiguresAssembler::Add(const FigureRow& row) {
  const SubjectFigures::FiguresCase kind = KindOf(row);
  if (kind == SubjectFigures::FIGURES_NOT_SET) {
    return absl::InvalidArgumentError(
        "a row must be a score; a metric with actual and target; a level with count; points with a "
        "reason; or a criterion with its factor");
  }
  const auto [place, is_new] =
      by_subject_.try_emplace(std::string(row.subject), figures_.subject_figures_size());
  if (is_new) figures_.add_subject_figures()->set_subject(std::string(row.subject));
  SubjectFigures& figures = *figures_.mutable_subject_figures(place->second);
  if (!is_new && figures.figures_case() != kind) {
    return absl::InvalidArgumentError("the subject has figures of another kind in an earlier row");
  }
  switch (kind) {
    case SubjectFigures::kScore:
      return AddScore(row, figures);
    case SubjectFigures::kMetrics:
      return AddMetric(row, figures);
    case SubjectFigures::kLevelCounts:
      return AddLevel(row, figures);
    case SubjectFigures::kFactors:
      return AddFactor(row, figures);
    default:
      return AddAdjustment(row, figures);
  }
}

}  // namespace pingyi::cli
