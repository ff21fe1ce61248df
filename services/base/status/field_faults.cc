#include "services/base/status/field_faults.h"

#include <algorithm>
#include <iterator>
#include <string>

namespace pingyi {

void FieldFaults::Fault(std::string_view field, std::string_view reason,
                        std::string_view description) {
  faults_.push_back({std::string(field), std::string(description), std::string(reason)});
}

void FieldFaults::Add(std::vector<FieldViolation> faults) {
  std::move(faults.begin(), faults.end(), std::back_inserter(faults_));
}

}  // namespace pingyi
