#include "services/cli/bulk/comparison.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include <absl/status/statusor.h>
#include <fmt/format.h>

#include "services/base/number/decimal.h"
#include "services/base/number/rational.h"
#include "services/cli/bulk/decimal.h"

namespace pingyi::cli {
namespace {

using common::v1::Number;
using result::v1::GroupResult;
using result::v1::SubjectResult;

// A published figure agrees when it is the exact value or the rounded one.
std::vector<std::string> Spellings(const Number& number) {
  return {number.rounded(), number.exact()};
}

absl::Status UnknownCriterion(std::string_view criterion) {
  return absl::InvalidArgumentError(fmt::format(
      "\"{}\" is neither TOTAL nor a group nor a criterion of a group (group/criterion)",
      criterion));
}

// The score that a row's criterion names; an empty number where nobody marked.
absl::StatusOr<Number> Score(const SubjectResult& result, std::string_view name) {
  const size_t slash = name.find('/');
  const std::string_view group_key = name.substr(0, slash);
  for (const auto& criterion : result.pooled_criteria()) {
    if (criterion.criterion() == name) return criterion.score();
  }
  for (const GroupResult& group : result.groups()) {
    if (slash == std::string_view::npos && group.group() == name) return group.score();
    const bool only = slash == std::string_view::npos && result.groups_size() == 1;
    if (!only && (slash == std::string_view::npos || group.group() != group_key)) continue;
    const std::string_view key = only ? name : name.substr(slash + 1);
    for (const auto& criterion : group.criteria()) {
      if (criterion.criterion() == key) return criterion.score();
    }
  }
  return UnknownCriterion(name);
}

// Whether the results suppress the score that a row's criterion names.
bool IsSuppressed(const SubjectResult& result, std::string_view name) {
  const size_t slash = name.find('/');
  if (name == "TOTAL" || name == "GRADE") return result.suppression() != 0;
  for (const auto& criterion : result.pooled_criteria()) {
    if (criterion.criterion() == name) return criterion.suppression() != 0;
  }
  const bool only = slash == std::string_view::npos && result.groups_size() == 1;
  for (const GroupResult& group : result.groups()) {
    if (group.group() == name) return group.suppression() != 0;
    if (!only && (slash == std::string_view::npos || group.group() != name.substr(0, slash))) {
      continue;
    }
    const std::string_view key = only ? name : name.substr(slash + 1);
    for (const auto& criterion : group.criteria()) {
      if (criterion.criterion() == key) return criterion.suppression() != 0;
    }
  }
  return false;
}

constexpr std::string_view kShare = "SHARE/";
constexpr std::string_view kCount = "COUNT/";
constexpr std::string_view kGauge = "GAUGE";

using result::v1::ExplanationNode;

// The shares over all groups are children of the total; those of a group are further down.
const ExplanationNode* FindTotal(const ExplanationNode& node) {
  if (node.kind() == ExplanationNode::KIND_TOTAL) return &node;
  for (const ExplanationNode& child : node.children()) {
    if (const ExplanationNode* found = FindTotal(child)) return found;
  }
  return nullptr;
}

// "68/5" as a decimal, if it has one of few digits.
std::string Decimal(const std::string& exact) {
  const std::optional<Rational> value = ParseNumber(exact);
  if (!value || value->IsInteger()) return exact;
  Rational scaled = *value;
  for (int digits = 1; digits <= 10; ++digits) {
    scaled *= Rational(10);
    if (!scaled.IsInteger()) continue;
    std::string text = (scaled.sign() < 0 ? -scaled : scaled).ToString();
    if (text.size() <= static_cast<size_t>(digits)) text.insert(0, digits + 1 - text.size(), '0');
    text.insert(text.size() - digits, 1, '.');
    return (scaled.sign() < 0 ? "-" : "") + text;
  }
  return exact;
}

std::string LastSegment(const std::string& name) { return name.substr(name.rfind('/') + 1); }

}  // namespace

void Comparison::AddResult(const SubjectResult& result) {
  std::string subject = LastSegment(result.subject());
  if (results_.insert_or_assign(subject, Result{result, false}).second) {
    order_.push_back(std::move(subject));
  }
}

bool Comparison::NeedsExplanation(std::string_view criterion) {
  return criterion == kGauge || criterion.starts_with(kShare);
}

bool Comparison::NeedsCounts(std::string_view criterion) { return criterion.starts_with(kCount); }

void Comparison::AddExplanation(std::string_view subject, const ExplanationNode& root) {
  const auto found = results_.find(std::string(subject));
  if (found == results_.end()) return;
  auto& further = found->second.further;
  for (const ExplanationNode& child : root.children()) {
    if (child.kind() != ExplanationNode::KIND_MAJORITY_GAUGE) continue;
    const std::optional<Rational> value = ParseNumber(child.value().exact());
    further.emplace(kGauge, value && value->sign() > 0 ? "+" : "-");
  }
  const ExplanationNode* total = FindTotal(root);
  if (total == nullptr) return;
  for (const ExplanationNode& shares : total->children()) {
    if (shares.kind() != ExplanationNode::KIND_MARK_SHARES) continue;
    for (const ExplanationNode& share : shares.children()) {
      further[fmt::format("{}{}/{}", kShare, shares.key(), share.key())] =
          Decimal(share.value().exact());
    }
  }
}

void Comparison::AddCount(std::string_view subject, const std::string& key, int64_t count) {
  const auto found = results_.find(std::string(subject));
  if (found != results_.end()) found->second.counts[std::string(kCount) + key] += count;
}

// What the results say of a row's criterion; the first spelling is the one shown.
absl::StatusOr<std::vector<std::string>> Comparison::SpellingsOf(const Result& result,
                                                                 std::string_view criterion) const {
  using Spelled = std::vector<std::string>;
  if (criterion == "GRADE") return Spelled{result.result.grade_title(), result.result.grade()};
  if (NeedsCounts(criterion)) {
    const auto count = result.counts.find(std::string(criterion));
    return Spelled{std::to_string(count == result.counts.end() ? 0 : count->second)};
  }
  if (NeedsExplanation(criterion)) {
    const auto value = result.further.find(std::string(criterion));
    return value == result.further.end() ? Spelled() : Spelled{value->second};
  }
  const bool total = criterion == "TOTAL";
  const absl::StatusOr<Number> score =
      total ? result.result.total() : Score(result.result, criterion);
  if (!score.ok()) return score.status();
  return Spellings(*score);
}

std::vector<std::string> Comparison::Unmentioned() const {
  std::vector<std::string> subjects;
  std::ranges::copy_if(order_, std::back_inserter(subjects), [this](const std::string& subject) {
    return !results_.at(subject).mentioned;
  });
  return subjects;
}

absl::Status Comparison::Compare(const Expectation& row) {
  const bool total = row.criterion == "TOTAL";
  if (row.expected.empty() && row.rank.empty())
    return absl::InvalidArgumentError("nothing to compare with");
  if (!total && !row.rank.empty())
    return absl::InvalidArgumentError("a rank belongs to TOTAL only");
  if (row.criterion == kValidBallots) {
    CompareValue(row, row.criterion, row.expected, {std::to_string(valid_ballots_)});
    return absl::OkStatus();
  }
  const auto found = results_.find(std::string(row.subject));
  if (found == results_.end()) {
    if (!row.expected.empty()) CompareValue(row, row.criterion, row.expected, {});
    if (!row.rank.empty()) CompareValue(row, "rank", row.rank, {});
    return absl::OkStatus();
  }
  found->second.mentioned = true;
  if (!row.expected.empty() && IsSuppressed(found->second.result, row.criterion)) {
    ++suppressed_;
    return absl::OkStatus();
  }
  const auto spellings = SpellingsOf(found->second, row.criterion);
  if (!spellings.ok()) return spellings.status();
  if (!row.expected.empty()) CompareValue(row, row.criterion, row.expected, *spellings);
  if (!row.rank.empty()) {
    CompareValue(row, "rank", row.rank, {std::to_string(found->second.result.rank())});
  }
  return absl::OkStatus();
}

void Comparison::CompareValue(const Expectation& row, std::string_view what,
                              std::string_view expected,
                              const std::vector<std::string>& spellings) {
  ++compared_;
  const bool misprint = !row.corrected.empty() && what == row.criterion;
  const std::string wanted = NormalDecimal(misprint ? row.corrected : expected);
  const bool agrees = std::ranges::any_of(
      spellings, [&](const std::string& spelling) { return NormalDecimal(spelling) == wanted; });
  if (agrees) {
    misprints_ += misprint ? 1 : 0;
    return;
  }
  differences_.push_back({std::string(row.subject), std::string(what), std::string(expected),
                          spellings.empty() ? "" : spellings.front()});
}

}  // namespace pingyi::cli
