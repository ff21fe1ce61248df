#include "services/result/domain/subject_lines.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "services/base/number/decimal.h"

namespace pingyi::result {
namespace {

// The names of an enumeration's values 1, 2, ...
template <typename Enum, size_t kCount>
std::string_view NameOf(Enum value, const std::array<std::string_view, kCount>& names) {
  return names.at(static_cast<size_t>(value) - 1);
}

constexpr std::array<std::string_view, 4> kModes = {"HALF_UP", "HALF_EVEN", "DOWN", "UP"};
constexpr std::array<std::string_view, 3> kPools = {"ALL_SUBJECTS", "UNIT", "SUBJECT_TYPE"};
constexpr std::array<std::string_view, 3> kTies = {"ALL_IN", "ALL_OUT", "COMMITTEE"};
constexpr std::array<std::string_view, 3> kBases = {"ALL", "ELIGIBLE", "WITH_MARKS"};
constexpr std::array<std::string_view, 2> kBandRoundings = {"CUMULATIVE_HALF_UP",
                                                            "LARGEST_REMAINDER"};
constexpr std::array<std::string_view, 3> kEffects = {"GRADE_AT_MOST", "NO_GRADE", "UNRANKED"};
constexpr std::array<std::string_view, 3> kBoardScores = {"TOTAL", "CRITERION", "GROUP"};
constexpr std::array<std::string_view, 3> kPartitions = {"NONE", "UNIT", "SUBJECT_TYPE"};

std::string Lowest(const std::string& number) { return ParseNumber(number).value().ToString(); }

std::string OrDash(const std::string& text) { return text.empty() ? "-" : text; }

// The texts in byte order, one after the other.
std::string Sorted(std::vector<std::string> texts) {
  std::sort(texts.begin(), texts.end());
  return fmt::format("{}", fmt::join(texts, ""));
}

// A line for each name, in byte order of the names.
std::string NameLines(std::string_view word, std::vector<std::string> names) {
  std::sort(names.begin(), names.end());
  std::string text;
  for (const std::string& name : names) {
    text += fmt::format("{} {}\n", word, name);
  }
  return text;
}

std::string WeightLines(std::string_view word, std::vector<KeyWeight> weights) {
  std::sort(weights.begin(), weights.end(),
            [](const KeyWeight& a, const KeyWeight& b) { return a.key < b.key; });
  std::string text;
  for (const KeyWeight& weight : weights) {
    text += fmt::format("{} {} {}\n", word, weight.key, Lowest(weight.weight));
  }
  return text;
}

std::string TypeLines(std::vector<TypeWeights> all) {
  std::sort(all.begin(), all.end(),
            [](const auto& a, const auto& b) { return a.subject_type < b.subject_type; });
  std::string text;
  for (const TypeWeights& weights : all) {
    text += fmt::format("type {}\n", weights.subject_type);
    text += WeightLines("type-group", weights.groups);
    text += WeightLines("type-criterion", weights.criteria);
  }
  return text;
}

std::string BandLines(const GradeBands& bands) {
  std::string text = fmt::format("bands {} {} {}\n", NameOf(bands.pool, kPools),
                                 NameOf(bands.rounding, kBandRoundings), NameOf(bands.tie, kTies));
  for (const GradeBand& band : bands.bands) {
    text += fmt::format("band {} {}\n", band.grade, Lowest(band.share));
  }
  return text;
}

std::string ExclusionLines(const std::vector<ExclusionRule>& rules) {
  std::vector<std::string> lines;
  lines.reserve(rules.size());
  for (const ExclusionRule& rule : rules) {
    lines.push_back(fmt::format("exclusion {} {} {} {}\n", rule.kind, NameOf(rule.effect, kEffects),
                                OrDash(rule.best_grade), rule.title));
  }
  return Sorted(std::move(lines));
}

}  // namespace

std::string QuotaLines(const GradeQuota& quota) {
  const bool all = quota.base == PoolBase::kUnspecified || quota.base == PoolBase::kAll;
  const std::string base = all ? "" : fmt::format(" {}", NameOf(quota.base, kBases));
  return fmt::format("quota {} {} {} {} {} {}{}\n", quota.grade, NameOf(quota.pool, kPools),
                     Lowest(quota.share), NameOf(quota.rounding, kModes), quota.minimum,
                     NameOf(quota.tie, kTies), base) +
         NameLines("quota-pool", quota.pool_names);
}

std::string SubjectLines(const PolicyRules& policy) {
  std::string text = TypeLines(policy.type_weights);
  text += policy.grade_bands.has_value() ? BandLines(*policy.grade_bands) : "";
  text += ExclusionLines(policy.exclusion_rules);
  for (const LeaderboardRule& board : policy.leaderboards) {
    text += fmt::format("board {} {} {} {} {}\n", board.key, NameOf(board.by, kBoardScores),
                        OrDash(board.score_key), NameOf(board.partition, kPartitions), board.title);
    text += NameLines("board-type", board.subject_types);
  }
  return text;
}

}  // namespace pingyi::result
