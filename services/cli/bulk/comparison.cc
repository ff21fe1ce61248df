#include "services/cli/bulk/comparison.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <absl/status/statusor.h>
#include <fmt/format.h>

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

std::string LastSegment(const std::string& name) { return name.substr(name.rfind('/') + 1); }

}  // namespace

void Comparison::AddResult(const SubjectResult& result) {
  std::string subject = LastSegment(result.subject());
  if (results_.insert_or_assign(subject, Result{result, false}).second) {
    order_.push_back(std::move(subject));
  }
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
  const auto found = results_.find(std::string(row.subject));
  if (found == results_.end()) {
    if (!row.expected.empty()) CompareValue(row, row.criterion, row.expected, {});
    if (!row.rank.empty()) CompareValue(row, "rank", row.rank, {});
    return absl::OkStatus();
  }
  found->second.mentioned = true;
  const SubjectResult& result = found->second.result;
  const absl::StatusOr<Number> score = total ? result.total() : Score(result, row.criterion);
  if (!score.ok()) return score.status();
  if (!row.expected.empty()) CompareValue(row, row.criterion, row.expected, Spellings(*score));
  if (!row.rank.empty()) CompareValue(row, "rank", row.rank, {std::to_string(result.rank())});
  return absl::OkStatus();
}

void Comparison::CompareValue(const Expectation& row, std::string_view what,
                              std::string_view expected,
                              const std::vector<std::string>& spellings) {
  ++compared_;
  const std::string wanted = NormalDecimal(expected);
  const bool agrees = std::ranges::any_of(
      spellings, [&](const std::string& spelling) { return NormalDecimal(spelling) == wanted; });
  if (agrees) return;
  differences_.push_back({std::string(row.subject), std::string(what), std::string(expected),
                          spellings.empty() ? "" : spellings.front()});
}

}  // namespace pingyi::cli
