#include "services/cli/view/suppression.h"

#include <algorithm>

namespace pingyi::cli {
namespace {

template <typename Items>
bool Any(const Items& items) {
  return std::any_of(items.begin(), items.end(), [](const auto& item) {
    return item.suppression() != result::v1::SUPPRESSION_UNSPECIFIED;
  });
}

}  // namespace

std::string ShownOr(result::v1::Suppression suppression, const std::string& figure) {
  switch (suppression) {
    case result::v1::SUPPRESSION_SMALL:
      return "*";
    case result::v1::SUPPRESSION_COMPLEMENTARY:
      return "**";
    default:
      return figure;
  }
}

bool HasSuppressed(const result::v1::SubjectResult& result) {
  return result.suppression() != result::v1::SUPPRESSION_UNSPECIFIED || Any(result.groups()) ||
         Any(result.pooled_criteria()) ||
         std::any_of(result.groups().begin(), result.groups().end(),
                     [](const auto& group) { return Any(group.criteria()); });
}

Label SuppressionLegend() {
  return {"* 所依据的票太少，不予显示；** 不予显示，否则可推算出前者",
          "* not shown: it rests on too few ballots; ** not shown: with it, the former could be "
          "computed"};
}

}  // namespace pingyi::cli
