// Checks of what the requests of this service have in common.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <google/protobuf/message.h>

#include "services/appraisal/domain/field_checks.h"
#include "services/appraisal/rpc/names.h"
#include "services/base/rpc/request_checks.h"

namespace pingyi::appraisal {

inline constexpr size_t kMaxReason = 500;

class RequestChecks : public rpc::RequestChecks<FieldChecks> {
 public:
  // The id in "rounds/{round}"; empty after a fault.
  std::string RoundName(std::string_view field, std::string_view name);
  ChildName SubjectName(std::string_view field, std::string_view name);
  ChildName BatchName(std::string_view field, std::string_view name);
  void CycleFilter(std::string_view field, std::string_view name);

  void RequiredRequestId(std::string_view request_id);
  void Reason(std::string_view reason, size_t least);

  // The position the page begins behind; 0 for the first page.
  int32_t PositionToken(const google::protobuf::Message& request);
};

}  // namespace pingyi::appraisal
