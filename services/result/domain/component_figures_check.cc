// Whether figures can be computed with.
#include <algorithm>
#include <optional>
#include <set>

#include <fmt/format.h>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"
#include "services/base/status/reason.h"
#include "services/base/status/utf8.h"
#include "services/result/domain/component_figures.h"
#include "services/result/domain/field_check.h"
#include "services/result/domain/reason.h"

namespace pingyi::result {
namespace {

namespace reason = ::pingyi::reason;

class Checker : FieldCheck {
 public:
  Checker(const Component& component, std::string_view path,
          std::vector<FieldViolation>& violations)
      : FieldCheck(path, violations), component_(component) {}

  void Run(const ComponentFigures& figures) {
    CheckText("source", figures.source, 1);
    const bool other = std::holds_alternative<OtherRoundComponent>(component_.kind);
    if (other != !figures.source_run.empty()) {
      Add("source_run", other ? reason::kRequiredFieldMissing : reason::kInvalidField,
          other ? "must name the run of the other round whose totals are taken."
                : "must be empty: the component is not another round.");
    }
    if (figures.subjects.size() > kMaxFigureSubjects) {
      Add("subject_figures", reason::kLimitExceeded, "must be at most 10000.");
      return;
    }
    std::set<std::string_view> subjects;
    for (size_t i = 0; i < figures.subjects.size(); ++i) {
      const SubjectFigures& subject = figures.subjects[i];
      const std::string field = fmt::format("subject_figures[{}]", i);
      if (!subjects.insert(subject.subject).second) {
        Add(field + ".subject", reason::kInvalidField, "must not have figures twice.");
      }
      CheckSubject(field, subject);
    }
  }

 private:
  // What the kind of the component takes, by the name of the contract's field.
  std::string_view Wanted() const {
    if (std::holds_alternative<MetricsComponent>(component_.kind)) {
      return "metrics";
    }
    if (std::holds_alternative<CountsComponent>(component_.kind)) {
      return "level_counts";
    }
    if (std::holds_alternative<FactorsComponent>(component_.kind)) {
      return "factors";
    }
    return IsAdjustments(component_) ? "adjustments" : "score";
  }

  void CheckSubject(const std::string& field, const SubjectFigures& subject) {
    // The alternatives in their order.
    constexpr std::string_view kNames[] = {
        "", "score", "metrics", "level_counts", "adjustments", "factors"};
    const std::string_view given = kNames[subject.figures.index()];
    if (given != Wanted()) {
      Add(field, given.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
          fmt::format("must be {}: the component is of that kind.", Wanted()));
      return;
    }
    const std::string inner = fmt::format("{}.{}", field, given);
    std::visit([&](const auto& figures) { Check(inner, figures); }, subject.figures);
  }

  void Check(const std::string&, const std::monostate&) {}

  void Check(const std::string& field, const ScoreFigure& figure) {
    const std::optional<Rational> score = CheckNumber(field + ".score", figure.score);
    const bool review = std::holds_alternative<ReviewScoreComponent>(component_.kind);
    if (review && score.has_value() && (score->sign() < 0 || *score > Rational(100))) {
      Add(field + ".score", reason::kInvalidNumber, "must be 0 to 100.");
    }
    const bool fixed = std::holds_alternative<FixedScoreComponent>(component_.kind);
    CheckText(field + ".reason", figure.reason, fixed ? 1 : 0);
  }

  // Whether a list has entries, and not more than it may.
  bool CheckItems(const std::string& field, size_t size, size_t most) {
    if (size == 0 || size > most) {
      Add(field + ".items", size == 0 ? reason::kRequiredFieldMissing : reason::kLimitExceeded,
          fmt::format("must be 1 to {}.", most));
    }
    return size <= most;
  }

