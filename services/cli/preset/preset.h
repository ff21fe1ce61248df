// The policies to begin with that the command carries: the files of deploy/presets.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <absl/status/statusor.h>

namespace pingyi::cli {

struct Preset {
  std::string_view name;  // of the file, without its ending
  std::string_view text;  // YAML with its comments
};

// All of them, by name.
const std::vector<Preset>& Presets();

// The text of one. INVALID_ARGUMENT with the names there are.
absl::StatusOr<std::string> PresetText(std::string_view name);

}  // namespace pingyi::cli
