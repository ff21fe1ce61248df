// Whole text files, for what a person wrote: rounds, policies, reports.
#pragma once

#include <string>
#include <string_view>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

namespace pingyi::cli {

// The name that stands for standard input.
inline constexpr char kStandardInput[] = "-";

// INVALID_ARGUMENT "path: what is wrong", the one error that files give rise to: the operator has
// to mend the command line or the file.
absl::Status FileError(const std::string& path, const std::string& what);
absl::Status FileError(const std::string& path, size_t line, const std::string& what);

// The text of a file, or of standard input for "-", without a byte order mark. INVALID_ARGUMENT
// when it cannot be read, is larger than 64 MiB or is not UTF-8 (then with the line).
absl::StatusOr<std::string> ReadTextFile(const std::string& path);

// Writes a new file that everybody may read, whole or not at all. INVALID_ARGUMENT when the path
// exists or cannot be written.
absl::Status WriteNewFile(const std::string& path, std::string_view text);

}  // namespace pingyi::cli
