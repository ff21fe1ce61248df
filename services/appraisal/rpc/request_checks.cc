#include "services/appraisal/rpc/request_checks.h"

#include <utility>

#include <absl/strings/numbers.h>
#include <fmt/format.h>

#include "services/appraisal/domain/reason.h"
#include "services/base/rpc/paging.h"
#include "services/base/rpc/request.h"
#include "services/base/status/reason.h"

namespace pingyi::appraisal {

void RequestChecks::Name(std::string_view field, std::string_view name, bool is_one,
                         std::string_view form) {
  if (is_one) return;
  Fault(std::string(field),
        name.empty() ? reason::kRequiredFieldMissing : reason::kInvalidResourceName,
        fmt::format("must be \"{}\", ids of 1–63 characters of a–z, 0–9 and \"-\"", form));
}

std::string RequestChecks::RoundName(std::string_view field, std::string_view name) {
  std::optional<std::string> id = ParseRoundName(name);
  Name(field, name, id.has_value(), "rounds/{round}");
  return std::move(id).value_or("");
}

ChildName RequestChecks::SubjectName(std::string_view field, std::string_view name) {
  std::optional<ChildName> parsed = ParseSubjectName(name);
  Name(field, name, parsed.has_value(), "rounds/{round}/subjects/{subject}");
  return std::move(parsed).value_or(ChildName());
}

ChildName RequestChecks::BatchName(std::string_view field, std::string_view name) {
  std::optional<ChildName> parsed = ParseBatchName(name);
  Name(field, name, parsed.has_value(), "rounds/{round}/credentialBatches/{batch}");
  return std::move(parsed).value_or(ChildName());
}

void RequestChecks::CycleFilter(std::string_view field, std::string_view name) {
  Name(field, name, name.empty() || IsCycleName(name), "cycles/{cycle}");
}

void RequestChecks::RequestId(std::string_view field, std::string_view request_id) {
  Absorb(field, rpc::CheckRequestId(request_id));
}

void RequestChecks::RequiredRequestId(std::string_view field, std::string_view request_id) {
  if (request_id.empty()) {
    Fault(std::string(field), reason::kRequiredFieldMissing, "must be a UUID made by the client");
  } else {
    RequestId(field, request_id);
  }
}

void RequestChecks::Reason(std::string_view reason, size_t least) {
  Text("reason", reason, least, kMaxReason);
}

int RequestChecks::PageSize(int32_t requested) {
  const absl::StatusOr<int> size = rpc::PageSize(requested);
  Absorb("page_size", size.status());
  return size.value_or(rpc::kDefaultPageSize);
}

std::optional<std::vector<std::string>> RequestChecks::PageToken(
    const google::protobuf::Message& request, size_t parts) {
  absl::StatusOr<std::vector<std::string>> key = rpc::DecodePageToken(request, parts);
  Absorb("page_token", key.status());
  if (!key.ok() || key->empty()) return std::nullopt;
  return *std::move(key);
}

int32_t RequestChecks::PositionToken(const google::protobuf::Message& request) {
  const std::optional<std::vector<std::string>> key = PageToken(request, 1);
  if (!key) return 0;
  int32_t position = 0;
  if (absl::SimpleAtoi(key->front(), &position) && position > 0) return position;
  Fault("page_token", pingyi::reason::kInvalidPageToken, "was not given out for this list");
  return 0;
}

absl::Status RequestChecks::Finish() { return InvalidFields(std::move(*this).Take()); }

void RequestChecks::Absorb(std::string_view field, const absl::Status& status) {
  if (status.ok()) return;
  const ErrorDetails details = DetailsOf(status);
  Fault(std::string(field), details.reason,
        details.violations.empty() ? std::string(status.message())
                                   : details.violations.front().description);
}

}  // namespace pingyi::appraisal
