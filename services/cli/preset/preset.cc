#include "services/cli/preset/preset.h"

#include <fmt/format.h>

namespace pingyi::cli {

absl::StatusOr<std::string> PresetText(std::string_view name) {
  std::string names;
  for (const Preset& preset : Presets()) {
    if (preset.name == name) return std::string(preset.text);
    names += fmt::format("{}{}", names.empty() ? "" : ", ", preset.name);
  }
  return absl::InvalidArgumentError(
      fmt::format("there is no preset \"{}\"; there are {}", name, names));
}

}  // namespace pingyi::cli
