#include "services/cli/command/input.h"

#include <absl/strings/str_split.h>

#include "services/cli/io/time_text.h"
#include "services/cli/view/enum_label.h"

namespace pingyi::cli {

absl::StatusOr<google::protobuf::Timestamp> TimestampFrom(const std::string& text) {
  const absl::StatusOr<absl::Time> time = ParseTimeText(text, absl::LocalTimeZone());
  if (!time.ok()) return time.status();
  const int64_t micros = absl::ToUnixMicros(*time);
  google::protobuf::Timestamp timestamp;
  timestamp.set_seconds(absl::ToUnixSeconds(*time));
  timestamp.set_nanos(static_cast<int32_t>(micros - timestamp.seconds() * 1'000'000) * 1000);
  return timestamp;
}

google::protobuf::FieldMask MaskFrom(const std::string& text) {
  google::protobuf::FieldMask mask;
  for (const auto& path : absl::StrSplit(text, ',', absl::SkipEmpty()))
    mask.add_paths(std::string(path));
  return mask;
}

std::string FromChineseWord(const google::protobuf::EnumDescriptor& type, const std::string& text) {
  for (int i = 1; i < type.value_count(); ++i) {
    if (EnumLabel(type.value(i)->name(), Language::kZh) == text) return type.value(i)->name();
  }
  return text;
}

}  // namespace pingyi::cli
