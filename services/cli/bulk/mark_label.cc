#include "services/cli/bulk/mark_label.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/cli/bulk/decimal.h"

namespace pingyi::cli {

std::string MarkLabel(const appraisal::v1::Criterion& criterion, int index) {
  if (criterion.has_graded() && index >= 0 && index < criterion.graded().grades_size()) {
    return criterion.graded().grades(index).title();
  }
  if (criterion.has_numeric()) {
    const auto number = DecimalStep(criterion.numeric().min(), criterion.numeric().step(), index);
    if (number) return *number;
  }
  return fmt::format("#{}", index);
}

std::string Distribution(const appraisal::v1::Criterion& criterion,
                         const appraisal::v1::TallyCell& cell) {
  std::string text;
  const int count = std::min(cell.marks_size(), cell.counts_size());
  for (int i = 0; i < count; ++i) {
    if (i > 0) text += "  ";
    text += fmt::format("{} ×{}", MarkLabel(criterion, cell.marks(i)), cell.counts(i));
  }
  return text;
}

}  // namespace pingyi::cli
