#include "services/cli/view/cell.h"

#include <absl/strings/str_split.h>

#include "services/cli/io/time_text.h"
#include "services/cli/view/enum_label.h"
#include "services/cli/view/width.h"

namespace pingyi::cli {
namespace {

constexpr size_t kDigestDigits = 16;

std::string TimeForPeople(const std::string& raw, const Style& style) {
  const auto time = ParseTimeText(raw, absl::UTCTimeZone());
  return time.ok() ? LocalText(*time, style.zone) : raw;
}

std::string EnumsForPeople(const std::string& raw, const Style& style) {
  std::string text;
  for (const auto& name : absl::StrSplit(raw, ' ')) {
    if (!text.empty()) text += ", ";
    text += EnumLabel(std::string(name), style.language);
  }
  return text;
}

std::string BoolForPeople(const std::string& raw, const Style& style) {
  const bool zh = style.language == Language::kZh;
  if (raw == "true") return zh ? "是" : "yes";
  return zh ? "否" : "no";
}

}  // namespace

std::string ForPeople(CellKind kind, const std::string& raw, const Style& style) {
  if (raw.empty()) return raw;
  switch (kind) {
    case CellKind::kEnum:
      return EnumsForPeople(raw, style);
    case CellKind::kTime:
      return TimeForPeople(raw, style);
    case CellKind::kDigest:
      return raw.size() > kDigestDigits ? raw.substr(0, kDigestDigits) + "…" : raw;
    case CellKind::kBool:
      return BoolForPeople(raw, style);
    case CellKind::kName:
      return OneLine(raw.substr(raw.rfind('/') + 1));
    case CellKind::kText:
    case CellKind::kNumber:
      break;
  }
  return OneLine(raw);
}

}  // namespace pingyi::cli
