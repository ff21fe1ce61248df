// Files that hold credentials, or say which ballots were refused.
#pragma once

#include <string>
#include <string_view>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

namespace pingyi::cli {

// A new file that only its owner can read (0600 from its first moment). It is made before the
// credentials are asked for: a path that cannot be written must not cost a batch.
class SecretFile {
 public:
  // INVALID_ARGUMENT when the path exists (also as a dangling link) or cannot be created.
  static absl::StatusOr<SecretFile> Create(const std::string& path);
  SecretFile(SecretFile&& other) noexcept;
  SecretFile& operator=(SecretFile&&) = delete;
  ~SecretFile();

  // Appends and waits until it is on the disk. INTERNAL when it cannot.
  absl::Status Append(std::string_view text);
  // Removes the file again: nothing came of what it was made for.
  void Discard();
  const std::string& path() const { return path_; }

 private:
  SecretFile(std::string path, int descriptor) : path_(std::move(path)), descriptor_(descriptor) {}

  std::string path_;
  int descriptor_;
};

// The first line of a file, or of standard input for "-", without blanks around it.
// INVALID_ARGUMENT when there is none; the message never holds the content.
absl::StatusOr<std::string> ReadSecret(const std::string& path);

}  // namespace pingyi::cli
