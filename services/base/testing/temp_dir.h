// A directory of its own for a test.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace pingyi::test {

// Made under the system's temporary directory, removed with all it holds when destroyed.
class TempDir {
 public:
  TempDir();
  ~TempDir();
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  const std::filesystem::path& path() const { return path_; }
  // The path of a file in it.
  std::string File(std::string_view name) const { return (path_ / name).string(); }

 private:
  std::filesystem::path path_;
};

}  // namespace pingyi::test
