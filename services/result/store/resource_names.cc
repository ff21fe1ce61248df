#include "services/result/store/resource_names.h"

#include <fmt/format.h>

namespace pingyi::result {

std::string NameOf(const PolicyKey& key) {
  return fmt::format("policies/{}/versions/{}", key.policy, key.version);
}

std::string RunName(std::string_view round, std::string_view run) {
  return fmt::format("rounds/{}/runs/{}", round, run);
}

std::string NameOf(const ReleaseKey& key) {
  return fmt::format("rounds/{}/releases/{}", key.round, key.number);
}

}  // namespace pingyi::result
