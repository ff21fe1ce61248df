#include "services/base/rpc/status.h"

#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <google/protobuf/any.pb.h>
#include <google/protobuf/unknown_field_set.h>
#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>
#if __has_include(<google/rpc/error_info.pb.h>)
#include <google/rpc/error_info.pb.h>
#endif

#include "services/base/status/error.h"
#include "services/base/status/reason.h"
#include "services/base/status/utf8.h"

namespace pingyi::rpc {
namespace {

constexpr char kDomain[] = "pingyi";
constexpr size_t kMaxMetadataBytes = 1024;
constexpr size_t kMaxFieldBytes = 256;
constexpr size_t kMaxDescriptionBytes = 512;
// What wraps a violation, and the list of them, on the wire: tags, lengths, the type's name.
constexpr size_t kViolationOverhead = 12;
constexpr size_t kListOverhead = 80;
// BadRequest.FieldViolation.reason in the public schema, which is newer than Debian's.
constexpr int kViolationReasonNumber = 3;

using BadField = google::rpc::BadRequest::FieldViolation;

// How long to wait before the same call may succeed; nullopt where repeating it as it is would be
// of no use.
std::optional<absl::Duration> RetryDelay(absl::StatusCode code, std::string_view reason) {
  switch (code) {
    case absl::StatusCode::kUnavailable:
      return absl::Seconds(1);
    case absl::StatusCode::kResourceExhausted:
      if (reason != reason::kServerOverloaded) return std::nullopt;
      return absl::Seconds(1);
    case absl::StatusCode::kAborted:
      if (reason == reason::kEtagMismatch) return std::nullopt;
      return absl::Milliseconds(200);
    default:
      return std::nullopt;
  }
}

// The reason of a status that reached the edge without one: the layers below say these with the
// code alone. "" where the code tells no more than itself.
std::string_view ReasonByCode(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kAborted:
      return reason::kStorageConflict;
    case absl::StatusCode::kUnavailable:
      return reason::kStorageUnavailable;
    case absl::StatusCode::kDeadlineExceeded:
      return reason::kDeadlineExceeded;
    default:
      return "";
  }
}

void SetReason(BadField& violation, const std::string& reason) {
  if (reason.empty()) return;
  const auto* field = BadField::descriptor()->FindFieldByNumber(kViolationReasonNumber);
  const auto* reflection = violation.GetReflection();
  if (field != nullptr) {
    reflection->SetString(&violation, field, reason);
  } else {
    reflection->MutableUnknownFields(&violation)
        ->AddLengthDelimited(kViolationReasonNumber, reason);
  }
}

std::string ReasonOf(const BadField& violation) {
  const auto* field = BadField::descriptor()->FindFieldByNumber(kViolationReasonNumber);
  const auto* reflection = violation.GetReflection();
  if (field != nullptr) return reflection->GetString(violation, field);
  const auto& unknown = reflection->GetUnknownFields(violation);
  for (int i = 0; i < unknown.field_count(); ++i) {
    const auto& entry = unknown.field(i);
    if (entry.number() == kViolationReasonNumber &&
        entry.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) {
      return entry.length_delimited();
    }
  }
  return "";
}

google::rpc::ErrorInfo MakeErrorInfo(const ErrorDetails& details) {
  google::rpc::ErrorInfo info;
  info.set_reason(details.reason);
  info.set_domain(kDomain);
  size_t bytes = 0;
  for (const auto& [key, value] : details.metadata) bytes += key.size() + value.size();
  if (bytes <= kMaxMetadataBytes) {
    info.mutable_metadata()->insert(details.metadata.begin(), details.metadata.end());
  }
  return info;
}

// The violations that fit into `budget` bytes, from the first on.
template <typename List, typename Add>
List MakeViolations(const ErrorDetails& details, size_t budget, Add add) {
  List list;
  size_t used = kListOverhead;
  for (const FieldViolation& violation : details.violations) {
    const FieldViolation cut{std::string(CutUtf8(violation.field, kMaxFieldBytes)),
                             std::string(CutUtf8(violation.description, kMaxDescriptionBytes)),
                             violation.reason};
    used += cut.field.size() + cut.description.size() + cut.reason.size() + kViolationOverhead;
    if (used > budget) break;
    add(list, cut);
  }
  return list;
}

google::rpc::BadRequest MakeBadRequest(const ErrorDetails& details, size_t budget) {
  return MakeViolations<google::rpc::BadRequest>(
      details, budget, [](google::rpc::BadRequest& list, const FieldViolation& violation) {
        BadField& field = *list.add_field_violations();
        field.set_field(violation.field);
        field.set_description(violation.description);
        SetReason(field, violation.reason);
      });
}

google::rpc::PreconditionFailure MakePreconditionFailure(const ErrorDetails& details,
                                                         size_t budget) {
  return MakeViolations<google::rpc::PreconditionFailure>(
      details, budget, [](google::rpc::PreconditionFailure& list, const FieldViolation& violation) {
        auto& entry = *list.add_violations();
        entry.set_type(violation.reason);
        entry.set_subject(violation.field);
        entry.set_description(violation.description);
      });
}

std::string EncodeDetails(absl::StatusCode code, const std::string& message,
                          const ErrorDetails& details) {
  google::rpc::Status proto;
  proto.set_code(static_cast<int>(code));
  proto.set_message(message);
  if (!details.reason.empty()) proto.add_details()->PackFrom(MakeErrorInfo(details));
  if (const auto delay = RetryDelay(code, details.reason)) {
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(absl::ToInt64Seconds(*delay));
    retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(
        absl::ToInt64Nanoseconds(*delay - absl::Seconds(absl::ToInt64Seconds(*delay)))));
    proto.add_details()->PackFrom(retry);
  }
  const size_t used = proto.ByteSizeLong();
  if (!details.violations.empty() && used < kMaxDetailsBytes) {
    const size_t budget = kMaxDetailsBytes - used;
    if (code == absl::StatusCode::kFailedPrecondition) {
      proto.add_details()->PackFrom(MakePreconditionFailure(details, budget));
    } else {
      proto.add_details()->PackFrom(MakeBadRequest(details, budget));
    }
  }
  return proto.details().empty() ? std::string() : proto.SerializeAsString();
}

