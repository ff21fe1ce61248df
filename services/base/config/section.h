// A strict reader of YAML configuration. Getters never fail: they note a problem with its line and
// return a fallback, so that one run shows the operator everything that is wrong. Finish() tells
// whether there was any.
//
//   absl::StatusOr<config::Document> document = config::Document::Load(path);
//   config::Section root = document->Root();
//   const std::string listen = root.String("listen");                      // required
//   const int threads = root.Child("executor").Int("threads", 1, 256, 8);  // optional
//   absl::Status status = document->Finish();  // every problem, and every key that nobody asked
//   for
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

namespace pingyi::config {

namespace internal {
struct State;
struct Node;
struct Problem;
}  // namespace internal

// A mapping of the document, present or not: an absent section has only absent keys. Cheap to copy;
// must not outlive its Document. A getter without a fallback requires the key.
class Section {
 public:
  // A string; an empty one counts as absent.
  std::string String(std::string_view key, std::optional<std::string> fallback = std::nullopt);
  // One of the words given.
  std::string OneOf(std::string_view key, const std::vector<std::string>& words,
                    std::optional<std::string> fallback = std::nullopt);
  // A whole number from `min` to `max`.
  int64_t Int(std::string_view key, int64_t min, int64_t max,
              std::optional<int64_t> fallback = std::nullopt);
  // A duration such as "250ms", "30s" or "1h30m", from `min` to `max`.
  absl::Duration Duration(std::string_view key, absl::Duration min, absl::Duration max,
                          std::optional<absl::Duration> fallback = std::nullopt);
  // true or false, nothing else.
  bool Bool(std::string_view key, std::optional<bool> fallback = std::nullopt);
  // A list of strings; absent is empty.
  std::vector<std::string> Strings(std::string_view key);

  // The mapping under `key`.
  Section Child(std::string_view key);
  bool Has(std::string_view key) const;
  // The keys there are, in the order of the file; for mappings whose keys are the operator's.
  std::vector<std::string> Keys() const;

  // Notes a problem of the caller's own finding, e.g. two keys that contradict each other.
  void AddProblem(std::string_view key, std::string_view text);

  // Takes every key of the section as asked for, e.g. where another problem leaves open which are
  // right.
  void Ignore();

 private:
  friend class Document;
  Section(internal::State* state, internal::Node* node, std::string path);
  internal::Node* Use(std::string_view key);
  // The text of a scalar; nullopt when the key is absent, which is a problem if it is required, or
  // no scalar.
  std::optional<std::string> Scalar(std::string_view key, bool required);
  std::string PathOf(std::string_view key) const;

  internal::State* state_;
  internal::Node* node_;  // nullptr when absent
  std::string path_;
};

// One configuration file. Not thread-safe.
class Document {
 public:
  // INVALID_ARGUMENT when the text is no YAML mapping; `name` is what messages call it.
  static absl::StatusOr<Document> Parse(std::string_view text, std::string_view name);
  // As Parse, from a file; NOT_FOUND when it cannot be read.
  static absl::StatusOr<Document> Load(const std::string& path);

  Document(Document&&) noexcept;
  Document& operator=(Document&&) noexcept;
  ~Document();

  Section Root();

  // INVALID_ARGUMENT whose message lists every problem noted, and every key no getter asked for,
  // one a line in the order of the file: "report.yaml:7: executor.threads: must be a whole number
  // from 1 to 256, not \"many\"".
  absl::Status Finish();
  // As Finish, for a program that reads a part of another's configuration: keys of the root that no
  // getter asked for are the other's affair.
  absl::Status FinishPart();

 private:
  absl::Status Report(std::vector<internal::Problem> problems) const;
  Document();
  std::unique_ptr<internal::State> state_;
};

}  // namespace pingyi::config
