#include "services/report/rpc/request_checks.h"

#include <algorithm>

#include <fmt/format.h>

#include "services/base/status/key.h"
#include "services/base/status/reason.h"
#include "services/base/status/utf8.h"
#include "services/report/domain/cycle.h"
#include "services/report/domain/text.h"

namespace pingyi::report {
namespace {

// The years that a Timestamp may hold: 0001 to 9999.
constexpr int64_t kFirstSecond = -62'135'596'800;
constexpr int64_t kLastSecond = 253'402'300'799;

}  // namespace

std::string RequestChecks::TemplateName(std::string_view field, const std::string& name) {
  return Name(field, name, ParseTemplateName(name), "reportTemplates/{template}");
}

std::string RequestChecks::CycleName(std::string_view field, const std::string& name) {
  return Name(field, name, ParseCycleName(name), "cycles/{cycle}");
}

ChildName RequestChecks::ReportName(std::string_view field, const std::string& name) {
  return Name(field, name, ParseReportName(name), "cycles/{cycle}/reports/{report}");
}

ChildName RequestChecks::ReporterName(std::string_view field, const std::string& name) {
  return Name(field, name, ParseReporterName(name), "cycles/{cycle}/reporters/{reporter}");
}

std::string RequestChecks::ReporterOf(const std::string& cycle, std::string_view field,
                                      const std::string& name) {
  ChildName parsed = ReporterName(field, name);
  if (!parsed.cycle.empty() && !cycle.empty() && parsed.cycle != cycle) {
    Fault(field, reason::kInvalidResourceName, "must be of the same cycle as parent");
  }
  return std::move(parsed.id);
}

void RequestChecks::NewId(std::string_view field, const std::string& id) {
  if (id.empty() || IsResourceId(id)) return;
  Fault(field, reason::kInvalidField,
        "must be empty or 1 to 63 characters of a-z, 0-9 and -, beginning and ending with a letter "
        "or digit");
}

void RequestChecks::Key(std::string_view field, const std::string& key) {
  if (IsKey(key)) return;
  Fault(field, key.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
        "must be 1 to 63 characters of a-z, 0-9 and _");
}

void RequestChecks::Text(std::string_view field, const std::string& text, size_t most,
                         bool required) {
  // A text of at most that many bytes has no more characters.
  if (text.size() > most && pingyi::CountCharacters(text) > most) {
    Fault(field, reason::kLimitExceeded, fmt::format("must not exceed {} characters", most));
  } else if (required && CountCharacters(Decode(text)) == 0) {
    Fault(field, reason::kRequiredFieldMissing, fmt::format("must have 1 to {} characters", most));
  }
}

void RequestChecks::Count(std::string_view field, int count, int most, bool required) {
  if (count > most) {
    Fault(field, reason::kLimitExceeded, fmt::format("must not have more than {} entries", most));
  } else if (required && count == 0) {
    Fault(field, reason::kRequiredFieldMissing, fmt::format("must have 1 to {} entries", most));
  }
}

void RequestChecks::Date(std::string_view field, const std::string& date) {
  if (IsDate(date)) return;
  Fault(field, date.empty() ? reason::kRequiredFieldMissing : reason::kInvalidField,
        "must be a day of the calendar as YYYY-MM-DD");
}

absl::Time RequestChecks::Time(std::string_view field, const google::protobuf::Timestamp& time) {
  if (time.seconds() < kFirstSecond || time.seconds() > kLastSecond || time.nanos() < 0 ||
      time.nanos() > 999'999'999) {
    Fault(field, reason::kInvalidField,
          "must lie between the years 1 and 9999, with nanos from 0 to 999999999");
    return absl::UnixEpoch();
  }
  // The databases keep microseconds.
  return absl::FromUnixSeconds(time.seconds()) + absl::Microseconds(time.nanos() / 1000);
}

void RequestChecks::Enum(std::string_view field, int value, bool is_valid, bool required) {
  if (!is_valid) {
    Fault(field, reason::kInvalidField, "must be one of the values that the type lists");
  } else if (required && value == 0) {
    Fault(field, reason::kRequiredFieldMissing, "must be given");
  }
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

}  // namespace pingyi::report
