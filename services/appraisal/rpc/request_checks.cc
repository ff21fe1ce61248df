#include "services/appraisal/rpc/request_checks.h"

#include <optional>
#include <vector>

#include "services/base/status/reason.h"

namespace pingyi::appraisal {

std::string RequestChecks::RoundName(std::string_view field, std::string_view name) {
  return Name(field, name, ParseRoundName(name), "rounds/{round}");
}

ChildName RequestChecks::SubjectName(std::string_view field, std::string_view name) {
  return Name(field, name, ParseSubjectName(name), "rounds/{round}/subjects/{subject}");
}

ChildName RequestChecks::BatchName(std::string_view field, std::string_view name) {
  return Name(field, name, ParseBatchName(name), "rounds/{round}/credentialBatches/{batch}");
}

void RequestChecks::CycleFilter(std::string_view field, std::string_view name) {
  if (!name.empty() && !IsCycleName(name)) BadName(field, name, "cycles/{cycle}");
}

void RequestChecks::RequiredRequestId(std::string_view request_id) {
  if (request_id.empty()) {
    Fault("request_id", pingyi::reason::kRequiredFieldMissing, "must be a UUID made by the client");
  } else {
    RequestId(request_id);
  }
}

void RequestChecks::Reason(std::string_view reason, size_t least) {
  Text("reason", reason, least, kMaxReason);
}

int32_t RequestChecks::PositionToken(const google::protobuf::Message& request) {
  const std::optional<std::vector<std::string>> key = PageToken(request, 1);
  return key ? PagePart<int32_t>(key->front(), 1) : 0;
}

}  // namespace pingyi::appraisal
