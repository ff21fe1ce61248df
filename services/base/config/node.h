// The tree a configuration file is read into: what yaml-cpp gives, with the line of every key and
// whether anybody asked for it.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

namespace pingyi::config::internal {

enum class Kind { kScalar, kList, kMapping, kNull };

struct Node {
  std::string key;  // under which it stands; empty in lists
  int line = 0;
  Kind kind = Kind::kNull;
  std::string text;            // of a scalar
  std::vector<Node> children;  // of a list or a mapping
  bool used = false;
};

struct Problem {
  int line;
  std::string text;  // begins with the path of the key
};

struct State {
  std::string name;
  Node root;
  std::vector<Problem> problems;
};

// Reads one YAML document whose root is a mapping (an empty one is an empty mapping). Keys given
// twice become problems of `state`; INVALID_ARGUMENT for what is no YAML or nested without end.
absl::Status ReadYaml(std::string_view text, State& state);

// The path of a key, e.g. "executor.threads".
std::string JoinPath(std::string_view parent, std::string_view key);

}  // namespace pingyi::config::internal
