// A directory for the files of one command.
#pragma once

#include <string>
#include <utility>

#include <absl/status/statusor.h>

namespace pingyi::cli {

// Readable to its owner alone; removed with all it holds when destroyed.
class ScratchDir {
 public:
  // Below $TMPDIR, else /tmp. INVALID_ARGUMENT when it cannot be made.
  static absl::StatusOr<ScratchDir> Create();
  ScratchDir(ScratchDir&& other) noexcept : path_(std::exchange(other.path_, "")) {}
  ~ScratchDir();
  ScratchDir(const ScratchDir&) = delete;
  ScratchDir& operator=(const ScratchDir&) = delete;
  ScratchDir& operator=(ScratchDir&&) = delete;

  std::string File(const std::string& name) const { return path_ + "/" + name; }

 private:
  explicit ScratchDir(std::string path) : path_(std::move(path)) {}

  std::string path_;
};

// The bytes of a file that a program of ours or of others left there.
absl::StatusOr<std::string> ReadBinaryFile(const std::string& path);

}  // namespace pingyi::cli
