// Gathers what is wrong with fields, in one place for the wording.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/appraisal/domain/number.h"
#include "services/appraisal/domain/text_map.h"
#include "services/base/status/error.h"

namespace pingyi::appraisal {

// Each check names the field by its path and adds a violation if it does not hold.
class FieldChecks {
 public:
  void Fault(std::string field, std::string_view reason, std::string_view description);
  void Add(FieldViolation fault) { faults_.push_back(std::move(fault)); }
  void Append(FieldChecks other);

  // Lengths count characters, not bytes; control characters are not allowed.
  void Text(std::string field, std::string_view text, size_t least, size_t most);
  void Key(std::string field, std::string_view key);
  // `keys` are those seen before; their texts must stay.
  void UniqueKey(std::string field, std::string_view key, TextViewSet& keys);
  void Count(std::string field, size_t count, size_t least, size_t most);
  void Range(std::string field, int64_t value, int64_t least, int64_t most);
  void PositiveNumber(std::string field, std::string_view text);
  std::optional<Rational> Decimal(std::string field, std::string_view text);

  bool empty() const { return faults_.empty(); }
  std::vector<FieldViolation> Take() && { return std::move(faults_); }

 private:
  std::vector<FieldViolation> faults_;
};

}  // namespace pingyi::appraisal
