// Checks of what requests have in common. Each adds a fault if the field is wrong, so that a caller
// learns all that is wrong at once.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <google/protobuf/message.h>

#include "services/appraisal/domain/field_checks.h"
#include "services/appraisal/rpc/names.h"

namespace pingyi::appraisal {

inline constexpr size_t kMaxReason = 500;

class RequestChecks : public FieldChecks {
 public:
  // The id in "rounds/{round}"; empty after a fault.
  std::string RoundName(std::string_view field, std::string_view name);
  ChildName SubjectName(std::string_view field, std::string_view name);
  ChildName BatchName(std::string_view field, std::string_view name);
  void CycleFilter(std::string_view field, std::string_view name);

  void RequestId(std::string_view field, std::string_view request_id);
  void RequiredRequestId(std::string_view field, std::string_view request_id);
  void Reason(std::string_view reason, size_t least);

  // The number of entries a List request wants.
  int PageSize(int32_t requested);
  // The key the page begins behind, in `parts` parts; nullopt for the first page.
  std::optional<std::vector<std::string>> PageToken(const google::protobuf::Message& request,
                                                    size_t parts);
  // The same for a key that is one number, from 1 to the largest position; 0 for the first page.
  int32_t PositionToken(const google::protobuf::Message& request);

  // INVALID_ARGUMENT with every fault, or OK.
  absl::Status Finish();
  // The same, or `value` if there is no fault.
  template <typename T>
  absl::StatusOr<T> Finish(T value) {
    if (absl::Status status = Finish(); !status.ok()) return status;
    return value;
  }

 private:
  void Name(std::string_view field, std::string_view name, bool is_one, std::string_view form);
  // The faults a helper of base/rpc found with `field`.
  void Absorb(std::string_view field, const absl::Status& status);
};

}  // namespace pingyi::appraisal
