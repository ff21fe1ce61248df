#include "services/result/rpc/names.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <span>

#include "services/base/status/key.h"

namespace pingyi::result {
namespace {

constexpr size_t kMaxNumberDigits = 9;

std::optional<int64_t> ParseCount(std::string_view digits) {
  int64_t count = 0;
  const char* const end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, count);
  const bool canonical = !digits.empty() && digits.front() >= '1' && digits.front() <= '9';
  if (!canonical || digits.size() > kMaxNumberDigits || error != std::errc() || stop != end) {
    return std::nullopt;
  }
  return count;
}

// The segments between those that must be the collections named: "a/<0>/b/<1>" for {"a", "b"}.
template <size_t N>
std::optional<std::array<std::string_view, N>> Split(
    std::string_view name, const std::array<std::string_view, N>& collections) {
  std::array<std::string_view, N> segments;
  for (size_t i = 0; i < N; ++i) {
    if (!name.starts_with(collections[i])) return std::nullopt;
    name.remove_prefix(collections[i].size());
    if (!name.starts_with('/')) return std::nullopt;
    name.remove_prefix(1);
    const size_t end = i + 1 < N ? name.find('/') : name.size();
    if (end == std::string_view::npos) return std::nullopt;
    segments[i] = name.substr(0, end);
    name.remove_prefix(std::min(end + 1, name.size()));
  }
  return segments;
}

}  // namespace

std::optional<std::string> ParsePolicyName(std::string_view name) {
  const auto parts = Split<1>(name, {"policies"});
  if (!parts || !IsResourceId((*parts)[0])) return std::nullopt;
  return std::string((*parts)[0]);
}

std::optional<PolicyKey> ParsePolicyVersionName(std::string_view name) {
  const auto parts = Split<2>(name, {"policies", "versions"});
  if (!parts || !IsResourceId((*parts)[0])) return std::nullopt;
  const std::optional<int64_t> version = ParseCount((*parts)[1]);
  if (!version) return std::nullopt;
  return PolicyKey{.policy = std::string((*parts)[0]), .version = *version};
}

std::optional<std::string> ParseRoundName(std::string_view name) {
  const auto parts = Split<1>(name, {"rounds"});
  if (!parts || !IsResourceId((*parts)[0])) return std::nullopt;
  return std::string((*parts)[0]);
}

std::optional<RunPath> ParseRunName(std::string_view name) {
  const auto parts = Split<2>(name, {"rounds", "runs"});
  if (!parts || !std::all_of(parts->begin(), parts->end(), IsResourceId)) return std::nullopt;
  return RunPath{.round = std::string((*parts)[0]), .run = std::string((*parts)[1])};
}

std::optional<ResultPath> ParseResultName(std::string_view name) {
  const auto parts = Split<3>(name, {"rounds", "runs", "results"});
  if (!parts || !std::all_of(parts->begin(), parts->end(), IsResourceId)) return std::nullopt;
  return ResultPath{.round = std::string((*parts)[0]),
                    .run = std::string((*parts)[1]),
                    .subject = std::string((*parts)[2])};
}

std::optional<ReleaseKey> ParseReleaseName(std::string_view name) {
  const auto parts = Split<2>(name, {"rounds", "releases"});
  if (!parts || !IsResourceId((*parts)[0])) return std::nullopt;
  const std::optional<int64_t> number = ParseCount((*parts)[1]);
  if (!number) return std::nullopt;
  return ReleaseKey{.round = std::string((*parts)[0]), .number = *number};
}

std::optional<SubjectPath> ParseSubjectName(std::string_view name) {
  const auto parts = Split<2>(name, {"rounds", "subjects"});
  if (!parts || !std::all_of(parts->begin(), parts->end(), IsResourceId)) return std::nullopt;
  return SubjectPath{.round = std::string((*parts)[0]), .subject = std::string((*parts)[1])};
}

std::optional<DecisionKey> ParseDecisionName(std::string_view name) {
  const auto parts = Split<3>(name, {"rounds", "runs", "decisions"});
  if (!parts || !IsResourceId((*parts)[0]) || !IsResourceId((*parts)[1])) return std::nullopt;
  const std::optional<int64_t> number = ParseCount((*parts)[2]);
  if (!number) return std::nullopt;
  return DecisionKey{
      .round = std::string((*parts)[0]), .run = std::string((*parts)[1]), .number = *number};
}

std::optional<std::string> ParseCalendarName(std::string_view name) {
  const auto parts = Split<1>(name, {"calendars"});
  if (!parts || !IsResourceId((*parts)[0])) return std::nullopt;
  return std::string((*parts)[0]);
}

std::optional<CalendarKey> ParseCalendarVersionName(std::string_view name) {
  const auto parts = Split<2>(name, {"calendars", "versions"});
  if (!parts || !IsResourceId((*parts)[0])) return std::nullopt;
  const std::optional<int64_t> version = ParseCount((*parts)[1]);
  if (!version) return std::nullopt;
  return CalendarKey{.calendar = std::string((*parts)[0]), .version = *version};
}

std::optional<ObjectionKey> ParseObjectionName(std::string_view name) {
  const auto parts = Split<3>(name, {"rounds", "releases", "objections"});
  if (!parts || !IsResourceId((*parts)[0])) return std::nullopt;
  const std::optional<int64_t> release = ParseCount((*parts)[1]);
  const std::optional<int64_t> number = ParseCount((*parts)[2]);
  if (!release || !number) return std::nullopt;
  return ObjectionKey{.round = std::string((*parts)[0]), .release = *release, .number = *number};
}

}  // namespace pingyi::result
