#include "services/export/data/parts.h"

namespace pingyi::exporting {

absl::Status Inconsistent(const std::string& what) {
  return absl::InvalidArgumentError("the parts of the bundle do not fit each other: " + what);
}

std::string IdOf(const std::string& name) { return name.substr(name.rfind('/') + 1); }

Withheld WithheldBy(result::v1::Suppression suppression) {
  switch (suppression) {
    case result::v1::SUPPRESSION_UNSPECIFIED:
      return Withheld::kNo;
    case result::v1::SUPPRESSION_SMALL:
      return Withheld::kSmall;
    default:
      return Withheld::kComplementary;
  }
}

Figure FigureOf(const common::v1::Number& number, result::v1::Suppression suppression) {
  if (const Withheld withheld = WithheldBy(suppression); withheld != Withheld::kNo)
    return {.exact = "", .rounded = "", .withheld = withheld};
  return {.exact = number.exact(), .rounded = number.rounded()};
}

}  // namespace pingyi::exporting
