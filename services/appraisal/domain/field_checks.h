// Gathers what is wrong with fields, in one place for the wording.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "services/appraisal/domain/text_map.h"
#include "services/base/number/rational.h"
#include "services/base/status/field_faults.h"

namespace pingyi::appraisal {

// Each check names the field by its path and adds a violation if it does not hold.
class FieldChecks : public FieldFaults {
 public:
  // Lengths count characters, not bytes; control characters are not allowed.
  void Text(std::string_view field, std::string_view text, size_t least, size_t most);
  void Key(std::string_view field, std::string_view key);
  // `keys` are those seen before; their texts must stay.
  void UniqueKey(std::string_view field, std::string_view key, TextViewSet& keys);
  void Count(std::string_view field, size_t count, size_t least, size_t most);
  void Range(std::string_view field, int64_t value, int64_t least, int64_t most);
  void PositiveNumber(std::string_view field, std::string_view text);
  std::optional<Rational> Decimal(std::string_view field, std::string_view text);
};

}  // namespace pingyi::appraisal
