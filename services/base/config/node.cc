#include "services/base/config/node.h"

#include <set>

#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

namespace pingyi::config::internal {
namespace {

// Deeper nesting is no configuration; an alias to its own parent would have no end at all.
constexpr int kMaxDepth = 16;

Node Convert(const YAML::Node& yaml, const std::string& path, int depth, State& state);

void ConvertMapping(const YAML::Node& yaml, const std::string& path, int depth, State& state,
                    Node& node) {
  std::set<std::string> seen;
  for (const auto& entry : yaml) {
    const int line = entry.first.Mark().line + 1;
    if (!entry.first.IsScalar()) {
      state.problems.push_back({line, fmt::format("{}: a key must be a word", path)});
      continue;
    }
    const std::string key = entry.first.Scalar();
    const std::string child_path = JoinPath(path, key);
    if (!seen.insert(key).second) {
      state.problems.push_back({line, fmt::format("{}: is given twice", child_path)});
      continue;
    }
    Node child = Convert(entry.second, child_path, depth + 1, state);
    child.key = key;
    child.line = line;
    node.children.push_back(std::move(child));
  }
}

Node Convert(const YAML::Node& yaml, const std::string& path, int depth, State& state) {
  if (depth > kMaxDepth) throw YAML::Exception(yaml.Mark(), "nested too deeply");
  Node node;
  node.line = yaml.Mark().line + 1;
  if (yaml.IsScalar()) {
    node.kind = Kind::kScalar;
    node.text = yaml.Scalar();
  } else if (yaml.IsSequence()) {
    node.kind = Kind::kList;
    for (const auto& item : yaml) node.children.push_back(Convert(item, path, depth + 1, state));
  } else if (yaml.IsMap()) {
    node.kind = Kind::kMapping;
    ConvertMapping(yaml, path, depth, state, node);
  }
  return node;
}

}  // namespace

std::string JoinPath(std::string_view parent, std::string_view key) {
  return parent.empty() ? std::string(key) : fmt::format("{}.{}", parent, key);
}

absl::Status ReadYaml(std::string_view text, State& state) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(text));
    if (documents.size() > 1) {
      return absl::InvalidArgumentError(
          fmt::format("{}: holds more than one document", state.name));
    }
    if (!documents.empty()) state.root = Convert(documents.front(), "", 0, state);
  } catch (const YAML::Exception& error) {
    return absl::InvalidArgumentError(
        fmt::format("{}:{}: {}", state.name, error.mark.line + 1, error.msg));
  }
  if (state.root.kind == Kind::kNull) state.root.kind = Kind::kMapping;
  if (state.root.kind != Kind::kMapping) {
    return absl::InvalidArgumentError(fmt::format("{}: must be a mapping of keys", state.name));
  }
  return absl::OkStatus();
}

}  // namespace pingyi::config::internal
