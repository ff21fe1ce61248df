#include "services/base/config/section.h"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <sstream>
#include <utility>

#include <absl/strings/str_join.h>
#include <fmt/format.h>

#include "services/base/config/node.h"
#include "services/base/status/error.h"
#include "services/base/status/reason.h"

namespace pingyi::config {

using internal::Kind;
using internal::Node;

namespace {

void MarkUsed(Node& node) {
  node.used = true;
  for (Node& child : node.children) MarkUsed(child);
}

}  // namespace

Section::Section(internal::State* state, Node* node, std::string path)
    : state_(state), node_(node), path_(std::move(path)) {}

std::string Section::PathOf(std::string_view key) const { return internal::JoinPath(path_, key); }

bool Section::Has(std::string_view key) const {
  return node_ != nullptr && std::any_of(node_->children.begin(), node_->children.end(),
                                         [&](const Node& child) { return child.key == key; });
}

std::vector<std::string> Section::Keys() const {
  std::vector<std::string> keys;
  if (node_ == nullptr) return keys;
  for (const Node& child : node_->children) keys.push_back(child.key);
  return keys;
}

Node* Section::Use(std::string_view key) {
  if (node_ == nullptr) return nullptr;
  for (Node& child : node_->children) {
    if (child.key != key) continue;
    child.used = true;
    return &child;
  }
  return nullptr;
}

void Section::AddProblem(std::string_view key, std::string_view text) {
  int line = node_ != nullptr ? node_->line : 0;
  if (const Node* child = Use(key)) line = child->line;
  state_->problems.push_back({line, fmt::format("{}: {}", PathOf(key), text)});
}

void Section::Ignore() {
  if (node_ == nullptr) return;
  for (Node& child : node_->children) MarkUsed(child);
}

std::optional<std::string> Section::Scalar(std::string_view key, bool required) {
  const Node* node = Use(key);
  if (node == nullptr || node->kind == Kind::kNull ||
      (node->kind == Kind::kScalar && node->text.empty())) {
    if (required) AddProblem(key, "is required");
    return std::nullopt;
  }
  if (node->kind != Kind::kScalar) {
    AddProblem(key, "must be a single value");
    return std::nullopt;
  }
  return node->text;
}

std::string Section::String(std::string_view key, std::optional<std::string> fallback) {
  std::optional<std::string> text = Scalar(key, !fallback);
  return text ? *std::move(text) : std::move(fallback).value_or("");
}

std::string Section::OneOf(std::string_view key, const std::vector<std::string>& words,
                           std::optional<std::string> fallback) {
  const std::optional<std::string> text = Scalar(key, !fallback);
  if (text) {
    if (std::find(words.begin(), words.end(), *text) != words.end()) return *text;
    AddProblem(key,
               fmt::format("must be one of {}, not \"{}\"", absl::StrJoin(words, ", "), *text));
  }
  return std::move(fallback).value_or("");
}

int64_t Section::Int(std::string_view key, int64_t min, int64_t max,
                     std::optional<int64_t> fallback) {
  const std::optional<std::string> text = Scalar(key, !fallback);
  if (text) {
    int64_t value = 0;
    const char* const end = text->data() + text->size();
    const auto [stop, error] = std::from_chars(text->data(), end, value);
    if (error == std::errc() && stop == end && value >= min && value <= max) return value;
    AddProblem(key,
               fmt::format("must be a whole number from {} to {}, not \"{}\"", min, max, *text));
  }
  return fallback.value_or(min);
}

absl::Duration Section::Duration(std::string_view key, absl::Duration min, absl::Duration max,
                                 std::optional<absl::Duration> fallback) {
  const std::optional<std::string> text = Scalar(key, !fallback);
  if (text) {
    absl::Duration value;
    if (absl::ParseDuration(*text, &value) && value >= min && value <= max) return value;
    AddProblem(key, fmt::format("must be a duration such as \"30s\" from {} to {}, not \"{}\"",
                                absl::FormatDuration(min), absl::FormatDuration(max), *text));
  }
  return fallback.value_or(min);
}

bool Section::Bool(std::string_view key, std::optional<bool> fallback) {
  const std::optional<std::string> text = Scalar(key, !fallback);
  if (text == "true") return true;
  if (text == "false") return false;
  if (text) AddProblem(key, fmt::format("must be true or false, not \"{}\"", *text));
  return fallback.value_or(false);
}

std::vector<std::string> Section::Strings(std::string_view key) {
  const Node* node = Use(key);
  std::vector<std::string> strings;
  if (node == nullptr || node->kind == Kind::kNull) return strings;
  const bool valid = node->kind == Kind::kList &&
                     std::all_of(node->children.begin(), node->children.end(),
                                 [](const Node& item) { return item.kind == Kind::kScalar; });
  if (!valid) {
    AddProblem(key, "must be a list of strings");
    return strings;
  }
  for (const Node& item : node->children) strings.push_back(item.text);
  return strings;
}

Section Section::Child(std::string_view key) {
  Node* node = Use(key);
  if (node != nullptr && node->kind != Kind::kMapping && node->kind != Kind::kNull) {
    AddProblem(key, "must be a mapping of keys");
    node = nullptr;
  }
  return Section(state_, node, PathOf(key));
}

namespace {

void CollectUnused(const Node& node, const std::string& path, std::vector<internal::Problem>& out) {
  for (const Node& child : node.children) {
    const std::string child_path = internal::JoinPath(path, child.key);
    if (!child.used) {
      out.push_back({child.line, child_path + ": is not a known key"});
    } else if (child.kind == Kind::kMapping) {
      CollectUnused(child, child_path, out);
    }
  }
}

}  // namespace

Document::Document() : state_(std::make_unique<internal::State>()) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

absl::StatusOr<Document> Document::Parse(std::string_view text, std::string_view name) {
  Document document;
  document.state_->name = std::string(name);
  const absl::Status status = internal::ReadYaml(text, *document.state_);
  if (!status.ok()) return status;
  return document;
}

absl::StatusOr<Document> Document::Load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  // An empty file sets the fail bit of `text`, so only `file` tells whether reading went well.
  if (file) text << file.rdbuf();
  if (!file) return absl::NotFoundError(fmt::format("{}: cannot be read", path));
  return Parse(text.str(), path);
}

Section Document::Root() { return Section(state_.get(), &state_->root, ""); }

absl::Status Document::Finish() {
  std::vector<internal::Problem> problems = state_->problems;
  CollectUnused(state_->root, "", problems);
  return Report(std::move(problems));
}

absl::Status Document::FinishPart() {
  for (Node& child : state_->root.children) {
    if (!child.used) MarkUsed(child);
  }
  return Finish();
}

absl::Status Document::Report(std::vector<internal::Problem> problems) const {
  if (problems.empty()) return absl::OkStatus();
  std::stable_sort(problems.begin(), problems.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  std::vector<std::string> lines;
  lines.reserve(problems.size());
  for (const internal::Problem& problem : problems) {
    const std::string place = problem.line > 0 ? fmt::format(":{}", problem.line) : "";
    lines.push_back(fmt::format("{}{}: {}", state_->name, place, problem.text));
  }
  return MakeError(absl::StatusCode::kInvalidArgument, reason::kInvalidField,
                   absl::StrJoin(lines, "\n"));
}

}  // namespace pingyi::config
