#include "services/cli/io/enum_text.h"

#include <vector>

#include <absl/strings/ascii.h>
#include <fmt/ranges.h>

namespace pingyi::cli {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;

// ANONYMITY_UNSPECIFIED gives "ANONYMITY_": what the names of the enum's values begin with.
std::string Prefix(const EnumDescriptor& type) {
  const std::string& zero = type.value(0)->name();
  const size_t tail = zero.rfind("UNSPECIFIED");
  return tail == std::string::npos ? "" : zero.substr(0, tail);
}

}  // namespace

absl::StatusOr<const EnumValueDescriptor*> ParseEnum(const EnumDescriptor& type,
                                                     std::string_view text) {
  const std::string upper = absl::AsciiStrToUpper(std::string(text));
  const std::string prefix = Prefix(type);
  for (const std::string& name : {upper, prefix + upper}) {
    if (const EnumValueDescriptor* value = type.FindValueByName(name)) return value;
  }
  std::vector<std::string> known;
  for (int i = 1; i < type.value_count(); ++i) {
    known.push_back(absl::AsciiStrToLower(type.value(i)->name().substr(prefix.size())));
  }
  return absl::InvalidArgumentError(
      fmt::format("\"{}\" is none of {}", text, fmt::join(known, ", ")));
}

}  // namespace pingyi::cli
