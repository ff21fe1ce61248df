#include "services/cli/check/subject_lines.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <google/protobuf/generated_enum_reflection.h>

#include "services/base/number/decimal.h"

namespace pingyi::cli {
namespace {

using google::protobuf::RepeatedPtrField;
using result::v1::Leaderboard;
using result::v1::ScoringPolicy;
using KeyWeights = RepeatedPtrField<result::v1::SubjectTypeWeights::KeyWeight>;

template <typename Enum>
std::string Bare(Enum value, std::string_view prefix) {
  const auto* found = google::protobuf::GetEnumDescriptor<Enum>()->FindValueByNumber(value);
  return found == nullptr ? std::to_string(static_cast<int>(value))
                          : found->name().substr(prefix.size());
}

std::string OrDash(const std::string& text) { return text.empty() ? "-" : text; }

std::string Joined(std::vector<std::string> lines) {
  std::ranges::sort(lines);
  return fmt::format("{}", fmt::join(lines, ""));
}

// "<word> <name>" for each name, in byte order of the names.
std::string NameLines(std::string_view word, const RepeatedPtrField<std::string>& names) {
  std::vector<std::string> sorted(names.begin(), names.end());
  std::ranges::sort(sorted);
  std::string text;
  for (const std::string& name : sorted) text += fmt::format("{} {}\n", word, name);
  return text;
}

// A number that is none is noted and ends the work.
class Numbers {
 public:
  std::string Lowest(const std::string& number) {
    const std::optional<Rational> parsed = ParseNumber(number);
    if (parsed) return parsed->ToString();
    status_ = absl::InvalidArgumentError(fmt::format("\"{}\" is no number", number));
    return "";
  }
  absl::StatusOr<std::string> Finish(std::string text) const {
    if (!status_.ok()) return status_;
    return text;
  }

 private:
  absl::Status status_;
};

std::string TypeLines(const ScoringPolicy& policy, Numbers& numbers) {
  const auto lines = [&numbers](std::string_view word, const KeyWeights& weights) {
    std::map<std::string, std::string> by_key;
    for (const auto& weight : weights) by_key[weight.key()] = numbers.Lowest(weight.weight());
    std::string text;
    for (const auto& [key, weight] : by_key) text += fmt::format("{} {} {}\n", word, key, weight);
    return text;
  };
  std::map<std::string, std::string> types;
  for (const auto& weights : policy.subject_type_weights()) {
    types[weights.subject_type()] =
        lines("type-group", weights.groups()) + lines("type-criterion", weights.criteria());
  }
  std::string text;
  for (const auto& [type, below] : types) text += fmt::format("type {}\n{}", type, below);
  return text;
}

std::string BandLines(const result::v1::GradeBands& bands, Numbers& numbers) {
  std::string text =
      fmt::format("bands {} {} {}\n", Bare(bands.pool(), "POOL_"),
                  Bare(bands.rounding(), "BAND_ROUNDING_"), Bare(bands.tie(), "TIE_"));
  for (const auto& band : bands.bands()) {
    text += fmt::format("band {} {}\n", band.grade(), numbers.Lowest(band.share()));
  }
  return text;
}

std::string BoardLines(const Leaderboard& board) {
  const bool criterion = board.by_case() == Leaderboard::kCriterion;
  const char* by = criterion                                ? "CRITERION"
                   : board.by_case() == Leaderboard::kGroup ? "GROUP"
                                                            : "TOTAL";
  const std::string& key = criterion ? board.criterion() : board.group();
  return fmt::format("board {} {} {} {} {}\n", board.key(), by, OrDash(key),
                     Bare(board.partition(), "PARTITION_"), board.title()) +
         NameLines("board-type", board.subject_types());
}

}  // namespace

absl::StatusOr<std::string> QuotaLines(const ScoringPolicy& policy) {
  using Quota = result::v1::GradeQuota;
  Numbers numbers;
  std::vector<std::string> lines;
  for (const Quota& quota : policy.grade_quotas()) {
    const bool all = quota.base() <= Quota::BASE_ALL;  // unspecified is the same
    lines.push_back(
        fmt::format("quota {} {} {} {} {} {}{}\n{}", quota.grade(), Bare(quota.pool(), "POOL_"),
                    numbers.Lowest(quota.share()), Bare(quota.rounding(), "MODE_"), quota.minimum(),
                    Bare(quota.tie(), "TIE_"), all ? "" : " " + Bare(quota.base(), "BASE_"),
                    NameLines("quota-pool", quota.pool_names())));
  }
  return numbers.Finish(Joined(std::move(lines)));
}

absl::StatusOr<std::string> SubjectLines(const ScoringPolicy& policy) {
  Numbers numbers;
  std::string text = TypeLines(policy, numbers);
  if (policy.has_grade_bands()) text += BandLines(policy.grade_bands(), numbers);
  std::vector<std::string> exclusions;
  for (const auto& rule : policy.exclusion_rules()) {
    exclusions.push_back(fmt::format("exclusion {} {} {} {}\n", rule.kind(),
                                     Bare(rule.effect(), "EFFECT_"), OrDash(rule.best_grade()),
                                     rule.title()));
  }
  text += Joined(std::move(exclusions));
  for (const Leaderboard& board : policy.leaderboards()) text += BoardLines(board);
  return numbers.Finish(std::move(text));
}

}  // namespace pingyi::cli
