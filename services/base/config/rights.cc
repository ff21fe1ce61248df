#include "services/base/config/rights.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include <fmt/format.h>

namespace pingyi::config {
namespace {

// The methods meant by "GetRound", "Get*" or "*".
std::vector<std::string_view> Matching(std::string_view pattern,
                                       std::span<const std::string> methods) {
  const bool open = pattern.ends_with('*');
  if (open) pattern.remove_suffix(1);
  std::vector<std::string_view> found;
  std::ranges::copy_if(methods, std::back_inserter(found), [&](std::string_view method) {
    return open ? method.starts_with(pattern) : method == pattern;
  });
  return found;
}

std::vector<std::string> ReadCallers(Section& entry) {
  std::vector<std::string> callers = entry.Strings("callers");
  if (callers.empty() || std::ranges::count(callers, "") > 0) {
    entry.AddProblem("callers", "must list names of certificates");
  }
  return callers;
}

void ReadEntry(Section entry, std::span<const std::string> methods, Rights& rights) {
  const std::vector<std::string> callers = ReadCallers(entry);
  const std::vector<std::string> patterns = entry.Strings("methods");
  if (patterns.empty()) entry.AddProblem("methods", "must list methods, such as [GetRound]");
  for (const std::string& pattern : patterns) {
    const std::vector<std::string_view> found = Matching(pattern, methods);
    if (found.empty()) {
      entry.AddProblem("methods",
                       fmt::format("the service has no method \"{}\"; a name may end in *, which "
                                   "stands for any letters",
                                   pattern));
    }
    for (const std::string_view method : found) {
      rights[std::string(method)].insert(callers.begin(), callers.end());
    }
  }
}

}  // namespace

std::optional<Rights> ReadRights(Section& root, const TransportConfig& transport,
                                 std::span<const std::string> methods) {
  if (!root.Has("rights")) return std::nullopt;
  if (!transport.tls) {
    root.AddProblem("rights", "needs a section tls: without it callers have no names");
  }
  Section section = root.Child("rights");
  const std::vector<std::string> entries = section.Keys();
  if (entries.empty()) root.AddProblem("rights", "lets nobody call: leave it out, or name callers");
  Rights rights;
  for (const std::string& entry : entries) ReadEntry(section.Child(entry), methods, rights);
  return rights;
}

}  // namespace pingyi::config
