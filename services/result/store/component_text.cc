#include "services/result/store/component_text.h"

#include <algorithm>
#include <optional>

#include <absl/strings/str_split.h>

namespace pingyi::result {
namespace {

void AppendNumber(std::string& text, const std::optional<NumberText>& number) {
  text.append(" ").append(number ? number->exact : "-");
  text.append(" ").append(number ? number->rounded : "-");
}

// nullopt for a number of which one half is absent.
std::optional<std::optional<NumberText>> ReadNumber(const std::string& exact,
                                                    const std::string& rounded) {
  if ((exact == "-") != (rounded == "-")) return std::nullopt;
  if (exact == "-") return std::optional<NumberText>();
  return std::optional(NumberText{exact, rounded});
}

}  // namespace

std::string ComponentText(const std::vector<ComponentScoreText>& components) {
  std::string text;
  for (const ComponentScoreText& component : components) {
    text += component.component;
    AppendNumber(text, component.score);
    AppendNumber(text, component.contribution);
    text += '\n';
  }
  return text;
}

absl::StatusOr<std::vector<ComponentScoreText>> ParseComponentText(std::string_view text) {
  std::vector<ComponentScoreText> components;
  while (!text.empty()) {
    const size_t end = text.find('\n');
    if (end == std::string_view::npos) return absl::DataLossError("a stored score is cut off");
    const std::vector<std::string> fields = absl::StrSplit(std::string(text.substr(0, end)), ' ');
    text.remove_prefix(end + 1);
    const bool whole = fields.size() == 5 && std::none_of(fields.begin(), fields.end(),
                                                          [](const auto& f) { return f.empty(); });
    if (!whole) return absl::DataLossError("a stored score cannot be read");
    const auto score = ReadNumber(fields[1], fields[2]);
    const auto contribution = ReadNumber(fields[3], fields[4]);
    if (!score || !contribution) return absl::DataLossError("a stored score cannot be read");
    components.push_back({fields[0], *score, *contribution});
  }
  return components;
}

}  // namespace pingyi::result