void DecodeDetail(const google::protobuf::Any& any, ErrorDetails& details) {
  google::rpc::ErrorInfo info;
  google::rpc::BadRequest bad_request;
  google::rpc::PreconditionFailure precondition;
  if (any.UnpackTo(&info)) {
    details.reason = info.reason();
    details.metadata.insert(info.metadata().begin(), info.metadata().end());
  } else if (any.UnpackTo(&bad_request)) {
    for (const BadField& violation : bad_request.field_violations()) {
      details.violations.push_back(
          {violation.field(), violation.description(), ReasonOf(violation)});
    }
  } else if (any.UnpackTo(&precondition)) {
    for (const auto& violation : precondition.violations()) {
      details.violations.push_back(
          {violation.subject(), violation.description(), violation.type()});
    }
  }
}

}  // namespace

bool HidesMessage(const absl::Status& status) {
  const bool unforeseen =
      status.code() == absl::StatusCode::kInternal || status.code() == absl::StatusCode::kUnknown;
  return unforeseen && DetailsOf(status).reason.empty();
}

grpc::Status ToGrpc(const absl::Status& status, std::string_view incident) {
  if (status.ok()) return grpc::Status::OK;
  ErrorDetails details = DetailsOf(status);
  if (details.reason.empty()) details.reason = ReasonByCode(status.code());
  std::string message;
  if (HidesMessage(status)) {
    message = fmt::format("internal error, incident {}", incident);
    details = ErrorDetails{std::string(reason::kInternal), {}, {}};
  } else {
    message = std::string(CutUtf8(
        std::string_view(status.message().data(), status.message().size()), kMaxMessageBytes));
  }
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), message,
                      EncodeDetails(status.code(), message, details));
}

absl::Status FromGrpc(const grpc::Status& status) {
  if (status.ok()) return absl::OkStatus();
  const int number = status.error_code();
  const auto code = number >= 1 && number <= 16 ? static_cast<absl::StatusCode>(number)
                                                : absl::StatusCode::kUnknown;
  ErrorDetails details;
  google::rpc::Status proto;
  if (proto.ParseFromString(status.error_details())) {
    for (const google::protobuf::Any& any : proto.details()) DecodeDetail(any, details);
  }
  if (details == ErrorDetails{}) return absl::Status(code, status.error_message());
  return MakeError(code, status.error_message(), details);
}

}  // namespace pingyi::rpc
