#include "services/result/domain/form.h"

#include <set>
#include <utility>

#include <fmt/format.h>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"
#include "services/base/status/key.h"
#include "services/base/status/reason.h"
#include "services/result/domain/rounding.h"

namespace pingyi::result {
namespace {

namespace reason = ::pingyi::reason;

constexpr size_t kMinGrades = 2;
constexpr size_t kMaxGrades = 20;
constexpr int64_t kMaxSteps = 100000;

// Gathers the faults of the facts while they are read.
class Reader {
 public:
  explicit Reader(std::vector<FieldViolation>& violations) : violations_(violations) {}

  void Add(std::string field, std::string_view reason, std::string_view description) {
    violations_.push_back({std::move(field), std::string(description), std::string(reason)});
  }

  // A criterion or group; `keys` are those before it.
  Form::Item ReadItem(const std::string& field, const std::string& key, const std::string& title,
                      const std::string& weight, std::set<std::string_view>& keys) {
    if (!IsKey(key)) {
      Add(field + ".key", reason::kInvalidField,
          "must be 1 to 63 characters of a-z, 0-9 and \"_\".");
    } else if (!keys.insert(key).second) {
      Add(field + ".key", reason::kInvalidField, "must not repeat the key of another.");
    }
    const Rational value = ReadNumber(field + ".weight", ParseNumber(weight));
    if (ParseNumber(weight).has_value() && value.sign() <= 0) {
      Add(field + ".weight", reason::kInvalidNumber, "must be greater than 0.");
    }
    return {key, title, value};
  }

  Rational ReadNumber(std::string field, const std::optional<Rational>& number) {
    if (!number.has_value()) {
      Add(std::move(field), reason::kInvalidNumber,
          "must be a decimal like \"0.3\", or where allowed a fraction like \"1/3\", of at most 40 "
          "characters.");
    }
    return number.value_or(Rational());
  }

  PointScale ReadScale(const std::string& field, const GradedScale& scale) {
    const size_t faults = violations_.size();
    if (scale.grades.size() < kMinGrades || scale.grades.size() > kMaxGrades) {
      Add(field + ".graded.grades", reason::kLimitExceeded, "must be 2 to 20 grades.");
      return PointScale::Graded({Rational()});
    }
    std::vector<Rational> points;
    for (size_t i = 0; i < scale.grades.size(); ++i) {
      const std::string path = fmt::format("{}.graded.grades[{}].points", field, i);
      points.push_back(ReadNumber(path, ParseNumber(scale.grades[i].points)));
      if (points[i].sign() < 0) {
        Add(path, reason::kInvalidNumber, "must not be negative.");
      }
      if (violations_.size() == faults && i > 0 && points[i] >= points[i - 1]) {
        Add(path, reason::kInvalidNumber, "must be less than the points of the grade before.");
      }
    }
    return PointScale::Graded(std::move(points));
  }

  PointScale ReadScale(const std::string& field, const NumericScale& scale) {
    const size_t faults = violations_.size();
    Rational min = ReadNumber(field + ".numeric.min", ParseDecimal(scale.min));
    const Rational max = ReadNumber(field + ".numeric.max", ParseDecimal(scale.max));
    Rational step = ReadNumber(field + ".numeric.step", ParseDecimal(scale.step));
    if (violations_.size() != faults) {
      return PointScale::Graded({Rational()});
    }
    if (max <= min) {
      Add(field + ".numeric.max", reason::kInvalidNumber, "must be greater than min.");
      return PointScale::Graded({Rational()});
    }
    if (step.sign() <= 0 || !((max - min) / step).IsInteger() ||
        (max - min) / step > Rational(kMaxSteps)) {
      Add(field + ".numeric.step", reason::kInvalidNumber,
          "must be greater than 0 and divide max - min into at most 100,000 steps.");
      return PointScale::Graded({Rational()});
    }
    const auto steps = ((max - min) / step).numerator().convert_to<int32_t>();
    return PointScale::Numeric(std::move(min), std::move(step), steps);
  }

  // Whether the number of entries is right.
  bool CheckSize(std::string field, size_t size, size_t limit) {
    if (size >= 1 && size <= limit) {
      return true;
    }
    Add(std::move(field), size == 0 ? reason::kRequiredFieldMissing : reason::kLimitExceeded,
        "must have 1 to 50 entries.");
    return false;
  }

 private:
  std::vector<FieldViolation>& violations_;
};

std::optional<size_t> IndexOf(const std::vector<Form::Item>& items, std::string_view key) {
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i].key == key) {
      return i;
    }
  }
  return std::nullopt;
}

}  // namespace

std::optional<Form> Form::Read(const RoundFacts& facts, std::vector<FieldViolation>& violations) {
  const size_t faults = violations.size();
  Reader reader(violations);
  Form form;
  const bool criteria_fit =
      reader.CheckSize("round.ballot_form.criteria", facts.criteria.size(), kMaxCriteria);
  const bool groups_fit = reader.CheckSize("round.voter_groups", facts.groups.size(), kMaxGroups);
  if (!criteria_fit || !groups_fit) {
    return std::nullopt;
  }
  std::set<std::string_view> keys;
  for (size_t i = 0; i < facts.criteria.size(); ++i) {
    const Criterion& criterion = facts.criteria[i];
    const std::string field = fmt::format("round.ballot_form.criteria[{}]", i);
    form.criteria_.push_back(
        reader.ReadItem(field, criterion.key, criterion.title, criterion.weight, keys));
    form.scales_.push_back(std::visit(
        [&](const auto& scale) { return reader.ReadScale(field, scale); }, criterion.scale));
    std::vector<Grade> grades;
    if (const auto* graded = std::get_if<GradedScale>(&criterion.scale)) {
      grades = graded->grades;
    }
    form.grades_.push_back(std::move(grades));
  }
  keys.clear();
  for (size_t i = 0; i < facts.groups.size(); ++i) {
    const VoterGroup& group = facts.groups[i];
    form.groups_.push_back(reader.ReadItem(fmt::format("round.voter_groups[{}]", i), group.key,
                                           group.title, group.weight, keys));
    form.expected_voters_.push_back(group.expected_voters);
  }
  return violations.size() == faults ? std::optional<Form>(std::move(form)) : std::nullopt;
}

std::string Form::MarkTitle(size_t criterion, int32_t mark) const {
  return points(criterion).graded() ? grades_[criterion][static_cast<size_t>(mark)].title
                                    : ShortText(points(criterion).PointsOf(mark));
}

std::string Form::MarkKey(size_t criterion, int32_t mark) const {
  return points(criterion).graded() ? grades_[criterion][static_cast<size_t>(mark)].key
                                    : ShortText(points(criterion).PointsOf(mark));
}

std::optional<size_t> Form::CriterionIndex(std::string_view key) const {
  return IndexOf(criteria_, key);
}

std::optional<size_t> Form::GroupIndex(std::string_view key) const { return IndexOf(groups_, key); }

}  // namespace pingyi::result
