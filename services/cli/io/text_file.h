// Whole text files, for what a person wrote: rounds, policies, reports.
#pragma once

#include <string>

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

}  // namespace pingyi::cli
