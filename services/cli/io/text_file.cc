#include "services/cli/io/text_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include <fmt/format.h>

#include "services/cli/io/utf8.h"

namespace pingyi::cli {
namespace {

constexpr size_t kMaxBytes = size_t{64} << 20;

absl::StatusOr<std::string> ReadAll(std::istream& in, const std::string& path) {
  std::string text;
  char buffer[65536];
  while (in.read(buffer, sizeof buffer), in.gcount() > 0) {
    text.append(buffer, static_cast<size_t>(in.gcount()));
    if (text.size() > kMaxBytes) return FileError(path, "larger than 64 MiB");
  }
  if (in.bad()) return FileError(path, std::strerror(errno));
  return text;
}

absl::StatusOr<std::string> ReadBytes(const std::string& path) {
  if (path == kStandardInput) return ReadAll(std::cin, path);
  std::ifstream in(path, std::ios::binary);
  if (!in) return FileError(path, std::strerror(errno));
  return ReadAll(in, path);
}

}  // namespace

absl::Status FileError(const std::string& path, const std::string& what) {
  return absl::InvalidArgumentError(
      fmt::format("{}: {}", path == kStandardInput ? "standard input" : path, what));
}

absl::Status FileError(const std::string& path, size_t line, const std::string& what) {
  return absl::InvalidArgumentError(
      fmt::format("{}:{}: {}", path == kStandardInput ? "standard input" : path, line, what));
}

absl::Status WriteNewFile(const std::string& path, std::string_view text) {
  const int descriptor =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0644);
  if (descriptor < 0) {
    return FileError(
        path, errno == EEXIST ? "exists already and is not overwritten" : std::strerror(errno));
  }
  int error = 0;
  while (error == 0 && !text.empty()) {
    const ssize_t written = write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<size_t>(written));
    } else if (errno != EINTR) {
      error = errno;
    }
  }
  if (error == 0 && fsync(descriptor) != 0) error = errno;
  if (close(descriptor) != 0 && error == 0) error = errno;
  if (error == 0) return absl::OkStatus();
  unlink(path.c_str());
  return FileError(path, std::strerror(error));
}

absl::StatusOr<std::string> ReadTextFile(const std::string& path) {
  absl::StatusOr<std::string> text = ReadBytes(path);
  if (!text.ok()) return text;
  if (text->starts_with(kUtf8Bom)) text->erase(0, kUtf8Bom.size());
  if (const auto at = FindIllFormedUtf8(*text)) {
    const auto lines = std::count(text->begin(), text->begin() + static_cast<int64_t>(*at), '\n');
    return FileError(path, static_cast<size_t>(lines) + 1,
                     "not UTF-8 (GBK perhaps); save the file as UTF-8");
  }
  return text;
}

}  // namespace pingyi::cli
