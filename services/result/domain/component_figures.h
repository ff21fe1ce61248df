// The figures that the components of a round are computed from, as plain data: what
// pingyi.result.v1.ComponentFigures says, with numbers still as text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "services/base/status/error.h"
#include "services/result/domain/component_rules.h"

namespace pingyi::result {

struct ScoreFigure {
  std::string score;
  std::string reason = {};

  bool operator==(const ScoreFigure&) const = default;
};

struct MetricFigure {
  std::string metric;
  std::string actual;
  std::string target;

  bool operator==(const MetricFigure&) const = default;
};
using MetricFigures = std::vector<MetricFigure>;

struct LevelCount {
  std::string level;
  int64_t count = 0;

  bool operator==(const LevelCount&) const = default;
};
using LevelCounts = std::vector<LevelCount>;

struct AdjustmentItem {
  std::string points;
  std::string reason;

  bool operator==(const AdjustmentItem&) const = default;
};
using AdjustmentItems = std::vector<AdjustmentItem>;

// What the score of a criterion is multiplied by, for one subject.
struct FactorItem {
  std::string criterion;
  std::string factor;
  std::string reason = {};

  bool operator==(const FactorItem&) const = default;
};
using FactorItems = std::vector<FactorItem>;

struct SubjectFigures {
  std::string subject;  // its id
  // monostate: none were given, which is a fault.
  std::variant<std::monostate, ScoreFigure, MetricFigures, LevelCounts, AdjustmentItems,
               FactorItems>
      figures = {};

  bool operator==(const SubjectFigures&) const = default;
};

struct ComponentFigures {
  std::string component;                  // key
  std::string source;                     // for people
  std::string source_run = {};            // "rounds/{round}/runs/{run}", of another round
  std::string source_result_digest = {};  // of that run
  std::vector<SubjectFigures> subjects = {};

  bool operator==(const ComponentFigures&) const = default;
};

inline constexpr size_t kMaxFigureSubjects = 10'000;
inline constexpr size_t kMaxAdjustmentItems = 100;
inline constexpr size_t kMaxFactorItems = 50;
inline constexpr size_t kMaxFigureTextCharacters = 500;
inline constexpr int64_t kMaxLevelCount = 1'000'000'000'000;

// Every fault of the figures for such a component: none where they can be computed with. Paths
// begin with `path`, e.g. "component_figures".
std::vector<FieldViolation> CheckFigures(const Component& component,
                                         const ComponentFigures& figures, std::string_view path);

// Puts figures into their one order: subjects by id, metrics, levels and factors by key.
void SortFigures(ComponentFigures& figures);

// The lines that the comment on pingyi.result.v1.ComponentFigures states, whatever the order.
std::string CanonicalFigures(const ComponentFigures& figures);

// SHA-256 over them, as 64 hex digits.
std::string FiguresDigest(const ComponentFigures& figures);

}  // namespace pingyi::result
