#include "services/cli/io/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include <absl/strings/ascii.h>
#include <fmt/format.h>

#include "services/cli/io/text_file.h"

namespace pingyi::cli {

absl::StatusOr<SecretFile> SecretFile::Create(const std::string& path) {
  const int descriptor =
      open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (descriptor < 0) {
    return FileError(
        path, errno == EEXIST ? "exists already and is not overwritten" : std::strerror(errno));
  }
  return SecretFile(path, descriptor);
}

SecretFile::SecretFile(SecretFile&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

SecretFile::~SecretFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

absl::Status SecretFile::Append(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(descriptor_, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return absl::InternalError(fmt::format("{}: {}", path_, std::strerror(errno)));
    text.remove_prefix(static_cast<size_t>(written));
  }
  if (fsync(descriptor_) != 0) {
    return absl::InternalError(fmt::format("{}: {}", path_, std::strerror(errno)));
  }
  return absl::OkStatus();
}

void SecretFile::Discard() { unlink(path_.c_str()); }

absl::StatusOr<std::string> ReadSecret(const std::string& path) {
  absl::StatusOr<std::string> text = ReadTextFile(path);
  if (!text.ok()) return text;
  const std::string line(absl::StripAsciiWhitespace(text->substr(0, text->find('\n'))));
  if (line.empty()) return FileError(path, "its first line must be the credential");
  return line;
}

}  // namespace pingyi::cli
