#include "services/base/sql/statement.h"

#include <bit>

namespace pingyi::sql {

Statement& Statement::AddList(std::span<const Value> values) {
  if (values.empty()) {
    text_ += " (NULL)";
    return *this;
  }
  const size_t places = std::bit_ceil(values.size());
  text_ += " (?";
  for (size_t i = 1; i < places; ++i) text_ += ",?";
  text_ += ')';
  params_.reserve(params_.size() + places);
  params_.insert(params_.end(), values.begin(), values.end());
  params_.resize(params_.size() + places - values.size(), values.back());
  return *this;
}

}  // namespace pingyi::sql
