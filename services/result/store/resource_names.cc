#include "services/result/store/resource_names.h"

#include <charconv>

#include <fmt/format.h>

namespace pingyi::result {

std::string NameOf(const PolicyKey& key) {
  return fmt::format("policies/{}/versions/{}", key.policy, key.version);
}

std::string RunName(std::string_view round, std::string_view run) {
  return fmt::format("rounds/{}/runs/{}", round, run);
}

std::string FiguresName(std::string_view round, std::string_view component) {
  return fmt::format("rounds/{}/components/{}", round, component);
}

std::string NameOf(const ExclusionKey& key) {
  return fmt::format("rounds/{}/exclusions/{}", key.round, key.subject);
}

std::string NameOf(const ReleaseKey& key) {
  return fmt::format("rounds/{}/releases/{}", key.round, key.number);
}

std::string NameOf(const DecisionKey& key) {
  return fmt::format("{}/decisions/{}", RunName(key.round, key.run), key.number);
}

std::string NameOf(const CalendarKey& key) {
  return fmt::format("calendars/{}/versions/{}", key.calendar, key.version);
}

std::string NameOf(const ObjectionKey& key) {
  return fmt::format("{}/objections/{}", NameOf(ReleaseKey{key.round, key.release}), key.number);
}

int64_t LastNumberOf(std::string_view name) {
  const std::string_view digits = name.substr(name.rfind('/') + 1);
  int64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace pingyi::result