  void Check(const std::string& field, const MetricFigures& figures) {
    const auto& rules = std::get<MetricsComponent>(component_.kind).metrics;
    if (!CheckItems(field, figures.size(), rules.size())) {
      return;
    }
    std::set<std::string_view> seen;
    for (size_t i = 0; i < figures.size(); ++i) {
      const MetricFigure& figure = figures[i];
      const std::string item = fmt::format("{}.items[{}]", field, i);
      CheckListed(item + ".metric", figure.metric, rules, seen);
      CheckNumber(item + ".actual", figure.actual);
      const std::optional<Rational> target = CheckNumber(item + ".target", figure.target);
      if (target.has_value() && target->sign() <= 0) {
        Add(item + ".target", reason::kInvalidNumber,
            "must be greater than 0: what was reached is divided by it.");
      }
    }
  }

  void Check(const std::string& field, const LevelCounts& counts) {
    const auto& rules = std::get<CountsComponent>(component_.kind).levels;
    if (!CheckItems(field, counts.size(), rules.size())) {
      return;
    }
    std::set<std::string_view> seen;
    for (size_t i = 0; i < counts.size(); ++i) {
      const std::string item = fmt::format("{}.items[{}]", field, i);
      CheckListed(item + ".level", counts[i].level, rules, seen);
      if (counts[i].count < 0 || counts[i].count > kMaxLevelCount) {
        Add(item + ".count", reason::kInvalidNumber, "must be 0 to 1000000000000.");
      }
    }
  }

  // That the criteria are the round's is for who knows the round.
  void Check(const std::string& field, const FactorItems& items) {
    if (!CheckItems(field, items.size(), kMaxFactorItems)) {
      return;
    }
    const auto& rule = std::get<FactorsComponent>(component_.kind);
    const std::optional<Rational> least = ParseNumber(rule.min);
    const std::optional<Rational> most = ParseNumber(rule.max);
    std::set<std::string_view> seen;
    for (size_t i = 0; i < items.size(); ++i) {
      const std::string item = fmt::format("{}.items[{}]", field, i);
      CheckKey(item + ".criterion", items[i].criterion);
      if (!seen.insert(items[i].criterion).second) {
        Add(item + ".criterion", reason::kInvalidField, "must not be given twice.");
      }
      const std::optional<Rational> factor = CheckNumber(item + ".factor", items[i].factor);
      if (factor.has_value() && (factor < least || factor > most)) {
        Add(item + ".factor", result::reason::kFactorOutOfBounds,
            fmt::format("must be {} to {}: the policy says so.", rule.min, rule.max));
      }
      CheckText(item + ".reason", items[i].reason, 0);
    }
  }

  void Check(const std::string& field, const AdjustmentItems& items) {
    if (!CheckItems(field, items.size(), kMaxAdjustmentItems)) {
      return;
    }
    for (size_t i = 0; i < items.size(); ++i) {
      const std::string item = fmt::format("{}.items[{}]", field, i);
      const std::optional<Rational> points = CheckNumber(item + ".points", items[i].points);
      if (points.has_value() && points->sign() == 0) {
        Add(item + ".points", reason::kInvalidNumber, "must not be 0.");
      }
      CheckText(item + ".reason", items[i].reason, 1);
    }
  }

  // The key of one of the rules, and not for the second time.
  template <typename Rule>
  void CheckListed(const std::string& field, const std::string& key, const std::vector<Rule>& rules,
                   std::set<std::string_view>& seen) {
    const bool known = std::any_of(rules.begin(), rules.end(),
                                   [&key](const Rule& rule) { return rule.key == key; });
    if (!known) {
      Add(field, key.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
          "must be a key that the policy's component has.");
    } else if (!seen.insert(key).second) {
      Add(field, reason::kInvalidField, "must not be given twice.");
    }
  }

  void CheckText(const std::string& field, const std::string& text, size_t least) {
    const size_t characters = CountCharacters(text);
    if (characters < least || characters > kMaxFigureTextCharacters) {
      Add(field, text.empty() ? reason::kRequiredFieldMissing : reason::kLimitExceeded,
          fmt::format("must be {} to 500 characters.", least));
    }
  }

  const Component& component_;
};

}  // namespace

std::vector<FieldViolation> CheckFigures(const Component& component,
                                         const ComponentFigures& figures, std::string_view path) {
  std::vector<FieldViolation> violations;
  Checker(component, path, violations).Run(figures);
  return violations;
}

}  // namespace pingyi::result
