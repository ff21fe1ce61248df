#include "services/base/sql/mysql/compound.h"

#include <cstddef>

namespace pingyi::sql {
namespace {

// Steps with more parameters than this are long anyway, and a text of their own for each number of
// rows would crowd the cache of statements.
constexpr size_t kMostTogether = 64;

}  // namespace

std::string CompoundText(std::string_view head, std::span<const Step> steps,
                         std::string_view tail) {
  std::string text(head);
  for (const Step& step : steps) {
    text.append(step.change.text()).append("; ");
    if (step.must_match) text += "IF ROW_COUNT() = 0 THEN SIGNAL SQLSTATE '45000'; END IF; ";
  }
  return text.append(tail).append("END");
}

std::optional<std::vector<Value>> Together(std::span<const Step> steps) {
  std::vector<Value> params;
  for (const Step& step : steps) {
    const std::span<const Value> more = step.change.params();
    params.insert(params.end(), more.begin(), more.end());
    if (step.change.text().starts_with(kInsertMissing)) return std::nullopt;
  }
  if (params.size() > kMostTogether) return std::nullopt;
  return params;
}

}  // namespace pingyi::sql
