#include "services/base/config/secret_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include <fmt/format.h>

namespace pingyi::config {
namespace {

constexpr size_t kMaxBytes = 4096;
constexpr size_t kMaxTlsKeyBytes = size_t{64} << 10;
constexpr size_t kMaxCertificateBytes = size_t{4} << 20;  // every authority that a system knows

// Closes the file on every path. A pipe that nobody writes to is opened, too, and does not wait.
class Descriptor {
 public:
  explicit Descriptor(const std::string& path)
      : number_(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  int number() const { return number_; }

 private:
  const int number_;
};

std::string TextOf(int error) { return std::generic_category().message(error); }

// Whom a secret must not be open to.
struct Strangers {
  mode_t rights;
  std::string_view who;
  std::string_view remedy;  // a mode as chmod takes it
};
constexpr Strangers kOthers = {S_IRWXO, "every user of this machine has", "o="};
constexpr Strangers kNobody = {0, "", ""};
constexpr Strangers kAllButOwner = {S_IRWXO | S_IRWXG, "others than its owner have", "go="};

absl::Status CheckFile(int descriptor, const std::string& path, const Strangers& strangers) {
  struct stat facts {};
  if (fstat(descriptor, &facts) != 0) {
    return absl::NotFoundError(fmt::format("{}: {}", path, TextOf(errno)));
  }
  if (!S_ISREG(facts.st_mode)) {
    return absl::InvalidArgumentError(fmt::format("{}: is not a file", path));
  }
  if ((facts.st_mode & strangers.rights) != 0) {
    return absl::FailedPreconditionError(
        fmt::format("{}: holds a secret, but {} rights to it (mode {:04o}); take them away: "
                    "chmod {} {}",
                    path, strangers.who, static_cast<unsigned>(facts.st_mode & 07777U),
                    strangers.remedy, path));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::string> ReadAll(int descriptor, const std::string& path, size_t max_bytes) {
  std::string text(max_bytes + 1, '\0');
  size_t size = 0;
  while (size < text.size()) {
    const ssize_t count = read(descriptor, text.data() + size, text.size() - size);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return absl::NotFoundError(fmt::format("{}: {}", path, TextOf(errno)));
    if (count == 0) break;
    size += static_cast<size_t>(count);
  }
  text.resize(size);
  return text;
}

absl::StatusOr<std::string> ReadChecked(const std::string& path, const Strangers& strangers,
                                        size_t max_bytes = kMaxBytes) {
  const Descriptor file(path);
  if (file.number() < 0) {
    return absl::NotFoundError(fmt::format("{}: {}", path, TextOf(errno)));
  }
  if (absl::Status status = CheckFile(file.number(), path, strangers); !status.ok()) return status;
  absl::StatusOr<std::string> text = ReadAll(file.number(), path, max_bytes);
  if (text.ok() && text->size() > max_bytes) {
    return absl::InvalidArgumentError(fmt::format("{}: is longer than {} bytes", path, max_bytes));
  }
  return text;
}

}  // namespace

absl::StatusOr<std::string> ReadSecretFile(const std::string& path) {
  absl::StatusOr<std::string> text = ReadChecked(path, kOthers);
  if (!text.ok()) return text;
  if (text->ends_with('\n')) text->pop_back();
  if (text->ends_with('\r')) text->pop_back();
  if (text->empty()) return absl::InvalidArgumentError(fmt::format("{}: is empty", path));
  if (text->find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos) {
    return absl::InvalidArgumentError(fmt::format("{}: must hold one line of text alone", path));
  }
  return text;
}

absl::StatusOr<std::string> ReadPrivateKeyFile(const std::string& path) {
  return ReadChecked(path, kAllButOwner);
}

absl::StatusOr<std::string> ReadTlsKeyFile(const std::string& path) {
  return ReadChecked(path, kOthers, kMaxTlsKeyBytes);
}

absl::StatusOr<std::string> ReadCertificateFile(const std::string& path) {
  return ReadChecked(path, kNobody, kMaxCertificateBytes);
}

}  // namespace pingyi::config
