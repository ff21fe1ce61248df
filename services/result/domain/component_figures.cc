#include "services/result/domain/component_figures.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/base/crypto/encoding.h"
#include "services/base/crypto/hash.h"

namespace pingyi::result {
namespace {

std::string Hash(const std::string& text) { return crypto::Hex(crypto::Sha256(text)); }

std::string OrDash(const std::string& text) { return text.empty() ? "-" : text; }

// The lines of one subject.
struct Lines {
  const std::string& subject;
  std::string& text;

  void operator()(const std::monostate&) const {}
  void operator()(const ScoreFigure& figure) const {
    text += fmt::format("score {} {} {}\n", subject, figure.score, Hash(figure.reason));
  }
  void operator()(const MetricFigures& figures) const {
    for (const MetricFigure& figure : figures) {
      text +=
          fmt::format("metric {} {} {} {}\n", subject, figure.metric, figure.actual, figure.target);
    }
  }
  void operator()(const LevelCounts& counts) const {
    for (const LevelCount& count : counts) {
      text += fmt::format("count {} {} {}\n", subject, count.level, count.count);
    }
  }
  void operator()(const FactorItems& items) const {
    for (const FactorItem& item : items) {
      text += fmt::format("factor {} {} {} {}\n", subject, item.criterion, item.factor,
                          Hash(item.reason));
    }
  }
  void operator()(const AdjustmentItems& items) const {
    for (const AdjustmentItem& item : items) {
      text += fmt::format("adjustment {} {} {}\n", subject, item.points, Hash(item.reason));
    }
  }
};

struct Sort {
  template <typename Other>
  void operator()(Other&) const {}
  void operator()(MetricFigures& figures) const {
    std::sort(figures.begin(), figures.end(),
              [](const auto& a, const auto& b) { return a.metric < b.metric; });
  }
  void operator()(FactorItems& items) const {
    std::sort(items.begin(), items.end(),
              [](const auto& a, const auto& b) { return a.criterion < b.criterion; });
  }
  void operator()(LevelCounts& counts) const {
    std::sort(counts.begin(), counts.end(),
              [](const auto& a, const auto& b) { return a.level < b.level; });
  }
};

}  // namespace

void SortFigures(ComponentFigures& figures) {
  std::sort(figures.subjects.begin(), figures.subjects.end(),
            [](const auto& a, const auto& b) { return a.subject < b.subject; });
  for (SubjectFigures& subject : figures.subjects) {
    std::visit(Sort(), subject.figures);
  }
}

std::string CanonicalFigures(const ComponentFigures& figures) {
  ComponentFigures sorted = figures;
  SortFigures(sorted);
  std::string text = fmt::format("pingyi-component-v1\ncomponent {} {} {} {}\n", sorted.component,
                                 Hash(sorted.source), OrDash(sorted.source_run),
                                 OrDash(sorted.source_result_digest));
  for (const SubjectFigures& subject : sorted.subjects) {
    std::visit(Lines{subject.subject, text}, subject.figures);
  }
  return text;
}

std::string FiguresDigest(const ComponentFigures& figures) {
  return Hash(CanonicalFigures(figures));
}

}  // namespace pingyi::result
