#include "services/result/store/score_text.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include <fmt/format.h>

namespace pingyi::result {
namespace {

void AppendNumber(std::string& text, const std::optional<NumberText>& number) {
  if (number) {
    text.append(number->exact).append(" ").append(number->rounded);
  } else {
    text += "- -";
  }
}

// Takes the fields of a line one by one; `ok` turns false at the first that is not there or is not
// what it should be.
class LineReader {
 public:
  explicit LineReader(std::string_view line) : rest_(line) {}

  bool ok() const { return ok_; }
  bool at_end() const { return rest_.empty(); }

  std::optional<NumberText> TakeNumber() {
    const std::string_view exact = Take();
    const std::string_view rounded = Take();
    if ((exact == "-") != (rounded == "-")) ok_ = false;
    if (exact == "-") return std::nullopt;
    return NumberText{std::string(exact), std::string(rounded)};
  }

  int64_t TakeCount() {
    const std::string_view digits = Take();
    int64_t count = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    if (error != std::errc() || end != digits.data() + digits.size() || count < 0) ok_ = false;
    return count;
  }

 private:
  std::string_view Take() {
    const size_t end = std::min(rest_.find(' '), rest_.size());
    const std::string_view field = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    if (field.empty()) ok_ = false;
    return field;
  }

  std::string_view rest_;
  bool ok_ = true;
};

}  // namespace

std::string ScoreText(const std::vector<GroupScore>& groups) {
  std::string text;
  for (const GroupScore& group : groups) {
    AppendNumber(text, group.score);
    for (const CriterionScore& criterion : group.criteria) {
      text += ' ';
      AppendNumber(text, criterion.score);
      fmt::format_to(std::back_inserter(text), " {} {}", criterion.mark_count,
                     criterion.abstention_count);
    }
    text += '\n';
  }
  return text;
}

absl::StatusOr<std::vector<GroupScore>> ParseScoreText(std::string_view text) {
  std::vector<GroupScore> groups;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return absl::DataLossError("a stored score is cut off");
    LineReader line(text.substr(0, end));
    text.remove_prefix(end + 1);
    GroupScore& group = groups.emplace_back();
    group.score = line.TakeNumber();
    while (line.ok() && !line.at_end()) {
      CriterionScore& criterion = group.criteria.emplace_back();
      criterion.score = line.TakeNumber();
      criterion.mark_count = line.TakeCount();
      criterion.abstention_count = line.TakeCount();
    }
    if (!line.ok()) return absl::DataLossError("a stored score cannot be read");
  }
  return groups;
}

}  // namespace pingyi::result
