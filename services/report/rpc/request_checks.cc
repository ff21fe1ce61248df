#include "services/report/rpc/request_checks.h"

#include <algorithm>

#include <absl/strings/numbers.h>
#include <fmt/format.h>

#include "services/base/rpc/paging.h"
#include "services/base/rpc/request.h"
#include "services/base/status/utf8.h"
#include "services/report/domain/cycle.h"
#include "services/report/domain/text.h"

namespace pingyi::report {
namespace {

// The years that a Timestamp may hold: 0001 to 9999.
constexpr int64_t kFirstSecond = -62'135'596'800;
constexpr int64_t kLastSecond = 253'402'300'799;

}  // namespace

void RequestChecks::Fault(std::string field, std::string_view reason, std::string description) {
  violations_.push_back({std::move(field), std::move(description), std::string(reason)});
}

void RequestChecks::Add(std::vector<FieldViolation> violations) {
  for (FieldViolation& violation : violations) violations_.push_back(std::move(violation));
}

void RequestChecks::BadName(std::string field, const std::string& name, std::string_view form) {
  Fault(std::move(field),
        name.empty() ? reason::kRequiredFieldMissing : reason::kInvalidResourceName,
        fmt::format("must have the form {}, each id being 1 to 63 characters of a-z, 0-9 and -",
                    form));
}

std::string RequestChecks::TemplateName(std::string field, const std::string& name) {
  std::optional<std::string> id = ParseTemplateName(name);
  if (!id) BadName(std::move(field), name, "reportTemplates/{template}");
  return std::move(id).value_or("");
}

std::string RequestChecks::CycleName(std::string field, const std::string& name) {
  std::optional<std::string> id = ParseCycleName(name);
  if (!id) BadName(std::move(field), name, "cycles/{cycle}");
  return std::move(id).value_or("");
}

ChildName RequestChecks::ReportName(std::string field, const std::string& name) {
  std::optional<ChildName> parsed = ParseReportName(name);
  if (!parsed) BadName(std::move(field), name, "cycles/{cycle}/reports/{report}");
  return std::move(parsed).value_or(ChildName{});
}

ChildName RequestChecks::ReporterName(std::string field, const std::string& name) {
  std::optional<ChildName> parsed = ParseReporterName(name);
  if (!parsed) BadName(std::move(field), name, "cycles/{cycle}/reporters/{reporter}");
  return std::move(parsed).value_or(ChildName{});
}

std::string RequestChecks::ReporterOf(const std::string& cycle, std::string field,
                                      const std::string& name) {
  ChildName parsed = ReporterName(field, name);
  if (!parsed.cycle.empty() && !cycle.empty() && parsed.cycle != cycle) {
    Fault(std::move(field), reason::kInvalidResourceName, "must be of the same cycle as parent");
  }
  return std::move(parsed.id);
}

void RequestChecks::NewId(std::string field, const std::string& id) {
  if (id.empty() || IsId(id)) return;
  Fault(std::move(field), reason::kInvalidField,
        "must be empty or 1 to 63 characters of a-z, 0-9 and -, beginning and ending with a letter "
        "or digit");
}

void RequestChecks::Key(std::string field, const std::string& key) {
  if (IsKey(key)) return;
  Fault(std::move(field), key.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
        "must be 1 to 63 characters of a-z, 0-9 and _");
}

void RequestChecks::Text(std::string field, const std::string& text, size_t most, bool required) {
  // A text of at most that many bytes has no more characters.
  if (text.size() > most && pingyi::CountCharacters(text) > most) {
    Fault(std::move(field), reason::kLimitExceeded,
          fmt::format("must not exceed {} characters", most));
  } else if (required && CountCharacters(Decode(text)) == 0) {
    Fault(std::move(field), reason::kRequiredFieldMissing,
          fmt::format("must have 1 to {} characters", most));
  }
}

void RequestChecks::Count(std::string field, int count, int most, bool required) {
  if (count > most) {
    Fault(std::move(field), reason::kLimitExceeded,
          fmt::format("must not have more than {} entries", most));
  } else if (required && count == 0) {
    Fault(std::move(field), reason::kRequiredFieldMissing,
          fmt::format("must have 1 to {} entries", most));
  }
}

void RequestChecks::Date(std::string field, const std::string& date) {
  if (IsDate(date)) return;
  Fault(std::move(field), date.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
        "must be a day of the calendar as YYYY-MM-DD");
}

absl::Time RequestChecks::Time(std::string field, const google::protobuf::Timestamp& time) {
  if (time.seconds() < kFirstSecond || time.seconds() > kLastSecond || time.nanos() < 0 ||
      time.nanos() > 999'999'999) {
    Fault(std::move(field), reason::kInvalidField,
          "must lie between the years 1 and 9999, with nanos from 0 to 999999999");
    return absl::UnixEpoch();
  }
  // The databases keep microseconds.
  return absl::FromUnixSeconds(time.seconds()) + absl::Microseconds(time.nanos() / 1000);
}

void RequestChecks::Enum(std::string field, int value, bool is_valid, bool required) {
  if (!is_valid) {
    Fault(std::move(field), reason::kInvalidField, "must be one of the values that the type lists");
  } else if (required && value == 0) {
    Fault(std::move(field), reason::kRequiredFieldMissing, "must be given");
  }
}

void RequestChecks::RequestId(const std::string& request_id) {
  Add(DetailsOf(rpc::CheckRequestId(request_id)).violations);
}

std::vector<std::string> RequestChecks::Mask(const google::protobuf::FieldMask& mask,
                                             const std::vector<std::string>& fields) {
  if (mask.paths().empty() || (mask.paths_size() == 1 && mask.paths(0) == "*")) return fields;
  std::vector<std::string> wanted;
  for (const std::string& path : mask.paths()) {
    if (std::find(fields.begin(), fields.end(), path) == fields.end()) {
      Fault("update_mask", reason::kInvalidFieldMask,
            fmt::format("must be empty, \"*\" or name some of {}", fmt::join(fields, ", ")));
      return {};
    }
    wanted.push_back(path);
  }
  return wanted;
}

int RequestChecks::PageSize(int32_t requested) {
  const absl::StatusOr<int> size = rpc::PageSize(requested);
  if (!size.ok()) Add(DetailsOf(size.status()).violations);
  return size.value_or(rpc::kDefaultPageSize);
}

std::optional<std::vector<std::string>> RequestChecks::PageToken(
    const google::protobuf::Message& request, size_t parts) {
  absl::StatusOr<std::vector<std::string>> key = rpc::DecodePageToken(request, parts);
  if (!key.ok()) Add(DetailsOf(key.status()).violations);
  if (!key.ok() || key->empty()) return std::nullopt;
  return *std::move(key);
}

int64_t RequestChecks::Number(const std::string& part) {
  int64_t number = 0;
  if (!absl::SimpleAtoi(part, &number)) {
    Fault("page_token", reason::kInvalidPageToken, "must be a token given out for this request");
  }
  return number;
}

}  // namespace pingyi::report
