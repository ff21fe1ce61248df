// Gathers what is wrong with the fields of one input, so that its sender learns all of it at once.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "services/base/status/error.h"

namespace pingyi {

class FieldFaults {
 public:
  // `field` is the path of the field, e.g. "round.groups[1].weight".
  void Fault(std::string_view field, std::string_view reason, std::string_view description);
  void Add(std::vector<FieldViolation> faults);

  bool empty() const { return faults_.empty(); }
  std::vector<FieldViolation> Take() && { return std::move(faults_); }

  // INVALID_ARGUMENT with every fault, or OK. Ends the gathering.
  absl::Status Finish() { return InvalidFields(std::move(faults_)); }
  // The same, or `value` if there is no fault.
  template <typename T>
  absl::StatusOr<T> Finish(T value) {
    if (absl::Status status = Finish(); !status.ok()) return status;
    return value;
  }

 private:
  std::vector<FieldViolation> faults_;
};

}  // namespace pingyi
